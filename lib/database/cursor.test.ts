import { expect, test } from "vitest";
import { isAppError } from "#lib/errors.ts";
import { decodeCursor, encodeCursor } from "./cursor.ts";

const partition = { attribute: "directoryPk", value: "AUDIT#2026-01" };
const startKey = { pk: "USER#1", sk: "IMAGE#2", directoryPk: "AUDIT#2026-01", directorySk: "2026-01-01#2" };

test("a cursor leads back to where it was made", () => {
  expect(decodeCursor(encodeCursor(startKey), partition)).toEqual(startKey);
});

test.each([
  ["of another list", { ...startKey, directoryPk: "AUDIT#2026-02" }],
  ["without its keys", { directoryPk: "AUDIT#2026-01" }],
  ["with a key too many", { ...startKey, openPk: "OPEN#1" }],
  ["with an empty key", { ...startKey, directorySk: "" }],
  ["with a key that is longer than keys may be", { ...startKey, sk: "x".repeat(2_000) }],
  ["whose keys are no text", { ...startKey, directorySk: 7 }],
])("a cursor %s is refused", (_, key) => {
  expect(() => decodeCursor(encodeCursor(key), partition)).toThrow(
    expect.toSatisfy((error: unknown) => isAppError(error, "invalid_cursor")),
  );
});

const cursor = encodeCursor(startKey) ?? "";

test.each([
  ["a character more", `${cursor}!`],
  ["padding", `${cursor}==`],
  ["a space before it", ` ${cursor}`],
  ["a line break in it", `${cursor.slice(0, 8)}\n${cursor.slice(8)}`],
  ["its last character changed", changeLast(cursor)],
  ["its end cut off", cursor.slice(0, -1)],
])("a cursor with %s is refused", (_, changed) => {
  expect(() => decodeCursor(changed, partition)).toThrow(
    expect.toSatisfy((error: unknown) => isAppError(error, "invalid_cursor")),
  );
});

/** The next character in place of the last, which differs in bits that no byte has. */
function changeLast(text: string): string {
  expect(text.length % 4).not.toBe(0);
  return text.slice(0, -1) + String.fromCharCode(text.charCodeAt(text.length - 1) + 1);
}

test("a cursor from outside the range of the query is refused", () => {
  const range = { ...partition, holds: (sortKey: string) => sortKey >= "2026-06" };
  expect(() => decodeCursor(encodeCursor(startKey), range)).toThrow();
});
