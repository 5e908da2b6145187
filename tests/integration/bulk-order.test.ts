import { PutCommand, type PutCommandInput } from "@aws-sdk/lib-dynamodb";
import { beforeEach, describe, expect, test, vi } from "vitest";
import type { User } from "#lib/accounts/user.ts";
import type { BulkChange } from "#lib/bulk/bulk-change.ts";
import { listOpenBulkChanges } from "#lib/bulk/bulk-repository.ts";
import { continueBulkChanges } from "#lib/bulk/continue-bulk-changes.ts";
import { changeImages } from "#lib/bulk/start-bulk-change.ts";
import { undoBulkChange } from "#lib/bulk/undo-bulk-change.ts";
import { cancelBulkChange, followBulkChange, getBulkChange, getBulkChanges } from "#lib/bulk/view-bulk-changes.ts";
import { keys } from "#lib/database/keys.ts";
import { findImage } from "#lib/images/image-repository.ts";
import type { LibraryServices } from "#lib/library/library-services.ts";
import { intercept } from "#tests/support/dying-services.ts";
import { storeImages } from "#tests/support/store-images.ts";
import { someUser } from "#tests/support/test-services.ts";
import { provideServices } from "#tests/support/test-world.ts";

/** More than one lease. */
const LATER_MS = 10 * 60_000;

const world = provideServices();

beforeEach(() => {
  // A process that has died is not silent about it.
  const log = vi.spyOn(console, "error").mockImplementation(() => {});
  return () => log.mockRestore();
});

const continueAll = () =>
  continueBulkChanges(world.services, { deadline: Date.now() + 20_000, now: () => Date.now() + LATER_MS });

async function isTrashed(user: User, id: string): Promise<boolean> {
  return (await findImage(world.services.database, { ownerId: user.id, imageId: id }))?.trashedAt !== undefined;
}

/** A process that dies before it plans the second chunk of a change. */
function dyingAfterFirstChunk(): LibraryServices {
  const { services } = world;
  const client = intercept(services.storage.client, async ({ input }) => {
    if (String(input.Key).endsWith("/plans/1") && "Body" in input) throw new Error("The process has died");
  });
  return { ...services, storage: { ...services.storage, client } };
}

/** Photos of which the first two hundred are back from the trash; who undoes it gets no further. */
async function startUndoing() {
  const { services } = world;
  const user = someUser();
  const ids = await storeImages(services.database, user, 201);
  const { change: trashed } = await changeImages(services, user, { action: "trash", ids });
  await continueAll();
  await undoBulkChange(dyingAfterFirstChunk(), user, trashed.id).catch(() => undefined);
  const [undo] = await getBulkChanges(services, user);
  expect(undo).toMatchObject({ undoOf: trashed.id, state: "running", chunk: 1 });
  const last = (ids[200] ?? "") as string;
  expect(await isTrashed(user, last)).toBe(true);
  return { user, ids, last, undo: undo as BulkChange };
}

describe("a change of photos that an earlier one is still about", () => {
  test("comes after that one, whoever continues them, and others need not", async () => {
    const { services } = world;
    const { user, ids, last, undo } = await startUndoing();
    const [other = ""] = await storeImages(services.database, user, 1);
    // The first photo has had its turn.
    for (const id of [other, ids[0] as string]) {
      const { change } = await changeImages(services, user, { action: "trash", ids: [id] });
      expect(change).toMatchObject({ state: "done", changed: 1 });
    }
    const { change: favourite } = await changeImages(services, user, { action: "favourite", ids: [last] });
    expect(favourite).toMatchObject({ state: "done", changed: 1 });

    const { change, results } = await changeImages(services, user, { action: "trash", ids: [last] });
    expect(results).toBeUndefined();
    expect(change).toMatchObject({ state: "running", unchanged: 0 });
    expect(await followBulkChange(services, user, change.id)).toMatchObject({ state: "running", unchanged: 0 });

    // What cannot begin keeps no one else's change from its turn.
    const open = await listOpenBulkChanges(services.database, 10);
    expect(open.map(({ id }) => id)).toEqual([undo.id, change.id]);
    expect(await continueAll()).toMatchObject({ ended: 2 });
    expect(await getBulkChange(services, user, undo.id)).toMatchObject({ state: "done", changed: 201 });
    expect(await getBulkChange(services, user, change.id)).toMatchObject({ state: "done", changed: 1 });
    expect(await isTrashed(user, last)).toBe(true);
  });

  test("can be stopped before its turn, and so can the earlier one", async () => {
    const { services } = world;
    const { user, last, undo } = await startUndoing();
    const trash = () => changeImages(services, user, { action: "trash", ids: [last] });
    const [{ change: one }, { change: other }] = [await trash(), await trash()];
    expect(await cancelBulkChange(services, user, one.id)).toMatchObject({ state: "cancelled", changed: 0 });
    await cancelBulkChange(services, user, undo.id);
    await continueAll();
    expect(await getBulkChange(services, user, undo.id)).toMatchObject({ state: "cancelled", changed: 200 });
    expect(await getBulkChange(services, user, other.id)).toMatchObject({ state: "done", unchanged: 1 });
    expect(await isTrashed(user, last)).toBe(true);
  });
});

test.each([undefined, "a key"])(
  "a change waits for no other when the answer to the write of its place is lost and it is sent again (%s)",
  async (key) => {
    const { services } = world;
    const user = someUser();
    const [id = ""] = await storeImages(services.database, user, 1);
    let sent = 0;
    const client = intercept(services.database.client, async ({ input }) => {
      if ((input as { Item?: { sk?: string } }).Item?.sk !== keys.bulkPlaces(user.id).sk || sent > 0) return;
      sent += 1;
      await services.database.client.send(new PutCommand(input as unknown as PutCommandInput));
    });
    const twice = { ...services, database: { ...services.database, client } };
    const { change } = await changeImages(twice, user, { action: "trash", ids: [id] }, [], key);
    expect(sent).toBe(1);
    expect(change).toMatchObject({ state: "done", changed: 1 });
    expect(change.waitsFor).toBeUndefined();
  },
);
