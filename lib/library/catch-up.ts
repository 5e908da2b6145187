import type { ChangeSource } from "./change-source.ts";
import type { IndexState } from "./index-file.ts";
import type { IndexAddress } from "./index-operations.ts";
import type { IndexThreads } from "./index-threads.ts";

/*
 * The feed is read from the mark less an overlap, since the table's index is eventually consistent, clocks differ and
 * writers stall between stamping and writing. Nothing is missed while delay, skew and stall together stay below the
 * overlap. What the short one misses, the long one finds within ten minutes; what that misses, the integrity walk.
 */
const SECOND_MS = 1_000;
const MINUTE_MS = 60 * SECOND_MS;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;
export const OVERLAP_MS = 60 * SECOND_MS;
export const WIDE_OVERLAP_MS = 15 * MINUTE_MS;
export const WIDE_EVERY_MS = 10 * MINUTE_MS;

/** Tombstones live 30 days in the table; an index that was not looked at for longer than this is rebuilt. */
export const MAX_AGE_MS = 25 * DAY_MS;

export interface CaughtUp {
  state: IndexState;
  applied: number;
  unreadable: string[];
}

/** Applies what the feed has since the index's mark. Each page is kept by itself, so a break loses little. */
export async function catchUp(
  { source, threads, clock }: { source: ChangeSource; threads: IndexThreads; clock: () => number },
  address: IndexAddress,
  before: IndexState,
  isWide: boolean,
): Promise<CaughtUp> {
  const sinceMs = Math.min(before.markMs, clock()) - (isWide ? WIDE_OVERLAP_MS : OVERLAP_MS);
  let state = before;
  let cursor: string | undefined;
  const total = { applied: 0, unreadable: [] as string[] };
  do {
    const page = await source.readChanges(address.ownerId, sinceMs, cursor);
    cursor = page.nextCursor;
    const nowMs = clock();
    const newestMs = page.changes.reduce((newest, { changedAtMs }) => Math.max(newest, changedAtMs), 0);
    const isLast = cursor === undefined;
    const markMs = Math.max(state.markMs, Math.min(newestMs, nowMs), isLast ? toQuietMark(state, nowMs) : 0);
    // Written once an hour only, so that looking at a library that nothing happens to writes nothing.
    const isHourLater = isLast && Math.abs(nowMs - state.caughtUpMs) >= HOUR_MS;
    const applied = await threads.run("apply", address, {
      changes: page.changes,
      state: { markMs, ...(isHourLater ? { caughtUpMs: nowMs } : {}) },
    });
    state = applied.state;
    total.applied += applied.applied;
    total.unreadable.push(...applied.unreadable);
  } while (cursor !== undefined);
  return { ...total, state };
}

/**
 * The mark of a library in which nothing has happened for long, so that a great many last changes are not read again
 * with every list. Clocks would have to differ by a quarter of an hour to lose something by it.
 */
function toQuietMark({ markMs }: IndexState, nowMs: number): number {
  const quietMs = nowMs - WIDE_OVERLAP_MS;
  return quietMs - markMs > WIDE_EVERY_MS ? quietMs : 0;
}

/**
 * Whether an index may lack what no catch-up brings: tombstones that are gone by now, or changes from before a mark that
 * a clock which was ahead has set.
 */
export function isOutdated({ caughtUpMs, markMs }: IndexState, nowMs: number): boolean {
  return nowMs - caughtUpMs > MAX_AGE_MS || markMs - nowMs > WIDE_OVERLAP_MS;
}
