import { expect, test } from "vitest";
import { clampWallClock, rankBetween, spreadRanks, toPlace, toRank, windowsAround } from "./place-in-time.ts";

test("places sort as times do, and all of them fit 64 bits", () => {
  const times = [-1e15, Date.UTC(1850, 5, 1), -1, 0, 1, Date.UTC(2024, 0, 1), 1e16].map(clampWallClock);
  const places = times.map((ms) => toPlace(ms));
  expect(places).toEqual(places.toSorted((one, other) => Number(one - other)));
  for (const place of places) expect(BigInt.asIntN(64, place)).toBe(place);
  expect(new Date(times[0] ?? 0).getUTCFullYear()).toBe(1826);
  expect(new Date(times.at(-1) ?? 0).getUTCFullYear()).toBe(2200);
  expect(toRank(toPlace(-5, 77))).toBe(77);
});

test.each(["first", "last"])("there is room for 100,000 photos of one millisecond of which each is the %s", (which) => {
  let rank = rankBetween(undefined, undefined);
  for (let index = 1; index < 100_000; index++) {
    const next: number | undefined = which === "last" ? rankBetween(rank, undefined) : rankBetween(undefined, rank);
    expect(next !== undefined && rank !== undefined && (which === "last" ? next > rank : next < rank)).toBe(true);
    rank = next;
  }
});

test("between neighbours without room there is no rank", () => {
  expect(rankBetween(3, 4)).toBeUndefined();
  expect(rankBetween(undefined, 0)).toBeUndefined();
  expect(rankBetween(3, 5)).toBe(4);
  expect(rankBetween((1 << 20) - 1, undefined)).toBeUndefined();
});

test("windows around a rank hold it, grow to all ranks, and may be the fuller the smaller they are", () => {
  for (const rank of [0, 77, 524_288, (1 << 20) - 1]) {
    const windows = [...windowsAround(rank)];
    for (const { first, size } of windows) expect(first <= rank && rank < first + size).toBe(true);
    expect(windows.at(-1)).toEqual({ first: 0, size: 1 << 20, capacity: 1 << 20 });
    const filled = windows.slice(0, -1).map(({ size, capacity }) => capacity / size);
    expect(filled).toEqual(filled.toSorted((one, other) => other - one));
  }
});

test("spread ranks rise within their window, also where they take all of it", () => {
  const window = { first: 1_024, size: 512, capacity: 512 };
  for (const count of [1, 5, 300, 512]) {
    const ranks = spreadRanks(count, window);
    expect(new Set(ranks).size).toBe(count);
    expect(ranks).toEqual(ranks.toSorted((one, other) => one - other));
    expect(Math.min(...ranks)).toBeGreaterThanOrEqual(1_024);
    expect(Math.max(...ranks)).toBeLessThan(1_536);
  }
});
