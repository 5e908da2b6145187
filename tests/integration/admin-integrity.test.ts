import { DeleteCommand } from "@aws-sdk/lib-dynamodb";
import { beforeEach, expect, test } from "vitest";
import { changeRole } from "#lib/accounts/change-access.ts";
import { registerUser } from "#lib/accounts/register-user.ts";
import type { User } from "#lib/accounts/user.ts";
import { listUsers } from "#lib/accounts/user-directory-repository.ts";
import { findUserByEmail } from "#lib/accounts/user-repository.ts";
import { type Key, keys } from "#lib/database/keys.ts";
import type { Image } from "#lib/images/image.ts";
import { findImage } from "#lib/images/image-repository.ts";
import { originalKey, renditionKey } from "#lib/images/object-keys.ts";
import type { FindingKind } from "#lib/integrity/finding.ts";
import { continueCheck, getIntegrity, runScheduledCheck, startCheck } from "#lib/integrity/manage-integrity.ts";
import { findRun, listRuns, storeRun } from "#lib/integrity/walk-repository.ts";
import type { IntegrityRun } from "#lib/integrity/walk-state.ts";
import { createTableChangeSource } from "#lib/library/table-change-source.ts";
import { addTotals, readTotals } from "#lib/metrics/counter-repository.ts";
import { countMessages } from "#lib/queue/queue.ts";
import { deleteObject, findObject, writeObject } from "#lib/storage/objects.ts";
import { getUsage } from "#lib/usage/usage-repository.ts";
import { setAttributes } from "#tests/support/damage.ts";
import { pngWithAlpha } from "#tests/support/image-factory.ts";
import { announce, batch, delivery, store, storedEvent } from "#tests/support/test-worker.ts";
import { provideServices, provideWorker } from "#tests/support/test-world.ts";

const HOUR_MS = 60 * 60_000;

const world = provideServices();
const worker = provideWorker(world);
let user: User;
let image: Image;
let counter = 0;

/** A user with one picture that is ready and was so an hour ago, and one that went through long before. */
beforeEach(async () => {
  const email = `person${counter++}@example.org`;
  user = await registerUser(world.services, { email, password: "correct horse battery staple", address: "local" });
  const file = await pngWithAlpha();
  image = await announce(world.cloud, file, user.id);
  await store(world.cloud, image, file.body);
  await worker.handle(batch(delivery(storedEvent(image))));
  expect(await findImage(world.services.database, toImageId(image))).toMatchObject({ status: "ready" });
  await setItem(keys.image(user.id, image.id), { statusAt: new Date(Date.now() - HOUR_MS).toISOString() });
});

const toImageId = ({ ownerId, id }: Image) => ({ ownerId, imageId: id });

const setItem = (key: Key, attributes: Record<string, unknown>) =>
  setAttributes(world.services.database, key, attributes);

async function run(mode: IntegrityRun["mode"], now = inAWhile): Promise<IntegrityRun> {
  const { id } = await startCheck(world.services, mode);
  const done = await continueCheck(world.services, id, options(now));
  expect(done).toMatchObject({ phase: "done", finishedAt: expect.any(String) });
  return done as IntegrityRun;
}

/** Without waiting for the second look. */
const options = (now = inAWhile) => ({ deadline: Date.now() + 60_000, trashDays: 30, now, pause: async () => {} });

/** So that what happened in the tests a moment ago was long ago, and totals are compared. */
const inAWhile = () => Date.now() + 6 * 60_000;

/** Finds the damage without touching it, repairs it, and finds nothing more. */
async function expectRepaired(kind: FindingKind): Promise<void> {
  const found = await run("check");
  expect(found.counts).toEqual({ [kind]: 1 });
  expect(found.repaired).toEqual({});
  expect(found.findings[0]).toMatchObject({ kind, repaired: false });
  expect((await run("repair")).repaired).toEqual({ [kind]: 1 });
  expect((await run("check")).counts).toEqual({});
}

test("finds nothing where nothing is wrong", async () => {
  const done = await run("check");
  expect(done.counts).toEqual({});
  expect(done.checked.images).toBe(counter);
  expect(done.checked.objects).toBe(counter * 4);
});

test("usage that is not the sum of the images", { tags: "long" }, async () => {
  const before = await getUsage(world.services.database, user.id);
  await setItem(keys.usage(user.id), { usedBytes: 7, imageCount: 3 });
  await expectRepaired("usage_drift");
  expect(await getUsage(world.services.database, user.id)).toEqual(before);
});

test("totals that are not the sum of all users", { tags: "long" }, async () => {
  const before = await readTotals(world.services.database);
  await addTotals(world.services.database, { images: 5, bytes: -100, users: 1 });
  await expectRepaired("totals_drift");
  expect(await readTotals(world.services.database)).toEqual(before);
});

test("an image that fell out of the change feed", { tags: "long" }, async () => {
  await setItem(keys.image(user.id, image.id), { changesPk: undefined });
  const feed = async () => (await createTableChangeSource(world.services.database).readChanges(user.id, 0)).changes;
  expect(await feed()).toEqual([]);
  await expectRepaired("index_drift");
  expect(await feed()).toMatchObject([{ id: image.id }]);
});

test("a user who is not in the directory", { tags: "long" }, async () => {
  await setItem(keys.user(user.id), { directoryPk: undefined });
  await expectRepaired("index_drift");
  const { users } = await listUsers(world.services.database, { prefix: user.email, limit: 5 });
  expect(users).toMatchObject([{ id: user.id }]);
});

test("an address that does not lead to its account", { tags: "long" }, async () => {
  const { client, table } = world.services.database;
  await client.send(new DeleteCommand({ TableName: table, Key: keys.emailClaim(user.email) }));
  await expectRepaired("missing_email_claim");
  expect(await findUserByEmail(world.services.database, user.email)).toMatchObject({ id: user.id });
});

test("an admin who is not counted as one", async () => {
  await changeRole(world.services, { actor: { kind: "operator" } }, user, "admin");
  await setItem(keys.admins(), { adminIds: undefined });
  await expectRepaired("uncounted_admin");
});

test("a rendition that is gone is rendered again", { tags: "long" }, async () => {
  const key = renditionKey(user.id, image.id, "thumbnail");
  await deleteObject(world.services.storage, key);
  const found = await run("check");
  expect(found.findings).toMatchObject([{ kind: "missing_rendition", imageId: image.id, detail: "thumbnail" }]);
  const before = await countMessages(world.services.queue);
  expect((await run("repair")).repaired).toEqual({ missing_rendition: 1 });
  expect((await countMessages(world.services.queue)) - before).toBe(1);
  await worker.handle(batch(delivery(JSON.stringify({ kind: "render", ...toImageId(image) }))));
  expect(await findObject(world.services.storage, key)).toBeDefined();
  expect((await run("check")).counts).toEqual({});
});

test("a size in the table that is not the object's", { tags: "long" }, async () => {
  const { usedBytes } = await getUsage(world.services.database, user.id);
  await setItem(keys.image(user.id, image.id), { bytes: 1 });
  await expectRepaired("size_drift");
  expect(await getUsage(world.services.database, user.id)).toMatchObject({ usedBytes });
});

test("an original that is gone or altered is named, and nothing else is touched", async () => {
  const key = originalKey(user.id, image.id);
  await writeObject(world.services.storage, key, Buffer.from("not what was uploaded"), { contentType: "image/png" });
  expect((await run("repair")).findings).toMatchObject([{ kind: "altered_original", repaired: false }]);
  await deleteObject(world.services.storage, key);
  expect((await run("repair")).findings).toMatchObject([{ kind: "missing_original", repaired: false }]);
  expect(await findObject(world.services.storage, renditionKey(user.id, image.id, "large"))).toBeDefined();
  await store(world.cloud, image, (await pngWithAlpha()).body);
  expect((await run("check")).counts).toEqual({});
});

test("an item that is no image is named, and its objects are left alone", async () => {
  await setItem(keys.image(user.id, image.id), { status: "nonsense" });
  const { findings } = await run("repair");
  expect(findings.map(({ kind }) => kind)).toContain("unreadable_image");
  expect(await findObject(world.services.storage, originalKey(user.id, image.id))).toBeDefined();
  await setItem(keys.image(user.id, image.id), { status: "ready" });
  await run("repair");
  expect((await run("check")).counts).toEqual({});
});

test("objects without an image are removed, unless they are so young that work may be under way", async () => {
  const { storage } = world.services;
  const strangers = [
    originalKey(user.id, "01ARZ3NDEKTSV4RRFFQ69G5FAV"),
    "uploads/01ARZ3NDEKTSV4RRFFQ69G5FAW/x/original",
  ];
  for (const key of strangers) await writeObject(storage, key, Buffer.from("x"), { contentType: "image/png" });
  expect((await run("repair")).counts).toEqual({});
  for (const key of strangers) expect(await findObject(storage, key)).toBeDefined();
  const inAnHour = () => Date.now() + HOUR_MS;
  const { counts, findings } = await run("check", inAnHour);
  expect(counts).toEqual({ orphan_object: 2 });
  expect(findings.map(({ where }) => where).sort()).toEqual([...strangers].sort());
  expect((await run("repair", inAnHour)).repaired).toEqual({ orphan_object: 2 });
  for (const key of strangers) expect(await findObject(storage, key)).toBeUndefined();
  expect(await findObject(storage, originalKey(user.id, image.id))).toBeDefined();
});

test("continues where it stopped, also when two continue it concurrently", async () => {
  const { id } = await startCheck(world.services, "check");
  await Promise.all([1, 2].map(() => continueCheck(world.services, id, options())));
  const done = await continueCheck(world.services, id, options());
  expect(done).toMatchObject({ phase: "done", checked: { users: counter, images: counter } });
});

test("a check in progress is shown with its progress, and starting another of its mode joins it", async () => {
  const { id } = await startCheck(world.services, "check");
  expect((await startCheck(world.services, "check")).id).toBe(id);
  await continueCheck(world.services, id, { ...options(), deadline: Date.now() });
  expect((await getIntegrity(world.services)).runs[0]).toMatchObject({ id, checked: { users: 1 } });
  const { id: other } = await startCheck(world.services, "repair");
  expect(other).not.toBe(id);
  expect(await findRun(world.services.database, id)).toMatchObject({ phase: "done" });
  expect(await continueCheck(world.services, other, options())).toMatchObject({ phase: "done", mode: "repair" });
  expect((await getIntegrity(world.services)).runs.slice(0, 2).map((one) => one.id)).toEqual([other, id]);
});

test("a check that version 0.1.0 left unfinished starts again under its id", async () => {
  const last = (await listRuns(world.services.database, 1))[0] as IntegrityRun;
  const { finishedAt: _, ...unfinished } = last;
  await storeRun(world.services.database, { ...unfinished, phase: "renditions" });
  const done = await continueCheck(world.services, last.id, options());
  expect(done).toMatchObject({ id: last.id, phase: "done", checked: { users: counter } });
});

test("the schedule starts a check once a day", async () => {
  const database = world.services.database;
  const newest = async () => (await listRuns(database, 1))[0]?.id;
  await run("check");
  const before = await newest();
  await runScheduledCheck(world.services, options());
  expect(await newest()).toBe(before);
  await runScheduledCheck(
    world.services,
    options(() => Date.now() + 25 * HOUR_MS),
  );
  expect(await newest()).not.toBe(before);
  expect((await listRuns(database, 1))[0]).toMatchObject({ mode: "check", phase: "done" });
});
