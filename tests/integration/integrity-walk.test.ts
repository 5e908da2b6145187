import { ulid } from "ulid";
import { beforeAll, expect, test } from "vitest";
import { registerUser } from "#lib/accounts/register-user.ts";
import type { User } from "#lib/accounts/user.ts";
import { bulkPrefix } from "#lib/bulk/bulk-objects.ts";
import { keys } from "#lib/database/keys.ts";
import type { Image } from "#lib/images/image.ts";
import { createImage, findImage, setTrashed } from "#lib/images/image-repository.ts";
import { originalKey } from "#lib/images/object-keys.ts";
import { continueRerender } from "#lib/integrity/continue-rerender.ts";
import { runIntegrityWalk, type WalkOptions } from "#lib/integrity/integrity-walk.ts";
import { continueCheck, getIntegrity, repairFindings, startCheck } from "#lib/integrity/manage-integrity.ts";
import { startRerender } from "#lib/integrity/start-rerender.ts";
import { readWalk } from "#lib/integrity/walk-repository.ts";
import { findRerender } from "#lib/processing/rerender-run-repository.ts";
import { findObject, writeObject } from "#lib/storage/objects.ts";
import { getUsage } from "#lib/usage/usage-repository.ts";
import { setAttributes } from "#tests/support/damage.ts";
import { provideServices } from "#tests/support/test-world.ts";
import { beginNewUpload, makeReady, someFile } from "#tests/support/upload-steps.ts";
import { waitUntil } from "#tests/support/wait-until.ts";

const HOUR_MS = 60 * 60_000;
const DAY_MS = 24 * HOUR_MS;
const TRASH_DAYS = 30;
/** More than one slice of a walk. */
const MANY_IMAGES = 260;

const world = provideServices();
let user: User;

beforeAll(async () => {
  const account = { email: "ada@example.org", password: "correct horse battery staple", address: "local" };
  user = await registerUser(world.services, account);
});

const options = (changes: Partial<WalkOptions> = {}) => ({
  images: 10_000,
  trashDays: TRASH_DAYS,
  deadline: Date.now() + 60_000,
  pause: async () => {},
  ...changes,
});
const walk = (changes: Partial<WalkOptions> = {}) => runIntegrityWalk(world.services, options(changes));
const getId = ({ ownerId, id }: Image) => ({ ownerId, imageId: id });
const find = (image: Image) => findImage(world.services.database, getId(image));

async function bringImage(): Promise<Image> {
  const { image } = await beginNewUpload(world.services, user, someFile());
  const ready = await makeReady(world.services, image, "2024-05-01T12:00:00.000Z");
  await writeObject(world.services.storage, originalKey(user.id, image.id), Buffer.alloc(image.bytes), {
    contentType: image.contentType,
  });
  return ready;
}

test("images are deleted permanently once their days in the trash are over, and their space is free", async () => {
  const { database, storage } = world.services;
  const [kept, young, old] = [await bringImage(), await bringImage(), await bringImage()] as const;
  const at = (days: number) => new Date(Date.now() - days * DAY_MS - HOUR_MS).toISOString();
  await setTrashed(database, getId(young), at(TRASH_DAYS - 1));
  await setTrashed(database, getId(old), at(TRASH_DAYS));
  const before = await getUsage(database, user.id);
  expect(await walk()).toMatchObject({ emptied: 1 });
  expect(await find(old)).toBeUndefined();
  expect(await findObject(storage, originalKey(user.id, old.id))).toBeUndefined();
  expect(await find(young)).toBeDefined();
  expect(await find(kept)).toBeDefined();
  const after = await getUsage(database, user.id);
  expect(after.usedBytes).toBe(before.usedBytes - old.bytes);
  expect(after.imageCount).toBe(before.imageCount - 1);
  expect(await walk({ trashDays: TRASH_DAYS - 2 })).toMatchObject({ emptied: 1 });
  expect(await find(young)).toBeUndefined();
});

test("objects of users who do not exist are found by the minute's walk and repaired by one action", async () => {
  const stranger = "01ARZ3NDEKTSV4RRFFQ69G5FAW";
  const objects = [originalKey(stranger, stranger), `${bulkPrefix(stranger)}${stranger}/plans/0`];
  for (const key of objects)
    await writeObject(world.services.storage, key, Buffer.from("x"), { contentType: "image/png" });
  await walk();
  for (const key of objects) expect(await openFindings()).not.toContain(key);
  const later = Date.now() + HOUR_MS;
  await walk({ now: () => later });
  expect(await openFindings()).toEqual(expect.arrayContaining(objects));
  const by = { actor: { kind: "operator" } } as const;
  const ids = objects.map((key) => `orphan_object ${key}`);
  await repairFindings(world.services, by, ids, new Date(later));
  for (const key of objects) {
    expect(await findObject(world.services.storage, key)).toBeUndefined();
    expect(await openFindings()).not.toContain(key);
  }
});

const openFindings = async () => (await getIntegrity(world.services)).patrol?.findings.map(({ where }) => where);

test("a check keeps its deadline inside a user too, and continues there", async () => {
  const { database } = world.services;
  const [{ image }, account] = [
    await beginNewUpload(world.services, user, someFile()),
    { email: "ben@example.org", password: "correct horse battery staple", address: "local" },
  ];
  const owner = await registerUser(world.services, account);
  const ids = Array.from({ length: MANY_IMAGES }, () => ulid());
  for (let start = 0; start < ids.length; start += 50) {
    await Promise.all(
      ids.slice(start, start + 50).map((id) => createImage(database, { ...image, id, ownerId: owner.id })),
    );
  }
  await walk();
  const { id } = await startCheck(world.services, "check");
  let checked = 0;
  for (let call = 0; call < 4; call++) {
    const run = await continueCheck(world.services, id, options({ deadline: Date.now() }));
    expect(run?.phase).toBe("users");
    expect(run?.checked.images).toBeLessThan(MANY_IMAGES);
    expect(run?.checked.images).toBeGreaterThanOrEqual(checked);
    checked = run?.checked.images ?? 0;
  }
  expect(checked).toBeGreaterThan(0);
  const done = await continueCheck(world.services, id, options());
  expect(done?.phase).toBe("done");
  checked = done?.checked.images ?? 0;
  expect(checked).toBeGreaterThanOrEqual(MANY_IMAGES);
  expect((await readWalk(database)).state?.lastRound?.images).toBe(checked);
});

test("a re-render whose position version 0.1.0 stored goes through the library from its beginning", async () => {
  const { database } = world.services;
  const { number } = (await startRerender(world.services, { isForced: false })) ?? { number: 0 };
  const position = { email: "zoe@example.org", userId: user.id };
  await setAttributes(database, keys.rerenderRun(number), {
    position,
    pass: { seen: 9, current: 9, unneeded: 0, failed: 0, sent: 0 },
  });
  const stopping = new AbortController();
  const going = continueRerender(world.services, {
    deadline: Date.now() + 60_000,
    pauseMs: 10,
    signal: stopping.signal,
  });
  const found = await waitUntil(
    "the end of the pass",
    async () => (await findRerender(database, number))?.found,
    30_000,
  );
  stopping.abort();
  await going;
  // Without what the pass of the old version had seen.
  expect(found).toBe((await readWalk(database)).state?.lastRound?.images);
});
