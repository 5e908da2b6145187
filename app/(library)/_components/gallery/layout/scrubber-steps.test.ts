import { describe, expect, it } from "vitest";
import { monthAt, nextIndex } from "./scrubber-steps.ts";
import { layoutTimeline, toSettings } from "./timeline-layout.ts";

/** Years of months with one photo each, which stand side by side. */
const months = Array.from({ length: 36 }, (_, index) => ({
  month: `${2026 - Math.floor(index / 12)}-${String(12 - (index % 12)).padStart(2, "0")}`,
  blocks: [{ count: 1, ratios: [1.5] }],
}));
const layout = layoutTimeline(months, toSettings(1200));
const topOf = (index: number) => layout.months[index]?.top ?? layout.height;

/** The places that a key leads to, one after the other. */
function walk(key: string, from: number): number[] {
  const places = [from];
  while (places.length < 100) {
    const index = monthAt(layout, places.at(-1) ?? 0);
    const next = topOf(nextIndex(months, layout, index, key) ?? 0);
    if (next === places.at(-1)) break;
    places.push(next);
  }
  return places;
}

describe("the bar's keys", () => {
  const shelves = [...new Set(layout.months.map(({ top }) => top))];

  it("lead past months that stand side by side, in both directions", () => {
    expect(shelves.length).toBe(12);
    expect(walk("ArrowDown", 0)).toEqual([...shelves, layout.height]);
    expect(walk("ArrowUp", shelves.at(-1) ?? 0)).toEqual(shelves.toReversed());
  });

  it("lead on by years, though a year may begin beside another", () => {
    const down = walk("PageDown", 0);
    expect(down.length).toBe(4);
    expect(down.at(-1)).toBe(layout.height);
    expect(walk("PageUp", shelves.at(-1) ?? 0).at(-1)).toBe(0);
  });

  it("lead to both ends", () => {
    expect(nextIndex(months, layout, 5, "Home")).toBe(0);
    expect(nextIndex(months, layout, 5, "End")).toBe(36);
    expect(nextIndex(months, layout, 5, "x")).toBeUndefined();
  });
});
