import { expect, test } from "vitest";
import { isAppError } from "#lib/errors.ts";
import { seededRandom } from "#tests/support/seeded-random.ts";
import { photoChange } from "../../bench/seed/listed-photos.ts";
import { applyChanges } from "./apply-changes.ts";
import { type ImageQueryInput, imageQuerySchema } from "./image-query.ts";
import { createIndexFile, IN_MEMORY } from "./index-file.ts";
import { encodeListCursor } from "./list-cursor.ts";
import { listImages } from "./run-query.ts";

const PHOTOS = 60;
const page = { limit: 10 };

function indexOfPhotos() {
  const file = createIndexFile(IN_MEMORY, { ownerId: "owner", epoch: "1", markMs: 0 });
  applyChanges(
    file,
    Array.from({ length: PHOTOS }, (_, number) => photoChange(number, PHOTOS)),
  );
  return file;
}

const lists: [string, ImageQueryInput][] = [
  ["time taken", {}],
  ["time taken, oldest first", { order: "asc" }],
  ["time added", { sort: "added" }],
  ["time put into the trash", { sort: "trashed", trashed: true }],
  ["own order", { sort: "position", album: "0104NS4G00SJ9N45SXCNA5PPNA", order: "asc" }],
];

const values = [0, -1, 1.5, 1e300, -1e300, 5e-324, 2 ** 53, -(2 ** 63), 8.64e15 + 1, Number.MAX_SAFE_INTEGER];
const ids = [
  "0",
  "\u0000",
  "\ud800",
  "ü",
  "'; --",
  "7ZZZZZZZZZZZZZZZZZZZZZZZZZ",
  "8ZZZZZZZZZZZZZZZZZZZZZZZZZ",
  "x".repeat(64),
];

test.each(lists)("by %s a position that somebody made up is a place in one's own list", (_, input) => {
  const file = indexOfPhotos();
  const query = imageQuerySchema.parse(input);
  for (const value of values) {
    for (const id of ids) {
      const cursor = encodeListCursor(query, { value, id });
      let images = 0;
      try {
        images = listImages(file, query, { ...page, cursor }).images.length;
      } catch (error) {
        // Of a text that is not well-formed nothing comes back to the letter.
        if (!isAppError(error, "invalid_cursor")) throw error;
      }
      expect(images).toBeLessThanOrEqual(page.limit);
    }
  }
  file.close();
});

test.each(lists)("by %s a cursor of which characters were changed is refused", (_, input) => {
  const file = indexOfPhotos();
  const query = imageQuerySchema.parse(input);
  const cursor = encodeListCursor(query, { value: Date.UTC(2015, 0, 1), id: "01ARZ3NDEKTSV4RRFFQ69G5FAV" });
  const random = seededRandom(1);
  for (let round = 0; round < 200; round++) {
    const at = Math.floor(random() * cursor.length);
    const character = String.fromCodePoint(1 + Math.floor(random() * 300));
    const changed = cursor.slice(0, at) + character + cursor.slice(at + Math.floor(random() * 3));
    if (changed === cursor) continue;
    expect(() => listImages(file, query, { ...page, cursor: changed }), changed).toThrow(
      expect.toSatisfy((error: unknown) => isAppError(error, "invalid_cursor")),
    );
  }
  file.close();
});
