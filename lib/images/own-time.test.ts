import { expect, test } from "vitest";
import { editTime, getCaptureTime, type TimeEdit, timeEditSchema } from "./own-time.ts";

const winter = { takenAt: "2024-01-31T23:30:00+01:00", takenOffset: "+01:00", takenAtSource: "exif_original" } as const;
const bare = { takenAt: "2024-01-31T23:30:00.250" };
const ofPlace = { takenAt: "2024-01-31T23:30:00", takenOffset: "+09:00" };
/** Singapore's time of 1936, as files were read that no one asked whether it is an offset of today. */
const longAgo = { takenAt: "1936-01-31T23:30:00", takenOffset: "+07:20" };
const utc = { takenAt: "2024-01-31T22:30:00Z", takenOffset: "+01:00" };

test.each<[string, Parameters<typeof getCaptureTime>[0], TimeEdit, string | undefined]>([
  ["a shift keeps the offset", winter, { shiftMinutes: 60 }, "2024-02-01T00:30:00+01:00"],
  ["a shift back", winter, { shiftMinutes: -31 * 24 * 60 }, "2023-12-31T23:30:00+01:00"],
  ["a shift of a time without an offset", bare, { shiftMinutes: 1 }, "2024-01-31T23:31:00.250"],
  ["a shift of a time at a known place", ofPlace, { shiftMinutes: 1 }, "2024-01-31T23:31:00+09:00"],
  ["a shift of a time in UTC is one of the local clock", utc, { shiftMinutes: 60 }, "2024-02-01T00:30:00+01:00"],
  ["a shift of a time at an offset of long ago", longAgo, { shiftMinutes: 1 }, "1936-01-31T23:31:00"],
  ["a time", winter, { takenAt: "2020-02-29T10:00:00" }, "2020-02-29T10:00:00+01:00"],
  ["a time and an offset", bare, { takenAt: "2020-02-29T10:00:00", offset: "-03:30" }, "2020-02-29T10:00:00-03:30"],
  ["an offset moves no clock", winter, { offset: "+09:00" }, "2024-01-31T23:30:00+09:00"],
  [
    "camera at home, photographer in Tokyo",
    winter,
    { shiftMinutes: 480, offset: "+09:00" },
    "2024-02-01T07:30:00+09:00",
  ],
  [
    "what was set is what is shifted",
    { ...winter, ownTime: "2020-01-01T00:00:00" },
    { shiftMinutes: 5 },
    "2020-01-01T00:05:00",
  ],
  ["no time to shift", {}, { shiftMinutes: 5 }, undefined],
  ["a time where none was", {}, { takenAt: "2020-02-29T10:00:00" }, "2020-02-29T10:00:00"],
  ["before photography", winter, { shiftMinutes: -100 * 366 * 24 * 60 * 2 }, undefined],
  ["into the future", winter, { shiftMinutes: 100 * 366 * 24 * 60 }, undefined],
])("%s", (_, image, edit, expected) => {
  expect(editTime(image, edit)).toBe(expected);
});

test("an owner's time stands before the file's", () => {
  expect(getCaptureTime({ ...winter, ownTime: "2020-01-01T00:00:00-05:00" })).toEqual({
    takenAt: "2020-01-01T00:00:00-05:00",
    takenAtSource: "owner",
    takenOffset: "-05:00",
  });
  expect(getCaptureTime(winter)).toMatchObject(winter);
});

test.each([
  {},
  { takenAt: "2020-02-30T10:00:00" },
  { takenAt: "2020-02-29T10:00:00Z" },
  { takenAt: "2020-02-29T10:00:00", shiftMinutes: 1 },
  { offset: "+25:00" },
  { shiftMinutes: 0.5 },
])("refused: %j", (edit) => {
  expect(timeEditSchema.safeParse(edit).success).toBe(false);
});
