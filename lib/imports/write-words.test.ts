import { setImmediate } from "node:timers/promises";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { expect, test } from "vitest";
import { MAX_COLLECTIONS } from "#lib/images/collection.ts";
import type { LibraryClient, LibraryImage } from "./library-client.ts";
import { writeWords } from "./write-words.ts";

/** An in-memory library with so many tags that there is room for two more. */
function createLibrary() {
  const tags = Array.from({ length: MAX_COLLECTIONS.tag - 2 }, (_, index) => ({
    id: `id ${index}`,
    name: `tag ${index}`,
  }));
  tags[0] = { id: "berlin", name: "Berlin" };
  const albums = new Map<string, string | undefined>();
  const members = new Map<string, string[]>();
  const searches: unknown[] = [];
  const stacks: unknown[] = [];
  const library = {
    lookUp: async (ids: string[]) =>
      new Map(ids.map((id) => [id, { id, isSettled: true, tags: [], albumIds: [] } as unknown as LibraryImage])),
    listAlbums: async () => [],
    listTags: async () => [...tags],
    listSearches: async () => [],
    saveSearch: async (search: unknown) => void searches.push(search),
    changeStack: async (action: string, ids: string[]) => {
      stacks.push([action, ids]);
      return ids;
    },
    makeCollection: async (kind: string, { name, description }: { name: string; description?: string }) => {
      if (kind === "album") {
        albums.set(name, description);
        return name;
      }
      if (tags.length === MAX_COLLECTIONS.tag) throw new Error("Expected no more tags than there can be");
      tags.push({ id: name, name });
      return name;
    },
    addTo: async (_kind: string, id: string, imageIds: string[]) => {
      members.set(id, [...(members.get(id) ?? []), ...imageIds]);
      return { changed: imageIds, failed: 0 };
    },
  };
  return { albums, members, searches, stacks, library: library as unknown as LibraryClient };
}

test("where there is not room for all tags those of the most photos are made, and those that there are get theirs", async () => {
  const { members, library } = createLibrary();
  const tagsOf = [["once", "often"], ["Twice", "also once"], ["often", "twice"], ["often", "BERLIN"], ["Bérlin"]];
  const summary = await writeWords({
    imported: tagsOf.map((tags, index) => ({ imageId: `${index}`, path: "", facts: { tags }, albums: [] })),
    collections: { albums: [], tags: ["unused"] },
    library,
    words: { people: true, keywords: true },
    concurrency: 1,
    signal: new AbortController().signal,
  });
  expect(Object.fromEntries(members)).toEqual({
    often: ["0", "2", "3"],
    Twice: ["1", "2"],
    berlin: ["3", "4"],
  });
  expect(summary.tagsMade).toBe(2);
  expect(summary.failed).toMatchObject([{ path: '3 tags: "once", "also once", "unused"' }]);
});

test("albums that are made have the descriptions of the export", async () => {
  const { albums, library } = createLibrary();
  await writeWords({
    imported: [{ imageId: "1", path: "", facts: {}, albums: ["Trip ", "Garden"] }],
    collections: { albums: [], tags: [], descriptions: new Map([["Trip ", ` ${"x".repeat(3_000)}`]]) },
    library,
    words: { people: true, keywords: true },
    concurrency: 1,
    signal: new AbortController().signal,
  });
  expect(albums).toEqual(
    new Map([
      ["Trip", "x".repeat(2_000)],
      ["Garden", undefined],
    ]),
  );
});

test("of images that have been described nothing is kept but what belongs together", async () => {
  setFlagsFromString("--expose-gc");
  const collectGarbage = runInNewContext("gc") as () => void;
  const { library } = createLibrary();
  const held: WeakRef<object>[] = [];
  library.lookUp = async (ids) =>
    new Map(
      ids.map((id) => {
        const image = { id, isSettled: true, tags: [], albumIds: [] } as unknown as LibraryImage;
        held.push(new WeakRef(image));
        return [id, image];
      }),
    );
  let kept = Number.NaN;
  library.listSearches = async () => {
    // What is referred to weakly is held until then.
    await setImmediate();
    collectGarbage();
    kept = held.filter((image) => image.deref() !== undefined).length;
    return [];
  };
  await writeWords({
    imported: Array.from({ length: 300 }, (_, id) => ({ imageId: `${id}`, path: "", facts: {}, albums: ["Trip"] })),
    collections: { albums: [], tags: [], searches: [{ name: "Sea", query: "q=sea" }] },
    library,
    words: { people: true, keywords: true },
    concurrency: 1,
    signal: new AbortController().signal,
  });
  expect(kept).toBeLessThan(150);
});

test("stacks and saved searches of an export are made with what this library has", async () => {
  const { searches, stacks, library } = createLibrary();
  const photo = (imageId: string, exportedStack: string) => ({
    ...{ imageId, path: "", albums: [] },
    facts: { exportedId: `exported ${imageId}`, exportedStack, exportedAlbums: ["trip"], tags: ["Sea"] },
  });
  const summary = await writeWords({
    imported: [photo("1", "stack"), photo("2", "stack"), photo("3", "")],
    collections: {
      albums: [{ id: "trip", name: "Trip", createdAt: "" }],
      tags: [],
      searches: [{ name: "At sea", query: "album=trip&stackOf=exported+1", tags: ["sea"] }],
    },
    library,
    words: { people: true, keywords: true },
    concurrency: 1,
    signal: new AbortController().signal,
  });
  expect(stacks).toEqual([
    ["stack", ["1", "2"]],
    ["unstack", ["3"]],
  ]);
  expect(searches).toEqual([{ name: "At sea", query: "album=Trip&stackOf=1&tag=Sea" }]);
  expect(summary).toMatchObject({ stacksMade: 1, searchesMade: 1, changed: 3, failed: [] });
});
