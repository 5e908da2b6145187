import { ulid } from "ulid";
import { beforeAll, expect, test } from "vitest";
import type { User } from "#lib/accounts/user.ts";
import { listAudit } from "#lib/audit/list-audit.ts";
import { changeImages } from "#lib/bulk/start-bulk-change.ts";
import { undoBulkChange } from "#lib/bulk/undo-bulk-change.ts";
import { trashImage } from "#lib/images/change-images.ts";
import { deleteImage } from "#lib/images/delete-image.ts";
import { createImage, findImage } from "#lib/images/image-repository.ts";
import { fromApiQuery } from "#lib/library/image-query.ts";
import type { LibraryServices } from "#lib/library/library-services.ts";
import { listImages } from "#lib/library/list-images.ts";
import { beginSharedUpload, getSharedUpload } from "#lib/shares/add-to-share.ts";
import { listShareGuests } from "#lib/shares/list-share-guests.ts";
import { changeShare, createShare, getShare, revokeShare } from "#lib/shares/manage-shares.ts";
import { openShare, type Visitor } from "#lib/shares/open-share.ts";
import { viewShared } from "#lib/shares/view-shared-images.ts";
import { beginUpload } from "#lib/uploads/begin-upload.ts";
import { by, createGuestSteps, createShareSteps, stranger as guest, NOT_FOUND } from "#tests/support/share-steps.ts";
import { provideServices } from "#tests/support/test-world.ts";
import { makeReady, sendBytes, someFile } from "#tests/support/upload-steps.ts";

/* Guests add photos through a share link: whose they become, and who learns what. */

const world = provideServices();
const { add, haveAlbumLink, known, usageOf } = createGuestSteps(world);
const { look } = createShareSteps(world);
let services: LibraryServices;

beforeAll(() => {
  services = world.services;
});

const listAdded = async (user: User, addedThrough: string, addedBy?: string) =>
  (await listImages(services, user, { query: fromApiQuery({ addedThrough, addedBy }), limit: 50 })).images.map(
    ({ id }) => id,
  );

test("a guest's photo goes into the owner's library, quota and album, and the owner sees who added it", async () => {
  const { user, album, token, shareId } = await haveAlbumLink();
  const opened = await openShare(services, token, guest);
  expect(await viewShared(services, opened)).toMatchObject({ canAdd: true, count: 0 });
  const first = await add(token);
  const second = await add(token, { visitor: first.visitor });
  const other = await add(token, { name: "Ben" });
  expect(second.guestId).toBe(first.guestId);
  expect(other.guestId).not.toBe(first.guestId);
  expect(await look(token)).toEqual(expect.arrayContaining([first.image.id, second.image.id, other.image.id]));
  expect(first.image).toMatchObject({
    ownerId: user.id,
    albums: [{ id: album.id }],
    addedBy: { shareId, name: "Anna" },
  });
  expect(await usageOf(user)).toMatchObject({
    usedBytes: 3_000,
    imageCount: 3,
    committedBytes: 3_000,
    reservations: {},
  });
  expect(await getShare(services, user, shareId)).toMatchObject({ canAdd: true, addedFiles: 3, addedBytes: 3_000 });
  expect(await listShareGuests(services, user, shareId)).toMatchObject([
    { id: other.guestId, name: "Ben", count: 1 },
    { id: first.guestId, name: "Anna", count: 2 },
  ]);
  expect(await listAdded(user, shareId, other.guestId)).toEqual([other.image.id]);
  const { events } = await listAudit(services, { userId: user.id, action: "share_photos_added", limit: 50 });
  expect(events.map(({ details }) => details)).toContainEqual({ shareId, guestId: first.guestId });
});

test("refused and repeated announcements do not fill the audit log, nor do visitors without a cookie", async () => {
  const { user, token } = await haveAlbumLink({ maxAddedBytes: 2_500 });
  const announce = (file = someFile()) => beginSharedUpload(services, token, guest, file.announcement);
  const recorded = async () =>
    (await listAudit(services, { userId: user.id, action: "share_photos_added", limit: 50 })).events.length;
  await expect(announce(someFile(3_000))).rejects.toMatchObject({ code: "share_full" });
  expect(await recorded()).toBe(0);
  const begun = await announce();
  await announce();
  expect(await recorded()).toBe(1);
  await expect(beginSharedUpload(services, token, known(begun, token), someFile().announcement)).rejects.toThrow();
  expect(await recorded()).toBe(1);
});

test("all that a guest or a link brought is removed in one action, and brought back", async () => {
  const { user, token, shareId } = await haveAlbumLink();
  const anna = await add(token);
  const ben = await add(token, { name: "Ben" });
  const remove = (addedBy?: string) =>
    changeImages(services, user, { action: "trash", query: { addedThrough: shareId, addedBy } });
  const { change } = await remove(anna.guestId);
  expect(change).toMatchObject({ state: "done", changed: 1 });
  expect(await look(token)).toEqual([ben.image.id]);
  expect(await listShareGuests(services, user, shareId)).toMatchObject([{ id: ben.guestId }]);
  await undoBulkChange(services, user, change.id);
  expect((await remove()).change).toMatchObject({ state: "done", changed: 2 });
  expect(await look(token)).toEqual([]);
});

test("only an album's link takes photos, and only while it says so", async () => {
  const { user, token, shareId } = await haveAlbumLink({ canAdd: false });
  await expect(add(token)).rejects.toMatchObject(NOT_FOUND);
  await changeShare(services, user, by(user), shareId, { canAdd: true });
  await add(token);
  const search = await createShare(services, user, by(user), { query: {} });
  await expect(changeShare(services, user, by(user), search.share.id, { canAdd: true })).rejects.toMatchObject({
    code: "invalid_state",
  });
  await expect(add(search.token)).rejects.toMatchObject(NOT_FOUND);
  await revokeShare(services, user, by(user), shareId);
  await expect(add(token)).rejects.toMatchObject(NOT_FOUND);
  expect(await usageOf(user)).toMatchObject({ added: {}, imageCount: 1 });
  expect(await listShareGuests(services, user, shareId)).toMatchObject([{ count: 1 }]);
  await expect(listShareGuests(services, user, ulid())).rejects.toMatchObject(NOT_FOUND);
});

test("a guest can't tell what the owner has, nor bring it into the album by its hash", async () => {
  const { user, token } = await haveAlbumLink();
  const file = someFile();
  const own = await beginUpload(services, user, file.announcement);
  const begun = await add(token, { file });
  expect(begun.image.id).not.toBe(own.image.id);
  expect(await look(token)).toEqual([begun.image.id]);
  await expect(getSharedUpload(services, token, begun.visitor, own.image.id)).rejects.toMatchObject(NOT_FOUND);
});

test("the same file is added once by a link, and stays out when the owner removed it", async () => {
  const { user, token, shareId } = await haveAlbumLink();
  const file = someFile();
  const begun = await add(token, { file });
  const again = await beginSharedUpload(services, token, guest, file.announcement);
  expect(again.upload).toBeUndefined();
  await trashImage(services, user, begun.image.id);
  await beginSharedUpload(services, token, guest, file.announcement);
  expect(await findImage(services.database, { ownerId: user.id, imageId: begun.image.id })).toMatchObject({
    trashedAt: expect.any(String),
  });
  await deleteImage(services, { ownerId: user.id, imageId: begun.image.id });
  expect(await getShare(services, user, shareId)).toMatchObject({ addedFiles: 0, addedBytes: 0 });
  await add(token, { file });
});

test("guests learn what became of their own files only", async () => {
  const { token } = await haveAlbumLink();
  const [anna, ben] = [await add(token), await add(token, { name: "Ben" })];
  expect(await getSharedUpload(services, token, anna.visitor, anna.image.id)).toMatchObject({ status: "ready" });
  await expect(getSharedUpload(services, token, anna.visitor, ben.image.id)).rejects.toMatchObject(NOT_FOUND);
  await expect(getSharedUpload(services, token, guest, anna.image.id)).rejects.toMatchObject(NOT_FOUND);
});

test("however many guests announced something, those whose photos are there are listed", async () => {
  const { user, token, shareId } = await haveAlbumLink();
  const { image, guestId } = await add(token);
  for (let count = 0; count < 201; count++) {
    const addedBy = { shareId, guestId: `Z${ulid()}` };
    await createImage(services.database, { ...image, id: ulid(), status: "uploading", addedBy });
  }
  expect(await listShareGuests(services, user, shareId)).toMatchObject([{ id: guestId, count: 1 }]);
});

test("a guest's open upload of a file is neither taken up nor replaced by another guest", async () => {
  const { user, token } = await haveAlbumLink();
  const file = someFile();
  const announce = (visitor: Visitor, more = {}) =>
    beginSharedUpload(services, token, visitor, { ...file.announcement, ...more });
  const anna = await announce(guest);
  const again = await announce(known(anna, token));
  expect(again.image.id).toBe(anna.image.id);
  const ben = await announce(guest);
  const other = await announce(guest, { bytes: 999 });
  expect(new Set([anna.image.id, ben.image.id, other.image.id]).size).toBe(3);
  for (const { image } of [anna, ben, other]) {
    expect(await findImage(services.database, { ownerId: user.id, imageId: image.id })).toMatchObject({
      status: "uploading",
    });
  }
  if (!ben.upload) throw new Error("Expected to send it");
  expect((await sendBytes(ben.upload, file.body)).status).toBe(200);
  await makeReady(services, ben.image);
  expect(await look(token)).toEqual([ben.image.id]);
});
