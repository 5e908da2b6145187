import type { Period } from "#lib/metrics/time-bucket.ts";

/** To hundredths, for a chart. */
export function toSeconds(ms: number | undefined): number | undefined {
  return ms === undefined ? undefined : Math.round(ms / 10) / 100;
}

/** "1.25 s", "12 s"; a dash where nothing was measured. */
export function formatSeconds(ms: number | undefined): string {
  return ms === undefined ? "–" : `${(ms / 1000).toFixed(ms < 10_000 ? 2 : 0)}\u00a0s`;
}

const MINUTE_SECONDS = 60;
const HOUR_SECONDS = 60 * MINUTE_SECONDS;

/** "40 s", "12 min", "3 h" */
export function formatDuration(total: number): string {
  if (total < MINUTE_SECONDS) return `${total} s`;
  return total < HOUR_SECONDS ? `${Math.round(total / MINUTE_SECONDS)} min` : `${Math.round(total / HOUR_SECONDS)} h`;
}

/** "$12.30", "< $0.01" */
export function formatDollars(amount: number): string {
  return amount > 0 && amount < 0.01 ? "< $0.01" : amount.toLocaleString("en", { style: "currency", currency: "USD" });
}

/** The time or day at which a part of a period starts, UTC. */
export function formatPartStart(start: string, period: Period): string {
  return period === "month" ? start.slice(5, 10) : start.slice(11, 16);
}

/** What the parts of each period are called. */
export const partLabels: Record<Period, string> = { hour: "five minutes", day: "hour", month: "day" };
