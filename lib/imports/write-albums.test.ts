import { expect, test } from "vitest";
import type { LibraryAlbum, LibraryClient } from "./library-client.ts";
import { importReasons } from "./reasons.ts";
import type { CatalogueAlbum } from "./skylight-catalogue.ts";
import { type Attempt, makeAlbums, toOrdered } from "./write-albums.ts";

/** An in-memory library. */
function createLibrary(albums: LibraryAlbum[] = []) {
  const makeCollection: LibraryClient["makeCollection"] = async (_, { name, parentId }) => {
    const id = `new ${albums.length}`;
    albums.push({ id, name, parentId, count: 0 });
    return id;
  };
  return { albums, library: { makeCollection, changeAlbum: async () => {} } as unknown as LibraryClient };
}

const album = (id: string, name: string, parentId?: string): CatalogueAlbum => ({ id, name, parentId, createdAt: "" });
const attempt: Attempt = (_, act) => act();

const EXPORTED = [
  album("3", "Summer", "9"),
  album("1", "Summer", "2"),
  album("9", "2024"),
  album("2", "2023"),
  album("5", "Summer", "2"),
  album("4", "Summer", "gone"),
];

test("albums of one name stay apart, each in its own, and are found again by the next run", async () => {
  const { albums, library } = createLibrary();
  const ids = await makeAlbums(EXPORTED, library, [], attempt);
  const names = new Map(albums.map(({ id, name }) => [id, name]));
  expect(albums.map(({ name, parentId }) => [names.get(parentId ?? ""), name])).toEqual([
    [undefined, "2023"],
    [undefined, "Summer"],
    [undefined, "2024"],
    ["2023", "Summer"],
    ["2024", "Summer"],
    ["2023", "Summer"],
  ]);
  expect(await makeAlbums(EXPORTED, library, albums, attempt)).toEqual(ids);
  expect(albums).toHaveLength(EXPORTED.length);
});

test("an album waits for the next run where the one that it is in could not be made", async () => {
  const { albums, library } = createLibrary();
  let isUp = false;
  const flaky: LibraryClient = {
    ...library,
    async makeCollection(kind, made) {
      if (made.name === "2023" && !isUp) throw new Error("unavailable");
      return library.makeCollection(kind, made);
    },
  };
  const failed: unknown[] = [];
  const attempting: Attempt = (subject, act) =>
    act().catch((error) => void failed.push({ subject, reason: error.message }));
  const exported = [album("1", "2023"), album("2", "Summer", "1")];
  expect([...(await makeAlbums(exported, flaky, [], attempting)).keys()]).toEqual([]);
  expect(failed).toEqual([
    { subject: { kind: "album", name: "2023" }, reason: "unavailable" },
    { subject: { kind: "album", name: "Summer" }, reason: importReasons.parentNotMade },
  ]);
  isUp = true;
  await makeAlbums(exported, flaky, [...albums], attempting);
  expect(albums).toMatchObject([{ name: "2023" }, { name: "Summer", parentId: albums[0]?.id }]);
});

test("an album of one's own with another name or place is left alone", async () => {
  const { albums, library } = createLibrary([{ id: "own", name: "Summer", parentId: "other", count: 3 }]);
  await makeAlbums([album("1", "Summer")], library, [...albums], attempt);
  expect(albums).toHaveLength(2);
});

test("images are added in the order of the export, what it does not name last", () => {
  const members = ["a", "b", "c", "d", "e"].map((id) => ({ id, exportedId: `old ${id}` }));
  const toOld = (ids: string) => [...ids].map((id) => `old ${id}`);
  expect(toOrdered(members, undefined)).toEqual(["a", "b", "c", "d", "e"]);
  expect(toOrdered(members, toOld("cdab"))).toEqual(["c", "d", "a", "b", "e"]);
  expect(toOrdered([{ id: "new", exportedId: undefined }, ...members], toOld("edcba"))).toEqual([..."edcba", "new"]);
  expect(toOrdered([], toOld("a"))).toEqual([]);
});
