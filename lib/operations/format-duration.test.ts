import { expect, test } from "vitest";
import { formatDuration } from "./format-duration.ts";

test.each([
  [2_592_000, "30 days"],
  [86_400, "1 day"],
  [5_400, "90 minutes"],
  [3_600, "1 hour"],
  [900, "15 minutes"],
  [90, "90 seconds"],
  [1, "1 second"],
  [0, "0 seconds"],
])("%i seconds are %s", (seconds, text) => {
  expect(formatDuration(seconds)).toBe(text);
});

test("the unit is that of the language", () => {
  expect(formatDuration(2_592_000, "de")).toBe("30 Tage");
});
