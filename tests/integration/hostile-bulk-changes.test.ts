import { setTimeout } from "node:timers/promises";
import { PutCommand, type PutCommandInput } from "@aws-sdk/lib-dynamodb";
import { afterAll, beforeAll, beforeEach, expect, test, vi } from "vitest";
import type { User } from "#lib/accounts/user.ts";
import type { BulkAction } from "#lib/bulk/bulk-action.ts";
import type { BulkChange } from "#lib/bulk/bulk-change.ts";
import { changePrefix } from "#lib/bulk/bulk-objects.ts";
import { createBulkChange, editBulkChange, takePlace } from "#lib/bulk/bulk-repository.ts";
import { continueBulkChanges } from "#lib/bulk/continue-bulk-changes.ts";
import { newChange } from "#lib/bulk/open-bulk-change.ts";
import { startLease } from "#lib/bulk/run-bulk-change.ts";
import { changeImages } from "#lib/bulk/start-bulk-change.ts";
import { undoBulkChange } from "#lib/bulk/undo-bulk-change.ts";
import { cancelBulkChange, followBulkChange, getBulkChange } from "#lib/bulk/view-bulk-changes.ts";
import { imageQuerySchema } from "#lib/library/image-query.ts";
import type { LibraryServices } from "#lib/library/library-services.ts";
import { writeObject } from "#lib/storage/objects.ts";
import { dyingAfter, intercept } from "#tests/support/dying-services.ts";
import { storeImages as storeImagesIn } from "#tests/support/store-images.ts";
import { someUser, startTestServices, type TestServices } from "#tests/support/test-services.ts";

/* What befalls changes of many images: clocks that jump, plans that are damaged, requests that come twice or from others. */

const DAY_MS = 86_400_000;
/** More than one lease and less than what is forgotten. */
const LATER_MS = 10 * 60_000;
const REQUEST_MS = 1_000;

let world: TestServices;
let services: LibraryServices;

beforeAll(async () => {
  world = await startTestServices();
  services = world.services;
});

beforeEach(() => {
  // A process that has died is not silent about it.
  const log = vi.spyOn(console, "error").mockImplementation(() => {});
  return () => log.mockRestore();
});

afterAll(() => world.stop());

const storeImages = (user: User, count: number) => storeImagesIn(services.database, user, count);

const countFavourites = async (user: User) =>
  (await services.library.read(user.id, "count", imageQuerySchema.parse({ favourite: true }))).value;

const continueAll = (now = () => Date.now()) => continueBulkChanges(services, { deadline: Date.now() + 20_000, now });

/** The services with a bucket so slow that a request has no time for more than its first chunk. */
function withSlowBucket(): LibraryServices {
  const { storage } = services;
  const client = intercept(storage.client, async ({ input }) => {
    if (String(input.Key).includes("/plans/") && "Body" in input) await setTimeout(REQUEST_MS);
  });
  return { ...services, storage: { ...storage, client } };
}

/** A change of a user of 201 images that is done with the first of two chunks. */
async function startChange(user: User, action: BulkAction): Promise<BulkChange> {
  const { change } = await changeImages(withSlowBucket(), user, { action, query: { trashed: false } });
  expect(change).toMatchObject({ state: "running", changed: 200 });
  return change;
}

async function startLongChange(user: User): Promise<BulkChange> {
  await storeImages(user, 201);
  return startChange(user, "favourite");
}

/** What a process leaves that dies while its clock is a year ahead. */
async function leaveToYearAhead(change: BulkChange): Promise<void> {
  const lease = startLease(Date.now() + 365 * DAY_MS);
  await editBulkChange(services.database, change, (current) => ({ ...current, lease }));
}

test("one that a process left whose clock was a year ahead is continued, and can be stopped", {
  tags: "long",
}, async () => {
  const user = someUser();
  const continued = await startLongChange(user);
  const stopped = await startChange(user, "trash");
  await Promise.all([continued, stopped].map(leaveToYearAhead));
  expect(await cancelBulkChange(services, user, stopped.id)).toMatchObject({ state: "cancelled" });
  expect(await continueAll()).toMatchObject({ ended: 1 });
  expect(await getBulkChange(services, user, continued.id)).toMatchObject({ state: "done", changed: 201 });
});

test("what comes later does not wait for one whose process died before it had written down its images", async () => {
  const user = someUser();
  const ids = await storeImages(user, 1);
  const begun = { ...newChange(user.id, "collecting"), action: "trash" as const, total: 1 };
  const dead = { ...begun, lease: startLease(Date.now() - LATER_MS) };
  await createBulkChange(services.database, dead);
  await takePlace(services.database, dead);
  const { change } = await changeImages(services, user, { action: "trash", ids });
  expect(change).toMatchObject({ state: "done", changed: 1 });
});

test("a plan that was cut off or is none ends a change as failed, and what it did is undone", {
  tags: "long",
}, async () => {
  const user = someUser();
  const change = await startLongChange(user);
  const key = `${changePrefix(change)}plans/1`;
  await writeObject(services.storage, key, Buffer.from('{"changes":[{"id":"01'), { contentType: "application/json" });
  expect(await followBulkChange(services, user, change.id)).toMatchObject({ state: "failed", changed: 200 });
  expect(await continueAll()).toMatchObject({ ended: 0 });
  expect(await undoBulkChange(services, user, change.id)).toMatchObject({ change: { state: "done", changed: 200 } });
  expect(await countFavourites(user)).toBe(0);
});

test("a change whose plan was damaged afterwards is undone as far as its plans go", { tags: "long" }, async () => {
  const user = someUser();
  const { id } = await startLongChange(user);
  const done = await followBulkChange(services, user, id);
  expect(done.state).toBe("done");
  await writeObject(services.storage, `${changePrefix(done)}plans/1`, Buffer.from("{}"), {
    contentType: "application/json",
  });
  const { change: undo } = await undoBulkChange(services, user, id);
  await continueAll(() => Date.now() + LATER_MS);
  expect(await getBulkChange(services, user, undo.id)).toMatchObject({ state: "failed", changed: 200 });
  expect(await countFavourites(user)).toBe(1);
});

test("of a thousand images of which half are another's and some are named twice, one's own are changed once", async () => {
  const [user, other] = [someUser(), someUser()];
  const [own, foreign] = [await storeImages(user, 60), await storeImages(other, 60)];
  const ids = own.flatMap((id, at) => [id, foreign[at] ?? "", id]);
  const { change, results = [] } = await changeImages(services, user, { action: "favourite", ids });
  expect(change).toMatchObject({ state: "done", total: 120, changed: 60, failed: 60 });
  expect(new Set(results.filter(({ code }) => code === "not_found").map(({ id }) => id))).toEqual(new Set(foreign));
  expect([await countFavourites(user), await countFavourites(other)]).toEqual([60, 0]);
});

test("a change does not wait for one of other images that is still writing down which", async () => {
  const user = someUser();
  const [one = "", other = ""] = await storeImages(user, 2);
  const writing = Promise.withResolvers<void>();
  const client = intercept(services.storage.client, async ({ input }) => {
    if (!String(input.Key).includes("/ids/") || !("Body" in input)) return;
    writing.resolve();
    await setTimeout(100);
  });
  const slow = { ...services, storage: { ...services.storage, client } };
  const earlier = changeImages(slow, user, { action: "trash", ids: [one] });
  await writing.promise;
  const { change } = await changeImages(services, user, { action: "trash", ids: [other] });
  expect(change).toMatchObject({ state: "done", changed: 1 });
  expect(change.waitsFor).toBeUndefined();
  await earlier;
});

test("another user can neither see, stop nor undo it, and two requests to stop it are one", async () => {
  const [user, other] = [someUser(), someUser()];
  const change = await startLongChange(user);
  for (const attempt of [getBulkChange, followBulkChange, cancelBulkChange, undoBulkChange]) {
    await expect(attempt(services, other, change.id)).rejects.toMatchObject({ code: "not_found" });
  }
  const stopped = await Promise.all([1, 2].map(() => cancelBulkChange(services, user, change.id)));
  expect(stopped.some(({ state }) => state === "cancelled")).toBe(true);
  expect(await cancelBulkChange(services, user, change.id)).toMatchObject({ state: "cancelled", changed: 200 });
  const undone = await Promise.all([1, 2].map(() => undoBulkChange(services, user, change.id)));
  expect(new Set(undone.map(({ change: { id } }) => id)).size).toBe(1);
  expect(await countFavourites(user)).toBe(0);
});

test("a chunk is counted once, and none left out, when the answer to its write is lost and it is sent again", async () => {
  const user = someUser();
  const ids = await storeImages(user, 201);
  let sent = 0;
  const client = intercept(services.database.client, async ({ input }) => {
    const { sk = "", chunk } = (input as { Item?: { sk?: string; chunk?: number } }).Item ?? {};
    if (!sk.startsWith("BULK#") || chunk !== 1 || sent > 0) return;
    sent += 1;
    await services.database.client.send(new PutCommand(input as unknown as PutCommandInput));
  });
  const twice = { ...services, database: { ...services.database, client } };
  const { change } = await changeImages(twice, user, { action: "favourite", ids });
  await continueAll(() => Date.now() + LATER_MS);
  expect(sent).toBe(1);
  expect(await getBulkChange(services, user, change.id)).toMatchObject({ state: "done", changed: 201, unchanged: 0 });
  expect(await countFavourites(user)).toBe(201);
});

test("undoing by a process that dies at any call is brought to its end", { tags: "long" }, async () => {
  for (let calls = 1; ; calls++) {
    const user = someUser();
    const ids = await storeImages(user, 2);
    const { change } = await changeImages(services, user, { action: "favourite", ids });
    const outcome = await undoBulkChange(dyingAfter(services, calls), user, change.id).catch(() => undefined);
    await continueAll(() => Date.now() + LATER_MS);
    const { change: undo } = await undoBulkChange(services, user, change.id);
    await continueAll(() => Date.now() + 2 * LATER_MS);
    expect(await getBulkChange(services, user, undo.id)).toMatchObject({ state: "done" });
    expect(await countFavourites(user)).toBe(0);
    if (outcome) break;
  }
});
