import { expect, test } from "vitest";
import { photoChange } from "../../bench/seed/listed-photos.ts";
import { applyChanges } from "./apply-changes.ts";
import { imageQuerySchema } from "./image-query.ts";
import { createIndexFile, IN_MEMORY } from "./index-file.ts";
import { toThreadFailure } from "./index-threads.ts";
import { readChunk } from "./read-chunk.ts";
import { listImages } from "./run-query.ts";

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
