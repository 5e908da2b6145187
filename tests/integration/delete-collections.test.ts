import { setTimeout } from "node:timers/promises";
import { beforeAll, describe, expect, test } from "vitest";
import type { User } from "#lib/accounts/user.ts";
import type { BulkRequest } from "#lib/bulk/bulk-api.ts";
import { continueBulkChanges } from "#lib/bulk/continue-bulk-changes.ts";
import { deleteAlbum, deleteTag, mergeTag } from "#lib/bulk/delete-collection.ts";
import { changeImages } from "#lib/bulk/start-bulk-change.ts";
import { undoBulkChange } from "#lib/bulk/undo-bulk-change.ts";
import { cancelBulkChange, getBulkChange, getBulkChanges } from "#lib/bulk/view-bulk-changes.ts";
import { findImages } from "#lib/images/image-repository.ts";
import type { LibraryServices } from "#lib/library/library-services.ts";
import { createAlbum, listAlbums } from "#lib/library/view-albums.ts";
import { createTag, listTags } from "#lib/library/view-tags.ts";
import { deleteTag as removeTag } from "#lib/tags/change-tag.ts";
import { intercept } from "#tests/support/dying-services.ts";
import { storeImages } from "#tests/support/store-images.ts";
import { openTestLibrary } from "#tests/support/test-library.ts";
import { someUser } from "#tests/support/test-services.ts";
import { provideServices } from "#tests/support/test-world.ts";

/* No photo keeps the id of an album or tag that is deleted or merged, whatever goes on at the same time. */

/** More than the first page that an index reads of the table. */
const MORE_THAN_A_PAGE = 510;
const LATER_MS = 10 * 60_000;

const world = provideServices();
let services: LibraryServices;

beforeAll(() => {
  services = world.services;
});

const tagsOf = async (user: User, ids: string[]) =>
  (await findImages(services.database, user.id, ids)).map(({ tags }) => tags);

const continueAll = () =>
  continueBulkChanges(services, { deadline: Date.now() + 20_000, now: () => Date.now() + LATER_MS });

describe("while the library is still being read from the table", () => {
  test("albums and tags are neither deleted nor merged, and afterwards they are", {
    tags: "long",
    timeout: 60_000,
  }, async () => {
    const user = someUser();
    const { tag: sea } = await createTag(services, user, "Sea");
    const { tag: ocean } = await createTag(services, user, "Ocean");
    const { album } = await createAlbum(services, user, { name: "Norway" });
    const albums = [{ id: album.id, position: 0, addedAt: "2026-01-01T00:00:00.000Z" }];
    const ids = await storeImages(services.database, user, 1, { tags: [sea.id], albums });
    await storeImages(services.database, user, MORE_THAN_A_PAGE);

    const { promise: mayContinue, resolve: letContinue } = Promise.withResolvers<void>();
    const client = intercept(services.database.client, async ({ input }) => {
      if (input.ConsistentRead === true && input.ExclusiveStartKey !== undefined) await mayContinue;
    });
    const { storage } = services;
    await using reading = await openTestLibrary({ database: { ...services.database, client }, storage });
    using _ = { [Symbol.dispose]: letContinue };
    const early = { ...services, library: reading.library };
    const refused = { code: "unavailable" };
    await expect(mergeTag(early, user, sea.id, ocean.id, [])).rejects.toMatchObject(refused);
    await expect(deleteTag(early, user, sea.id)).rejects.toMatchObject(refused);
    await expect(deleteAlbum(early, user, album.id)).rejects.toMatchObject(refused);
    expect(await listTags(early, user, [])).toHaveLength(2);
    expect(await listAlbums(early, user, [])).toHaveLength(1);

    letContinue();
    await early.library.finishRebuild(user.id);
    await mergeTag(early, user, sea.id, ocean.id, []);
    await deleteAlbum(early, user, album.id);
    expect(await findImages(services.database, user.id, ids)).toMatchObject([{ tags: [ocean.id], albums: [] }]);
  });
});

test("what cannot be taken off its photos now is not deleted", { tags: "long" }, async () => {
  const user = someUser();
  const { tag } = await createTag(services, user, "Sea");
  await storeImages(services.database, user, 201, { tags: [tag.id] });
  const slow = withSlowBucket();
  await Promise.all(Array.from({ length: 5 }, () => changeImages(slow, user, { action: "favourite", query: {} })));
  await expect(deleteTag(services, user, tag.id)).rejects.toMatchObject({ code: "too_many_bulk_changes" });
  expect(await listTags(services, user, [])).toHaveLength(1);
  await continueAll();
  await deleteTag(slow, user, tag.id);
  await continueAll();
  expect(await listTags(services, user, [])).toEqual([]);
});

test("photos that are still being uploaded keep no tag that is deleted", async () => {
  const user = someUser();
  const { tag } = await createTag(services, user, "Sea");
  const ids = await storeImages(services.database, user, 1, { tags: [tag.id], status: "uploading" });
  await deleteTag(services, user, tag.id);
  expect(await tagsOf(user, ids)).toEqual([[]]);
});

describe("a change that puts photos under a tag", () => {
  test("stops doing so when the tag is deleted", { timeout: 60_000, tags: "long" }, async () => {
    const user = someUser();
    const { tag } = await createTag(services, user, "Sea");
    const ids = await storeImages(services.database, user, 201);
    const { change } = await changeImages(withSlowBucket(), user, { action: "add_tag", tag: tag.id, query: {} });
    expect(change.state).toBe("running");
    await deleteTag(services, user, tag.id);
    await continueAll();
    expect(await getBulkChange(services, user, change.id)).toMatchObject({ state: "done", changed: 200, failed: 1 });
    expect((await tagsOf(user, ids)).flat()).toEqual([]);
  });

  test("takes it off again when it is deleted at that very moment", async () => {
    const user = someUser();
    const { tag } = await createTag(services, user, "Sea");
    const ids = await storeImages(services.database, user, 2);
    let isDeleted = false;
    const client = intercept(services.database.client, async ({ input }) => {
      const isImage = JSON.stringify(input.Item ?? {}).includes(tag.id) && "favourite" in (input.Item as object);
      if (!isImage || isDeleted) return;
      isDeleted = true;
      await deleteTag(services, user, tag.id);
    });
    const during = { ...services, database: { ...services.database, client } };
    const { results } = await changeImages(during, user, { action: "add_tag", tag: tag.id, ids });
    expect(results).toMatchObject(ids.map((id) => ({ id, outcome: "failed", code: "not_found" })));
    expect(await tagsOf(user, ids)).toEqual([[], []]);
  });

  test("is one that undoes the deletion's own, too", async () => {
    const user = someUser();
    const { tag } = await createTag(services, user, "Sea");
    const ids = await storeImages(services.database, user, 1, { tags: [tag.id] });
    await deleteTag(services, user, tag.id);
    const [change] = await getBulkChanges(services, user);
    expect((await undoBulkChange(services, user, change?.id ?? "")).change).toMatchObject({ failed: 1 });
    expect(await tagsOf(user, ids)).toEqual([[]]);
  });
});

describe("a photo that comes into an album or under a tag while that is deleted", () => {
  /** Services that put a photo there when the album or tag itself is about to be deleted. */
  function addingBefore(user: User, id: string, add: BulkRequest): LibraryServices {
    let isAdded = false;
    const client = intercept(services.database.client, async ({ input }) => {
      const item = input.Item as Record<string, unknown> | undefined;
      if (isAdded || item?.deletedAt === undefined || !String(item.sk).endsWith(id)) return;
      isAdded = true;
      await changeImages(services, user, add);
    });
    return { ...services, database: { ...services.database, client } };
  }

  test("does not keep it", async () => {
    const user = someUser();
    const { album } = await createAlbum(services, user, { name: "Norway" });
    const { tag } = await createTag(services, user, "Sea");
    const ids = await storeImages(services.database, user, 2);
    await changeImages(services, user, { action: "add_to_album", album: album.id, ids: ids.slice(0, 1) });
    await deleteAlbum(addingBefore(user, album.id, { action: "add_to_album", album: album.id, ids }), user, album.id);
    await deleteTag(addingBefore(user, tag.id, { action: "add_tag", tag: tag.id, ids }), user, tag.id);
    const images = await findImages(services.database, user.id, ids);
    expect(images.map(({ albums, tags }) => [albums, tags])).toEqual(ids.map(() => [[], []]));
  });

  test("has the tag into which that is merged", async () => {
    const user = someUser();
    const { tag: sea } = await createTag(services, user, "Sea");
    const { tag: ocean } = await createTag(services, user, "Ocean");
    const ids = await storeImages(services.database, user, 2);
    await changeImages(services, user, { action: "add_tag", tag: sea.id, ids: ids.slice(0, 1) });
    const adding = addingBefore(user, sea.id, { action: "add_tag", tag: sea.id, ids });
    const { changeIds } = await mergeTag(adding, user, sea.id, ocean.id, []);
    expect(await tagsOf(user, ids)).toEqual(ids.map(() => [ocean.id]));
    for (const id of changeIds) await undoBulkChange(services, user, id);
    expect(await tagsOf(user, ids)).toEqual(ids.map(() => [sea.id]));
  });

  test("costs no second change of those that are being taken out", { timeout: 60_000, tags: "long" }, async () => {
    const user = someUser();
    const { album } = await createAlbum(services, user, { name: "Norway" });
    const albums = [{ id: album.id, position: 0, addedAt: "2026-01-01T00:00:00.000Z" }];
    await storeImages(services.database, user, 401, { albums });
    await deleteAlbum(withSlowBucket(), user, album.id);
    expect(await getBulkChanges(services, user)).toMatchObject([{ state: "running", total: 401 }]);
  });
});

test("taking photos out of an album that is gone can't be stopped half way", {
  timeout: 60_000,
  tags: "long",
}, async () => {
  const user = someUser();
  const { album } = await createAlbum(services, user, { name: "Norway" });
  const albums = [{ id: album.id, position: 0, addedAt: "2026-01-01T00:00:00.000Z" }];
  const ids = await storeImages(services.database, user, 401, { albums });
  await deleteAlbum(withSlowBucket(), user, album.id);
  const [change] = await getBulkChanges(services, user);
  expect(await cancelBulkChange(services, user, change?.id ?? "")).not.toMatchObject({ state: "cancelled" });
  await continueAll();
  const images = await findImages(services.database, user.id, ids);
  expect(images.flatMap(({ albums }) => albums)).toEqual([]);
});

test("a process that dies before it takes photos off a tag that was deleted leaves them to the next one", async () => {
  const user = someUser();
  const { tag } = await createTag(services, user, "Sea");
  const ids = await storeImages(services.database, user, 2);
  let changed = 0;
  const client = intercept(services.database.client, async ({ input }) => {
    if (changed === ids.length) {
      await removeTag(services, user, tag.id).catch(() => {});
      throw new Error("The process has died");
    }
    const item = input.Item as Record<string, unknown> | undefined;
    if (item && "favourite" in item) changed += 1;
  });
  const dying = { ...services, database: { ...services.database, client } };
  await expect(changeImages(dying, user, { action: "add_tag", tag: tag.id, ids })).rejects.toThrow("has died");
  expect(await tagsOf(user, ids)).toContainEqual([tag.id]);
  await continueAll();
  expect(await tagsOf(user, ids)).toEqual([[], []]);
});

/** The services with a bucket so slow that a request has no time for more than its first chunk. */
function withSlowBucket(): LibraryServices {
  const { storage } = services;
  const client = intercept(storage.client, async ({ input }) => {
    if (String(input.Key).includes("/plans/") && "Body" in input) await setTimeout(1_000);
  });
  return { ...services, storage: { ...storage, client } };
}
