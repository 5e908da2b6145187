import { ulid } from "ulid";
import { beforeAll, expect, test } from "vitest";
import type { User } from "#lib/accounts/user.ts";
import { deleteAlbum } from "#lib/albums/change-album.ts";
import { userActor } from "#lib/audit/record-audit.ts";
import { changeImages } from "#lib/bulk/start-bulk-change.ts";
import { keys, partitions } from "#lib/database/keys.ts";
import { queryAll } from "#lib/database/query.ts";
import { editImage, trashImage } from "#lib/images/change-images.ts";
import { fromApiQuery } from "#lib/library/image-query.ts";
import type { LibraryServices } from "#lib/library/library-services.ts";
import { listImages } from "#lib/library/list-images.ts";
import { changeAlbum, createAlbum } from "#lib/library/view-albums.ts";
import { deleteUser } from "#lib/operations/delete-user.ts";
import { changeShare, getShare, listShares, revokeShare } from "#lib/shares/manage-shares.ts";
import { openShare } from "#lib/shares/open-share.ts";
import { createShareOperation } from "#lib/shares/share-api.ts";
import type { NewShare, ShareChange } from "#lib/shares/share-requests.ts";
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
import { setAttributes } from "#tests/support/damage.ts";
import { by, createShareSteps, NOT_FOUND, storedUser, stranger, wall } from "#tests/support/share-steps.ts";
import { someUser } from "#tests/support/test-services.ts";
import { provideServices } from "#tests/support/test-world.ts";

/* What a share link shows, what its owner learns of it, and with what it ends. */

const world = provideServices();
const { look, readyImages, share } = createShareSteps(world);
let services: LibraryServices;

beforeAll(() => {
  services = world.services;
});

/** What is added from now on was added after all that was before. */
async function nextMillisecond(): Promise<void> {
  const before = Date.now();
  await expect.poll(() => Date.now(), { interval: 1 }).toBeGreaterThan(before);
}

test("a link shows the chosen photos and nothing else, and tells no more of them than it may", async () => {
  const user = await storedUser(world);
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
  const user = await storedUser(world);
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
  const user = await storedUser(world);
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
  const user = await storedUser(world);
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
  const user = await storedUser(world);
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
  const user = await storedUser(world);
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
  const user = await storedUser(world);
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
  const user = await storedUser(world);
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

test("a link to an album follows its own order, which tells nothing of times that are hidden", async () => {
  const user = await storedUser(world);
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
  const [user, other] = [await storedUser(world), await storedUser(world)];
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
  const user = await storedUser(world);
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
  const user = await storedUser(world);
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
  const user = await storedUser(world);
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
  const user = await storedUser(world);
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
