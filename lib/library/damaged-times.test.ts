import { expect, test } from "vitest";
import { photoChange } from "../../bench/seed/listed-photos.ts";
import { applyChanges } from "./apply-changes.ts";
import { imageQuerySchema } from "./image-query.ts";
import { createIndexFile, IN_MEMORY } from "./index-file.ts";
import { toThreadFailure } from "./index-threads.ts";
import { readChunk } from "./read-chunk.ts";
import { listImages } from "./run-query.ts";
import { summariseCollections } from "./summarise-collections.ts";

const page = { limit: 10 };
const everything = imageQuerySchema.parse({});
/** The kind of failure that a call ends with; undefined when it succeeds. */
const failureOf = (call: () => unknown) => {
  try {
    call();
  } catch (error) {
    return toThreadFailure(error).kind;
  }
  return undefined;
};

test.each(["added", "wall_clock"])("an index with a number in its column %s that is no time is unusable", (column) => {
  const file = createIndexFile(IN_MEMORY, { ownerId: "owner", epoch: "1", markMs: 0 });
  applyChanges(file, [photoChange(1, 5)]);
  const list = () =>
    listImages(file, everything, page).images.length + readChunk(file, everything, { start: 0, ...page }).ids.length;
  expect(list()).toBe(2);
  file.sql(`UPDATE images SET ${column} = 9007199254740991`).run();
  expect(failureOf(() => listImages(file, everything, page))).toBe("unusable");
  expect(failureOf(() => readChunk(file, everything, { start: 0, ...page }))).toBe("unusable");
});

test.each([
  ["bytes", "1 << 60"],
  ["type", "1 << 60"],
  ["clock_shift", "1 << 60"],
  ["zone", "1 << 40"],
  ["source", "(SELECT number FROM labels WHERE kind = 'type')"],
  ["albums", "'5'"],
  ["albums", "'[5]'"],
  ["albums", "'null'"],
])("an index with what cannot be in its column %s (%s) is unusable, also when it is written to", (column, value) => {
  const file = createIndexFile(IN_MEMORY, { ownerId: "owner", epoch: "1", markMs: 0 });
  const taken = { ...(photoChange(1, 5).listed as object), k: [Date.UTC(2024, 4, 1, 10), 120], ks: "exif_original" };
  const change = { ...photoChange(1, 5), listed: taken };
  applyChanges(file, [change]);
  file.sql(`UPDATE images SET ${column} = ${value}`).run();
  expect(failureOf(() => listImages(file, everything, page))).toBe("unusable");
  expect(failureOf(() => applyChanges(file, [{ ...change, revision: 99 }]))).toBe("unusable");
});

test("so is one with an album that has no name", () => {
  const file = createIndexFile(IN_MEMORY, { ownerId: "owner", epoch: "1", markMs: 0 });
  const id = "01ARZ3NDEKTSV4RRFFQ69G5FAV";
  applyChanges(file, [{ kind: "album", id, revision: 1, changedAtMs: 1, listed: { n: "Sea" } }]);
  file.sql("UPDATE collections SET listed = replace(listed, 'n', 'o')").run();
  expect(failureOf(() => summariseCollections(file, { kind: "album" }))).toBe("unusable");
});
