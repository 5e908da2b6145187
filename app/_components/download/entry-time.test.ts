import { expect, test } from "vitest";
import { toEntryTime } from "./entry-time.ts";

const clockOf = (time: Date) => [
  ...[time.getFullYear(), time.getMonth() + 1, time.getDate()],
  ...[time.getHours(), time.getMinutes(), time.getSeconds()],
];

test("entries have the time on the clock, of the years that a zip can say", () => {
  expect(clockOf(toEntryTime("2024-05-01T10:20:31.5+09:00"))).toEqual([2024, 5, 1, 10, 20, 31]);
  expect(clockOf(toEntryTime("1950-01-01T00:00"))).toEqual([1980, 1, 1, 0, 0, 0]);
  expect(clockOf(toEntryTime("2200-01-01T00:00"))).toEqual([2107, 12, 31, 0, 0, 0]);
});

test("entries have the time on the clock also where that of whoever downloads skips it", () => {
  const zone = process.env.TZ;
  process.env.TZ = "Europe/Berlin";
  try {
    expect(new Date(2024, 2, 31, 2, 30).getHours()).toBe(3);
    expect(clockOf(toEntryTime("2024-03-31T02:30:10+09:00"))).toEqual([2024, 3, 31, 2, 30, 10]);
  } finally {
    if (zone === undefined) delete process.env.TZ;
    else process.env.TZ = zone;
  }
});
