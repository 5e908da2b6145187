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

/** Steps between ranks leave room for photos that come between; the first half of the ranks is used up by them. */
const MAX_RANK_STEP = 256;
const STEPS_LEFT_SHIFT = 12;

/** The time that a photo is sorted by: its local wall clock, or the nearest that the index can hold. */
export function clampWallClock(ms: number): number {
  return Math.min(Math.max(Math.trunc(ms), MIN_WALL_CLOCK_MS), MAX_WALL_CLOCK_MS);
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
  if (above === undefined) {
    if (below === undefined) return MAX_RANK_STEP;
    const left = RANKS - 1 - below;
    return left === 0 ? undefined : below + Math.max(1, Math.min(MAX_RANK_STEP, left >> STEPS_LEFT_SHIFT));
  }
  const lowest = below ?? -1;
  return above - lowest < 2 ? undefined : lowest + ((above - lowest) >> 1);
}

/** Ranks for all photos of a millisecond, spread so that there is room before, between and after them. */
export function spreadRanks(count: number): number[] {
  const inFirstHalf = Math.floor(RANKS / 2 / (count + 1));
  const step = inFirstHalf >= 2 ? Math.min(MAX_RANK_STEP, inFirstHalf) : Math.floor(RANKS / (count + 1));
  if (step < 2) throw new RangeError(`Expected fewer photos of one millisecond but received ${count}`);
  return Array.from({ length: count }, (_, index) => (index + 1) * step);
}
