import { describe, expect, test } from "vitest";
import { fromTimeTaken, toInstant, toSortTime, toTimeTaken } from "./capture-time.ts";

describe("time order", () => {
  test("goes by the clock on the wall, to the millisecond", () => {
    const inOrder = [
      "2024-05-26T02:13:00+02:00",
      "2024-05-26T02:40:00",
      "2024-05-26T02:52:00+02:00",
      "2024-05-26T02:52:00.094+09:00",
      "2024-05-26T02:52:00.128",
    ];
    expect(inOrder.map((time) => toSortTime(time)).toSorted()).toEqual(inOrder.map((time) => toSortTime(time)));
  });

  test("leaves New Year in Tokyo in January, wherever it is looked at", () => {
    expect(toSortTime("2024-01-01T00:30:00+09:00")).toBe("2024-01-01T00:30:00.000Z");
  });

  test("moves a time in UTC, as GPS gives it, to the clock of its place", () => {
    expect(toSortTime("2023-12-31T20:30:00Z", "+09:00")).toBe("2024-01-01T05:30:00.000Z");
    expect(toSortTime("2023-12-31T20:30:00-05:00", "+09:00")).toBe("2023-12-31T20:30:00.000Z");
  });

  test("knows the moment only where an offset is known", () => {
    expect(toInstant("2024-05-01T10:00:00+02:00")).toBe("2024-05-01T08:00:00.000Z");
    expect(toInstant("2024-05-01T10:00:00", "-07:00")).toBe("2024-05-01T17:00:00.000Z");
    expect(toInstant("2024-05-01T10:00:00")).toBeUndefined();
  });
});

test.each([
  ["2024-05-01T10:00:00", undefined],
  ["2024-05-01T10:00:00", "+02:00"],
  ["2024-05-01T10:00:00.311+02:00", "+02:00"],
  ["2024-05-01T10:00:00-03:30", "-03:30"],
  ["2024-05-01T10:00:00+00:00", "+00:00"],
  ["2023-12-31T20:30:00.250Z", "Z"],
  ["2023-12-31T20:30:00Z", "+09:00"],
  ["2023-12-31T20:30:00Z", "+00:00"],
  ["1899-12-31T23:59:59", undefined],
])("what lists know of %s at %s says it again", (takenAt, takenOffset) => {
  const taken = toTimeTaken(takenAt, takenOffset);
  expect(taken && fromTimeTaken(taken)).toEqual({ takenAt, takenOffset });
});

test("lists know nothing of what is no time", () => {
  expect(toTimeTaken("some day", undefined)).toBeUndefined();
});
