import { beforeEach, expect, test, vi } from "vitest";
import { readSharedFiles, takeSharedFiles } from "./shared-files.ts";

const NOW = 1_800_000_000_000;
const HOUR_MS = 60 * 60 * 1000;
const URL_OF_PHOTO = `https://skylight.example/share-target/${NOW}/0`;

/** As much of a browser's cache as is used, in memory. */
function createCache(): object {
  const kept = new Map<string, Response>();
  return {
    keys: async () => [...kept.keys()].map((url) => ({ url })),
    match: async (url: string) => kept.get(url)?.clone(),
    put: async (url: string, response: Response) => void kept.set(url, response),
    delete: async (url: string) => kept.delete(url),
  };
}

beforeEach(async () => {
  const cache = createCache() as Cache;
  await cache.put(URL_OF_PHOTO, new Response("bytes", { headers: { "file-name": "a.jpg" } }));
  vi.stubGlobal("caches", { has: async () => true, open: async () => cache });
});

test("what was shared is offered until it is taken", async () => {
  await readSharedFiles("ann", NOW);
  // As after a reload.
  const files = await readSharedFiles("ann", NOW);
  expect(files).toMatchObject([{ chosen: { path: "a.jpg" } }]);
  expect(await takeSharedFiles(files)).toHaveLength(1);
  expect(await takeSharedFiles(files)).toEqual([]);
  expect(await readSharedFiles("ann", NOW)).toEqual([]);
});

test("what one user has seen is not offered to the next", async () => {
  expect(await readSharedFiles("ann", NOW)).toHaveLength(1);
  expect(await readSharedFiles("bob", NOW)).toEqual([]);
});

test("shared files that were not uploaded within an hour are deleted", async () => {
  expect(await readSharedFiles("ann", NOW + HOUR_MS)).toEqual([]);
  expect(await readSharedFiles("ann", NOW)).toEqual([]);
});
