import { expect, test } from "vitest";
import { toDrawnRange } from "./use-drawn-range.ts";

const SCREEN = 1000;

test("a screen before and after what is looked at is drawn when there was time", () => {
  expect(toDrawnRange(5000, 5000, SCREEN)).toEqual({ from: 4000, to: 7000 });
});

test("what is drawn stays while one scrolls, and what comes is drawn as far as the screen", () => {
  expect(toDrawnRange(5500, 5000, SCREEN)).toEqual({ from: 4500, to: 7000 });
  expect(toDrawnRange(4500, 5000, SCREEN)).toEqual({ from: 4000, to: 6500 });
  expect(toDrawnRange(6800, 5000, SCREEN)).toEqual({ from: 5800, to: 7800 });
  expect(toDrawnRange(3500, 5000, SCREEN)).toEqual({ from: 3500, to: 5500 });
});

test("after a leap only the screen is drawn at first", () => {
  expect(toDrawnRange(90_000, 5000, SCREEN)).toEqual({ from: 90_000, to: 91_000 });
});

test("at first only the screen is drawn", () => {
  expect(toDrawnRange(0, null, SCREEN)).toEqual({ from: 0, to: 1000 });
});
