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

test("a cursor from outside the range of the query is refused", () => {
  const range = { ...partition, holds: (sortKey: string) => sortKey >= "2026-06" };
  expect(() => decodeCursor(encodeCursor(startKey), range)).toThrow();
});
