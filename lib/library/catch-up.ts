import type { ChangeSource } from "./change-source.ts";
import type { IndexState } from "./index-file.ts";
import type { IndexThreads } from "./index-threads.ts";
import type { IndexAddress } from "./open-files.ts";

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
/** Where all is on one machine, with one clock and an index that shows each write at once, only writers stall. */
export const ONE_MACHINE_OVERLAP_MS = 10 * SECOND_MS;
export const WIDE_OVERLAP_MS = 15 * MINUTE_MS;
export const WIDE_EVERY_MS = 10 * MINUTE_MS;

/** Tombstones live 30 days in the table; an index that was not looked at for longer than this is rebuilt. */
export const MAX_AGE_MS = 25 * DAY_MS;

export interface CaughtUp {
  state: IndexState;
  applied: number;
  unreadable: string[];
}

/** How far this process has read the feed: all that was in it at `readMs`, with nothing newer than the mark. */
export interface FeedRead {
  markMs: number;
  /** When the pass ended that brought the mark, by the reader's clock. */
  seenMs: number;
  /** When the last pass began that came to its end. */
  readMs: number;
}

/** Applies what the feed has since the index's mark. Each page is kept by itself, so a break loses little. */
export async function catchUp(
  {
    source,
    threads,
    clock,
    overlapMs,
  }: { source: ChangeSource; threads: IndexThreads; clock: () => number; overlapMs: number },
  address: IndexAddress,
  before: IndexState,
  { isWide, read }: { isWide: boolean; read?: FeedRead | undefined },
): Promise<CaughtUp & { read: FeedRead }> {
  const startMs = clock();
  const sinceMs = isWide
    ? Math.min(before.markMs, startMs) - WIDE_OVERLAP_MS
    : Math.min(before.markMs + quietFor(before, read), startMs) - overlapMs;
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
  const seenMs = read?.markMs === state.markMs ? read.seenMs : clock();
  return { ...total, state, read: { markMs: state.markMs, seenMs, readMs: startMs } };
}

/**
 * For how long nothing was stamped after the mark, for all that this process has seen: what comes later than the
 * overlap allows for is not older than that. So the last changes, of which there may be a great many, are not read
 * again with every list. It is a difference of the reader's clock, which may be wrong itself.
 */
function quietFor({ markMs }: IndexState, read: FeedRead | undefined): number {
  return read?.markMs === markMs ? Math.max(0, read.readMs - read.seenMs) : 0;
}

/**
 * The mark of a library in which nothing has happened for long, so that a great many last changes are not read again
 * by each server and every ten minutes. Clocks would have to differ by a quarter of an hour to lose something by it.
 */
function toQuietMark({ markMs }: IndexState, nowMs: number): number {
  const quietMs = nowMs - WIDE_OVERLAP_MS;
  return quietMs - markMs > WIDE_EVERY_MS ? quietMs : 0;
}

/**
 * Whether an index may lack what no catch-up brings: tombstones that are gone by now, or changes from before a mark
 * that a clock which was ahead has set.
 */
export function isOutdated({ caughtUpMs, markMs }: IndexState, nowMs: number): boolean {
  return nowMs - caughtUpMs > MAX_AGE_MS || markMs - nowMs > WIDE_OVERLAP_MS;
}
