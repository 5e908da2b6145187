import { expect, test } from "vitest";
import { momentField, wholeField } from "./field-schemas.ts";

test.each([
  ["2024-05-01", "2024-05-01T00:00:00.000Z"],
  ["2024-05-01T10:00:00+02:00", "2024-05-01T08:00:00.000Z"],
  ["0000-01-01", "0000-01-01T00:00:00.000Z"],
])("%s is the moment %s", (given, moment) => {
  expect(momentField.parse(given)).toBe(moment);
});

test.each(["9999-99-99", "2023-02-29", "9999-12-31T23:59:59-12:00", "0000-01-01T00:00:00+12:00", "yesterday", ""])(
  "%j is no moment",
  (given) => {
    expect(momentField.safeParse(given).success).toBe(false);
  },
);

test.each<[unknown, number]>([
  [0, 0],
  ["0", 0],
  ["5000000", 5_000_000],
  [999_999_999_999_999, 999_999_999_999_999],
])("%j is the whole number %d", (given, number) => {
  expect(wholeField.parse(given)).toBe(number);
});

const noNumbers = [
  null,
  "",
  " ",
  false,
  true,
  [],
  [1],
  "0x10",
  "1e3",
  "+1",
  "-1",
  "1.5",
  " 1",
  "9".repeat(16),
  -1,
  1.5,
];
test.each(noNumbers.map((given) => ({ given })))("$given is no whole number", ({ given }) => {
  expect(wholeField.safeParse(given).success).toBe(false);
});
