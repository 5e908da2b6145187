import type { Period } from "#lib/metrics/time-bucket.ts";

/** To hundredths, for a chart. */
export function toSeconds(ms: number | undefined): number | undefined {
  return ms === undefined ? undefined : Math.round(ms / 10) / 100;
}

/** "1.25 s", "12 s"; a dash where nothing was measured. */
export function formatSeconds(ms: number | undefined, locale: string): string {
  if (ms === undefined) return "–";
  const digits = ms < 10_000 ? 2 : 0;
  const seconds = (ms / 1000).toLocaleString(locale, {
    minimumFractionDigits: digits,
    maximumFractionDigits: digits,
  });
  return `${seconds}\u00a0s`;
}

const MINUTE_SECONDS = 60;
const HOUR_SECONDS = 60 * MINUTE_SECONDS;

/** "40 s", "12 min", "3 h" */
export function formatDuration(total: number): string {
  if (total < MINUTE_SECONDS) return `${total} s`;
  return total < HOUR_SECONDS ? `${Math.round(total / MINUTE_SECONDS)} min` : `${Math.round(total / HOUR_SECONDS)} h`;
}

/** "$12.30", in German "12,30 $"; what is less than a cent as `lessThan` says it of one. */
export function formatDollars(
  amount: number,
  locale: string,
  lessThan: (values: { amount: string }) => string,
): string {
  const format = (dollars: number) => dollars.toLocaleString(locale, { style: "currency", currency: "USD" });
  return amount > 0 && amount < 0.01 ? lessThan({ amount: format(0.01) }) : format(amount);
}

/** "Nov 20, 2026", in German "20.11.2026" */
export function formatDay(day: string, locale: string): string {
  return new Intl.DateTimeFormat(locale, { dateStyle: "medium", timeZone: "UTC" }).format(new Date(day));
}

/** The time or day at which a part of a period starts, UTC. */
export function formatPartStart(start: string, period: Period, locale: string): string {
  if (period !== "month") return start.slice(11, 16);
  return new Intl.DateTimeFormat(locale, { day: "numeric", month: "numeric", timeZone: "UTC" }).format(new Date(start));
}

/** The same with its day, for a table. */
export function formatWholeStart(start: string, locale: string): string {
  const format = { dateStyle: "medium", timeStyle: "short", hourCycle: "h23", timeZone: "UTC" } as const;
  return new Intl.DateTimeFormat(locale, format).format(new Date(start));
}
