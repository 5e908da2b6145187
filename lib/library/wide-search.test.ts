import { expect, test } from "vitest";
import { toListedAttribute } from "#lib/images/listed-image.ts";
import { toImage, toImageId } from "#tests/support/library-histories.ts";
import { applyChanges } from "./apply-changes.ts";
import { compileQuery } from "./compile-query.ts";
import { imageQueryMembers, imageQuerySchema } from "./image-query.ts";
import { createIndexFile, IN_MEMORY, type IndexFile } from "./index-file.ts";
import { listImages } from "./run-query.ts";

const ALBUMS = 2_000;
const letters = [..."abcdefghijklmnopqrstuvwxyz"];
/** Words of two letters, as many as the name of an album holds. */
const words = letters.flatMap((one) => letters.slice(0, 4).map((other) => one + other)).slice(0, 85);

/** An index with a photo in the last of many albums of the same long name. */
function indexOfAlbums(count: number): IndexFile {
  const file = createIndexFile(IN_MEMORY, { ownerId: "owner", epoch: "1", markMs: 0 });
  for (let number = 1; number <= count; number++) {
    file.labels.rename("album", toImageId("album", number), words.join(" "));
  }
  const photo = {
    slot: 1,
    wallClockMs: Date.UTC(2019, 4, 1),
    momentMs: 0,
    hasTaken: true,
    source: "exif_original",
    position: 1,
  };
  const albums = [count];
  const image = toImage({ ...photo, status: "ready", tags: [], albums, contentType: "image/jpeg" } as never);
  const change = { kind: "image", id: toImageId("image", 1), revision: 1, changedAtMs: 1 } as const;
  applyChanges(file, [{ ...change, listed: toListedAttribute(image) }]);
  return file;
}

test("a search of words that begin the names of many albums stays of a bounded size", () => {
  const file = indexOfAlbums(ALBUMS);
  const find = (text: string) => listImages(file, imageQuerySchema.parse({ text }), { limit: 100 });
  const phrases = (text: string) =>
    (compileQuery(file, imageQuerySchema.parse({ text })).match ?? "").split(" OR ").length;

  expect(find(words.slice(0, 4).join(" ")).images).toHaveLength(1);
  expect(phrases(words.slice(0, 4).join(" "))).toBeGreaterThan(4 * ALBUMS);

  const text = words.slice(0, 50).join(" ");
  expect(phrases(text)).toBeLessThan(11_000);
  // What is not looked for is not found: fewer of the words would find more than was meant.
  expect(find(text).images).toEqual([]);
});

test("requests have a bounded number of words, stored searches of more find nothing", () => {
  const text = Array.from({ length: 65 }, (_, index) => index).join(" ");
  expect(imageQueryMembers.text.safeParse(text).success).toBe(false);
  expect(imageQueryMembers.text.safeParse("x".repeat(501)).success).toBe(false);
  expect(imageQueryMembers.text.safeParse(text.split(" ").slice(1).join(" ")).success).toBe(true);
  expect(compileQuery(indexOfAlbums(1), imageQuerySchema.parse({ text })).isEmpty).toBe(true);
});
