import { UpdateCommand } from "@aws-sdk/lib-dynamodb";
import { ulid } from "ulid";
import { afterAll, beforeAll, expect, test } from "vitest";
import { registerUser } from "#lib/accounts/register-user.ts";
import type { User } from "#lib/accounts/user.ts";
import { findUserByEmail } from "#lib/accounts/user-repository.ts";
import { listAudit } from "#lib/audit/list-audit.ts";
import { userActor } from "#lib/audit/record-audit.ts";
import { deleteAlbum } from "#lib/bulk/delete-collection.ts";
import { changeImages, undoBulkChange } from "#lib/bulk/start-bulk-change.ts";
import { keys } from "#lib/database/keys.ts";
import { isAppError } from "#lib/errors.ts";
import { deleteImage } from "#lib/images/delete-image.ts";
import { createImage, findImage, touchUpload } from "#lib/images/image-repository.ts";
import { originalKey } from "#lib/images/object-keys.ts";
import { trashImage } from "#lib/images/trash-image.ts";
import { fromApiQuery } from "#lib/library/image-query.ts";
import type { LibraryServices } from "#lib/library/library-services.ts";
import { listImages } from "#lib/library/list-images.ts";
import { createAlbum } from "#lib/library/view-albums.ts";
import { sweepOpenImages } from "#lib/processing/sweep-open-images.ts";
import { beginSharedUpload, getSharedUpload } from "#lib/shares/add-to-share.ts";
import { toGuestCookies } from "#lib/shares/guest-cookie.ts";
import { listShareGuests } from "#lib/shares/list-share-guests.ts";
import { changeShare, createShare, getShare, listShares, revokeShare } from "#lib/shares/manage-shares.ts";
import { openShare, type Visitor } from "#lib/shares/open-share.ts";
import type { NewShare } from "#lib/shares/share-api.ts";
import { deleteShare } from "#lib/shares/share-repository.ts";
import { listSharedImages, viewShared } from "#lib/shares/view-shared-images.ts";
import { deleteObject } from "#lib/storage/objects.ts";
import { beginUpload } from "#lib/uploads/begin-upload.ts";
import { MAX_COUNTED_SHARES, MAX_RESERVATIONS_OF_GUESTS, MAX_UNDER_WAY, UNDER_WAY_MS } from "#lib/usage/usage.ts";
import { getUsage } from "#lib/usage/usage-repository.ts";
import { setAttributes } from "#tests/support/damage.ts";
import { dyingAfter, intercept } from "#tests/support/dying-services.ts";
import { startTestServices, type TestServices } from "#tests/support/test-services.ts";
import { makeReady, sendBytes, someFile } from "#tests/support/upload-steps.ts";
import { recountShares } from "../../cli/restore/recount-shares.ts";

/* Guests add photos through a share link: whose they become, who learns what, and how much there may be. */

const HOURS_LATER = () => new Date(Date.now() + 3 * 60 * 60 * 1000);
const NOT_FOUND = { code: "not_found" };
const guest: Visitor = { address: "192.0.2.1", userAgent: "tests", cookie: () => undefined };

let world: TestServices;
let services: LibraryServices;

beforeAll(async () => {
  world = await startTestServices();
  services = world.services;
});

afterAll(() => world.stop());

async function haveAlbumLink(given: Partial<NewShare> = {}) {
  const email = `${ulid().toLowerCase()}@example.org`;
  await registerUser(services, { email, password: "correct horse", address: email });
  const user = await findUserByEmail(services.database, email);
  if (!user) throw new Error("Expected the user to be stored");
  const { album } = await createAlbum(services, user, { name: "Wedding" });
  const made = await createShare(services, user, by(user), { album: album.id, canAdd: true, ...given });
  return { user, album, token: made.token, shareId: made.share.id };
}

const by = (user: User) => ({ actor: userActor(user) });
const usageOf = (user: User) => getUsage(services.database, user.id);

/** The visitor that the answer's cookie makes of a guest. */
function known(begun: Awaited<ReturnType<typeof beginSharedUpload>>, token: string): Visitor {
  const [name, value] =
    toGuestCookies(services.config, begun.share, token, begun.guestId)[0]?.split(";", 1)[0]?.split("=") ?? [];
  return { ...guest, cookie: (asked) => (asked === name ? value : undefined) };
}

/** Adds a photo by a link, to the end. */
async function add(token: string, { name = "Anna", visitor = guest, file = someFile() } = {}) {
  const begun = await beginSharedUpload(services, token, visitor, { ...file.announcement, name });
  if (!begun.upload) throw new Error("Expected a new upload");
  expect((await sendBytes(begun.upload, file.body)).status).toBe(200);
  return { ...begun, image: await makeReady(services, begun.image), visitor: known(begun, token) };
}

async function seenBy(token: string): Promise<string[]> {
  const { viewer } = await openShare(services, token, guest);
  return (await listSharedImages(services, viewer, { limit: 50 })).images.map(({ id }) => id);
}

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
  expect(await seenBy(token)).toEqual(expect.arrayContaining([first.image.id, second.image.id, other.image.id]));
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
  expect(await seenBy(token)).toEqual([ben.image.id]);
  expect(await listShareGuests(services, user, shareId)).toMatchObject([{ id: ben.guestId }]);
  await undoBulkChange(services, user, change.id);
  expect((await remove()).change).toMatchObject({ state: "done", changed: 2 });
  expect(await seenBy(token)).toEqual([]);
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
  expect(await seenBy(token)).toEqual([begun.image.id]);
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

test("a link's bounds of files and bytes hold, however many guests come at once", async () => {
  const { user, token, shareId } = await haveAlbumLink({ maxAddedFiles: 3 });
  const tries = await Promise.allSettled(
    Array.from({ length: 6 }, () => beginSharedUpload(services, token, guest, someFile().announcement)),
  );
  const refused = tries.flatMap((result) => (result.status === "rejected" ? [result.reason] : []));
  expect(refused.map(({ code }) => code)).toEqual(["share_full", "share_full", "share_full"]);
  expect(await getShare(services, user, shareId)).toMatchObject({ addedFiles: 3, addedBytes: 3_000 });
  await changeShare(services, user, by(user), shareId, { maxAddedFiles: 10, maxAddedBytes: 3_500 });
  await expect(beginSharedUpload(services, token, guest, someFile(501).announcement)).rejects.toMatchObject({
    code: "share_full",
  });
  await beginSharedUpload(services, token, guest, someFile(500).announcement);
  await sweepOpenImages(services, HOURS_LATER());
  expect(await getShare(services, user, shareId)).toMatchObject({ addedFiles: 0, addedBytes: 0 });
});

test("a full library says so without how full it is, and guests leave the owner room to upload", async () => {
  await using small = await startTestServices({ USER_QUOTA_BYTES: "1000000" });
  const before = services;
  services = small.services;
  try {
    const { user, token } = await haveAlbumLink();
    const refused = await beginSharedUpload(services, token, guest, someFile(1_100_000).announcement).catch(
      (error) => error,
    );
    expect(isAppError(refused, "quota_exceeded") && refused.details).toEqual({});
    await announce(token);
    await holdUploads(user, { count: MAX_RESERVATIONS_OF_GUESTS, announcedMs: Date.now() - 2 * UNDER_WAY_MS });
    await expect(announce(token)).rejects.toMatchObject({ code: "too_many_open_uploads" });
    await beginUpload(services, user, someFile(10).announcement);
  } finally {
    services = before;
  }
});

const announce = (token: string, visitor = guest) =>
  beginSharedUpload(services, token, visitor, someFile(10).announcement);

/** Makes it so that so many uploads are open besides those of a user that are, each of one byte. */
async function holdUploads(
  user: User,
  { count, announcedMs, of = {} }: { count: number; announcedMs: number; of?: { shareId?: string; guestId?: string } },
): Promise<void> {
  const before = await usageOf(user);
  const reservations = { ...before.reservations };
  for (let held = 0; held < count; held++) {
    reservations[ulid(announcedMs)] = { bytes: 1, shareId: ulid(), guestId: ulid(), ...of };
  }
  await setAttributes(services.database, keys.usage(user.id), {
    reservations,
    committedBytes: before.committedBytes + count,
  });
}

test("guests don't keep each other out, and uploads that were given up keep nobody out for long", async () => {
  const { user, token, shareId } = await haveAlbumLink();
  const refusal = { code: "too_many_open_uploads" };
  const first = await announce(token);
  const me = known(first, token);
  for (let more = 1; more < MAX_UNDER_WAY.guest; more++) await announce(token, me);
  await expect(announce(token, me)).rejects.toMatchObject(refusal);
  const now = Date.now();
  await holdUploads(user, { count: 12 * 3, announcedMs: now, of: { shareId } });
  await announce(token);
  await holdUploads(user, { count: MAX_UNDER_WAY.share, announcedMs: now, of: { shareId } });
  await expect(announce(token)).rejects.toMatchObject(refusal);

  const other = await haveAlbumLink();
  await announce(other.token);
  const asleep = { announcedMs: now - UNDER_WAY_MS - 1, of: { shareId: other.shareId } };
  await holdUploads(other.user, { count: MAX_UNDER_WAY.share, ...asleep });
  await announce(other.token);
});

test("a guest can't keep an upload open by announcing it again and again", { tags: "long" }, async () => {
  const { user, token, shareId } = await haveAlbumLink();
  const file = someFile();
  const begun = await beginSharedUpload(services, token, guest, file.announcement);
  const id = { ownerId: user.id, imageId: begun.image.id };
  await touchUpload(services.database, id, new Date(Date.now() - 3 * 60 * 60 * 1000).toISOString());
  await beginSharedUpload(services, token, known(begun, token), file.announcement);
  await sweepOpenImages(services);
  expect(await findImage(services.database, id)).toBeUndefined();
  // The URL could still store the file.
  expect(await getShare(services, user, shareId)).toMatchObject({ addedFiles: 1 });
  await sweepOpenImages(services, HOURS_LATER());
  expect(await usageOf(user)).toMatchObject({ committedBytes: 0, reservations: {}, added: {} });
});

test("a guest's upload that dies anywhere and is begun again is there once, with exact usage", {
  tags: "long",
  timeout: 120_000,
}, async () => {
  for (let calls = 0; ; calls++) {
    const { user, token, shareId } = await haveAlbumLink();
    const file = someFile();
    const begin = (using: LibraryServices) => beginSharedUpload(using, token, guest, file.announcement);
    const died = await begin(dyingAfter(services, calls)).then(
      () => false,
      () => true,
    );
    const begun = await begin(services);
    if (!begun.upload) throw new Error("Expected to send it");
    expect((await sendBytes(begun.upload, file.body)).status).toBe(200);
    await makeReady(services, begun.image);
    await sweepOpenImages(services, HOURS_LATER());
    const at = `died after ${calls} calls`;
    expect(await seenBy(token), at).toEqual([begun.image.id]);
    expect(await usageOf(user), at).toMatchObject({
      usedBytes: 1_000,
      imageCount: 1,
      committedBytes: 1_000,
      reservations: {},
      added: { [shareId]: { files: 1, bytes: 1_000 } },
    });
    if (!died) break;
  }
});

test("a removal that dies anywhere and is done again gives the link its room back once", {
  timeout: 120_000,
}, async () => {
  const { user, token, shareId } = await haveAlbumLink();
  await add(token);
  for (let calls = 0; ; calls++) {
    const { image } = await add(token);
    const id = { ownerId: user.id, imageId: image.id };
    const died = await deleteImage(dyingAfter(services, calls), id).then(
      () => false,
      () => true,
    );
    await deleteImage(services, id);
    expect(await usageOf(user), `died after ${calls} calls`).toMatchObject({
      usedBytes: 1_000,
      committedBytes: 1_000,
      added: { [shareId]: { files: 1, bytes: 1_000 } },
    });
    if (!died) break;
  }
});

test("what is counted anew after a restore is of links that are there, however many have ended since", async () => {
  const { user, token, shareId } = await haveAlbumLink();
  const { image } = await add(token);
  for (let count = 0; count < MAX_COUNTED_SHARES; count++) {
    const addedBy = { shareId: ulid(), guestId: ulid() };
    await createImage(services.database, { ...image, id: ulid(), addedBy });
  }
  await recountShares(services.database, user.id);
  expect((await usageOf(user)).added).toEqual({ [shareId]: { files: 1, bytes: 1_000 } });
});

/** Counts of so many links as there may be, of albums to which they let guests add. */
async function countOthers({ user, album }: { user: User; album: { id: string } }, given: Partial<NewShare> = {}) {
  const share = () => createShare(services, user, by(user), { album: album.id, canAdd: true, ...given });
  const made = await Promise.all(Array.from({ length: MAX_COUNTED_SHARES }, share));
  const ids = made.map(({ share: { id } }) => id).sort();
  const added = Object.fromEntries(ids.map((id) => [id, { files: 1, bytes: 1 }]));
  await setAttributes(services.database, keys.usage(user.id), { added });
  return ids;
}

test("a link is full before the count of another that is open would have to be forgotten", async () => {
  const { user, album, token, shareId } = await haveAlbumLink();
  await add(token);
  const [other = ""] = await countOthers({ user, album });
  await expect(add(token)).rejects.toMatchObject({ code: "share_full" });
  const { added } = await usageOf(user);
  const { [other]: _, ...others } = added;
  await setAttributes(services.database, keys.usage(user.id), { added: others });
  await add(token);
  await add(token);
  expect((await usageOf(user)).added[shareId]).toEqual({ files: 2, bytes: 2_000 });
  expect(Object.keys((await usageOf(user)).added)).toHaveLength(MAX_COUNTED_SHARES);
});

const PAST = "2024-05-01T10:00:00.000Z";
const endings: [string, (user: User, shareId: string) => Promise<unknown>][] = [
  ["expired", (user, id) => setAttributes(services.database, keys.share(user.id, id), { expiresAt: PAST })],
  [
    "was visited as often as it may be",
    (user, id) =>
      setAttributes(services.database, keys.share(user.id, id), { maxVisits: 1, visits: 1, lastVisitAt: PAST }),
  ],
  ["is gone", (user, id) => deleteShare(services.database, { ownerId: user.id, id })],
  [
    "was of an album that is gone",
    async (user, id) => {
      const { album } = await createAlbum(services, user, { name: "Gone" });
      await setAttributes(services.database, keys.share(user.id, id), { query: fromApiQuery({ album: album.id }) });
      await deleteAlbum(services, user, album.id);
    },
  ],
];

test.each(endings)("the count of a link that %s makes room for that of a new one", async (_, end) => {
  const { user, album, token, shareId } = await haveAlbumLink();
  await add(token);
  const others = await countOthers({ user, album });
  const [, , ended = ""] = others;
  await end(user, ended);
  await add(token);
  const kept = [...others.filter((id) => id !== ended), shareId].sort();
  expect(Object.keys((await usageOf(user)).added).sort()).toEqual(kept);
});

test("what guests announced before a link was revoked does not arrive any more", async () => {
  const { user, token, shareId } = await haveAlbumLink();
  const { image: added } = await add(token);
  const announced = await beginSharedUpload(services, token, guest, someFile().announcement);
  const file = someFile();
  const sent = await beginSharedUpload(services, token, guest, file.announcement);
  if (!sent.upload) throw new Error("Expected to send it");
  await sendBytes(sent.upload, file.body);
  await revokeShare(services, user, by(user), shareId);
  const find = ({ id }: { id: string }) => findImage(services.database, { ownerId: user.id, imageId: id });
  expect(await find(announced.image)).toBeUndefined();
  expect(await find(added)).toMatchObject({ status: "ready" });
  expect(await find(sent.image)).toMatchObject({ status: "uploading" });
  await sweepOpenImages(services, HOURS_LATER());
  expect(Object.keys((await usageOf(user)).reservations)).toEqual([sent.image.id]);
});

test("a link that is revoked while something is announced lets nothing arrive, at whatever moment", {
  timeout: 120_000,
}, async () => {
  for (let calls = 0; ; calls++) {
    const { user, token, shareId } = await haveAlbumLink();
    let left = calls;
    const { database } = services;
    const client = intercept(database.client, async () => {
      if (left-- === 0) await revokeShare(services, user, by(user), shareId);
    });
    const using = { ...services, database: { ...database, client } };
    const refused = await beginSharedUpload(using, token, guest, someFile().announcement).catch(
      (error: unknown) => error,
    );
    if (left >= 0) break;
    const { reservations, added } = await usageOf(user);
    const at = `revoked after ${calls} calls`;
    for (const imageId of Object.keys(reservations)) {
      expect(await findImage(database, { ownerId: user.id, imageId }), at).toBeUndefined();
    }
    if (isAppError(refused, "not_found")) expect([reservations, added], at).toEqual([{}, {}]);
  }
});

test("an album that is deleted while something is announced for it keeps none of it, at whatever moment", {
  tags: "long",
  timeout: 120_000,
}, async () => {
  for (let calls = 0; ; calls++) {
    const { user, album, token } = await haveAlbumLink();
    let left = calls;
    const { database } = services;
    const client = intercept(database.client, async () => {
      if (left-- === 0) await deleteAlbum(services, user, album.id);
    });
    const using = { ...services, database: { ...database, client } };
    const refused = await beginSharedUpload(using, token, guest, someFile().announcement).catch(
      (error: unknown) => error,
    );
    if (left >= 0) break;
    const ids = Object.keys((await usageOf(user)).reservations);
    const images = await Promise.all(ids.map((imageId) => findImage(database, { ownerId: user.id, imageId })));
    const at = `deleted after ${calls} calls`;
    expect(
      images.flatMap((image) => image?.albums ?? []),
      at,
    ).toEqual([]);
    if (isAppError(refused, "not_found"))
      expect(
        images.filter((image) => image !== undefined),
        at,
      ).toEqual([]);
  }
});

test.each(["arrives", "was there and its original is lost"])(
  "a photo that %s while it is announced again and its link is revoked stays, at whatever moment",
  { tags: "long", timeout: 120_000 },
  async (what) => {
    for (let calls = 0; ; calls++) {
      const { user, token, shareId } = await haveAlbumLink();
      const file = someFile();
      const begun = await beginSharedUpload(services, token, guest, file.announcement);
      const { image, upload } = begun;
      if (!upload) throw new Error("Expected a new upload");
      const send = () => sendBytes(upload, file.body);
      if (what !== "arrives") {
        await send();
        await makeReady(services, image);
        await deleteObject(services.storage, originalKey(user.id, image.id));
      }
      let left = calls;
      const client = intercept(services.database.client, async () => {
        if (left-- !== 0) return;
        if (what === "arrives") await send();
        await revokeShare(services, user, by(user), shareId);
      });
      const using = { ...services, database: { ...services.database, client } };
      await beginSharedUpload(using, token, known(begun, token), file.announcement).catch(() => {});
      if (left >= 0) break;
      const there = await findImage(services.database, { ownerId: user.id, imageId: image.id });
      expect(there?.id, `revoked after ${calls} calls`).toBe(image.id);
    }
  },
);

test.each(["the owner revokes again", "the sweep comes"])(
  "where the end of a link died, what was announced is refused once %s",
  { tags: "long", timeout: 120_000 },
  async (what) => {
    for (let calls = 0; ; calls++) {
      const { user, token, shareId } = await haveAlbumLink();
      const { image } = await beginSharedUpload(services, token, guest, someFile().announcement);
      const dying = dyingAfter(services, calls);
      const died = await revokeShare(dying, user, by(user), shareId).then(
        () => false,
        () => true,
      );
      if (what.includes("owner")) await revokeShare(services, user, by(user), shareId).catch(() => {});
      else await sweepOpenImages(services, new Date(Date.now() + 5 * 60_000));
      const isEnded = await getShare(services, user, shareId).then(
        () => false,
        (error) => isAppError(error, "not_found"),
      );
      if (isEnded) {
        const id = { ownerId: user.id, imageId: image.id };
        expect(await findImage(services.database, id), `died after ${calls} calls`).toBeUndefined();
      }
      if (!died && calls > 20) break;
    }
  },
);

test("links are listed and revoked though what is counted of them cannot be read", async () => {
  const { user, token, shareId } = await haveAlbumLink();
  await add(token);
  const { client, table } = services.database;
  await client.send(
    new UpdateCommand({
      TableName: table,
      Key: keys.usage(user.id),
      UpdateExpression: "SET added = :added",
      ExpressionAttributeValues: { ":added": "nothing that is a map" },
    }),
  );
  expect((await listShares(services, user, { limit: 50 })).shares).toMatchObject([{ id: shareId, addedFiles: 0 }]);
  expect(await changeShare(services, user, by(user), shareId, { title: "Ours" })).toMatchObject({ title: "Ours" });
  await revokeShare(services, user, by(user), shareId);
  await expect(getShare(services, user, shareId)).rejects.toMatchObject(NOT_FOUND);
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
  expect(await seenBy(token)).toEqual([ben.image.id]);
});
