import { setTimeout } from "node:timers/promises";
import { PutCommand } from "@aws-sdk/lib-dynamodb";
import { ulid } from "ulid";
import { beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import type { User } from "#lib/accounts/user.ts";
import type { BulkAction } from "#lib/bulk/bulk-action.ts";
import { listChangedImages, toBulkChangeView } from "#lib/bulk/bulk-change.ts";
import { bulkPrefix } from "#lib/bulk/bulk-objects.ts";
import { continueBulkChanges } from "#lib/bulk/continue-bulk-changes.ts";
import { resumeBulkChange } from "#lib/bulk/run-bulk-change.ts";
import { changeImages } from "#lib/bulk/start-bulk-change.ts";
import { undoBulkChange } from "#lib/bulk/undo-bulk-change.ts";
import { cancelBulkChange, followBulkChange, getBulkChange, getBulkChanges } from "#lib/bulk/view-bulk-changes.ts";
import { keys } from "#lib/database/keys.ts";
import { restoreImage, trashImage } from "#lib/images/change-images.ts";
import type { Image } from "#lib/images/image.ts";
import { findImage } from "#lib/images/image-repository.ts";
import { listProcessingEvents } from "#lib/images/processing-event-repository.ts";
import { imageQuerySchema } from "#lib/library/image-query.ts";
import type { LibraryServices } from "#lib/library/library-services.ts";
import { listKeys } from "#lib/storage/objects.ts";
import { dyingAfter, intercept } from "#tests/support/dying-services.ts";
import { storeImages as storeImagesIn } from "#tests/support/store-images.ts";
import { someUser } from "#tests/support/test-services.ts";
import { provideServices } from "#tests/support/test-world.ts";
import { beginNewUpload, makeReady, someFile } from "#tests/support/upload-steps.ts";

const DAY_MS = 86_400_000;
/** What a request has for a change that continues after it. */
const REQUEST_MS = 1_000;
/** More than one lease and less than what is forgotten. */
const LATER_MS = 10 * 60_000;

const world = provideServices();
let services: LibraryServices;

beforeAll(() => {
  services = world.services;
});

beforeEach(() => {
  // A process that has died is not silent about it.
  const log = vi.spyOn(console, "error").mockImplementation(() => {});
  return () => log.mockRestore();
});

const storeImages = (user: User, count: number, overrides: Partial<Image> = {}) =>
  storeImagesIn(services.database, user, count, overrides);

/** Images that are counted in their owner's usage. */
async function uploadTrashed(user: User, count: number): Promise<string[]> {
  const ids: string[] = [];
  for (let number = 0; number < count; number++) {
    const { image } = await beginNewUpload(services, user, someFile());
    await makeReady(services, image);
    await trashImage(services, user, image.id);
    ids.push(image.id);
  }
  return ids;
}

const find = (user: User, id: string) => findImage(services.database, { ownerId: user.id, imageId: id });

async function countImages(user: User, ids: string[], holds: (image: Image | undefined) => boolean): Promise<number> {
  const images = await Promise.all(ids.map((id) => find(user, id)));
  return images.filter(holds).length;
}

const countFavourites = async (user: User) =>
  (await services.library.read(user.id, "count", imageQuerySchema.parse({ favourite: true }))).value;

const isTrashed = (image: Image | undefined) => image?.trashedAt !== undefined;
const isFavourite = (image: Image | undefined) => image?.favourite === true;

const continueAll = (now = () => Date.now()) => continueBulkChanges(services, { deadline: Date.now() + 20_000, now });

describe("a few images", () => {
  test("are changed before the answer, which says what became of each", async () => {
    const user = someUser();
    const [one = "", other = ""] = await storeImages(user, 2);
    const [trashed = ""] = await storeImages(user, 1, { trashedAt: "2026-01-01T00:00:00.000Z" });
    const missing = ulid();
    const { client, table } = services.database;
    const broken = ulid();
    await client.send(new PutCommand({ TableName: table, Item: { ...keys.image(user.id, broken), revision: 1 } }));
    const ids = [one, missing, other, trashed, broken, one];
    const { change, results } = await changeImages(services, user, { action: "trash", ids });
    expect(change).toMatchObject({ state: "done", total: 5, changed: 2, unchanged: 1, failed: 2 });
    expect(new Map(results?.map(({ id, outcome, code }) => [id, code ?? outcome]))).toEqual(
      new Map([
        [one, "changed"],
        [other, "changed"],
        [trashed, "unchanged"],
        [missing, "not_found"],
        [broken, "internal"],
      ]),
    );
    expect(listChangedImages(results ?? [])).toEqual([one, other].map((id) => ({ id, revision: 1 })));
    expect(await countImages(user, ids.slice(0, 4), isTrashed)).toBe(3);
    expect((await find(user, trashed))?.trashedAt).toBe("2026-01-01T00:00:00.000Z");
    const steps = (await listProcessingEvents(services.database, one)).map(({ step }) => step);
    expect(steps).toEqual(["trashed"]);
  });

  test("of somebody else's are not there", async () => {
    const [owner, stranger] = [someUser(), someUser()];
    const ids = await storeImages(owner, 1);
    const { results } = await changeImages(services, stranger, { action: "trash", ids });
    expect(results).toEqual([{ id: ids[0], outcome: "failed", code: "not_found" }]);
    expect(await countImages(owner, ids, isTrashed)).toBe(0);
  });

  test("get back what they were when it is undone, unless something else has changed them", async () => {
    const user = someUser();
    const [first = "", second = "", touched = ""] = await storeImages(user, 3);
    const [before = ""] = await storeImages(user, 1, { favourite: true });
    const ids = [first, second, touched, before];
    const { change } = await changeImages(services, user, { action: "favourite", ids });
    await changeImages(services, user, { action: "trash", ids: [second] });
    const toggled = await changeImages(services, user, { action: "unfavourite", ids: [touched] });
    expect(toggled.change.changed).toBe(1);
    const { change: undo, results } = await undoBulkChange(services, user, change.id);
    expect(undo).toMatchObject({ undoOf: change.id, changed: 3, unchanged: 0 });
    expect(results).toHaveLength(3);
    expect(await countImages(user, ids, isFavourite)).toBe(1);
    expect(await countImages(user, [before], isFavourite)).toBe(1);
    expect(await countImages(user, [second], isTrashed)).toBe(1);

    // Again, it is the same undoing; and that can be undone itself.
    expect((await undoBulkChange(services, user, change.id)).change.id).toBe(undo.id);
    await undoBulkChange(services, user, undo.id);
    expect(await countImages(user, [first, second, before], isFavourite)).toBe(3);
  });

  test("that were trashed later again than by the change stay in the trash when it is undone", async () => {
    const user = someUser();
    const [id = ""] = await storeImages(user, 1);
    const { change } = await changeImages(services, user, { action: "trash", ids: [id] });
    await restoreImage(services, user, id);
    await trashImage(services, user, id);
    const { results } = await undoBulkChange(services, user, change.id);
    expect(results).toEqual([{ id, outcome: "unchanged", revision: undefined }]);
    expect(await countImages(user, [id], isTrashed)).toBe(1);
  });

  test("are deleted permanently from the trash only, and that cannot be undone", async () => {
    const user = someUser();
    const trashed = await uploadTrashed(user, 2);
    const [kept = ""] = await storeImages(user, 1);
    const { change } = await changeImages(services, user, { action: "delete_permanently", ids: [...trashed, kept] });
    expect(change).toMatchObject({ state: "done", changed: 2, failures: [{ id: kept, code: "invalid_state" }] });
    expect(await countImages(user, [...trashed, kept], (image) => image === undefined)).toBe(2);
    expect(toBulkChangeView(change).undoUntil).toBeUndefined();
    await expect(undoBulkChange(services, user, change.id)).rejects.toMatchObject({ code: "invalid_state" });
  });
});

test("what a query matches is changed but for some, with the stacks that these are shown for", async () => {
  const user = someUser();
  const ids = await storeImages(user, 4);
  const [lone = "", top = "", below = "", changed = ""] = ids;
  await changeImages(services, user, { action: "stack", ids: [top, below] });
  const except = [lone, top];
  const { change, results } = await changeImages(services, user, {
    action: "favourite",
    query: {},
    except,
    stacks: true,
  });
  expect(change).toMatchObject({ total: 1, changed: 1 });
  expect(results).toMatchObject([{ id: changed, outcome: "changed" }]);
  expect(await countImages(user, ids, isFavourite)).toBe(1);
});

describe("many images", () => {
  test("are those that match at the start, and are changed by the job, which a cancellation ends", async () => {
    const user = someUser();
    await storeImages(user, 401);
    const slow = withSlowBucket();
    const { change, results } = await changeImages(slow, user, {
      action: "favourite",
      query: { favourite: false },
    });
    expect(results).toBeUndefined();
    expect(change).toMatchObject({ state: "running", total: 401 });
    const [later = ""] = await storeImages(user, 1);
    expect(await continueAll()).toMatchObject({ ended: 1 });
    expect(await getBulkChange(services, user, change.id)).toMatchObject({ state: "done", changed: 401 });
    expect(await countFavourites(user)).toBe(401);
    expect(await countImages(user, [later], isFavourite)).toBe(0);

    const { change: undo } = await undoBulkChange(slow, user, change.id);
    expect(undo.state).toBe("running");
    expect(await cancelBulkChange(services, user, undo.id)).toMatchObject({ state: "cancelled" });
    expect(undo.changed).toBe(200);
    expect(await countFavourites(user)).toBe(201);
    expect(await continueAll()).toMatchObject({ ended: 0 });
    expect((await getBulkChanges(services, user)).map(({ id }) => id)).toEqual([undo.id, change.id]);

    // What was stopped after one chunk is undone by as much, and that again.
    const { change: back } = await undoBulkChange(services, user, undo.id);
    expect(back).toMatchObject({ state: "done", total: 200, changed: 200 });
    expect(await countFavourites(user)).toBe(401);
    await undoBulkChange(services, user, back.id);
    expect(await countFavourites(user)).toBe(201);
  });

  test("that a process changed before it died are undone too after the change was stopped", {
    tags: "long",
  }, async () => {
    const user = someUser();
    await storeImages(user, 401);
    const { change } = await changeImages(withSlowBucket(), user, { action: "favourite", query: {} });
    const client = intercept(services.database.client, async ({ input }) => {
      if (Number((input.Item as { chunk?: number } | undefined)?.chunk) > 1) throw new Error("The process has died");
    });
    const dying = { ...services, database: { ...services.database, client } };
    await expect(resumeBulkChange(dying, change, { deadline: Date.now() + 20_000 })).rejects.toThrow("died");
    expect(await countFavourites(user)).toBe(400);
    await cancelBulkChange(services, user, change.id);
    await continueAll(() => Date.now() + LATER_MS);
    expect(await getBulkChange(services, user, change.id)).toMatchObject({ state: "cancelled", changed: 200 });
    const { change: undo } = await undoBulkChange(services, user, change.id);
    await continueAll();
    expect(await getBulkChange(services, user, undo.id)).toMatchObject({ state: "done", changed: 400 });
    expect(await countFavourites(user)).toBe(0);
  });

  test("are changed on and on by whoever asks how far it is, where no process lives on", async () => {
    const user = someUser();
    await storeImages(user, 401);
    const { change } = await changeImages(withSlowBucket(), user, { action: "favourite", query: {} });
    expect(change).toMatchObject({ state: "running", changed: 200 });
    let now = change;
    for (let asked = 0; now.state === "running" && asked < 3; asked++) {
      now = await followBulkChange(services, user, change.id);
    }
    expect(now).toMatchObject({ state: "done", changed: 401 });
  });

  test("are not all given one and the same time, for which lists have no room", async () => {
    const user = someUser();
    const many = { ...services, library: { ...services.library, read: readMany } };
    const time = { takenAt: "2024-05-01T10:00:00" };
    await expect(changeImages(many, user, { action: "set_time", time, query: {} })).rejects.toMatchObject({
      code: "invalid_state",
    });
    expect(await getBulkChanges(services, user)).toEqual([]);
  });

  test("are in progress in a few changes at a time only", { tags: "long" }, async () => {
    const user = someUser();
    await storeImages(user, 201);
    const slow = withSlowBucket();
    const start = (action: BulkAction) => changeImages(slow, user, { action, query: {} });
    const outcomes = await Promise.allSettled(Array.from({ length: 9 }, () => start("favourite")));
    const started = outcomes.filter(({ status }) => status === "fulfilled");
    expect(started.length).toBeLessThanOrEqual(5);
    while ((await start("favourite").catch(() => undefined)) !== undefined);
    await expect(start("trash")).rejects.toMatchObject({ code: "too_many_bulk_changes" });
    expect(await getBulkChanges(services, user)).toHaveLength(5);
    expect((await continueAll()).ended).toBe(5);
    expect((await start("unfavourite")).change.state).toBe("running");
  });
});

describe("a process that dies", () => {
  test("at any call leaves a change that another one brings to the same end", async () => {
    for (let calls = 1; ; calls++) {
      const user = someUser();
      const ids = await storeImages(user, 3);
      const dying = dyingAfter(services, calls);
      const outcome = await changeImages(dying, user, { action: "trash", ids }).catch(() => undefined);
      const report = await continueAll(() => Date.now() + LATER_MS);
      await continueAll(() => Date.now() + 2 * LATER_MS);
      const [change] = await getBulkChanges(services, user);
      if (change?.state === "done") {
        expect(change).toMatchObject({ changed: 3, unchanged: 0, failed: 0 });
        expect(await countImages(user, ids, isTrashed)).toBe(3);
        await undoBulkChange(services, user, change.id);
      } else {
        expect([undefined, "failed"]).toContain(change?.state);
      }
      expect(await countImages(user, ids, isTrashed)).toBe(0);
      if (outcome) {
        expect(report.ended).toBe(0);
        expect(calls).toBeGreaterThan(10);
        break;
      }
    }
  });

  test("while deleting leaves nothing in between, and spares what was restored since", async () => {
    for (let calls = 7; calls < 40; calls += 3) {
      const user = someUser();
      const ids = await uploadTrashed(user, 2);
      const request = { action: "delete_permanently" as const, ids };
      await changeImages(dyingAfter(services, calls), user, request).catch(() => undefined);
      const restored = new Set<string>();
      for (const id of ids) if (await restoreImage(services, user, id).catch(() => undefined)) restored.add(id);
      await continueAll(() => Date.now() + 2 * LATER_MS);
      for (const id of ids) expect((await find(user, id)) !== undefined).toBe(restored.has(id));
    }
  });
});

test("what a change was is forgotten after a week, and not before", async () => {
  const user = someUser();
  const ids = await storeImages(user, 2);
  const { change } = await changeImages(services, user, { action: "trash", ids });
  await continueAll(() => Date.now() + 7 * DAY_MS - LATER_MS);
  expect(await listKeys(services.storage, bulkPrefix(user.id))).toHaveLength(2);
  expect((await continueAll(() => Date.now() + 7.1 * DAY_MS)).forgotten).toBeGreaterThan(0);
  expect(await listKeys(services.storage, bulkPrefix(user.id))).toEqual([]);
  await expect(undoBulkChange(services, user, change.id)).rejects.toMatchObject({ code: "not_found" });
});

/** A library of more photos than a test can store. */
const readMany: LibraryServices["library"]["read"] = async () => ({
  value: Array.from({ length: 10_001 }, () => ulid()).join("\n") as never,
  digest: { count: 10_001, xor: "" },
});

/** The services with a bucket so slow that a request has no time for more than its first chunk. */
function withSlowBucket(): LibraryServices {
  const { storage } = services;
  const client = intercept(storage.client, async ({ input }) => {
    if (String(input.Key).includes("/plans/") && "Body" in input) await setTimeout(REQUEST_MS);
  });
  return { ...services, storage: { ...storage, client } };
}

test("beyond two hundred changes the oldest can be undone no more", async () => {
  const user = someUser();
  const ids = await storeImages(user, 2);
  const change = (action: BulkAction) => changeImages(services, user, { action, ids });
  const oldest = await change("favourite");
  const second = await change("archive");
  const others = Array.from({ length: 198 }, () => ({ id: ulid(), total: 1 }));
  const { client, table: TableName } = services.database;
  const kept = [oldest, second].map(({ change: { id, total } }) => ({ id, total }));
  const item = { ...keys.bulkPlaces(user.id), taken: [], revision: 9, kept: [...kept, ...others] };
  await client.send(new PutCommand({ TableName, Item: item }));

  await change("unarchive");
  await expect(undoBulkChange(services, user, oldest.change.id)).rejects.toMatchObject({ code: "invalid_state" });
  // Undoing is a change too, and needs the plan of the one that it undoes.
  expect((await undoBulkChange(services, user, second.change.id)).change.state).toBe("done");
  await continueAll(() => Date.now() + 2 * 60 * 60_000);
  const left = (await listKeys(services.storage, bulkPrefix(user.id))).join("\n");
  expect(left).not.toContain(oldest.change.id);
  expect(left).toContain(second.change.id);
});
