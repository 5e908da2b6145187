import type { User } from "./user.ts";

/** How long a closed account can be kept after all. */
export const DAYS_TO_KEEP = 7;
const KEPT_MS = DAYS_TO_KEEP * 24 * 60 * 60 * 1000;

/** What a user has whose owner closes the account now (milliseconds since the epoch). */
export function toClosingDates(nowMs: number): { disabledAt: string; deletesAt: string } {
  return { disabledAt: new Date(nowMs).toISOString(), deletesAt: new Date(nowMs + KEPT_MS).toISOString() };
}

/** Whether it is its owner who keeps an account closed: no admin has disabled it since, and it is not being removed. */
export function isClosedByOwner({
  disabledAt = "",
  deletesAt = "",
  removingSince,
}: Pick<User, "disabledAt" | "deletesAt" | "removingSince">): boolean {
  return removingSince === undefined && Date.parse(deletesAt) - Date.parse(disabledAt) === KEPT_MS;
}
