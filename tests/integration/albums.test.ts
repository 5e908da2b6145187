import { beforeAll, expect, test } from "vitest";
import { deleteAlbum } from "#lib/bulk/delete-collection.ts";
import { undoBulkChange } from "#lib/bulk/undo-bulk-change.ts";
import { findImage } from "#lib/images/image-repository.ts";
import { getImageView } from "#lib/images/view-images.ts";
import type { LibraryServices } from "#lib/library/library-services.ts";
import { changeAlbum, createAlbum, getAlbum, listAlbums } from "#lib/library/view-albums.ts";
import { createTag } from "#lib/library/view-tags.ts";
import { photoSteps } from "#tests/support/photo-steps.ts";
import { someUser } from "#tests/support/test-services.ts";
import { provideServices } from "#tests/support/test-world.ts";

/* What an album holds, and what becomes of its photos and of albums in it. */

const world = provideServices();
const { readyImage, listIds, change } = photoSteps(world);
let services: LibraryServices;

beforeAll(() => {
  services = world.services;
});

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
