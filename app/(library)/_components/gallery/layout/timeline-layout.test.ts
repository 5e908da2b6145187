import { describe, expect, it } from "vitest";
import {
  breakRows,
  findAt,
  heightOfRow,
  layoutTimeline,
  toSettings,
  toTileRatio,
  toTileWidth,
} from "./timeline-layout.ts";

const settings = toSettings(1200);

/** Of a tile's width as the style sheet has it, pixels in a row of that many. */
function toPixels(width: string, ofRow: number): number {
  const [, gaps, part] = /^calc\(\(100% - (\d+)px\) \* ([\d.]+)\)$/.exec(width) ?? expect.fail(width);
  return (ofRow - Number(gaps)) * Number(part);
}

/** Shapes of photos as they come: landscape, portrait, panorama. */
function shapes(count: number): number[] {
  return Array.from({ length: count }, (_, index) => [1.5, 1.33, 0.75, 1.33, 2.4, 0.56, 1][index % 7] ?? 1);
}

describe("rows", () => {
  it("fill the width near the height aimed at, each picture once and in order", () => {
    for (const width of [360, 700, 1200, 2000]) {
      const given = toSettings(width);
      const rows = breakRows(shapes(500), given, false);
      expect(rows[0]?.start).toBe(0);
      expect(rows.at(-1)?.end).toBe(500);
      rows.slice(1).forEach((row, index) => {
        expect(row.start).toBe(rows[index]?.end);
      });
      for (const row of rows) {
        const widths = shapes(500)
          .slice(row.start, row.end)
          .map((shape) => toPixels(toTileWidth(toTileRatio(shape, given), row, given.gap), width));
        expect(widths.reduce((sum, one) => sum + one + given.gap, -given.gap)).toBeCloseTo(width, 1);
        expect(heightOfRow(row, given, width)).toBeGreaterThan(given.rowHeight / 2);
        expect(heightOfRow(row, given, width)).toBeLessThan(given.rowHeight * 2);
      }
    }
  });

  it("are not blown up at the end of a month", () => {
    const [row] = breakRows([1.5], settings, true);
    expect(row && heightOfRow(row, settings, settings.width)).toBeCloseTo(settings.rowHeight);
    const width = row && toPixels(toTileWidth(1.5, row, settings.gap), settings.width);
    expect(width).toBeCloseTo(1.5 * settings.rowHeight, 1);
  });

  it("that were broken for another width are scaled", () => {
    const narrower = toSettings(1100, 1200);
    const rows = breakRows(shapes(20), narrower, true);
    expect(rows).toEqual(breakRows(shapes(20), settings, true));
    const [row = expect.fail()] = rows;
    expect(heightOfRow(row, narrower, narrower.width)).toBeLessThan(heightOfRow(row, settings, settings.width));
  });

  it.each([1.5, 1.78, 0.56, undefined])("have four pictures on a phone, all of shape %j", (shape) => {
    const phone = toSettings(366);
    const rows = breakRows(shape === undefined ? shapes(80) : Array(80).fill(shape), phone, false);
    expect(rows.map(({ start, end }) => end - start)).toEqual(Array(20).fill(4));
    for (const row of rows) expect(heightOfRow(row, phone, 366)).toBeLessThan(120);
  });
});

describe("densities", () => {
  it.each([
    ["small", 5],
    ["medium", 4],
    ["large", 2],
  ] as const)("on a phone %s photos stand %d in a row, also at the end of a block", (density, columns) => {
    const rows = breakRows(shapes(100), toSettings(366, 366, density), false);
    expect(new Set(rows.map(({ start, end }) => end - start))).toEqual(new Set([columns]));
  });

  it.each([1200, 2400])("make rows of %d pixels higher step by step", (width) => {
    const [small, medium, large] = (["small", "medium", "large"] as const).map((density) => {
      const given = toSettings(width, width, density);
      const heights = breakRows(shapes(500), given, false).map((row) => heightOfRow(row, given, width));
      return heights.reduce((sum, height) => sum + height, 0) / heights.length;
    });
    expect((medium ?? 0) / (small ?? 0)).toBeGreaterThan(1.3);
    expect((large ?? 0) / (medium ?? 0)).toBeGreaterThan(1.2);
  });
});

describe("the timeline", () => {
  const month = (count: number, ratios?: number[]) => ({ blocks: [{ count, ratios }] });

  it("has a height before anything is loaded, near to what it becomes", () => {
    const estimated = layoutTimeline([month(100), month(3)], settings);
    const exact = layoutTimeline([month(100, shapes(100)), month(3, shapes(3))], settings);
    expect(estimated.height / exact.height).toBeGreaterThan(0.7);
    expect(estimated.height / exact.height).toBeLessThan(1.4);
  });

  it("puts months below each other", () => {
    const { months, height } = layoutTimeline([month(10, shapes(10)), month(14), month(17, shapes(17))], settings);
    expect(months.map(({ top }) => top)).toEqual([
      0,
      months[0]?.height,
      (months[0]?.height ?? 0) + (months[1]?.height ?? 0),
    ]);
    expect(height).toBe((months[2]?.top ?? 0) + (months[2]?.height ?? 0));
    expect(findAt(months, -5)).toBe(0);
    expect(findAt(months, (months[1]?.top ?? 0) + 1)).toBe(1);
    expect(findAt(months, height * 2)).toBe(2);
  });

  it("puts months of few pictures side by side, but not on a phone", () => {
    const few = [month(2, [1, 1]), month(1, [1]), month(2), month(3, [1.5, 2, 2])];
    const { months, height } = layoutTimeline(few, settings);
    expect(months.map(({ top }) => top)).toEqual([0, 0, 0, months[0]?.height]);
    expect(months[1]?.left).toBeGreaterThan((months[0]?.left ?? 0) + (months[0]?.width ?? 0));
    for (const { left, width, blocks } of months) {
      expect(left + width).toBeLessThanOrEqual(settings.width);
      for (const row of blocks[0]?.rows ?? [])
        expect(heightOfRow(row, settings, width)).toBeCloseTo(settings.rowHeight);
    }
    expect(height).toBeCloseTo(2 * (months[0]?.height ?? 0));
    const phone = layoutTimeline(few, toSettings(366));
    expect(new Set(phone.months.map(({ top }) => top)).size).toBe(4);
  });
});

it("what has no month has no heading", () => {
  const settings = toSettings(1_000);
  const blocks = [{ count: 9, ratios: Array.from({ length: 9 }, () => 1.5) }];
  const [top, topWithMonth] = ["", "2024-05"].map(
    (month) => layoutTimeline([{ month, blocks }], settings).months[0]?.blocks[0]?.top,
  );
  expect(top).toBe(0);
  expect(topWithMonth).toBe(settings.headingHeight);
});
