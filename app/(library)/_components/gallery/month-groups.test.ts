import { expect, it } from "vitest";
import type { GalleryImage } from "./gallery-image.ts";
import { groupByMonth, nameOfMonth } from "./month-groups.ts";

function taken(...times: string[]): GalleryImage[] {
  return times.map((takenAt) => ({ ratio: 1, view: { takenAt } as GalleryImage["view"] }));
}

it("cuts at every change of month and keeps the order", () => {
  const groups = groupByMonth(
    taken("2024-05-03T00:00:00", "2024-05-01T00:00:00", "2024-04-30T00:00:00", "2023-04-01T00:00:00"),
  );
  expect(groups.map(({ month, images }) => [month, images.length])).toEqual([
    ["2024-05", 2],
    ["2024-04", 1],
    ["2023-04", 1],
  ]);
});

it("never opens a month twice when clocks of two time zones disagree about it", () => {
  const groups = groupByMonth(
    taken("2024-04-30T23:00:00-05:00", "2024-05-01T03:00:00+00:00", "2024-04-30T20:00:00-05:00"),
  );
  expect(groups.map(({ month, images }) => [month, images.length])).toEqual([["2024-04", 3]]);
});

it("names months, and shows what is none as it is", () => {
  expect(nameOfMonth("2024-05")).toBe("May 2024");
  expect(nameOfMonth("0000-99")).toBe("0000-99");
});
