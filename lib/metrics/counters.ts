/*
 * What is counted while it happens, so that no page has to count what is stored. Counts are operational figures: a
 * process that dies loses those of its last moments.
 */

/** Upper ends of the classes in which times from stored to ready are counted, milliseconds; the last is open. */
export const readyTimeBounds = [
  250, 500, 750, 1_000, 1_500, 2_000, 3_000, 5_000, 7_500, 10_000, 15_000, 20_000, 30_000, 60_000, 120_000, 300_000,
  600_000, 1_800_000,
] as const;

export const plainCounters = [
  "uploads",
  "uploadedBytes",
  "ready",
  "failed",
  "attemptsFailed",
  "renderMs",
  "renditionBytes",
  "rerendered",
  "registrations",
  "signIns",
  "signInFailures",
  "activeUsers",
  "lastSeenUsers",
] as const;
export type PlainCounter = (typeof plainCounters)[number];
export type CounterName = PlainCounter | `failed_${string}` | `readyIn_${number}`;

export type Counts = Partial<Record<CounterName, number>>;

/** The class of a time from stored to ready. */
export function readyTimeCounter(ms: number): CounterName {
  const index = readyTimeBounds.findIndex((bound) => ms <= bound);
  return `readyIn_${index < 0 ? readyTimeBounds.length : index}`;
}

/** The times in milliseconds below which the given parts (0 to 1) of all counted ones lie; undefined without any. */
export function readyTimeQuantile(counts: Counts, part: number): number | undefined {
  const classes = [...readyTimeBounds, undefined].map((_, index) => counts[`readyIn_${index}`] ?? 0);
  const total = classes.reduce((sum, count) => sum + count, 0);
  if (total === 0) return undefined;
  let below = 0;
  for (const [index, count] of classes.entries()) {
    if (count > 0 && below + count >= part * total) {
      const from = readyTimeBounds[index - 1] ?? 0;
      // The last class has no end; its beginning is all that is known.
      const to = readyTimeBounds[index] ?? from;
      return Math.round(from + ((part * total - below) / count) * (to - from));
    }
    below += count;
  }
  return undefined;
}

export function addUp(many: Counts[]): Counts {
  const sum: Counts = {};
  for (const counts of many) {
    for (const [name, count = 0] of Object.entries(counts)) {
      sum[name as CounterName] = (sum[name as CounterName] ?? 0) + count;
    }
  }
  return sum;
}

/** How many failed by each of the codes, the most frequent first; codes without any are left out. */
export function failuresByCode<Code extends string>(
  counts: Counts,
  codes: readonly Code[],
): { code: Code; count: number }[] {
  return codes
    .map((code) => ({ code, count: counts[`failed_${code}`] ?? 0 }))
    .filter(({ count }) => count > 0)
    .sort((a, b) => b.count - a.count);
}
