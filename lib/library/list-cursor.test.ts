import { expect, test } from "vitest";
import { isAppError } from "#lib/errors.ts";
import { imageQuerySchema } from "./image-query.ts";
import { decodeListCursor, encodeListCursor } from "./list-cursor.ts";

const query = imageQuerySchema.parse({ favourite: true });
const position = { value: 1_714_557_600_000, id: "01ARZ3NDEKTSV4RRFFQ69G5FAV" };
const cursor = encodeListCursor(query, position);

const invalidCursor = expect.toSatisfy((error: unknown) => isAppError(error, "invalid_cursor"));

test("a cursor leads back to its position, in its own list only", () => {
  expect(decodeListCursor(query, cursor)).toEqual(position);
  expect(() => decodeListCursor({ ...query, archived: true }, cursor)).toThrow(invalidCursor);
});

const spaced = JSON.stringify(JSON.parse(Buffer.from(cursor, "base64url").toString()), null, 1);

test.each([
  ["no cursor", "nonsense"],
  ["nothing", ""],
  ["one that is too long", cursor.repeat(10)],
  ["one with a character more", `${cursor}!`],
  ["one with padding", `${cursor}=`],
  ["one with a space before it", ` ${cursor}`],
  ["one written otherwise", Buffer.from(spaced).toString("base64url")],
])("%s is refused", (_, text) => {
  expect(() => decodeListCursor(query, text)).toThrow(invalidCursor);
});

test("one is refused whichever of its characters was changed", () => {
  for (let at = 0; at < cursor.length; at++) {
    const next = String.fromCharCode(cursor.charCodeAt(at) + 1);
    const changed = cursor.slice(0, at) + next + cursor.slice(at + 1);
    expect(() => decodeListCursor(query, changed), `character ${at}`).toThrow(invalidCursor);
  }
});

test("one of another position with the same checksum is refused", () => {
  const [value, id, checksum] = JSON.parse(Buffer.from(cursor, "base64url").toString());
  const moved = Buffer.from(JSON.stringify([value + 1, id, checksum])).toString("base64url");
  expect(() => decodeListCursor(query, moved)).toThrow(invalidCursor);
});
