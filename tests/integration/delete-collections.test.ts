import { setTimeout } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { User } from "#lib/accounts/user.ts";
import { continueBulkChanges } from "#lib/bulk/continue-bulk-changes.ts";
import { deleteAlbum, deleteTag, mergeTag } from "#lib/bulk/delete-collection.ts";
import { changeImages, undoBulkChange } from "#lib/bulk/start-bulk-change.ts";
import { getBulkChange, getBulkChanges } from "#lib/bulk/view-bulk-changes.ts";
import { findImages } from "#lib/images/image-repository.ts";
import type { LibraryServices } from "#lib/library/library-services.ts";
import { createAlbum, listAlbums } from "#lib/library/view-albums.ts";
import { createTag, listTags } from "#lib/library/view-tags.ts";
import { intercept } from "#tests/support/dying-services.ts";
import { storeImages } from "#tests/support/store-images.ts";
import { openTestLibrary } from "#tests/support/test-library.ts";
import { someUser, startTestServices, type TestServices } from "#tests/support/test-services.ts";

/* No photo keeps the id of an album or tag that is deleted or merged, whatever goes on at the same time. */

/** More than the first page that an index reads of the table. */
const MORE_THAN_A_PAGE = 510;
const LATER_MS = 10 * 60_000;

let world: TestServices;
let services: LibraryServices;

beforeAll(async () => {
  world = await startTestServices();
  services = world.services;
});

afterAll(() => world.stop());

const tagsOf = async (user: User, ids: string[]) =>
  (await findImages(services.database, user.id, ids)).map(({ tags }) => tags);

const continueAll = () =>
  continueBulkChanges(services, { deadline: Date.now() + 20_000, now: () => Date.now() + LATER_MS });

describe("while the library is still being read from the table", () => {
  test("albums and tags are neither deleted nor merged, and afterwards they are", { timeout: 60_000 }, async () => {
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

test("what cannot be taken off its photos now is not deleted", async () => {
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
  test("stops doing so when the tag is deleted", { timeout: 60_000 }, async () => {
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

/** The services with a bucket so slow that a request has no time for more than its first chunk. */
function withSlowBucket(): LibraryServices {
  const { storage } = services;
  const client = intercept(storage.client, async ({ input }) => {
    if (String(input.Key).includes("/plans/") && "Body" in input) await setTimeout(1_000);
  });
  return { ...services, storage: { ...storage, client } };
}
