import { expect, test } from "vitest";
import { clampWallClock, rankBetween, spreadRanks, toPlace, toRank } from "./place-in-time.ts";

test("places sort as times do, and all of them fit 64 bits", () => {
  const times = [-1e15, Date.UTC(1850, 5, 1), -1, 0, 1, Date.UTC(2024, 0, 1), 1e16].map(clampWallClock);
  const places = times.map((ms) => toPlace(ms));
  expect(places).toEqual(places.toSorted((one, other) => Number(one - other)));
  for (const place of places) expect(BigInt.asIntN(64, place)).toBe(place);
  expect(new Date(times[0] ?? 0).getUTCFullYear()).toBe(1826);
  expect(new Date(times.at(-1) ?? 0).getUTCFullYear()).toBe(2200);
  expect(toRank(toPlace(-5, 77))).toBe(77);
});

test("there is room for twenty thousand photos of one millisecond that come one after the other", () => {
  let rank = rankBetween(undefined, undefined);
  for (let index = 1; index < 20_000; index++) {
    const next: number | undefined = rankBetween(rank, undefined);
    expect(next).toBeGreaterThan(rank ?? Number.NaN);
    rank = next;
  }
});

test("between neighbours without room there is no rank", () => {
  expect(rankBetween(3, 4)).toBeUndefined();
  expect(rankBetween(undefined, 0)).toBeUndefined();
  expect(rankBetween(3, 5)).toBe(4);
  expect(rankBetween((1 << 20) - 1, undefined)).toBeUndefined();
});

test("there is room before the first photo of a millisecond, also after they were spread", () => {
  expect(rankBetween(undefined, rankBetween(undefined, undefined))).toBeDefined();
  for (const count of [1, 3_000, 400_000]) expect(rankBetween(undefined, spreadRanks(count)[0])).toBeDefined();
});

test("spread ranks rise and leave room after the last", () => {
  for (const count of [1, 5, 3_000, 400_000]) {
    const ranks = spreadRanks(count);
    expect(ranks.every((rank, index) => index === 0 || rank > (ranks[index - 1] ?? 0))).toBe(true);
    expect(rankBetween(ranks.at(-1), undefined)).toBeDefined();
  }
});
