import { expect, test } from "vitest";
import type { User } from "#lib/accounts/user.ts";
import { changeImages } from "#lib/bulk/start-bulk-change.ts";
import { undoBulkChange } from "#lib/bulk/undo-bulk-change.ts";
import { followBulkChange } from "#lib/bulk/view-bulk-changes.ts";
import { trashImage } from "#lib/images/change-images.ts";
import type { Image } from "#lib/images/image.ts";
import { fromApiQuery } from "#lib/library/image-query.ts";
import { listDuplicates } from "#lib/library/list-duplicates.ts";
import { listImages } from "#lib/library/list-images.ts";
import { storeImages } from "#tests/support/store-images.ts";
import { someUser } from "#tests/support/test-services.ts";
import { provideServices } from "#tests/support/test-world.ts";

const world = provideServices();

async function store(user: User, perceptualHash: string | undefined, more: Partial<Image> = {}): Promise<string> {
  const [id = ""] = await storeImages(world.services.database, user, 1, { perceptualHash, ...more });
  return id;
}

const list = (user: User, request = { limit: 20, skip: 0 }) => listDuplicates(world.services, user, request, []);
const idsOf = ({ groups }: Awaited<ReturnType<typeof list>>) => groups.map((group) => group.map(({ id }) => id));

test("photos that look alike are together, the one that there is most of first", async () => {
  const user = someUser();
  const small = await store(user, "00ff00ff00ff00ff", { width: 800, height: 600, bytes: 100 });
  const large = await store(user, "00ff00ff00ff00fe", { width: 4_000, height: 3_000, bytes: 900 });
  const loved = await store(user, "80ff00ff00ff00fe", { width: 800, height: 600, bytes: 90, favourite: true });
  const other = await store(user, "ff00ff00ff00ff00", { width: 800, height: 600 });
  await store(user, undefined);
  const duplicates = await list(user);
  expect(duplicates).toMatchObject({ total: 1, superfluous: 2, superfluousBytes: 190, isComplete: true });
  expect(idsOf(duplicates)).toEqual([[large, loved, small]]);
  const near = await listImages(world.services, user, { query: fromApiQuery({ nearDuplicateOf: large }), limit: 9 });
  expect(near.images.map(({ id }) => id).toSorted()).toEqual([small, loved].toSorted());
  expect(idsOf(duplicates).flat()).not.toContain(other);
  expect(await list(someUser())).toMatchObject({ total: 0, superfluous: 0, superfluousBytes: 0, groups: [] });
});

test("of what a guest added none is proposed in place of the owner's, however large it is", async () => {
  const user = someUser();
  const addedBy = { shareId: "01ARZ3NDEKTSV4RRFFQ69G5FAV", guestId: "01ARZ3NDEKTSV4RRFFQ69G5FAW" };
  const own = await store(user, "00ff00ff00ff00ff", { width: 800, height: 600 });
  const theirs = await store(user, "00ff00ff00ff00ff", { width: 8_000, height: 6_000, addedBy });
  expect(idsOf(await list(user))).toEqual([[own, theirs]]);
});

test("groups come page by page; what is resolved is gone from them, and back when that is undone", async () => {
  const user = someUser();
  const first = [await store(user, "1111111111111111", { bytes: 9 }), await store(user, "1111111111111111")];
  const second = [await store(user, "2222222222222222"), await store(user, "2222222222222222")];
  const pages = [await list(user, { limit: 1, skip: 0 }), await list(user, { limit: 1, skip: 1 })];
  expect(pages.map(({ total, groups }) => [total, groups.length])).toEqual([
    [2, 1],
    [2, 1],
  ]);
  expect(pages.flatMap(idsOf).flat().toSorted()).toEqual([...first, ...second].toSorted());
  const superfluous = pages.flatMap(idsOf).flatMap((group) => group.slice(1));
  const { change } = await changeImages(world.services, user, { action: "trash", ids: superfluous });
  expect(await list(user)).toMatchObject({ total: 0 });
  await undoBulkChange(world.services, user, change.id);
  expect(await list(user)).toMatchObject({ total: 2, superfluous: 2 });
  await trashImage(world.services, user, first[0] ?? "");
  expect(await list(user)).toMatchObject({ total: 1 });
});

/** Works on a change until it is done, as whoever asks how far it is does. */
async function finish(user: User, id: string): Promise<void> {
  while ((await followBulkChange(world.services, user, id)).state === "running");
  expect((await followBulkChange(world.services, user, id)).state).toBe("done");
}

test("all groups are resolved by one change, which keeps of each the one that is proposed, and is undone as one", {
  timeout: 60_000,
}, async () => {
  const user = someUser();
  const groups = Array.from({ length: 130 }, (_, number) => number.toString(16).padStart(4, "0").repeat(4));
  await Promise.all(groups.flatMap((hash) => [store(user, hash, { bytes: 9 }), store(user, hash), store(user, hash)]));
  const before = await list(user, { limit: 100, skip: 0 });
  const { total } = before;
  const proposed = [before, await list(user, { limit: 100, skip: 100 })].flatMap(idsOf).map(([best]) => best);
  const { change } = await changeImages(world.services, user, { action: "trash", superfluous: true });
  expect(change.total).toBe(before.superfluous);
  await finish(user, change.id);
  expect(await list(user)).toMatchObject({ total: 0 });
  const { value } = await world.services.library.read(user.id, "selectIds", fromApiQuery({}));
  expect(value.split("\n")).toEqual(expect.arrayContaining(proposed));
  expect(value.split("\n")).toHaveLength(3 * groups.length - before.superfluous);
  const undoing = await undoBulkChange(world.services, user, change.id);
  await finish(user, undoing.change.id);
  expect(await list(user)).toMatchObject({ total });
});
