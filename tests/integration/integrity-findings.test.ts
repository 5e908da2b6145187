import { setTimeout } from "node:timers/promises";
import { DeleteCommand } from "@aws-sdk/lib-dynamodb";
import { beforeAll, beforeEach, expect, test } from "vitest";
import { registerUser } from "#lib/accounts/register-user.ts";
import type { User } from "#lib/accounts/user.ts";
import { listUsers } from "#lib/accounts/user-directory-repository.ts";
import { findUserByEmail } from "#lib/accounts/user-repository.ts";
import { type Key, keys } from "#lib/database/keys.ts";
import { deleteImage } from "#lib/images/delete-image.ts";
import type { Image } from "#lib/images/image.ts";
import { findImage } from "#lib/images/image-repository.ts";
import { originalKey, renditionKey } from "#lib/images/object-keys.ts";
import type { FindingKind } from "#lib/integrity/finding.ts";
import { runIntegrityWalk, type WalkOptions } from "#lib/integrity/integrity-walk.ts";
import { getIntegrity, repairFindings } from "#lib/integrity/manage-integrity.ts";
import { readWalk } from "#lib/integrity/walk-repository.ts";
import type { WalkState, WalkView } from "#lib/integrity/walk-state.ts";
import { createTableChangeSource } from "#lib/library/table-change-source.ts";
import { addTotals, readTotals } from "#lib/metrics/counter-repository.ts";
import { deleteObject, findObject, readObject, writeObject } from "#lib/storage/objects.ts";
import { getUsage } from "#lib/usage/usage-repository.ts";
import { setAttributes } from "#tests/support/damage.ts";
import { pngWithAlpha } from "#tests/support/image-factory.ts";
import { announce, batch, delivery, store, storedEvent } from "#tests/support/test-worker.ts";
import { provideServices, provideWorker } from "#tests/support/test-world.ts";

const HOUR_MS = 60 * 60_000;
const IMAGES_PER_USER = 7;
const operator = { actor: { kind: "operator" } } as const;

const world = provideServices();
const worker = provideWorker(world);
/** Sorted by id, each with the same number of pictures. */
const people: { user: User; images: Image[] }[] = [];
let user: User;
let image: Image;

beforeAll(async () => {
  for (const name of ["ada", "ben", "cy"]) {
    const account = { email: `${name}@example.org`, password: "correct horse battery staple", address: "local" };
    const owner = await registerUser(world.services, account);
    const images: Image[] = [];
    for (let count = 0; count < IMAGES_PER_USER; count++) images.push(await bringPicture(owner));
    people.push({ user: owner, images });
  }
  people.sort((one, other) => (one.user.id < other.user.id ? -1 : 1));
});

beforeEach(async () => {
  const person = people[1];
  user = person?.user as User;
  image = person?.images[3] as Image;
  await finishRound();
  expect((await viewWalk()).findings).toEqual([]);
});

async function bringPicture(owner: User): Promise<Image> {
  const file = await pngWithAlpha();
  const announced = await announce(world.cloud, file, owner.id);
  await store(world.cloud, announced, file.body);
  await worker.handle(batch(delivery(storedEvent(announced))));
  const ready = await findImage(world.services.database, { ownerId: owner.id, imageId: announced.id });
  expect(ready).toMatchObject({ status: "ready" });
  return ready as Image;
}

const setItem = (key: Key, attributes: Record<string, unknown>) =>
  setAttributes(world.services.database, key, attributes);

/** A minute's walk, without waiting for the second look. */
const walk = (options: Partial<WalkOptions> = {}) =>
  runIntegrityWalk(world.services, {
    images: 1_000,
    deadline: Date.now() + 60_000,
    trashDays: 30,
    pause: async () => {},
    // What happened in the tests a moment ago was long ago, so that totals are looked at.
    now: () => Date.now() + HOUR_MS,
    ...options,
  });

async function viewWalk(): Promise<WalkView> {
  const { patrol: view } = await getIntegrity(world.services);
  if (!view) throw new Error("Expected the walk to have started");
  return view;
}

async function state(): Promise<WalkState> {
  const { state: stored } = await readWalk(world.services.database);
  if (!stored) throw new Error("Expected the walk to have started");
  return stored;
}

/** Ends a round that another test began, and makes a whole one. */
async function finishRound(): Promise<void> {
  await walk();
  await walk();
}

/** Each fault is seen in one walk, left alone, and mended by one action. */
async function expectRepaired(kind: FindingKind, where: string): Promise<void> {
  expect(await walk()).toEqual({ found: 1, emptied: 0 });
  expect((await viewWalk()).findings).toMatchObject([{ kind, where }]);
  const { since } = (await viewWalk()).findings[0] ?? {};
  expect(await walk()).toEqual({ found: 0, emptied: 0 });
  expect((await viewWalk()).findings).toMatchObject([{ kind, where, since }]);
  expect(await repairFindings(world.services, operator, undefined)).toEqual({
    repaired: 1,
    left: 0,
    isMore: false,
  });
  expect((await viewWalk()).findings).toEqual([]);
}

test("sees everything in one walk where there is little, and finds nothing wrong", async () => {
  expect((await viewWalk()).lastRound).toMatchObject({
    users: people.length,
    images: people.length * IMAGES_PER_USER,
    objects: people.length * IMAGES_PER_USER * 4,
  });
});

test("usage that is not the sum of the images, even one that makes no sense", async () => {
  const before = await getUsage(world.services.database, user.id);
  await setItem(keys.usage(user.id), { usedBytes: -7, imageCount: 3 });
  await expectRepaired("usage_drift", user.id);
  expect(await getUsage(world.services.database, user.id)).toEqual(before);
});

test("totals that are not the sum of all users", async () => {
  const before = await readTotals(world.services.database);
  await addTotals(world.services.database, { images: 5, bytes: -100, users: 1 });
  await expectRepaired("totals_drift", "totals");
  expect(await readTotals(world.services.database)).toEqual(before);
});

test("an image that fell out of the change feed", async () => {
  await setItem(keys.image(user.id, image.id), { changesPk: undefined });
  await expectRepaired("index_drift", image.id);
  const { changes } = await createTableChangeSource(world.services.database).readChanges(user.id, 0);
  expect(changes.map(({ id }) => id)).toContain(image.id);
});

test("a user who is in no list", async () => {
  await setItem(keys.user(user.id), { directoryPk: undefined });
  await expectRepaired("index_drift", user.email);
  const { users } = await listUsers(world.services.database, { prefix: user.email, limit: 5 });
  expect(users).toMatchObject([{ id: user.id }]);
});

test("an address that does not lead to its account", async () => {
  const { client, table } = world.services.database;
  await client.send(new DeleteCommand({ TableName: table, Key: keys.emailClaim(user.email) }));
  await expectRepaired("missing_email_claim", user.email);
  expect(await findUserByEmail(world.services.database, user.email)).toMatchObject({ id: user.id });
});

test("a size in the table that is not the object's", async () => {
  await setItem(keys.image(user.id, image.id), { bytes: 1 });
  await expectRepaired("size_drift", image.id);
});

test("a rendition that is gone is rendered again", async () => {
  const key = renditionKey(user.id, image.id, "thumbnail");
  await deleteObject(world.services.storage, key);
  await expectRepaired("missing_rendition", image.id);
  await worker.handle(batch(delivery(JSON.stringify({ kind: "render", ownerId: image.ownerId, imageId: image.id }))));
  expect(await findObject(world.services.storage, key)).toBeDefined();
});

test("an object without an image", async () => {
  const key = originalKey(user.id, "01ARZ3NDEKTSV4RRFFQ69G5FAV");
  await writeObject(world.services.storage, key, Buffer.from("x"), { contentType: "image/png" });
  await walk({ now: Date.now });
  expect((await viewWalk()).findings).toEqual([]);
  await walk();
  expect((await viewWalk()).findings).toMatchObject([{ kind: "orphan_object", where: key }]);
  // Repairing goes by the true time, for which the object is too young.
  expect(await repairFindings(world.services, operator, undefined)).toMatchObject({ repaired: 0 });
  expect(await findObject(world.services.storage, key)).toBeDefined();
  const inAnHour = new Date(Date.now() + HOUR_MS);
  await walk();
  expect(await repairFindings(world.services, operator, undefined, inAnHour)).toMatchObject({ repaired: 1 });
  expect(await findObject(world.services.storage, key)).toBeUndefined();
});

test("a fault that only people can mend stays named until it is gone", async () => {
  const { storage } = world.services;
  const key = originalKey(user.id, image.id);
  const original = await readObject(storage, key);
  await deleteObject(storage, key);
  await walk();
  const report = { repaired: 0, left: 1, isMore: false };
  expect(await repairFindings(world.services, operator, undefined)).toEqual(report);
  expect((await viewWalk()).findings).toMatchObject([{ kind: "missing_original", imageId: image.id }]);
  await writeObject(storage, key, original?.body ?? Buffer.alloc(0), { contentType: image.contentType });
  await walk();
  expect((await viewWalk()).findings).toEqual([]);
});

test("what is right again at the second look is not reported", async () => {
  const key = renditionKey(user.id, image.id, "medium");
  const rendition = await readObject(world.services.storage, key);
  const before = await getUsage(world.services.database, user.id);
  await deleteObject(world.services.storage, key);
  await setItem(keys.usage(user.id), { usedBytes: 1 });
  await addTotals(world.services.database, { images: 1 });
  let hasLooked = false;
  await walk({
    pause: async () => {
      hasLooked = true;
      await writeObject(world.services.storage, key, rendition?.body ?? Buffer.alloc(0), { contentType: "image/webp" });
      const revision = { revision: 1_000_000 };
      await setItem(keys.usage(user.id), { ...revision, usedBytes: before.usedBytes });
      await addTotals(world.services.database, { images: -1 });
    },
  });
  expect(hasLooked).toBe(true);
  expect((await viewWalk()).findings).toEqual([]);
});

test("goes round a library in small steps, adds up rightly over them, and finds every fault on the way", async () => {
  const first = people[0]?.images[0] as Image;
  const last = people.at(-1)?.images.at(-1) as Image;
  for (const one of [first, last]) await setItem(keys.image(one.ownerId, one.id), { changesSk: "nonsense" });
  await setItem(keys.usage(user.id), { imageCount: 99 });
  const before = (await viewWalk()).lastRound?.finishedAt;
  let walks = 0;
  while ((await viewWalk()).lastRound?.finishedAt === before) {
    // One user's account and two of their pictures at a time.
    await walk({ images: 12, imagesPerSlice: 2 });
    walks += 1;
    expect(walks).toBeLessThan(50);
  }
  expect(walks).toBeGreaterThanOrEqual(people.length);
  const { findings, lastRound } = await viewWalk();
  expect(lastRound).toMatchObject({
    users: people.length,
    images: people.length * IMAGES_PER_USER,
    objects: people.length * IMAGES_PER_USER * 4,
  });
  expect(findings.map(({ where }) => where).sort()).toEqual([first.id, last.id, user.id].sort());
  expect(await repairFindings(world.services, operator, undefined)).toMatchObject({ repaired: 3 });
});

test("raises no false alarm while pictures come and go", { tags: "long" }, async () => {
  let isBusy = true;
  const traffic = (async () => {
    for (let count = 0; count < 12; count++) {
      const picture = await bringPicture(user);
      if (count % 2 === 0) {
        await deleteImage(world.services, { ownerId: user.id, imageId: picture.id });
      }
    }
    isBusy = false;
  })();
  let walks = 0;
  while (isBusy) {
    // Far longer than two writes that belong together are apart, and shorter than the walk's own pause.
    await walk({ now: Date.now, pause: () => setTimeout(500) });
    expect((await viewWalk()).findings).toEqual([]);
    walks += 1;
  }
  await traffic;
  expect(walks).toBeGreaterThan(3);
  await finishRound();
  expect((await viewWalk()).findings).toEqual([]);
});

test("totals that were the same before and after a picture came and went are no proof of anything", async () => {
  const last = people.at(-1)?.user as User;
  const before = await readTotals(world.services.database);
  await walk({ images: 10 });
  const picture = await bringPicture(last);
  for (let { phase } = await state(); phase === "users"; { phase } = await state()) await walk({ images: 10 });
  await deleteImage(world.services, { ownerId: last.id, imageId: picture.id });
  expect(await readTotals(world.services.database)).toEqual(before);
  await walk();
  expect((await state()).phase).toBe("done");
  expect((await viewWalk()).findings).toEqual([]);
});

test("ends at once when it is told to, and keeps nothing of that walk", async () => {
  await setItem(keys.image(user.id, image.id), { changesPk: undefined });
  const { at } = await viewWalk();
  const ended = { images: 1_000, trashDays: 30, deadline: Date.now() + 60_000, signal: AbortSignal.abort() };
  await runIntegrityWalk(world.services, ended);
  expect((await viewWalk()).at).toBe(at);
  await walk();
  expect(await repairFindings(world.services, operator, undefined)).toMatchObject({ repaired: 1 });
});

test("two walks and a repair at the same time lose nothing", async () => {
  const [one, other] = [people[0]?.images[1], people[2]?.images[1]] as [Image, Image];
  for (const { ownerId, id } of [one, other]) await setItem(keys.image(ownerId, id), { changesPk: undefined });
  await Promise.all([walk(), walk()]);
  expect((await viewWalk()).findings).toHaveLength(2);
  const ids = (await viewWalk()).findings.filter(({ where }) => where === one.id).map(({ id }) => id);
  await Promise.all([walk(), repairFindings(world.services, operator, ids)]);
  await walk();
  expect((await viewWalk()).findings).toMatchObject([{ where: other.id }]);
  await Promise.all([1, 2].map(() => repairFindings(world.services, operator, undefined)));
  await walk();
  expect((await viewWalk()).findings).toEqual([]);
});
