import { UpdateCommand } from "@aws-sdk/lib-dynamodb";
import { ulid } from "ulid";
import { beforeAll, expect, test } from "vitest";
import type { User } from "#lib/accounts/user.ts";
import { deleteAlbum } from "#lib/bulk/delete-collection.ts";
import { keys } from "#lib/database/keys.ts";
import { isAppError } from "#lib/errors.ts";
import { createImage, findImage, touchUpload } from "#lib/images/image-repository.ts";
import { fromApiQuery } from "#lib/library/image-query.ts";
import type { LibraryServices } from "#lib/library/library-services.ts";
import { createAlbum } from "#lib/library/view-albums.ts";
import { sweepOpenImages } from "#lib/processing/sweep-open-images.ts";
import { beginSharedUpload } from "#lib/shares/add-to-share.ts";
import { changeShare, createShare, getShare, listShares, revokeShare } from "#lib/shares/manage-shares.ts";
import { deleteShare } from "#lib/shares/share-repository.ts";
import type { NewShare } from "#lib/shares/share-requests.ts";
import { beginUpload } from "#lib/uploads/begin-upload.ts";
import { MAX_COUNTED_SHARES, MAX_RESERVATIONS_OF_GUESTS, MAX_UNDER_WAY, UNDER_WAY_MS } from "#lib/usage/usage.ts";
import { setAttributes } from "#tests/support/damage.ts";
import { longUnless } from "#tests/support/long-tests.ts";
import { by, createGuestSteps, stranger as guest, hoursLater, NOT_FOUND } from "#tests/support/share-steps.ts";
import { startTestServices } from "#tests/support/test-services.ts";
import { provideServices } from "#tests/support/test-world.ts";
import { someFile } from "#tests/support/upload-steps.ts";
import { recountShares } from "../../cli/restore/recount-shares.ts";

/* How much guests may add through a share link, and what is counted of it. */

const world = provideServices();
const { add, announce, haveAlbumLink, holdUploads, known, usageOf } = createGuestSteps(world);
let services: LibraryServices;

beforeAll(() => {
  services = world.services;
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
  await sweepOpenImages(services, hoursLater());
  expect(await getShare(services, user, shareId)).toMatchObject({ addedFiles: 0, addedBytes: 0 });
});

test("a full library says so without how full it is, and guests leave the owner room to upload", async () => {
  await using small = await startTestServices({ USER_QUOTA_BYTES: "1000000" });
  const inSmall = createGuestSteps(small);
  const { user, token } = await inSmall.haveAlbumLink();
  const { announcement } = someFile(1_100_000);
  const refused = await beginSharedUpload(small.services, token, guest, announcement).catch((error) => error);
  expect(isAppError(refused, "quota_exceeded") && refused.details).toEqual({});
  await inSmall.announce(token);
  const announcedMs = Date.now() - 2 * UNDER_WAY_MS;
  await inSmall.holdUploads(user, { count: MAX_RESERVATIONS_OF_GUESTS, announcedMs });
  await expect(inSmall.announce(token)).rejects.toMatchObject({ code: "too_many_open_uploads" });
  await beginUpload(small.services, user, someFile(10).announcement);
});

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
  await sweepOpenImages(services, hoursLater());
  expect(await usageOf(user)).toMatchObject({ committedBytes: 0, reservations: {}, added: {} });
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

for (const [index, [what, end]] of endings.entries()) {
  test(`the count of a link that ${what} makes room for that of a new one`, longUnless(index === 0), async () => {
    const { user, album, token, shareId } = await haveAlbumLink();
    await add(token);
    const others = await countOthers({ user, album });
    const [, , ended = ""] = others;
    await end(user, ended);
    await add(token);
    const kept = [...others.filter((id) => id !== ended), shareId].sort();
    expect(Object.keys((await usageOf(user)).added).sort()).toEqual(kept);
  });
}

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
