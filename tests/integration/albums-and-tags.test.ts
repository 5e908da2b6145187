import { beforeAll, expect, test } from "vitest";
import type { User } from "#lib/accounts/user.ts";
import type { BulkRequest } from "#lib/bulk/bulk-api.ts";
import { deleteAlbum, deleteTag, mergeTag } from "#lib/bulk/delete-collection.ts";
import { changeImages, undoBulkChange } from "#lib/bulk/start-bulk-change.ts";
import { getBulkChanges } from "#lib/bulk/view-bulk-changes.ts";
import { MAX_COLLECTIONS } from "#lib/images/collection.ts";
import { editImage } from "#lib/images/edit-image.ts";
import { getImageView } from "#lib/images/get-image-view.ts";
import { changeImage, findImage } from "#lib/images/image-repository.ts";
import { toImageView } from "#lib/images/to-image-view.ts";
import { getTimeline } from "#lib/library/get-timeline.ts";
import { getTimelineChunk } from "#lib/library/get-timeline-chunk.ts";
import { fromApiQuery } from "#lib/library/image-query.ts";
import type { LibraryServices } from "#lib/library/library-services.ts";
import { listImages } from "#lib/library/list-images.ts";
import { nameImageCollections } from "#lib/library/name-collections.ts";
import { getFacets, suggestWords } from "#lib/library/search.ts";
import { changeAlbum, createAlbum, getAlbum, listAlbums } from "#lib/library/view-albums.ts";
import { viewImage } from "#lib/library/view-image.ts";
import { createTag, listTags, renameTag } from "#lib/library/view-tags.ts";
import { claimTagName } from "#lib/tags/tag-name-repository.ts";
import { intercept } from "#tests/support/dying-services.ts";
import { storeImages } from "#tests/support/store-images.ts";
import { someUser } from "#tests/support/test-services.ts";
import { provideServices } from "#tests/support/test-world.ts";
import { beginNewUpload, makeReady, someFile } from "#tests/support/upload-steps.ts";

const world = provideServices();
let services: LibraryServices;

beforeAll(() => {
  services = world.services;
});

async function readyImage(user: User, takenAt: string) {
  const { image } = await beginNewUpload(services, user, someFile());
  return makeReady(services, image, takenAt);
}

async function listIds(user: User, filters: Parameters<typeof fromApiQuery>[0], own = {}) {
  const { images } = await listImages(services, user, { query: fromApiQuery(filters), limit: 100, ...own });
  return images.map(({ id }) => id);
}

const change = (user: User, request: Partial<BulkRequest>) => changeImages(services, user, request as BulkRequest);

test("an album holds photos, shows one on its cover, and leaves them in the library when it is deleted", async () => {
  const user = someUser();
  const [may, june] = [await readyImage(user, "2024-05-01T10:00:00"), await readyImage(user, "2024-06-01T10:00:00")];
  const { album } = await createAlbum(services, user, { name: "Norway", description: "" });
  expect(album).toMatchObject({ name: "Norway", count: 0, hasOwnOrder: false });
  const added = await change(user, { action: "add_to_album", album: album.id, ids: [may.id, june.id] });
  expect(added.results?.map(({ outcome }) => outcome)).toEqual(["changed", "changed"]);
  expect(await listIds(user, { album: album.id })).toEqual([june.id, may.id]);

  expect(await getAlbum(services, user, album.id, [])).toMatchObject({ count: 2, cover: { id: june.id } });
  await changeAlbum(services, user, album.id, { coverId: may.id, name: "Norge" });
  expect(await listAlbums(services, user, [])).toMatchObject([{ name: "Norge", count: 2, cover: { id: may.id } }]);
  const [plain] = await listAlbums(services, user, [], { covers: false });
  expect(plain).toMatchObject({ name: "Norge", count: 2 });
  expect(plain?.cover).toBeUndefined();
  expect(await listIds(user, { q: "norge" })).toEqual([june.id, may.id]);

  await change(user, { action: "trash", ids: [may.id] });
  expect(await getAlbum(services, user, album.id, [])).toMatchObject({ count: 1, cover: { id: june.id } });

  const gone = await deleteAlbum(services, user, album.id);
  expect(await listAlbums(services, user, [gone])).toEqual([]);
  expect((await findImage(services.database, { ownerId: user.id, imageId: june.id }))?.albums).toEqual([]);
  expect(await listIds(user, {})).toEqual([june.id]);
  await expect(getAlbum(services, user, album.id, [gone])).rejects.toMatchObject({ code: "not_found" });
});

test("what was added to an album is taken out again by undoing, and twice is once", async () => {
  const user = someUser();
  const image = await readyImage(user, "2024-05-01T10:00:00");
  const { album } = await createAlbum(services, user, { name: "Sea" });
  const first = await change(user, { action: "add_to_album", album: album.id, ids: [image.id] });
  const second = await change(user, { action: "add_to_album", album: album.id, ids: [image.id] });
  expect(second.results).toMatchObject([{ outcome: "unchanged" }]);
  await undoBulkChange(services, user, first.change.id);
  expect(await listIds(user, { album: album.id })).toEqual([]);
});

test.each([
  ["first", 0],
  ["second", 1],
])("of two albums that photos were added to, undoing the %s leaves the other", async (_, undone) => {
  const user = someUser();
  const [sea, norway] = [
    (await createAlbum(services, user, { name: "Sea" })).album.id,
    (await createAlbum(services, user, { name: "Norway" })).album.id,
  ];
  const image = await readyImage(user, "2024-05-01T10:00:00");
  const albumsOf = async () => (await getImageView(services, user, image.id)).albumIds;
  const both = [sea, norway];
  const changes = [];
  for (const album of both) changes.push(await change(user, { action: "add_to_album", album, ids: [image.id] }));
  const undo = await undoBulkChange(services, user, changes[undone]?.change.id ?? "");
  expect(undo.results).toMatchObject([{ outcome: "changed" }]);
  expect(await albumsOf()).toEqual([both[1 - undone]]);
  await undoBulkChange(services, user, undo.change.id);
  expect((await albumsOf()).toSorted()).toEqual(both.toSorted());
});

test("albums are nested one level deep, in those of their owner", async () => {
  const [user, other] = [someUser(), someUser()];
  const { album: travel } = await createAlbum(services, user, { name: "Travel" });
  const { album: norway } = await createAlbum(services, user, { name: "Norway", parentId: travel.id });
  const refused = { code: "invalid_state" };
  await expect(createAlbum(services, user, { name: "Oslo", parentId: norway.id })).rejects.toMatchObject(refused);
  await expect(changeAlbum(services, user, travel.id, { parentId: norway.id })).rejects.toMatchObject(refused);
  await expect(changeAlbum(services, user, travel.id, { parentId: travel.id })).rejects.toMatchObject(refused);
  const { album: trips } = await createAlbum(services, user, { name: "Trips" });
  await expect(changeAlbum(services, user, travel.id, { parentId: trips.id })).rejects.toMatchObject(refused);
  const notFound = { code: "not_found" };
  await expect(createAlbum(services, other, { name: "Mine", parentId: travel.id })).rejects.toMatchObject(notFound);
  await expect(changeAlbum(services, other, travel.id, { name: "Mine" })).rejects.toMatchObject(notFound);
  await expect(deleteAlbum(services, other, travel.id)).rejects.toMatchObject(notFound);
  const foreign = await readyImage(other, "2024-05-01T10:00:00");
  await expect(changeAlbum(services, user, travel.id, { coverId: foreign.id })).rejects.toMatchObject(notFound);
  await expect(change(other, { action: "add_to_album", album: travel.id, ids: [foreign.id] })).rejects.toMatchObject(
    notFound,
  );
});

test("albums in one that is deleted are in no other then, and can be a parent themselves", async () => {
  const user = someUser();
  const { album: travel } = await createAlbum(services, user, { name: "Travel" });
  const { album: norway } = await createAlbum(services, user, { name: "Norway", parentId: travel.id });
  expect(norway.parentId).toBe(travel.id);
  expect(await listAlbums(services, user, [], { parentId: travel.id })).toMatchObject([{ id: norway.id }]);
  expect(await listAlbums(services, user, [], { parentId: norway.id })).toEqual([]);
  const gone = await deleteAlbum(services, user, travel.id);
  expect((await getAlbum(services, user, norway.id, [gone])).parentId).toBeUndefined();
  expect((await createAlbum(services, user, { name: "Oslo", parentId: norway.id })).album.parentId).toBe(norway.id);
});

test("a tag has one name, however it is written; photos are found by it", async () => {
  const user = someUser();
  const image = await readyImage(user, "2024-05-01T10:00:00");
  const { tag, isNew } = await createTag(services, user, "München");
  expect(isNew).toBe(true);
  expect(await createTag(services, user, "MUNCHEN ")).toMatchObject({ isNew: false, tag: { id: tag.id } });
  await change(user, { action: "add_tag", tag: tag.id, ids: [image.id] });
  expect(await listIds(user, { tag: [tag.id] })).toEqual([image.id]);
  expect(await listIds(user, { q: "muenchen" })).toEqual([image.id]);
  expect(await listTags(services, user, [])).toEqual([{ id: tag.id, name: "München", count: 1 }]);

  const { tag: sea } = await createTag(services, user, "Sea");
  await expect(renameTag(services, user, sea.id, "munchen")).rejects.toMatchObject({ code: "invalid_state" });
  await renameTag(services, user, tag.id, "Munich");
  expect(await listIds(user, { q: "munich" })).toEqual([image.id]);
  expect(await createTag(services, user, "München")).toMatchObject({ isNew: true });

  await deleteTag(services, user, tag.id);
  expect((await findImage(services.database, { ownerId: user.id, imageId: image.id }))?.tags).toEqual([]);
  expect(await createTag(services, user, "Munich")).toMatchObject({ isNew: true });
});

test("a tag that is merged into another is gone, and its photos have the other, those in the trash too", async () => {
  const user = someUser();
  const [both, one, trashed] = [
    await readyImage(user, "2024-05-01T10:00:00"),
    await readyImage(user, "2024-06-01T10:00:00"),
    await readyImage(user, "2024-07-01T10:00:00"),
  ];
  const { tag: sea } = await createTag(services, user, "Sea");
  const { tag: ocean } = await createTag(services, user, "Ocean");
  await change(user, { action: "add_tag", tag: sea.id, ids: [both.id, one.id, trashed.id] });
  await change(user, { action: "add_tag", tag: ocean.id, ids: [both.id] });
  await change(user, { action: "trash", ids: [trashed.id] });
  await expect(mergeTag(services, user, sea.id, sea.id, [])).rejects.toMatchObject({ code: "invalid_state" });
  await expect(mergeTag(services, someUser(), sea.id, ocean.id, [])).rejects.toMatchObject({ code: "not_found" });
  const { changes, changeIds } = await mergeTag(services, user, sea.id, ocean.id, []);
  expect(await listTags(services, user, changes)).toEqual([{ id: ocean.id, name: "Ocean", count: 2 }]);
  for (const image of [both, one, trashed]) {
    const stored = await findImage(services.database, { ownerId: user.id, imageId: image.id });
    expect(stored?.tags).toEqual([ocean.id]);
  }
  const names = await nameImageCollections(services, user, { albumIds: [], tags: [sea.id, ocean.id] }, changes);
  expect(names).toEqual({ albums: [], tags: [{ id: ocean.id, name: "Ocean" }] });

  for (const id of changeIds) await undoBulkChange(services, user, id);
  expect(await listTags(services, user, [])).toEqual([
    { id: ocean.id, name: "Ocean", count: 1 },
    { id: sea.id, name: "Sea", count: 2 },
  ]);
  const tagsOf = async ({ id }: { id: string }) =>
    (await findImage(services.database, { ownerId: user.id, imageId: id }))?.tags.toSorted();
  expect(await Promise.all([both, one, trashed].map(tagsOf))).toEqual([[sea.id, ocean.id], [sea.id], [sea.id]]);
  expect(await createTag(services, user, "sea")).toMatchObject({ isNew: false, tag: { id: sea.id } });
});

test("a merged tag whose name another has by now comes back under one of its own", async () => {
  const user = someUser();
  const image = await readyImage(user, "2024-05-01T10:00:00");
  const { tag: sea } = await createTag(services, user, "Sea");
  const { tag: ocean } = await createTag(services, user, "Ocean");
  await change(user, { action: "add_tag", tag: sea.id, ids: [image.id] });
  const { changeIds } = await mergeTag(services, user, sea.id, ocean.id, []);
  const { tag: other } = await createTag(services, user, "SEA");
  for (const id of changeIds) await undoBulkChange(services, user, id);
  expect(await listTags(services, user, [])).toEqual([
    { id: ocean.id, name: "Ocean", count: 0 },
    { id: other.id, name: "SEA", count: 0 },
    { id: sea.id, name: `Sea (${sea.id.slice(-6)})`, count: 1 },
  ]);
});

test("a merge that is undone at whatever moment leaves no photo with a tag that is gone", {
  tags: "long",
  timeout: 120_000,
}, async () => {
  let calls = Number.POSITIVE_INFINITY;
  let undone = 0;
  for (let at = 1; at <= calls; at++) {
    const user = someUser();
    const image = await readyImage(user, "2024-05-01T10:00:00");
    const { tag: sea } = await createTag(services, user, "Sea");
    const { tag: ocean } = await createTag(services, user, "Ocean");
    await change(user, { action: "add_tag", tag: sea.id, ids: [image.id] });
    let made = 0;
    const client = intercept(services.database.client, async () => {
      made += 1;
      if (made !== at) return;
      const merging = (await getBulkChanges(services, user)).find(({ action }) => action === "replace_tag");
      if (merging?.state !== "done") return;
      await undoBulkChange(services, user, merging.id);
      undone += 1;
    });
    const merging = mergeTag({ ...services, database: { ...services.database, client } }, user, sea.id, ocean.id, []);
    await merging.catch((error) => expect(error).toMatchObject({ code: "invalid_state" }));
    calls = made;
    const stored = await findImage(services.database, { ownerId: user.id, imageId: image.id });
    const known = (await listTags(services, user, [])).map(({ id }) => id);
    expect(known, `undone before call ${at}`).toEqual(expect.arrayContaining(stored?.tags ?? []));
  }
  expect(undone).toBeGreaterThan(0);
});

test("two that make the same tag at once get the same one, also where the first ended in between", async () => {
  const user = someUser();
  const made = await Promise.all(Array.from({ length: 5 }, () => createTag(services, user, "Sea")));
  expect(new Set(made.map(({ tag }) => tag.id)).size).toBe(1);
  const id = "01ARZ3NDEKTSV4RRFFQ69G5FAV";
  await claimTagName(services.database, user.id, "hill", { tagId: id, token: id }, undefined);
  expect(await createTag(services, user, "Hill")).toMatchObject({ isNew: true, tag: { id } });
});

test("titles, captions and archived photos are found as their owner left them", async () => {
  const user = someUser();
  const image = await readyImage(user, "2024-05-01T10:00:00");
  await editImage(services, user, image.id, {
    title: "Sunset over Bergen",
    caption: "The last evening",
    archived: true,
  });
  expect(await listIds(user, { q: "sunset evening" })).toEqual([image.id]);
  expect(await listIds(user, {})).toEqual([]);
  await editImage(services, user, image.id, { title: "", archived: false });
  expect(await listIds(user, { q: "sunset" })).toEqual([]);
  expect(await listIds(user, {})).toEqual([image.id]);
});

test("photos with a time of their owner's stand at their new place, and go back to where the file says", async () => {
  const user = someUser();
  const [may, june] = [await readyImage(user, "2024-05-01T10:00:00"), await readyImage(user, "2024-06-01T10:00:00")];
  const bare = await beginNewUpload(services, user, someFile());
  await makeReady(services, bare.image);
  const months = async () => (await getTimeline(services, user, {})).months.map(({ month }) => month);
  const now = new Date().toISOString().slice(0, 7);
  const shift = { action: "set_time", time: { shiftMinutes: -31 * 24 * 60, offset: "+02:00" } } as const;
  const shifted = await change(user, { ...shift, ids: [may.id, june.id, bare.image.id] });
  expect(shifted.results?.map(({ outcome, code }) => code ?? outcome)).toEqual(["invalid_state", "changed", "changed"]);
  expect(await months()).toEqual([now, "2024-05", "2024-03"]);
  await undoBulkChange(services, user, shifted.change.id);
  expect(await months()).toEqual([now, "2024-06", "2024-05"]);

  const edited = await editImage(services, user, may.id, { takenAt: "2019-12-31T23:59:59+09:00" });
  expect(toImageView(edited, { sign: String })).toMatchObject({
    takenAt: "2019-12-31T23:59:59+09:00",
    takenOffset: "+09:00",
    takenAtSource: "owner",
  });
  expect(await months()).toEqual([now, "2024-06", "2019-12"]);
  await change(user, { action: "reset_time", ids: [may.id] });
  expect(await months()).toEqual([now, "2024-06", "2024-05"]);
});

test("an index that is rebuilt from the table knows albums and tags by name", async () => {
  const user = someUser();
  const image = await readyImage(user, "2024-05-01T10:00:00");
  const { album } = await createAlbum(services, user, { name: "Norway" });
  const { tag } = await createTag(services, user, "fjord");
  await change(user, { action: "add_to_album", album: album.id, ids: [image.id] });
  await change(user, { action: "add_tag", tag: tag.id, ids: [image.id] });
  await services.library.discard(user.id);
  expect(await listIds(user, { q: "norway fjord" })).toEqual([image.id]);
  expect(await listAlbums(services, user, [])).toMatchObject([{ name: "Norway", count: 1 }]);
});

test("photos are where their owner says, nowhere, and back where the file says", async () => {
  const user = someUser();
  const file = { latitude: 48.137, longitude: 11.575 };
  const [one = "", other = ""] = await storeImages(services.database, user, 2, { shot: file });
  const lofoten = { latitude: 68.2, longitude: 14.4 };
  const inLofoten = () => listIds(user, { box: [14, 68, 15, 69] });
  const set = await change(user, { action: "set_position", position: lofoten, ids: [one, other] });
  expect(set.results?.map(({ outcome }) => outcome)).toEqual(["changed", "changed"]);
  expect((await inLofoten()).toSorted()).toEqual([one, other].toSorted());
  expect(await listIds(user, { q: "norwegen" })).toHaveLength(2);
  expect(await positionOf(user, one)).toEqual({ ...lofoten, source: "owner" });
  const again = await change(user, { action: "set_position", position: lofoten, ids: [one] });
  expect(again.results).toMatchObject([{ outcome: "unchanged" }]);

  await change(user, { action: "set_position", position: null, ids: [one] });
  expect(await positionOf(user, one)).toBeUndefined();
  expect(await listIds(user, { hasLocation: false })).toEqual([one]);
  await undoBulkChange(services, user, set.change.id);
  expect(await positionOf(user, other)).toEqual({ ...file, source: "file" });
  await change(user, { action: "reset_position", ids: [one] });
  expect(await positionOf(user, one)).toEqual({ ...file, source: "file" });

  const revision = await revisionOf(user, (await editImage(services, user, one, { position: lofoten })).id);
  await editImage(services, user, one, { position: { ...lofoten } });
  expect(await revisionOf(user, one)).toBe(revision);
  expect(await inLofoten()).toEqual([one]);
  await editImage(services, user, one, { position: null });
  expect(await positionOf(user, one)).toBeUndefined();
  await editImage(services, user, one, { position: "file" });
  expect(await positionOf(user, one)).toEqual({ ...file, source: "file" });
});

test("places have names: in words, filters, facets and suggestions, and an owner's position moves a photo to its own", async () => {
  const user = someUser();
  const munich = { latitude: 48.137, longitude: 11.575 };
  const [one = "", other = ""] = await storeImages(services.database, user, 2, { shot: munich });
  await editImage(services, user, other, { position: { latitude: 43.64, longitude: 7.12 } });
  const named = { city: "Munich", region: "Bavaria", country: "Germany" };
  expect((await getImageView(services, user, one)).place).toEqual(named);
  const { images } = await listImages(services, user, { query: fromApiQuery({ city: "Munich" }), limit: 9 });
  expect(images).toMatchObject([{ id: one, place: named }]);
  for (const q of ["bavaria", "deutschland", "munich germany"]) expect(await listIds(user, { q })).toEqual([one]);
  expect(await listIds(user, { country: "France" })).toEqual([other]);
  const facets = await getFacets(services, user, {}, []);
  expect(facets.countries.map(({ value }) => value).toSorted()).toEqual(["France", "Germany"]);
  expect(await suggestWords(services, user, "mun", [])).toContainEqual({ kind: "city", label: "Munich" });
  await editImage(services, user, one, { position: null });
  expect((await getImageView(services, user, one)).place).toBeUndefined();
  expect(await listIds(user, { q: "bavaria" })).toEqual([]);
});

test("an album in its own order is drawn by positions, without months, and its photos are looked at in that order", async () => {
  const user = someUser();
  const [may, june, july] = await Promise.all(
    ["2024-05-01T10:00:00", "2024-06-01T10:00:00", "2024-07-01T10:00:00"].map((at) => readyImage(user, at)),
  );
  if (!may || !june || !july) throw new Error("Expected three images");
  const { album } = await createAlbum(services, user, { name: "Norway" });
  const order = [june.id, july.id, may.id];
  for (const id of order) await change(user, { action: "add_to_album", album: album.id, ids: [id] });
  const list = { album: album.id, sort: "position" as const };
  expect((await getTimeline(services, user, list)).months).toEqual([{ month: "", count: 3 }]);
  const chunk = (start: number) => getTimelineChunk(services, user, fromApiQuery(list), { start, limit: 2 });
  expect(await chunk(0)).toMatchObject({ ids: order.slice(0, 2), months: [{ month: "", offset: 0, count: 2 }] });
  expect(await chunk(2)).toMatchObject({ ids: order.slice(2), months: [{ month: "", offset: 2, count: 1 }] });
  const { neighbours } = await viewImage(services, user, july.id, [], list);
  expect([neighbours.before[0]?.id, neighbours.after[0]?.id]).toEqual([june.id, may.id]);
});

/** An album with photos that were added together. */
async function albumOf(user: User, photos: number) {
  const { album } = await createAlbum(services, user, { name: "Norway" });
  const ids = (await storeImages(services.database, user, photos)).toSorted();
  for (let start = 0; start < photos; start += 1_000) {
    await change(user, { action: "add_to_album", album: album.id, ids: ids.slice(start, start + 1_000) });
  }
  const list = { album: album.id, sort: "position" as const };
  const move = (ids: string[], to: BulkRequest["to"]) =>
    change(user, { action: "move_in_album", album: album.id, ids, to });
  return { album, ids, move, order: () => listIds(user, list) };
}

test("photos of an album are moved, keep their order among themselves, and go back by undoing", async () => {
  const user = someUser();
  const { ids, move, order, album } = await albumOf(user, 5);
  const [a = "", b = "", c = "", d = "", e = ""] = ids;
  expect(await order()).toEqual([a, b, c, d, e]);
  const moved = await move([e, d], { before: b });
  expect(await order()).toEqual([a, d, e, b, c]);
  expect(moved.results?.filter(({ outcome }) => outcome !== "changed")).toEqual([]);
  await move([d], "end");
  await move([c], "start");
  expect(await order()).toEqual([c, a, e, b, d]);
  await undoBulkChange(services, user, moved.change.id);
  // What was moved again since stays where it is.
  expect((await order()).slice(0, 1)).toEqual([c]);
  expect((await order()).at(-1)).toBe(d);

  await expect(move([a], { before: album.id })).rejects.toMatchObject({ code: "not_found" });
  const [stranger = ""] = await storeImages(services.database, user, 1);
  expect((await move([stranger, e], "start")).results).toContainEqual({ id: stranger, outcome: "unchanged" });
  expect(await order()).toHaveLength(5);
  expect((await order())[0]).toBe(e);
});

test("a photo that left the album since it was moved does not come back when that is undone", async () => {
  const user = someUser();
  const { ids, move, order, album } = await albumOf(user, 3);
  const [a = "", b = "", c = ""] = ids;
  const { change: moved } = await move([c], "start");
  await change(user, { action: "remove_from_album", album: album.id, ids: [c] });
  await undoBulkChange(services, user, moved.id);
  expect(await order()).toEqual([a, b]);
});

test("what was added together has room for others in between, and what was not gets some", async () => {
  const user = someUser();
  const { ids, move, order, album } = await albumOf(user, 20);
  const before = (at: number) => ({ before: ids[at] ?? "" });
  const [first = "", second = ""] = ids;
  expect((await move([first], before(10))).results).toHaveLength(1);
  expect(await order()).toEqual(ids.toSpliced(10, 0, first).slice(1));

  // As they were added by former releases.
  const albums = [{ id: album.id, position: 0, addedAt: new Date().toISOString() }];
  for (const imageId of ids) {
    await changeImage(services.database, { ownerId: user.id, imageId }, (image) => ({ ...image, albums }));
  }
  expect(await order()).toEqual(ids);
  const made = await move([first, second], before(17));
  expect(await order()).toEqual([...ids.slice(2, 17), first, second, ...ids.slice(17)]);
  expect(made.results).toHaveLength(5);
  expect((await move([first], before(19))).results).toHaveLength(1);
});

/** As the image itself and the list say it. */
async function positionOf(user: User, imageId: string) {
  const image = await findImage(services.database, { ownerId: user.id, imageId });
  const { images } = await listImages(services, user, { query: fromApiQuery({}), limit: 100, fields: ["position"] });
  const position = image && toImageView(image, { sign: String }).position;
  expect(images.find(({ id }) => id === imageId)?.position).toEqual(position);
  return position;
}

async function revisionOf(user: User, imageId: string) {
  return (await findImage(services.database, { ownerId: user.id, imageId }))?.revision;
}

test("with as many tags as there can be no other is made, and one that exists in other letters is found", async () => {
  const user = someUser();
  const { tag } = await createTag(services, user, "Berlin");
  const full: LibraryServices = {
    ...services,
    library: {
      ...services.library,
      read: async (userId, name, input, own) => {
        const answer = await services.library.read(userId, name, input, own);
        return name === "countCollections" ? { ...answer, value: MAX_COLLECTIONS.tag as never } : answer;
      },
    },
  };
  expect(await createTag(full, user, "BÉRLIN")).toMatchObject({ tag: { id: tag.id, name: "Berlin" }, isNew: false });
  await expect(createTag(full, user, "Oslo")).rejects.toMatchObject({ code: "invalid_state" });
  expect(await listTags(services, user, [])).toHaveLength(1);
});
