import { ulid } from "ulid";
import { afterAll, beforeAll, expect, test } from "vitest";
import { guessThrottles, takeGuess } from "#lib/accounts/guess-throttle.ts";
import { hashWho, rateLimits } from "#lib/accounts/rate-limit.ts";
import { registerUser } from "#lib/accounts/register-user.ts";
import type { User } from "#lib/accounts/user.ts";
import { findUserByEmail } from "#lib/accounts/user-repository.ts";
import { deleteAlbum } from "#lib/albums/change-album.ts";
import { listAudit } from "#lib/audit/list-audit.ts";
import { userActor } from "#lib/audit/record-audit.ts";
import { changeImages } from "#lib/bulk/start-bulk-change.ts";
import { keys, partitions } from "#lib/database/keys.ts";
import { queryAll } from "#lib/database/query.ts";
import { editImage } from "#lib/images/edit-image.ts";
import { trashImage } from "#lib/images/trash-image.ts";
import { fromApiQuery } from "#lib/library/image-query.ts";
import type { LibraryServices } from "#lib/library/library-services.ts";
import { listImages } from "#lib/library/list-images.ts";
import { changeAlbum, createAlbum } from "#lib/library/view-albums.ts";
import { deleteUser } from "#lib/operations/delete-user.ts";
import { changeShare, createShare, getShare, listShares, revokeShare } from "#lib/shares/manage-shares.ts";
import { openShare, recordVisit, type Visitor, visitShare } from "#lib/shares/open-share.ts";
import { createShareOperation, type NewShare, type ShareChange } from "#lib/shares/share-api.ts";
import { findShare } from "#lib/shares/share-repository.ts";
import { unlockShare } from "#lib/shares/unlock-share.ts";
import {
  countSharedBefore,
  countSharedMonths,
  getSharedDownload,
  getSharedImage,
  getSharedUrl,
  listSharedImages,
  requireShown,
  viewShared,
} from "#lib/shares/view-shared-images.ts";
import { toVisitCookies } from "#lib/shares/visit-cookie.ts";
import { countedDatabase } from "#tests/support/counted-database.ts";
import { setAttributes } from "#tests/support/damage.ts";
import { someUser, startTestServices, type TestServices } from "#tests/support/test-services.ts";
import { beginNewUpload, makeReady, someFile } from "#tests/support/upload-steps.ts";

let world: TestServices;
let services: LibraryServices;

beforeAll(async () => {
  world = await startTestServices();
  services = world.services;
});

afterAll(() => world.stop());

const DAY_MS = 24 * 60 * 60 * 1000;
const NOT_FOUND = { code: "not_found" };
const stranger: Visitor = { address: "192.0.2.1", userAgent: "tests", cookie: () => undefined };
const wall = (day: number) => `2024-05-0${day}T10:00:00`;

async function storedUser(): Promise<User> {
  const email = `${ulid().toLowerCase()}@example.org`;
  await registerUser(services, { email, password: "correct horse", address: "192.0.2.9" });
  const user = await findUserByEmail(services.database, email);
  if (!user) throw new Error("Expected the user to be stored");
  return user;
}

async function readyImages(user: User, count: number) {
  const images = [];
  for (let day = 1; day <= count; day++) {
    const { image } = await beginNewUpload(services, user, someFile());
    const medium = { width: 40, height: 30, bytes: 100 };
    images.push(await makeReady(services, image, wall(day), { medium, large: medium, full: medium }));
  }
  return images;
}

const by = (user: User) => ({ actor: userActor(user) });
const share = (user: User, given: NewShare) => createShare(services, user, by(user), given);

/** The ids that a link shows, in order. */
async function look(token: string, visitor = stranger): Promise<string[]> {
  const { viewer } = await openShare(services, token, visitor);
  return (await listSharedImages(services, viewer, { limit: 50 })).images.map(({ id }) => id);
}

/** What is added from now on was added after all that was before. */
async function nextMillisecond(): Promise<void> {
  const before = Date.now();
  await expect.poll(() => Date.now(), { interval: 1 }).toBeGreaterThan(before);
}

/** The visitor with the cookie that unlocking gives. */
async function unlock(token: string, password?: string): Promise<Visitor> {
  const [line = ""] = toVisitCookies(services.config, await unlockShare(services, token, password, stranger), token);
  const [name, value] = line.split(";", 1)[0]?.split("=") ?? [];
  return { ...stranger, cookie: (asked) => (asked === name ? value : undefined) };
}

test("a link shows the chosen photos and nothing else, and tells no more of them than it may", async () => {
  const user = await storedUser();
  const [one, two, other] = await readyImages(user, 3);
  if (!one || !two || !other) throw new Error("Expected three images");
  const { token, url, share: made } = await share(user, { ids: [one.id, two.id], title: "Norway" });
  expect(url).toBe(`http://localhost:3000/s/${token}`);
  expect(made).toMatchObject({ kind: "selection", count: 2, hasPassword: false, visits: 0, state: "open" });
  expect(Date.parse(made.expiresAt ?? "") - Date.now()).toBeGreaterThan(6.9 * 24 * 60 * 60 * 1000);
  expect(await look(token)).toEqual([two.id, one.id]);

  const opened = await openShare(services, token, stranger);
  const { viewer } = opened;
  expect(await viewShared(services, opened)).toMatchObject({ title: "Norway", count: 2 });
  const { images } = await listSharedImages(services, viewer, { limit: 1 });
  expect(Object.keys(images[0] ?? {}).sort()).toEqual(
    ["fileName", "height", "id", "renditions", "rotation", "takenAt", "thumbhash", "transparent", "width"].sort(),
  );
  expect(await getSharedImage(services, viewer, one.id)).toMatchObject({ image: { id: one.id }, previousId: two.id });
  await expect(getSharedImage(services, viewer, other.id)).rejects.toMatchObject(NOT_FOUND);
  await expect(getSharedUrl(services, viewer, other.id, { variant: "large", isDownload: false })).rejects.toMatchObject(
    NOT_FOUND,
  );
  const stored = JSON.stringify(await queryAll(services.database, ofUser(user)));
  expect(stored).not.toContain(token);
});

const ofUser = (user: User) => ({ where: "pk = :pk", values: { ":pk": keys.user(user.id).pk } });

test("the link of an album that is gone leads nowhere, though photos are still being taken out of it", async () => {
  const user = await storedUser();
  const { album } = await createAlbum(services, user, { name: "Norway" });
  const [image] = await readyImages(user, 1);
  await changeImages(services, user, { action: "add_to_album", album: album.id, ids: [image?.id ?? ""] });
  const { token } = await share(user, { album: album.id });
  const { token: locked } = await share(user, { album: album.id, password: "a good password" });
  expect(await look(token)).toEqual([image?.id]);
  await deleteAlbum(services, user, album.id);
  await expect(openShare(services, token, stranger)).rejects.toMatchObject(NOT_FOUND);
  await expect(openShare(services, locked, stranger)).rejects.toMatchObject(NOT_FOUND);
  await expect(unlockShare(services, locked, "a good password", stranger)).rejects.toMatchObject(NOT_FOUND);
});

test("URLs of a share end within 15 minutes, and originals are not to be had without leave", async () => {
  const user = await storedUser();
  const [image] = await readyImages(user, 1);
  const id = image?.id ?? "";
  const { token } = await share(user, { ids: [id] });
  const { viewer } = await openShare(services, token, stranger);
  const shown = await listSharedImages(services, viewer, { limit: 1 });
  const urls = [shown.images[0]?.renditions.large?.url ?? ""];
  for (const variant of ["medium", "large"] as const) {
    const { url, expiresAt } = await getSharedUrl(services, viewer, id, { variant, isDownload: variant === "large" });
    expect(Date.parse(expiresAt) - Date.now()).toBeLessThanOrEqual(15 * 60 * 1000);
    urls.push(url);
  }
  for (const url of urls) expect(Number(new URL(url).searchParams.get("X-Amz-Expires"))).toBeLessThanOrEqual(900);
  // Of a photo that browsers do not show, `full` has all the pixels of the original.
  for (const variant of ["original", "full"] as const) {
    const asked = getSharedUrl(services, viewer, id, { variant, isDownload: true });
    await expect(asked).rejects.toMatchObject(NOT_FOUND);
  }
  expect((await getSharedDownload(services, viewer, id)).url).toContain("/large.");
  const { token: whole } = await share(user, { ids: [id], withOriginals: true });
  const { viewer: viewerOfWhole } = await openShare(services, whole, stranger);
  const full = await getSharedUrl(services, viewerOfWhole, id, { variant: "full", isDownload: true });
  expect(full.url).toContain("/full.");
});

test("without downloads nothing is to be saved; hidden names and times are nowhere to be read", async () => {
  const user = await storedUser();
  const images = await readyImages(user, 2);
  const rights = { canDownload: false, showsTakenAt: false, showsFileNames: false };
  const { token } = await share(user, { ids: images.map(({ id }) => id), ...rights });
  const { viewer } = await openShare(services, token, stranger);
  const page = await listSharedImages(services, viewer, { limit: 1 });
  const told = JSON.stringify(page) + Buffer.from(page.nextCursor ?? "", "base64url").toString();
  expect(told).not.toMatch(/photo\.jpg|2024/);
  expect(told).not.toContain(String(Date.parse(`${wall(2)}Z`)));
  const id = images[0]?.id ?? "";
  const refused = expect.objectContaining(NOT_FOUND);
  const get = (variant: "large" | "full", isDownload: boolean) =>
    getSharedUrl(services, viewer, id, { variant, isDownload });
  await expect(get("full", false)).rejects.toEqual(refused);
  await expect(get("large", true)).rejects.toEqual(refused);
  expect(await get("large", false)).toMatchObject({ url: expect.not.stringContaining("photo.jpg") });
});

test("an album is shown with what joins it later, and what is deleted or archived leaves as it leaves the owner's lists", async () => {
  const user = await storedUser();
  const [first, second, loose] = await readyImages(user, 3);
  if (!first || !second || !loose) throw new Error("Expected three images");
  const { album } = await createAlbum(services, user, { name: "Norway" });
  const add = (id: string) => changeImages(services, user, { action: "add_to_album", album: album.id, ids: [id] });
  await add(first.id);
  const { token } = await share(user, { album: album.id });
  expect(await look(token)).toEqual([first.id]);
  await add(second.id);
  expect(await look(token)).toEqual([second.id, first.id]);
  await trashImage(services, user, first.id);
  expect(await look(token)).toEqual([second.id]);
  const opened = await openShare(services, token, stranger);
  const { viewer } = opened;
  expect(await viewShared(services, opened)).toMatchObject({ title: "Norway", count: 1 });
  for (const { id } of [first, loose]) {
    await expect(getSharedImage(services, viewer, id)).rejects.toMatchObject(NOT_FOUND);
  }

  const everything = await share(user, { query: {} });
  expect(await look(everything.token)).toEqual([loose.id, second.id]);
  await editImage(services, user, loose.id, { archived: true });
  expect(await look(everything.token)).toEqual([second.id]);
  const { viewer: other } = await openShare(services, everything.token, stranger);
  await expect(getSharedImage(services, other, loose.id)).rejects.toMatchObject(NOT_FOUND);
});

test("what a link shows is one question to the index, and whether a photo is in it another", async () => {
  const user = await storedUser();
  const [image] = await readyImages(user, 1);
  const { album } = await createAlbum(services, user, { name: "Norway" });
  await changeImages(services, user, { action: "add_to_album", album: album.id, ids: [image?.id ?? ""] });
  const { token } = await share(user, { album: album.id });
  const asked: string[] = [];
  const library = {
    ...services.library,
    read: ((userId, name, ...rest) => {
      asked.push(name);
      return services.library.read(userId, name, ...rest);
    }) as LibraryServices["library"]["read"],
  };
  const opened = await openShare(services, token, stranger);
  expect(await viewShared({ library }, opened)).toMatchObject({ title: "Norway", count: 1 });
  await requireShown({ ...services, library }, opened.viewer, image?.id ?? "");
  expect(asked).toEqual(["count", "count"]);
});

test("a frozen album is shown with what was in it then, as long as it is in it, until its owner thaws it", async () => {
  const user = await storedUser();
  const [first, second, later] = await readyImages(user, 3);
  if (!first || !second || !later) throw new Error("Expected three images");
  const { album } = await createAlbum(services, user, { name: "Norway" });
  const change = (action: "add_to_album" | "remove_from_album", ids: string[]) =>
    changeImages(services, user, { action, album: album.id, ids });
  await change("add_to_album", [first.id, second.id]);
  const { token, share: made } = await share(user, { album: album.id, frozen: true, withOriginals: true });
  expect(made).toMatchObject({ frozenAt: made.createdAt, count: 2 });
  await nextMillisecond();
  await change("add_to_album", [later.id]);

  expect(await look(token)).toEqual([second.id, first.id]);
  const opened = await openShare(services, token, stranger);
  const { viewer } = opened;
  expect(await viewShared(services, opened)).toMatchObject({ count: 2 });
  expect(await countSharedMonths(services, viewer)).toEqual([{ month: "2024-05", count: 2 }]);
  expect(await getSharedImage(services, viewer, second.id)).toMatchObject({ previousId: undefined });
  const reachesLater = [
    getSharedImage(services, viewer, later.id),
    getSharedUrl(services, viewer, later.id, { variant: "medium", isDownload: false }),
    getSharedUrl(services, viewer, later.id, { variant: "original", isDownload: true }),
    getSharedDownload(services, viewer, later.id),
  ];
  for (const attempt of reachesLater) await expect(attempt).rejects.toMatchObject(NOT_FOUND);
  expect(await getSharedDownload(services, viewer, first.id)).toMatchObject({ url: expect.any(String) });

  await change("remove_from_album", [first.id]);
  expect(await look(token)).toEqual([second.id]);
  // It is in the album again, though not since then.
  await change("add_to_album", [first.id]);
  expect(await look(token)).toEqual([second.id]);
  await expect(getSharedDownload(services, viewer, first.id)).rejects.toMatchObject(NOT_FOUND);

  const settings = (given: ShareChange) => changeShare(services, user, by(user), made.id, given);
  expect(await settings({ frozen: true, title: "May" })).toMatchObject({ frozenAt: made.frozenAt, title: "May" });
  await expect(settings({ canAdd: true })).rejects.toMatchObject({ code: "invalid_state" });
  expect(await settings({ frozen: false })).toMatchObject({ frozenAt: undefined, count: 3 });
  expect(await look(token)).toEqual([later.id, second.id, first.id]);
  expect(await settings({ frozen: true })).toMatchObject({ count: 3 });
});

test("only an album is frozen, and none to which visitors add photos", async () => {
  const id = ulid();
  const refused = [
    { ids: [id], frozen: true },
    { query: {}, frozen: true },
    { album: id, frozen: true, canAdd: true },
  ];
  for (const given of refused) expect(createShareOperation.body.safeParse(given).success).toBe(false);
  expect(createShareOperation.body.safeParse({ album: id, frozen: true }).success).toBe(true);
  const user = await storedUser();
  const [image] = await readyImages(user, 1);
  const { share: ofImage } = await share(user, { ids: [image?.id ?? ""] });
  const { album } = await createAlbum(services, user, { name: "Norway" });
  const { share: ofAlbum } = await share(user, { album: album.id, canAdd: true });
  for (const made of [ofImage, ofAlbum]) {
    await expect(changeShare(services, user, by(user), made.id, { frozen: true })).rejects.toMatchObject({
      code: "invalid_state",
    });
  }
});

test("a link that is wrong, revoked, expired or whose owner is disabled gets one and the same answer", async () => {
  const user = await storedUser();
  const [image] = await readyImages(user, 1);
  const make = () => share(user, { ids: [image?.id ?? ""] });
  const [revoked, expired, disabled] = [await make(), await make(), await make()];
  await revokeShare(services, user, by(user), revoked.share.id);
  await setAttributes(services.database, keys.share(user.id, expired.share.id), {
    expiresAt: new Date(Date.now() - 1).toISOString(),
  });
  expect(await look(disabled.token)).toHaveLength(1);
  await setAttributes(services.database, keys.user(user.id), { disabledAt: new Date().toISOString() });
  const answers = await Promise.all(
    [revoked.token, expired.token, disabled.token, "wrong", "A".repeat(24)].map((token) =>
      openShare(services, token, stranger).catch((error) => ({ code: error.code, message: error.message })),
    ),
  );
  expect(new Set(answers.map((answer) => JSON.stringify(answer))).size).toBe(1);
  expect(answers[0]).toMatchObject(NOT_FOUND);

  const other = await storedUser();
  const [shown] = await readyImages(other, 1);
  const { album } = await createAlbum(services, other, { name: "Norway" });
  const usedUp = [
    await share(other, { ids: [shown?.id ?? ""], maxVisits: 1 }),
    await share(other, { album: album.id, maxVisits: 1 }),
  ];
  for (const { token } of usedUp) await unlock(token);
  // What takes as many calls of the table takes as long.
  const dead = [revoked.token, expired.token, disabled.token, "wrong", ...usedUp.map(({ token }) => token)];
  const counts = await Promise.all(
    dead.map(async (token) => {
      const { database, calls } = countedDatabase(services.database);
      await expect(openShare({ ...services, database }, token, stranger)).rejects.toMatchObject(NOT_FOUND);
      return calls.map((call) => call.split(" ")[0]).join();
    }),
  );
  expect(new Set(counts).size).toBe(1);
  expect(await getShare(services, user, expired.share.id)).toMatchObject({ state: "expired" });
  await changeShare(services, user, by(user), expired.share.id, { expiresAt: null });
  expect(await getShare(services, user, expired.share.id)).toMatchObject({ state: "open", expiresAt: undefined });
});

test("a password opens a link, a wrong one does not, and a new one shuts out who was in", async () => {
  const user = await storedUser();
  const [image] = await readyImages(user, 1);
  const made = await share(user, { ids: [image?.id ?? ""], password: "fjord and sea" });
  const { token } = made;
  expect(JSON.stringify(made)).not.toContain("fjord");
  await expect(look(token)).rejects.toMatchObject({ code: "share_locked", details: { needsPassword: true } });
  await expect(unlock(token, "wrong password")).rejects.toMatchObject({ code: "invalid_credentials" });
  await expect(unlock(token)).rejects.toMatchObject({ code: "invalid_credentials" });
  const visitor = await unlock(token, "fjord and sea");
  expect(await look(token, visitor)).toEqual([image?.id]);
  const forged = { ...stranger, cookie: () => `${visitor.cookie(`skylight.share.${made.share.id}`)}x` };
  await expect(look(token, forged)).rejects.toMatchObject({ code: "share_locked" });

  await changeShare(services, user, by(user), made.share.id, { password: "another one" });
  await expect(look(token, visitor)).rejects.toMatchObject({ code: "share_locked" });
  await changeShare(services, user, by(user), made.share.id, { password: null });
  expect(await look(token)).toEqual([image?.id]);
});

test("guesses at a link's password have to wait longer and longer, and are never shut out for good", async () => {
  const user = await storedUser();
  const [image] = await readyImages(user, 1);
  const { token } = await share(user, { ids: [image?.id ?? ""], password: "fjord and sea" });
  const codes: string[] = [];
  for (let guess = 0; guess < 14; guess++) {
    codes.push(await unlock(token, `guess ${guess}`).catch((error) => error.code));
  }
  expect(codes.slice(0, 10)).toEqual(Array(10).fill("invalid_credentials"));
  expect(codes.at(-1)).toBe("too_many_requests");
  const elsewhere = { ...stranger, address: "198.51.100.7" };
  await expect(unlockShare(services, token, "fjord and sea", elsewhere)).resolves.toMatchObject({ visits: 0 });
});

test("right passwords are no guesses, and a browser that was let in before does not wait for what others guess", async () => {
  const user = await storedUser();
  const [image] = await readyImages(user, 1);
  const password = "fjord and sea";
  const { token, share: made } = await share(user, { ids: [image?.id ?? ""], password });
  const takeGuesses = async (count: number) => {
    for (let guess = 0; guess < count; guess++) await takeGuess(services.database, guessThrottles.share, made.id);
  };
  const enter = (number: number, given: Visitor = stranger) =>
    unlockShare(services, token, password, { ...given, address: `198.51.100.${number}` });
  await takeGuesses(99);
  for (let guest = 1; guest <= 4; guest++) await enter(guest);
  const known = await unlock(token, password);
  await takeGuesses(2);
  await expect(enter(5)).rejects.toMatchObject({ code: "too_many_requests" });
  await expect(enter(6, known)).resolves.toMatchObject({ id: made.id });
  const stored = await findShare(services.database, { ownerId: user.id, id: made.id });
  if (!stored) throw new Error("Expected the share to be stored");
  const [later] = toVisitCookies(services.config, stored, token, Date.now() - 2 * DAY_MS);
  const old = later?.split(";", 1)[0]?.split("=")[1];
  await expect(enter(7, { ...stranger, cookie: () => old })).resolves.toMatchObject({ id: made.id });
  await expect(look(token, { ...stranger, cookie: () => old })).rejects.toMatchObject({ code: "share_locked" });
});

test("a limit of visits holds however many come at once, and who is in stays for the visit", async () => {
  const user = await storedUser();
  const [image] = await readyImages(user, 1);
  const { token, share: made } = await share(user, { ids: [image?.id ?? ""], maxVisits: 2 });
  await expect(look(token)).rejects.toMatchObject({ code: "share_locked", details: { needsPassword: false } });
  const outcomes = await Promise.allSettled(Array.from({ length: 6 }, () => unlock(token)));
  const visitors = outcomes.flatMap((outcome) => (outcome.status === "fulfilled" ? [outcome.value] : []));
  const refusals = outcomes.flatMap((outcome) => (outcome.status === "rejected" ? [outcome.reason.code] : []));
  expect(visitors).toHaveLength(2);
  expect(new Set(refusals)).toEqual(new Set(["not_found"]));
  for (const visitor of visitors) expect(await look(token, visitor)).toEqual([image?.id]);
  await expect(look(token)).rejects.toMatchObject(NOT_FOUND);
  expect(await getShare(services, user, made.id)).toMatchObject({ visits: 2, state: "used_up" });
  await changeShare(services, user, by(user), made.id, { maxVisits: 3 });
  await expect(look(token)).rejects.toMatchObject({ code: "share_locked" });
});

test("visits to an open link count once a day for a browser, and a change meanwhile loses none", async () => {
  const user = await storedUser();
  const [image] = await readyImages(user, 1);
  const { token, share: made } = await share(user, { ids: [image?.id ?? ""] });
  const visit = async (visitor: Visitor) => recordVisit(services, await openShare(services, token, visitor), visitor);
  await visit(stranger);
  await visit(stranger);
  await Promise.all([
    visit({ ...stranger, userAgent: "another browser" }),
    visit({ ...stranger, address: "198.51.100.8" }),
    changeShare(services, user, by(user), made.id, { title: "Sea" }),
    changeShare(services, user, by(user), made.id, { canDownload: false }),
  ]);
  const now = await getShare(services, user, made.id);
  expect(now).toMatchObject({ visits: 3, title: "Sea", canDownload: false, lastVisitAt: expect.any(String) });
  const { events } = await listAudit(services, { userId: user.id, limit: 50 });
  const actions = events.map(({ action }) => action);
  expect(actions.filter((action) => action === "share_visited")).toHaveLength(2);
  expect(actions).toEqual(expect.arrayContaining(["share_created", "share_changed"]));
});

test("whatever a visitor asks for first is a visit, and the owner's own look is none", async () => {
  const user = await storedUser();
  const [image] = await readyImages(user, 1);
  const { token, share: made } = await share(user, { ids: [image?.id ?? ""] });
  const { viewer } = await visitShare(services, token, stranger);
  await getSharedDownload(services, viewer, image?.id ?? "");
  const visited = await getShare(services, user, made.id);
  expect(visited).toMatchObject({ visits: 1, lastVisitAt: expect.any(String) });
  const { events } = await listAudit(services, { userId: user.id, limit: 50 });
  expect(events.map(({ action }) => action)).toContain("share_visited");

  const locked = await share(user, { ids: [image?.id ?? ""], password: "fjord and sea", maxVisits: 1 });
  const { ownerToken } = locked.share;
  const other = await storedUser();
  const asUser = (who: User): Visitor => ({ ...stranger, userAgent: "owner", user: async () => who });
  const own = await visitShare(services, ownerToken, asUser(user));
  expect((await listSharedImages(services, own.viewer, { limit: 9 })).images.map(({ id }) => id)).toEqual([image?.id]);
  expect(await getShare(services, user, locked.share.id)).toMatchObject({ visits: 0 });
  for (const visitor of [stranger, asUser(other)])
    await expect(openShare(services, ownerToken, visitor)).rejects.toMatchObject(NOT_FOUND);
});

test("visits of one network are counted up to a number in an hour, and let in all the same", async () => {
  const user = await storedUser();
  const [image] = await readyImages(user, 1);
  const { token, share: made } = await share(user, { ids: [image?.id ?? ""] });
  const { what, attempts, seconds } = rateLimits.shareVisits;
  const address = "203.0.113.5";
  const windowStart = Math.floor(Date.now() / 1000 / seconds) * seconds;
  await setAttributes(services.database, keys.rateLimit(what, hashWho(address), windowStart), {
    attempts: attempts - 1,
  });
  for (const userAgent of ["one", "two", "three"]) {
    const visitor = { ...stranger, address, userAgent };
    await recordVisit(services, await openShare(services, token, visitor), visitor);
  }
  expect(await getShare(services, user, made.id)).toMatchObject({ visits: 1 });
});

test("a link to an album follows its own order, which tells nothing of times that are hidden", async () => {
  const user = await storedUser();
  const images = await readyImages(user, 3);
  const [one = "", two = "", three = ""] = images.map(({ id }) => id);
  const { album } = await createAlbum(services, user, { name: "Norway" });
  for (const id of [two, three, one]) {
    await changeImages(services, user, { action: "add_to_album", album: album.id, ids: [id] });
  }
  const { token } = await share(user, { album: album.id });
  const { token: timeless } = await share(user, { album: album.id, showsTakenAt: false });
  expect(await look(token)).toEqual([three, two, one]);
  await changeAlbum(services, user, album.id, { hasOwnOrder: true });
  for (const link of [token, timeless]) {
    expect(await look(link)).toEqual([two, three, one]);
    const { viewer } = await openShare(services, link, stranger);
    expect(await countSharedMonths(services, viewer)).toEqual([]);
    expect(await countSharedBefore(services, viewer, one)).toBe(2);
    expect(await getSharedImage(services, viewer, three)).toMatchObject({ previousId: two, nextId: one });
  }
});

test("another user's share, image or album is not there", async () => {
  const [user, other] = [await storedUser(), await storedUser()];
  const [image] = await readyImages(user, 1);
  const { album } = await createAlbum(services, user, { name: "Norway" });
  const { share: made } = await share(user, { ids: [image?.id ?? ""] });
  await expect(share(other, { ids: [image?.id ?? ""] })).rejects.toMatchObject(NOT_FOUND);
  await expect(share(other, { album: album.id })).rejects.toMatchObject(NOT_FOUND);
  await expect(getShare(services, other, made.id)).rejects.toMatchObject(NOT_FOUND);
  await expect(changeShare(services, other, by(other), made.id, { title: "mine" })).rejects.toMatchObject(NOT_FOUND);
  await expect(revokeShare(services, other, by(other), made.id)).rejects.toMatchObject(NOT_FOUND);
  expect(await listShares(services, other, { limit: 10 })).toEqual({ shares: [], nextCursor: undefined });
});

test("shares are listed newest first, page by page, without one that cannot be read", async () => {
  const user = await storedUser();
  const [image] = await readyImages(user, 1);
  const made = [];
  for (let count = 0; count < 3; count++) made.push(await share(user, { ids: [image?.id ?? ""] }));
  const [oldest, broken, newest] = made.map(({ share: { id } }) => id);
  await setAttributes(services.database, keys.share(user.id, broken ?? ""), { kind: "nonsense" });
  const first = await listShares(services, user, { limit: 2 });
  expect(first.shares.map(({ id }) => id)).toEqual([newest]);
  const rest = await listShares(services, user, { limit: 2, cursor: first.nextCursor });
  expect(rest.shares.map(({ id }) => id)).toEqual([oldest]);
  await expect(look(made[1]?.token ?? "")).rejects.toMatchObject(NOT_FOUND);
});

test("a share tells its owner what it shows: an album, a photo or a search", async () => {
  const user = await storedUser();
  const [one, two] = await readyImages(user, 2);
  if (!one || !two) throw new Error("Expected two images");
  const { album } = await createAlbum(services, user, { name: "Norway" });
  const told = async (given: NewShare) => {
    const { albumId, albumName, imageId, imageName, search } = (await share(user, given)).share;
    return { albumId, albumName, imageId, imageName, search };
  };
  expect(await told({ album: album.id })).toEqual({ albumId: album.id, albumName: "Norway" });
  expect(await told({ ids: [one.id] })).toEqual({ imageId: one.id, imageName: one.fileName });
  expect(await told({ ids: [one.id, two.id] })).toEqual({});
  expect(await told({ query: {} })).toEqual({ search: "" });
  expect(await told({ query: { q: "fjord", favourite: true, album: album.id, box: [1, 2, 3, 4] } })).toEqual({
    search: `q=fjord&album=${album.id}&favourite=true&box=1%2C2%2C3%2C4`,
  });
  await editImage(services, user, one.id, { title: "Fjord" });
  expect(await told({ ids: [one.id] })).toEqual({ imageId: one.id, imageName: "Fjord" });
});

test("with a user go their shares, and the links lead nowhere", async () => {
  const user = await storedUser();
  const [image] = await readyImages(user, 1);
  const { token } = await share(user, { ids: [image?.id ?? ""] });
  const [entry] = await queryAll(services.database, ofUser(user)).then((items) =>
    items.filter(({ sk }) => String(sk).startsWith("SHARE#")),
  );
  const links = () =>
    queryAll(services.database, {
      index: "directory",
      where: "directoryPk = :pk",
      values: { ":pk": partitions.shareLink(String(entry?.tokenHash)) },
    });
  expect(await links()).toHaveLength(1);
  expect(await deleteUser(services, { actor: userActor(someUser()) }, user, Date.now() + 60_000)).toBe(true);
  expect(await queryAll(services.database, ofUser(user))).toEqual([]);
  expect(await links()).toEqual([]);
  await expect(look(token)).rejects.toMatchObject(NOT_FOUND);
});

test("images are named one by one together with any other filter", async () => {
  const user = await storedUser();
  const images = await readyImages(user, 3);
  const ids = images.map(({ id }) => id);
  await editImage(services, user, ids[0] ?? "", { favourite: true });
  const list = async (filters: object) => {
    const query = { ...fromApiQuery({}), ...filters };
    return (await listImages(services, user, { query, limit: 10 })).images.map(({ id }) => id);
  };
  expect(await list({ ids: ids.slice(0, 2) })).toEqual([ids[1], ids[0]]);
  expect(await list({ ids: [...ids, ids[0], ulid(), "nothing"], favourite: true })).toEqual([ids[0]]);
  expect(await list({ ids: [] })).toEqual([]);
  expect(await list({ ids: ids.slice(0, 2), sort: "added", order: "asc" })).toEqual(ids.slice(0, 2));
});
