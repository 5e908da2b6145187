import { expect, test } from "vitest";
import type { ImportEntry } from "./entry.ts";
import { readOnce } from "./read-once.ts";

const entry: ImportEntry = { path: "a.jpg", part: "", bytes: 0, open: async () => new Blob() };

test("what was read is kept, and what could not be read is tried again", async () => {
  let reads = 0;
  const read = readOnce(async ({ path }) => {
    reads += 1;
    if (reads === 1) throw new Error("The drive did not answer.");
    return path;
  });
  await expect(read(entry)).rejects.toThrow("The drive did not answer.");
  expect([await read(entry), await read(entry)]).toEqual(["a.jpg", "a.jpg"]);
  expect(reads).toBe(2);
});
