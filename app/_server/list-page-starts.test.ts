import { expect, test } from "vitest";
import { listPageStarts } from "./list-page-starts.ts";

const months = [
  { month: "2024-05", count: 30 },
  { month: "2024-04", count: 60 },
  { month: "2024-03", count: 250 },
  { month: "2024-01", count: 20 },
];

test("pages of a list are of whole blocks, and all of them are all of it", () => {
  expect(listPageStarts(months)).toEqual([0, 90, 190, 290]);
  expect(listPageStarts([])).toEqual([]);
});

test("a page begins with the block of the image asked for", () => {
  expect(listPageStarts(months, 30)).toEqual([30, 90, 190, 290]);
  expect(listPageStarts(months, 200)).toEqual([190, 290]);
  expect(listPageStarts(months, 1_000)).toEqual([]);
});
