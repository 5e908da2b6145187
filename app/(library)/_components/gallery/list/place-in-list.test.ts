import { expect, test } from "vitest";
import { cut, type List, toCounts } from "#tests/support/timeline-list.ts";
import { createGalleryStore } from "./gallery-store.ts";
import { findPlaceInList } from "./place-in-list.ts";

const list: List = { "2024-05": ["a", "b"], "2024-03": ["c", "d", "e"] };

function load(start: number, limit: number) {
  const store = createGalleryStore();
  store.seed(toCounts(list), cut(list, start, limit), 1);
  return store.snapshot().months;
}

test("a photo has its place in the whole list, of which only a part is loaded", () => {
  expect(findPlaceInList(load(2, 3), "d")).toEqual({ position: 4, count: 5 });
  expect(findPlaceInList(load(0, 2), "b")).toEqual({ position: 2, count: 5 });
});

test("a photo that is not loaded has none", () => {
  expect(findPlaceInList(load(0, 2), "d")).toBeUndefined();
  expect(findPlaceInList([], "a")).toBeUndefined();
});
