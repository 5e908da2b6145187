const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

/** What is counted in spans of this length, and how long that is kept. */
export const granularities = {
  fiveMinutes: { name: "5m", ms: 5 * MINUTE_MS, keptMs: 2 * DAY_MS },
  hour: { name: "1h", ms: HOUR_MS, keptMs: 40 * DAY_MS },
  day: { name: "1d", ms: DAY_MS, keptMs: 800 * DAY_MS },
} as const;
export type Granularity = keyof typeof granularities;

/** What the overview shows: a span of time in so many parts. */
export const periods = {
  hour: { granularity: "fiveMinutes", parts: 12 },
  day: { granularity: "hour", parts: 24 },
  month: { granularity: "day", parts: 30 },
} as const satisfies Record<string, { granularity: Granularity; parts: number }>;
export type Period = keyof typeof periods;
export const periodNames = Object.keys(periods) as [Period, ...Period[]];

/** The beginning of the span that a moment lies in, ISO 8601 UTC. */
export function startOfBucket(granularity: Granularity, at: Date): string {
  const { ms } = granularities[granularity];
  return new Date(Math.floor(at.getTime() / ms) * ms).toISOString();
}

/** The name of a span in the table. */
export function bucketName(granularity: Granularity, start: string): string {
  return `${granularities[granularity].name}#${start.slice(0, "2026-11-22T10:05".length)}`;
}

/** The beginnings of the parts of a period that ends now, oldest first; the last part is still going on. */
export function toBuckets(period: Period, now: Date): string[] {
  const { granularity, parts } = periods[period];
  const last = Date.parse(startOfBucket(granularity, now));
  const { ms } = granularities[granularity];
  return Array.from({ length: parts }, (_, index) => new Date(last - (parts - 1 - index) * ms).toISOString());
}
