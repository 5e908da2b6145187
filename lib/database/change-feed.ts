import { partitions } from "./keys.ts";

/**
 * When an item is changed, ISO 8601 UTC, never before its former change, for the item's `changedAt`. It is to be taken
 * directly before each attempt to put: whoever reads the feed allows for little time in between.
 */
export function stampChange(before: string | undefined): string {
  const now = new Date().toISOString();
  return before !== undefined && before > now ? before : now;
}

/** The entry of a user's item in the index `changes`. */
export function toChangeKeys(userId: string, id: string, changedAt: string): { changesPk: string; changesSk: string } {
  return { changesPk: partitions.changes(userId), changesSk: `${changedAt}#${id}` };
}
