import { expect, test } from "vitest";
import { estimateCost, estimateRerenderCost } from "./estimate-cost.ts";

const total = (usage: Parameters<typeof estimateCost>[0]) =>
  estimateCost(usage).reduce((sum, { dollars }) => sum + dollars, 0);

const nothing = { storedBytes: 0, renditionShare: 0, images: 0, uploads: 0, renderMs: 0 };

test("nothing costs nothing but what runs whether or not anybody is there", () => {
  const lines = estimateCost(nothing).filter(({ dollars }) => dollars > 0);
  expect(lines.map(({ what }) => what)).toEqual(["standing"]);
  expect(total(nothing)).toBeLessThan(3);
});

test("a terabyte that only lies there costs what storage costs", () => {
  const lines = estimateCost({ storedBytes: 1024 ** 4, renditionShare: 0, images: 0, uploads: 0, renderMs: 0 });
  expect(lines.find(({ what }) => what === "storage")?.dollars).toBeCloseTo(23.55, 2);
});

test("a million uploads of half a second each stay below a hundred dollars", () => {
  const cost = total({ storedBytes: 0, renditionShare: 0, images: 10 ** 6, uploads: 10 ** 6, renderMs: 5 * 10 ** 8 });
  expect(cost).toBeGreaterThan(40);
  expect(cost).toBeLessThan(100);
});

test("rendering a million images again costs as much as a few weeks of keeping them", () => {
  const rerender = (images: number) =>
    estimateRerenderCost({ images, renderMsPerImage: 300 }).reduce((sum, { dollars }) => sum + dollars, 0);
  expect(rerender(0)).toBe(0);
  expect(rerender(10 ** 6)).toBeGreaterThan(40);
  expect(rerender(10 ** 6)).toBeLessThan(80);
  expect(rerender(10 ** 3)).toBeCloseTo(rerender(10 ** 6) / 1_000, 6);
});
