import { expect, test } from "vitest";
import type { LibraryClient, SavedQuery } from "./library-client.ts";
import { saveSearches } from "./write-searches.ts";

test("searches are saved once, with the ids of this library; those that ask for something else are told", async () => {
  const saved: SavedQuery[] = [{ name: "There", query: "favourite=true&q=sea" }];
  const library = {
    listSearches: async () => [...saved],
    listTags: async () => [{ id: "own-tag", name: "Straße/Süd" }],
    saveSearch: async (search: SavedQuery) => void saved.push(search),
  } as unknown as LibraryClient;
  const failed: unknown[] = [];
  const searches = [
    { name: "There", query: "q=sea&favourite=true" },
    { name: "All", query: "q=last+summer&album=album-1&stackOf=image-1&from=2020-01-01", tags: ["strasse/süd"] },
    { name: "Lost album", query: "album=album-2" },
    { name: "Lost tag", query: "q=x", tags: ["none"] },
    { name: "A guest's", query: "addedThrough=share-1" },
  ];
  const count = await saveSearches(
    searches,
    { albums: new Map([["album-1", "own-album"]]), images: new Map([["image-1", "own-image"]]) },
    library,
    async (subject, act) => act().catch(() => void failed.push(subject)),
  );
  expect(count).toBe(1);
  expect(saved.slice(1)).toEqual([
    { name: "All", query: "q=last+summer&album=own-album&stackOf=own-image&from=2020-01-01&tag=own-tag" },
  ]);
  expect(failed).toEqual(['"Lost album"', '"Lost tag"', '"A guest\'s"']);
});
