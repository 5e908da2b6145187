/*
 * A photo's place in time is the row id of the index: the milliseconds of its own local wall clock times 2^20, plus a
 * rank by image id among the photos of the same millisecond. Months are contiguous runs of rows, and every list comes
 * in the order of time without being sorted. Row ids never leave the file, since ranks differ between two copies of
 * an index; their order does not.
 */

export const RANK_BITS = 20n;
const RANKS = 1 << 20;

/** Clocks of cameras say anything. Row ids are 64 bits, which ends in 2248. */
const MIN_WALL_CLOCK_MS = Date.UTC(1826, 0, 1);
const MAX_WALL_CLOCK_MS = Date.UTC(2201, 0, 1) - 1;

/**
 * Steps between ranks leave room for photos that come between. They get smaller towards both ends of a millisecond, so
 * that some 100,000 photos fit that come oldest or newest first.
 */
const MAX_RANK_STEP = 16;
const STEPS_LEFT_SHIFT = 15;
/** Of all ranks so many may be taken before photos are moved ever further; of fewer ranks more. */
const FULL_AT = 0.5;
const MIN_WINDOW_BITS = 3;

/** The time that a photo is sorted by: its local wall clock, or the nearest that the index can hold. */
export function clampWallClock(ms: number): number {
  return Math.min(Math.max(Math.trunc(ms), MIN_WALL_CLOCK_MS), MAX_WALL_CLOCK_MS);
}

/** The farthest from 1970 that a date of JavaScript can be. */
const MAX_DATE_MS = 8.64e15;
/** What V8 says as well of a number that is no time. */
export const INVALID_TIME = "Invalid time value";

/** A time as a file has it, milliseconds. @throws RangeError `INVALID_TIME`: a bit of the file has changed */
export function readTime(value: unknown): number {
  const ms = Number(value);
  if (!(Math.abs(ms) <= MAX_DATE_MS)) throw new RangeError(INVALID_TIME);
  return ms;
}

/** The first place of a millisecond; all of its places are below that of the next. */
export function toPlace(wallClockMs: number, rank = 0): bigint {
  return (BigInt(wallClockMs) << RANK_BITS) + BigInt(rank);
}

const MONTH_LENGTH = "2024-05".length;

/** The month of a place's wall clock: "2024-05". */
export function monthOf(place: bigint): string {
  return new Date(Number(place >> RANK_BITS)).toISOString().slice(0, MONTH_LENGTH);
}

/** The first millisecond of wall clock after a month, "2024-05". */
export function endOfMonth(month: string): number {
  const [year = 0, number = 1] = month.split("-").map(Number);
  const end = new Date(0);
  end.setUTCFullYear(year, number, 1);
  return end.getTime();
}

export function toRank(place: bigint): number {
  return Number(place & BigInt(RANKS - 1));
}

/**
 * A rank between two that are taken, undefined when there is none left. `below` is undefined for the first photo of a
 * millisecond, `above` for the last.
 */
export function rankBetween(below: number | undefined, above: number | undefined): number | undefined {
  if (below === undefined && above === undefined) return RANKS / 2;
  if (above === undefined) return below === RANKS - 1 ? undefined : Number(below) + toStep(RANKS - 1 - Number(below));
  if (below === undefined) return above === 0 ? undefined : above - toStep(above);
  return above - below < 2 ? undefined : below + ((above - below) >> 1);
}

function toStep(left: number): number {
  return Math.max(1, Math.min(MAX_RANK_STEP, left >> STEPS_LEFT_SHIFT));
}

/** Neighbouring ranks, `size` of them from `first` on, that have room while fewer than `capacity` are taken. */
export interface RankWindow {
  first: number;
  size: number;
  capacity: number;
}

/**
 * The ranks around one, more and more of them up to all. Spreading photos over the first that has room keeps the
 * number that is moved for each newcomer small, whatever the order that they come in: the fuller a window may be, the
 * smaller it is (Bender et al., "Two Simplified Algorithms for Maintaining Order in a List", 2002).
 */
export function* windowsAround(rank: number): Generator<RankWindow, void> {
  const bits = Number(RANK_BITS);
  for (let exponent = MIN_WINDOW_BITS; exponent <= bits; exponent++) {
    const size = 1 << exponent;
    const part = 1 - (1 - FULL_AT) * (exponent / bits);
    yield { first: rank - (rank % size), size, capacity: exponent === bits ? size : Math.floor(size * part) };
  }
}

/** Ranks for so many photos, evenly over a window. */
export function spreadRanks(count: number, { first, size }: RankWindow): number[] {
  return Array.from({ length: count }, (_, index) => first + Math.floor(((index + 0.5) * size) / count));
}
