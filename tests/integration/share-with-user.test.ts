import { ulid } from "ulid";
import { beforeAll, expect, test } from "vitest";
import { countAttempt, rateLimits } from "#lib/accounts/rate-limit.ts";
import { registerUser } from "#lib/accounts/register-user.ts";
import type { User } from "#lib/accounts/user.ts";
import { findUserByEmail } from "#lib/accounts/user-repository.ts";
import { listAudit } from "#lib/audit/list-audit.ts";
import { userActor } from "#lib/audit/record-audit.ts";
import { deleteAlbum } from "#lib/bulk/delete-collection.ts";
import { changeImages } from "#lib/bulk/start-bulk-change.ts";
import { fromApiQuery } from "#lib/library/image-query.ts";
import type { LibraryServices } from "#lib/library/library-services.ts";
import { listImages } from "#lib/library/list-images.ts";
import { createAlbum } from "#lib/library/view-albums.ts";
import { beginSharedUpload, getSharedUpload } from "#lib/shares/add-to-share.ts";
import { listShareGuests } from "#lib/shares/list-share-guests.ts";
import { changeShare, listShares, revokeShare } from "#lib/shares/manage-shares.ts";
import { openShare, type Visitor } from "#lib/shares/open-share.ts";
import { findShare, createShare as storeShare } from "#lib/shares/share-repository.ts";
import { leaveShare, listSharedWithMe, shareWithUser } from "#lib/shares/share-with-user.ts";
import { getSharedImage, listSharedImages } from "#lib/shares/view-shared-images.ts";
import { getUsage } from "#lib/usage/usage-repository.ts";
import { intercept } from "#tests/support/dying-services.ts";
import { provideServices } from "#tests/support/test-world.ts";
import { beginNewUpload, makeReady, sendBytes, someFile } from "#tests/support/upload-steps.ts";

/* Albums and timelines that users share with each other by address. */

const NOT_FOUND = { code: "not_found" };

const world = provideServices();
let services: LibraryServices;

beforeAll(() => {
  services = world.services;
});

async function storedUser(email = `${ulid().toLowerCase()}@example.org`): Promise<User> {
  await registerUser(services, { email, password: "correct horse", address: "192.0.2.9" });
  const user = await findUserByEmail(services.database, email);
  if (!user) throw new Error("Expected the user to be stored");
  return user;
}

const by = (user: User) => ({ actor: userActor(user) });
const as = (user?: User): Visitor => ({
  address: "192.0.2.1",
  userAgent: "tests",
  cookie: () => undefined,
  user: async () => user,
});

async function haveAlbum(user: User) {
  const { image } = await beginNewUpload(services, user, someFile());
  const medium = { width: 40, height: 30, bytes: 100 };
  const inside = await makeReady(services, image, "2024-05-01T10:00:00", { medium, large: medium });
  const other = await makeReady(services, (await beginNewUpload(services, user, someFile())).image);
  const { album } = await createAlbum(services, user, { name: "Norway" });
  await changeImages(services, user, { action: "add_to_album", album: album.id, ids: [inside.id] });
  return { album, inside, other };
}

const listFor = async (user: User) => (await listSharedWithMe(services, user, { limit: 50 })).shares;

async function seen(user: User | undefined, token: string): Promise<string[]> {
  const { viewer } = await openShare(services, token, as(user));
  return (await listSharedImages(services, viewer, { limit: 50 })).images.map(({ id }) => id);
}

test("an album shared by address is visible to that user, as to a visitor, and to no one else", async () => {
  const [owner, friend, stranger] = [await storedUser(), await storedUser(), await storedUser()];
  const { album, inside, other } = await haveAlbum(owner);
  const made = await shareWithUser(services, owner, by(owner), { email: friend.email, album: album.id });
  expect(made).toMatchObject({ kind: "album", recipient: friend.email, count: 1, canAdd: false, expiresAt: undefined });
  const [shared, ...more] = await listFor(friend);
  expect(more).toEqual([]);
  const token = shared?.token ?? "";
  expect(shared).toMatchObject({ title: "Norway", count: 1, owner: { email: owner.email }, cover: { id: inside.id } });
  expect(await seen(friend, token)).toEqual([inside.id]);
  const { viewer } = await openShare(services, token, as(friend));
  expect(Object.keys((await getSharedImage(services, viewer, inside.id)).image)).not.toContain("shot");
  await expect(getSharedImage(services, viewer, other.id)).rejects.toMatchObject(NOT_FOUND);
  for (const nobody of [stranger, undefined]) await expect(seen(nobody, token)).rejects.toMatchObject(NOT_FOUND);
  // Its owner looks at what the friend sees.
  expect(await seen(owner, token)).toEqual([inside.id]);
  expect(await listFor(stranger)).toEqual([]);
  const own = await listImages(services, friend, { query: fromApiQuery({}), limit: 50 });
  expect(own.images).toEqual([]);
});

test("the answer does not tell whether there is an account, and one that is made later sees nothing", async () => {
  const [owner, friend] = [await storedUser(), await storedUser()];
  const { album } = await haveAlbum(owner);
  const unknown = `${ulid().toLowerCase()}@example.org`;
  const [known, guessed] = [
    await shareWithUser(services, owner, by(owner), { email: friend.email, album: album.id }),
    await shareWithUser(services, owner, by(owner), { email: unknown, album: album.id }),
  ];
  const told = ({ id: _, ownerToken: ____, createdAt: __, recipient: ___, ...rest }: typeof known) => rest;
  expect(told(guessed)).toEqual(told(known));
  expect((await listShares(services, owner, { limit: 50 })).shares.map(({ recipient }) => recipient)).toEqual([
    unknown,
    friend.email,
  ]);
  expect(await listFor(await storedUser(unknown))).toEqual([]);
  await expect(
    shareWithUser(services, owner, by(owner), { email: owner.email, album: album.id }),
  ).rejects.toMatchObject({ code: "invalid_state" });
});

test("what a user adds becomes the owner's, within their quota and the share's bounds", async () => {
  const [owner, friend] = [await storedUser(), await storedUser()];
  const { album, inside } = await haveAlbum(owner);
  const email = friend.email;
  const made = await shareWithUser(services, owner, by(owner), {
    email,
    album: album.id,
    canAdd: true,
    maxAddedFiles: 1,
  });
  const token = (await listFor(friend))[0]?.token ?? "";
  const file = someFile();
  const begun = await beginSharedUpload(services, token, as(friend), file.announcement);
  if (!begun.upload) throw new Error("Expected to send it");
  await sendBytes(begun.upload, file.body);
  const image = await makeReady(services, begun.image);
  expect(image).toMatchObject({ ownerId: owner.id, addedBy: { shareId: made.id, guestId: friend.id } });
  expect(image.addedBy?.name).toBeUndefined();
  expect(await getSharedUpload(services, token, as(friend), image.id)).toMatchObject({ status: "ready" });
  expect((await seen(friend, token)).sort()).toEqual([inside.id, image.id].sort());
  expect(await getUsage(services.database, owner.id)).toMatchObject({ imageCount: 3, usedBytes: 3_000 });
  expect(await getUsage(services.database, friend.id)).toMatchObject({ imageCount: 0, committedBytes: 0 });
  await expect(beginSharedUpload(services, token, as(friend), someFile().announcement)).rejects.toMatchObject({
    code: "share_full",
  });
  await expect(beginSharedUpload(services, token, as(undefined), someFile().announcement)).rejects.toMatchObject(
    NOT_FOUND,
  );
  expect(await listShareGuests(services, owner, made.id)).toMatchObject([{ id: friend.id, name: email, count: 1 }]);
  const { events } = await listAudit(services, { userId: owner.id, action: "share_photos_added", limit: 10 });
  expect(events).toMatchObject([{ actor: { id: friend.id }, subject: { id: owner.id } }]);
});

test("a partner sees the timeline without what is archived or in the trash", async () => {
  const [owner, partner] = [await storedUser(), await storedUser()];
  const { inside, other } = await haveAlbum(owner);
  await shareWithUser(services, owner, by(owner), { email: partner.email, timeline: true });
  const [shared] = await listFor(partner);
  expect(shared).toMatchObject({ kind: "timeline", count: 2, canAdd: false });
  await changeImages(services, owner, { action: "archive", ids: [other.id] });
  expect(await seen(partner, shared?.token ?? "")).toEqual([inside.id]);
  await changeImages(services, owner, { action: "trash", ids: [inside.id] });
  expect(await seen(partner, shared?.token ?? "")).toEqual([]);
});

test("leaving and revoking end it at once, and what was added stays", async () => {
  const [owner, friend, stranger] = [await storedUser(), await storedUser(), await storedUser()];
  const { album } = await haveAlbum(owner);
  const share = () => shareWithUser(services, owner, by(owner), { email: friend.email, album: album.id, canAdd: true });
  await share();
  const token = (await listFor(friend))[0]?.token ?? "";
  await expect(leaveShare(services, stranger, by(stranger), token)).rejects.toMatchObject(NOT_FOUND);
  await leaveShare(services, friend, by(friend), token);
  await expect(seen(friend, token)).rejects.toMatchObject(NOT_FOUND);
  await expect(leaveShare(services, friend, by(friend), token)).rejects.toMatchObject(NOT_FOUND);
  expect((await listShares(services, owner, { limit: 50 })).shares).toEqual([]);

  const made = await share();
  const again = (await listFor(friend))[0]?.token ?? "";
  await revokeShare(services, owner, by(owner), made.id);
  await expect(seen(friend, again)).rejects.toMatchObject(NOT_FOUND);
  expect(await listFor(friend)).toEqual([]);
  const { events } = await listAudit(services, { userId: friend.id, limit: 50 });
  expect(events.map(({ action }) => action)).toContain("share_left");
});

test("sharing again replaces what was shared before, and an album that is gone hides nothing else", async () => {
  const [owner, friend] = [await storedUser(), await storedUser()];
  const { album } = await haveAlbum(owner);
  const email = friend.email;
  await shareWithUser(services, owner, by(owner), { email, album: album.id });
  const second = await shareWithUser(services, owner, by(owner), { email, album: album.id, canAdd: true });
  expect(await listFor(friend)).toMatchObject([{ canAdd: true }]);
  await expect(changeShare(services, owner, by(owner), second.id, { password: "fjord and sea" })).rejects.toMatchObject(
    { code: "invalid_state" },
  );
  await shareWithUser(services, owner, by(owner), { email, timeline: true });
  await deleteAlbum(services, owner, album.id);
  expect(await listFor(friend)).toMatchObject([{ kind: "timeline" }]);
});

test("sharing again ends what was shared before, however many shares lie between, and of two at once one stays", async () => {
  const [owner, friend] = [await storedUser(), await storedUser()];
  const { album } = await haveAlbum(owner);
  const share = () => shareWithUser(services, owner, by(owner), { email: friend.email, album: album.id });
  const first = await share();
  const stored = await findShare(services.database, { ownerId: owner.id, id: first.id });
  if (!stored) throw new Error("Expected the share to be stored");
  // A page of a query ends at 1 MB.
  for (let count = 0; count < 4; count++) {
    const [id, tokenHash] = [ulid(), ulid()];
    await storeShare(services.database, { ...stored, id, tokenHash, recipient: undefined, title: "x".repeat(390_000) });
  }
  await share();
  expect(await findShare(services.database, { ownerId: owner.id, id: first.id })).toBeUndefined();
  await Promise.all([share(), share()]);
  expect(await listFor(friend)).toHaveLength(1);
});

test("sharing takes the same reads whether or not there is an account, and only so often in an hour", async () => {
  const [owner, friend] = [await storedUser(), await storedUser()];
  const { album } = await haveAlbum(owner);
  const share = (using: LibraryServices, email: string) =>
    shareWithUser(using, owner, by(owner), { email, album: album.id });
  const countReads = async (email: string) => {
    let reads = 0;
    const client = intercept(services.database.client, async ({ input }) => {
      if (JSON.stringify(input).includes("ConsistentRead")) reads += 1;
    });
    await share({ ...services, database: { ...services.database, client } }, email);
    return reads;
  };
  expect(await countReads(`${ulid().toLowerCase()}@example.org`)).toBe(await countReads(friend.email));
  const limit = rateLimits.sharesWithUsers;
  for (let count = 2; count < limit.attempts; count++) await countAttempt(services.database, limit, owner.id);
  await expect(share(services, friend.email)).rejects.toMatchObject({ code: "too_many_requests" });
});

test("the owner's audit log tells that a share was left, and that one was replaced", async () => {
  const [owner, friend] = [await storedUser(), await storedUser()];
  const { album } = await haveAlbum(owner);
  const share = () => shareWithUser(services, owner, by(owner), { email: friend.email, album: album.id });
  const first = await share();
  const second = await share();
  await leaveShare(services, friend, by(friend), (await listFor(friend))[0]?.token ?? "");
  const listed = async (action: "share_left" | "share_revoked") =>
    (await listAudit(services, { userId: owner.id, action, limit: 50 })).events;
  expect(await listed("share_revoked")).toMatchObject([{ actor: { id: owner.id }, details: { shareId: first.id } }]);
  expect(await listed("share_left")).toMatchObject([
    { actor: { id: friend.id }, subject: { id: owner.id }, details: { shareId: second.id } },
  ]);
});

test("one user shares so much with another, and no more", async () => {
  const [owner, friend, other] = [await storedUser(), await storedUser(), await storedUser()];
  const { album } = await haveAlbum(owner);
  const share = (email: string, of: { album: string } | { timeline: true }) =>
    shareWithUser(services, owner, by(owner), { email, ...of });
  const made = await share(friend.email, { album: album.id });
  const stored = await findShare(services.database, { ownerId: owner.id, id: made.id });
  if (!stored) throw new Error("Expected the share to be stored");
  for (let count = 1; count < 50; count++) {
    await storeShare(services.database, { ...stored, id: ulid(), query: { ...stored.query, album: ulid() } });
  }
  await expect(share(friend.email, { timeline: true })).rejects.toMatchObject({ code: "too_many_shares" });
  await share(friend.email, { album: album.id });
  await share(other.email, { timeline: true });
});
