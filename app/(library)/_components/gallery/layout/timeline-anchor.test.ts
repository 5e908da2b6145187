import { describe, expect, it } from "vitest";
import { cut, ids, type List, toCounts } from "#tests/support/timeline-list.ts";
import { createGalleryStore } from "../list/gallery-store.ts";
import { findAnchor, findAnchorAt, findPlace, findTabStop, findWindow } from "./timeline-anchor.ts";
import { layoutTimeline, toSettings } from "./timeline-layout.ts";
import { BLOCK_SIZE } from "./timeline-months.ts";

const settings = toSettings(1200);
const list = { "2026-02": ids("b", 40), "2026-01": ids("a", 3 * BLOCK_SIZE) };

function timelineOf(given: List, loaded = 500) {
  const store = createGalleryStore();
  store.seed(toCounts(given), cut(given, 0, loaded), 1);
  const { months } = store.snapshot();
  return { store, months, layout: layoutTimeline(months, settings) };
}

/** Where the row that begins with or holds an image is drawn, pixels below the upper edge of the screen. */
function placeOnScreen(
  { months, layout }: Pick<ReturnType<typeof timelineOf>, "months" | "layout">,
  id: string,
  place: number,
) {
  const top = findPlace(months, layout, { id, below: 0 }) ?? expect.fail(`${id} is not there`);
  return top - place;
}

describe("what is on the screen", () => {
  it("stays when photos come above it", () => {
    const before = timelineOf(list);
    const place = 2_000;
    const anchor = findAnchor(before.months, before.layout, place) ?? expect.fail();
    const id = "id" in anchor ? anchor.id : expect.fail("Expected an image");
    const after = timelineOf({ "2026-03": ids("c", 30), ...list });
    const moved = findPlace(after.months, after.layout, anchor) ?? expect.fail();
    expect(moved).toBeGreaterThan(place + 300);
    expect(placeOnScreen(after, id, moved)).toBeCloseTo(placeOnScreen(before, id, place));
  });

  it("stays when the photo at its upper edge is moved to another time", () => {
    const before = timelineOf(list);
    const place = 2_000;
    const first = findAnchor(before.months, before.layout, place) ?? expect.fail();
    const id = "id" in first ? first.id : expect.fail("Expected an image");
    const next = list["2026-01"][list["2026-01"].indexOf(id) + 1] ?? "";
    before.store.update([{ ...(before.store.find(id) ?? expect.fail()), takenAt: "2026-02-21T00:00:00" }]);
    const { months, moved } = before.store.snapshot();
    const after = { months, layout: layoutTimeline(months, settings) };
    const anchor = findAnchor(before.months, before.layout, place, new Set(moved)) ?? expect.fail();
    const found = findPlace(months, after.layout, anchor) ?? expect.fail();
    const isNear = Math.abs(placeOnScreen(after, next, found) - placeOnScreen(before, next, place));
    expect(isNear).toBeLessThan(settings.rowHeight + settings.gap + 1);
    expect(placeOnScreen(after, id, found)).toBeLessThan(-1_000);
  });

  it("stays in its part of a month that has not been loaded", () => {
    const { months, layout } = timelineOf(list, 40);
    const anchor = findAnchor(months, layout, 3_000) ?? expect.fail();
    expect(anchor).toMatchObject({ month: "2026-01" });
    expect(findPlace(months, layout, anchor)).toBeCloseTo(3_000);
    expect(findPlace([], layoutTimeline([], settings), anchor)).toBeUndefined();
  });

  it("keeps the photo with the focus where it is when all rows get another height", () => {
    const { months, layout } = timelineOf(list);
    const id = "a60";
    const top = findPlace(months, layout, { id, below: 0 }) ?? expect.fail();
    const screen = { place: top - 300, screen: 800 };
    const anchor = findAnchorAt(months, layout, { id, ...screen }) ?? expect.fail();
    const larger = { months, layout: layoutTimeline(months, toSettings(1200, 1200, "large")) };
    const moved = findPlace(months, larger.layout, anchor) ?? expect.fail();
    expect(placeOnScreen(larger, id, moved)).toBeCloseTo(300);
    expect(findAnchorAt(months, layout, { id, ...screen, place: top + 1 })).toBeUndefined();
    expect(findAnchorAt(months, layout, { id: undefined, ...screen })).toBeUndefined();
  });

  it("is nothing at the beginning, where what comes is to be seen", () => {
    const { months, layout } = timelineOf(list);
    expect(findAnchor(months, layout, 10)).toBeUndefined();
  });
});

describe("what is drawn", () => {
  it("is each row and gap between two places once, and names the blocks", () => {
    const { months, layout } = timelineOf(list, 140);
    const { months: drawn, blocks } = findWindow(months, layout, 0, layout.height);
    expect(drawn.flatMap(({ rows }) => rows.flatMap(({ row, ids: of }) => of.slice(row.start, row.end)))).toEqual([
      ...list["2026-02"],
      ...list["2026-01"].slice(0, BLOCK_SIZE),
    ]);
    expect(drawn.flatMap(({ gaps }) => gaps)).toHaveLength(2);
    expect(blocks.map(({ key, isLoaded }) => [key, isLoaded])).toEqual([
      ["2026-02 0", true],
      ["2026-01 0", true],
      ["2026-01 1", false],
      ["2026-01 2", false],
    ]);
    expect(findWindow(months, layout, 0, 500).months).toHaveLength(1);
  });

  it("has the stop of the Tab key in it: the tile with the focus, else the first on the screen", () => {
    const { months, layout } = timelineOf(list);
    const window = findWindow(months, layout, 3_000, 4_000);
    const far = findTabStop(window, 3_400, "b0") ?? expect.fail();
    const top = findPlace(months, layout, { id: far, below: 0 }) ?? 0;
    expect(top).toBeGreaterThanOrEqual(3_400);
    expect(top).toBeLessThan(3_400 + 2 * settings.rowHeight);
    const near = list["2026-01"][list["2026-01"].indexOf(far) + 1] ?? "";
    expect(findTabStop(window, 3_400, near)).toBe(near);
    expect(findTabStop({ months: [], blocks: [] }, 0, undefined)).toBeUndefined();
  });
});
