import { beforeAll, expect, test } from "vitest";
import { deleteTag, mergeTag } from "#lib/bulk/delete-collection.ts";
import { undoBulkChange } from "#lib/bulk/undo-bulk-change.ts";
import { getBulkChanges } from "#lib/bulk/view-bulk-changes.ts";
import { MAX_COLLECTIONS } from "#lib/images/collection.ts";
import { findImage } from "#lib/images/image-repository.ts";
import type { LibraryServices } from "#lib/library/library-services.ts";
import { nameImageCollections } from "#lib/library/name-collections.ts";
import { createTag, listTags, renameTag } from "#lib/library/view-tags.ts";
import { claimTagName } from "#lib/tags/tag-name-repository.ts";
import { intercept } from "#tests/support/dying-services.ts";
import { photoSteps } from "#tests/support/photo-steps.ts";
import { someUser } from "#tests/support/test-services.ts";
import { provideServices } from "#tests/support/test-world.ts";

/* Tags, their names, and tags that are merged. */

const world = provideServices();
const { readyImage, listIds, change } = photoSteps(world);
let services: LibraryServices;

beforeAll(() => {
  services = world.services;
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
