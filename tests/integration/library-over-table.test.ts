import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { PutCommand, UpdateCommand } from "@aws-sdk/lib-dynamodb";
import { afterEach, expect, test } from "vitest";
import { registerUser } from "#lib/accounts/register-user.ts";
import type { User } from "#lib/accounts/user.ts";
import { listChangedImages } from "#lib/bulk/bulk-change.ts";
import { changeImages } from "#lib/bulk/start-bulk-change.ts";
import { renewEpoch } from "#lib/database/epoch.ts";
import { keys } from "#lib/database/keys.ts";
import { editImage, trashImage } from "#lib/images/change-images.ts";
import { deleteImage, deleteTrashedImage } from "#lib/images/delete-image.ts";
import { setTrashed } from "#lib/images/image-repository.ts";
import { runIntegrityWalk } from "#lib/integrity/integrity-walk.ts";
import { createBucketSnapshots, snapshotsPrefix } from "#lib/library/bucket-snapshots.ts";
import type { ChangePage, ChangeSource, SnapshotRequests } from "#lib/library/change-source.ts";
import { type ImageQueryInput, imageQuerySchema } from "#lib/library/image-query.ts";
import { createLibraryIndex, type LibraryIndex } from "#lib/library/library-index.ts";
import { createLibrary } from "#lib/library/library-services.ts";
import { listImages } from "#lib/library/list-images.ts";
import { formatOwnChanges, parseOwnChanges, toOwnChangeCookies } from "#lib/library/own-changes.ts";
import { SCHEMA_VERSION } from "#lib/library/schema.ts";
import { createSnapshotRequests, takeSnapshotRequest } from "#lib/library/snapshot-request-repository.ts";
import { createTableChangeSource } from "#lib/library/table-change-source.ts";
import { readWalkDigest } from "#lib/library/walk-digest-repository.ts";
import { createWorkerPool } from "#lib/library/worker-pool.ts";
import { writeRequestedSnapshots } from "#lib/library/write-requested-snapshots.ts";
import { listKeys } from "#lib/storage/objects.ts";
import { setAttributes } from "#tests/support/damage.ts";
import { storeImages } from "#tests/support/store-images.ts";
import { temporaryDirectory } from "#tests/support/temporary-directory.ts";
import { someUser } from "#tests/support/test-services.ts";
import { provideServices } from "#tests/support/test-world.ts";
import { beginNewUpload, makeReady, someFile } from "#tests/support/upload-steps.ts";

const world = provideServices();
const closers: (() => Promise<unknown>)[] = [];

afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

/** A library as a server of its own has it: another folder, other threads. */
async function openInstance(services = world.services): Promise<LibraryIndex> {
  const folder = await temporaryDirectory();
  const threads = createWorkerPool(1);
  const library = createLibrary(services, { folder: folder.path, threads, writesSnapshots: false });
  closers.push(async () => {
    await library.close();
    await threads.close();
    await folder[Symbol.asyncDispose]();
  });
  return library;
}

/** The same over a source, requests and a clock of the caller's. */
async function openIndex(
  source: ChangeSource,
  requests: SnapshotRequests | undefined,
  clock: () => number,
): Promise<LibraryIndex> {
  const folder = await temporaryDirectory();
  const threads = createWorkerPool(1);
  const index = createLibraryIndex({
    folder: folder.path,
    limits: { maxFiles: 10, maxBytes: 1e9 },
    source,
    threads,
    snapshots: createBucketSnapshots(world.services.storage),
    writesSnapshots: false,
    requests,
    clock,
  });
  closers.push(async () => {
    await threads.close();
    await folder[Symbol.asyncDispose]();
  });
  return index;
}

/** Reads the first page of a user's items, and does not come to the end of the others. */
async function slowly(userId: string, cursor?: string): Promise<ChangePage> {
  if (cursor !== undefined) return new Promise(() => {});
  return createTableChangeSource(world.services.database).readAll(userId);
}

async function readyImage(user: User, takenAt = "2024-05-01T10:00:00.000Z") {
  const { image } = await beginNewUpload(world.services, user, someFile());
  return makeReady(world.services, image, takenAt);
}

const toId = (image: { ownerId: string; id: string }) => ({ ownerId: image.ownerId, imageId: image.id });

async function listIds(library: LibraryIndex, user: User, own: { id: string; revision: number }[] = []) {
  const input = { query: imageQuerySchema.parse({}), page: { limit: 100 } };
  const changes = own.map((change) => ({ kind: "image" as const, ...change }));
  const { value } = await library.read(user.id, "list", input, changes);
  return value.images.map(({ id }) => id);
}

/** The integrity walk, later than any overlap, so that what an index lacks cannot be on its way. */
async function walkLater() {
  const now = () => Date.now() + 20 * 60_000;
  const deadline = Date.now() + 30_000;
  await runIntegrityWalk(world.services, { images: 1_000, trashDays: 30, deadline, now, pause: async () => {} });
}

/** The services, whose change feed shows nothing yet. */
function withoutFeed() {
  const { client } = world.services.database;
  const silent = new Proxy(client, {
    get(target, property, receiver) {
      if (property !== "send") return Reflect.get(target, property, receiver);
      return (command: { input: { IndexName?: string } }) =>
        command.input.IndexName === "changes" ? Promise.resolve({ Items: [] }) : target.send(command as never);
    },
  });
  return { ...world.services, database: { ...world.services.database, client: silent } };
}

test("two servers show the same library, and each every change", async () => {
  const user = someUser();
  const [older, newer] = [await readyImage(user), await readyImage(user, "2024-06-01T10:00:00.000Z")];
  const [one, other] = [await openInstance(), await openInstance()];
  for (const library of [one, other]) expect(await listIds(library, user)).toEqual([newer.id, older.id]);
  await setTrashed(world.services.database, toId(newer), new Date().toISOString());
  const added = await readyImage(user, "2023-01-01T00:00:00.000Z");
  for (const library of [one, other]) expect(await listIds(library, user)).toEqual([older.id, added.id]);
  await deleteImage(world.services, toId(older));
  for (const library of [one, other]) expect(await listIds(library, user)).toEqual([added.id]);
  const [first, second] = [
    await one.read(user.id, "count", imageQuerySchema.parse({})),
    await other.read(user.id, "count", imageQuerySchema.parse({})),
  ];
  expect(first.digest).toEqual(second.digest);
});

test("one's own change is seen on a server that the feed has not reached", async () => {
  const user = someUser();
  const image = await readyImage(user);
  const library = await openInstance(withoutFeed());
  expect(await listIds(library, user)).toEqual([image.id]);
  const trashed = await setTrashed(world.services.database, toId(image), new Date().toISOString());
  expect(await listIds(library, user)).toEqual([image.id]);
  const own = { id: image.id, revision: trashed?.revision ?? 0 };
  expect(await listIds(library, user, [own])).toEqual([]);
  await deleteImage(world.services, toId(image));
  expect(await listIds(library, user, [{ ...own, revision: own.revision + 2 }])).toEqual([]);
});

test("whatever one does is in the next list of every server, and nobody else's before the feed tells of it", async () => {
  const user = someUser();
  const images = [await readyImage(user), await readyImage(user), await readyImage(user)];
  const [first, second, third] = images.map(({ id }) => id).reverse() as [string, string, string];
  const servers = [await openInstance(withoutFeed()), await openInstance(withoutFeed())];
  /** Ids on each server, for one who sends what answers to changes said. */
  const listEverywhere = (filters: ImageQueryInput, text = "") =>
    Promise.all(
      servers.map(async (library) => {
        const request = { query: imageQuerySchema.parse(filters), limit: 10, own: parseOwnChanges(text) };
        return (await listImages({ ...world.services, library }, user, request)).images.map(({ id }) => id);
      }),
    );
  const everywhere = (ids: string[]) => servers.map(() => ids);
  expect(await listEverywhere({})).toEqual(everywhere([first, second, third]));

  const favourite = formatOwnChanges([await editImage(world.services, user, second, { favourite: true })]);
  expect(await listEverywhere({ favourite: true })).toEqual(everywhere([]));
  expect(await listEverywhere({ favourite: true }, favourite)).toEqual(everywhere([second]));

  const trashed = formatOwnChanges([await trashImage(world.services, user, first)]);
  expect(await listEverywhere({})).toEqual(everywhere([first, second, third]));
  expect(await listEverywhere({}, `${favourite}~${trashed}`)).toEqual(everywhere([second, third]));

  const deleted = formatOwnChanges([await deleteTrashedImage(world.services, user, first)]);
  expect(await listEverywhere({ trashed: true })).toEqual(everywhere([first]));
  expect(await listEverywhere({ trashed: true }, deleted)).toEqual(everywhere([]));
});

test("all that one call changes before its answer is in the next list, and in that of a browser", async () => {
  const user = someUser();
  const ids = await storeImages(world.services.database, user, 120);
  const library = await openInstance(withoutFeed());
  expect(await countImages(library, user)).toBe(120);
  const { results } = await changeImages({ ...world.services, library }, user, { action: "trash", ids });
  const { latest, earlier } = toOwnChangeCookies(formatOwnChanges(listChangedImages(results ?? [])));
  expect(await countImages(library, user)).toBe(120);
  expect(await countImages(library, user, `${earlier}~${latest}`)).toBe(0);
});

async function countImages(library: LibraryIndex, user: User, own = ""): Promise<number> {
  const { value } = await library.read(user.id, "count", imageQuerySchema.parse({}), parseOwnChanges(own));
  return value;
}

test("images of an earlier release are in it beside those of this one", async () => {
  const user = someUser();
  const [old, current] = [await readyImage(user), await readyImage(user)];
  const { client, table } = world.services.database;
  await client.send(
    new UpdateCommand({
      TableName: table,
      Key: keys.image(user.id, old.id),
      UpdateExpression: "REMOVE changedAt, listed, changesPk, changesSk",
    }),
  );
  const library = await openInstance();
  expect(await listIds(library, user)).toEqual([current.id, old.id]);
  await setTrashed(world.services.database, toId(old), new Date().toISOString());
  expect(await listIds(library, user)).toEqual([current.id]);
});

test("a snapshot in the bucket spares another server the reading of the table, until the epoch ends", async () => {
  const user = someUser();
  const image = await readyImage(user);
  const first = await openInstance();
  expect(await listIds(first, user)).toEqual([image.id]);
  await first.writeSnapshot(user.id);
  expect(await listKeys(world.services.storage, snapshotsPrefix(user.id))).toHaveLength(1);

  // Behind the feed's back, so that only who reads the table knows.
  const { client, table } = world.services.database;
  await client.send(
    new UpdateCommand({
      TableName: table,
      Key: keys.image(user.id, image.id),
      UpdateExpression: "SET fileName = :name REMOVE changesPk, changesSk",
      ExpressionAttributeValues: { ":name": "renamed.jpg" },
    }),
  );
  const nameOn = async (library: LibraryIndex) => {
    const { value } = await library.read(user.id, "find", [image.id]);
    return value[0]?.fileName;
  };
  expect(await nameOn(await openInstance())).toBe("photo.jpg");
  await renewEpoch(world.services.database);
  expect(await nameOn(await openInstance())).toBe("renamed.jpg");
});

test("a new snapshot leaves of the older ones what the release before may read, and what a later one wrote", async () => {
  const user = someUser();
  await readyImage(user);
  const store = createBucketSnapshots(world.services.storage);
  await using folder = await temporaryDirectory();
  const path = join(folder.path, "snapshot");
  await writeFile(path, "");
  for (const before of [8, 3, 2, 1, -90]) await store.write(user.id, SCHEMA_VERSION - before, path);
  await (await openInstance()).writeSnapshot(user.id);
  const snapshots = await listKeys(world.services.storage, snapshotsPrefix(user.id));
  const versions = snapshots.map((key) => Number(key.split(/[/.]/)[2]));
  expect(new Set(versions)).toEqual(new Set([SCHEMA_VERSION - 1, SCHEMA_VERSION, SCHEMA_VERSION + 90]));
});

test("what never came into the feed is repaired once the integrity walk has come by, snapshots included", async () => {
  const user = await registerUser(world.services, {
    email: "walk@example.org",
    password: "a long password",
    address: "walk",
  });
  const image = await readyImage(user);
  const first = await openInstance();
  expect(await listIds(first, user)).toEqual([image.id]);
  await first.writeSnapshot(user.id);
  const { client, table } = world.services.database;
  await client.send(
    new UpdateCommand({
      TableName: table,
      Key: keys.image(user.id, image.id),
      UpdateExpression: "SET trashedAt = :at, revision = revision + :one",
      ExpressionAttributeValues: { ":at": new Date().toISOString(), ":one": 1 },
    }),
  );
  expect(await listIds(await openInstance(withoutFeed()), user)).toEqual([image.id]);

  await walkLater();
  expect(await listIds(await openInstance(withoutFeed()), user)).toEqual([]);
  expect(await listKeys(world.services.storage, snapshotsPrefix(user.id))).toEqual([]);
});

test("an index that is right is left alone by what the walk found", async () => {
  const user = await registerUser(world.services, {
    email: "right@example.org",
    password: "a long password",
    address: "right",
  });
  await readyImage(user);
  const image = await readyImage(user);
  const first = await openInstance();
  await deleteImage(world.services, toId(image));
  // Neither takes in a tag that this release cannot read.
  const { client, table } = world.services.database;
  const changedAt = new Date().toISOString();
  const listed = { n: 7 };
  await client.send(
    new PutCommand({ TableName: table, Item: { ...keys.tag(user.id, "unreadable"), revision: 1, changedAt, listed } }),
  );
  expect(await listIds(first, user)).toHaveLength(1);
  await first.writeSnapshot(user.id);
  await walkLater();
  expect(await readWalkDigest(world.services.database, user.id)).toMatchObject({ digest: { count: 1 } });
  expect(await listIds(await openInstance(), user)).toHaveLength(1);
  expect(await listKeys(world.services.storage, snapshotsPrefix(user.id))).toHaveLength(1);
});

test("where processes freeze, a job writes the snapshot that a server asks for, and ends what takes long", {
  tags: "long",
}, async () => {
  const user = await registerUser(world.services, {
    email: "job@example.org",
    password: "a long password",
    address: "job",
  });
  // More than a page of a rebuild, and than what a snapshot is written for.
  await storeImages(world.services.database, user, 700);
  let nowMs = Date.now();
  const requests = createSnapshotRequests(world.services.database);
  const source = { ...createTableChangeSource(world.services.database), readAll: slowly };
  const slow = await openIndex(source, requests, () => nowMs);
  const count = async () => {
    const { value, rebuild } = await slow.read(user.id, "count", imageQuerySchema.parse({}));
    return rebuild ? "some" : value;
  };
  expect(await count()).toBe("some");
  const job = { database: world.services.database, library: await openIndex(source, undefined, Date.now) };
  expect(await writeRequestedSnapshots(job, { deadline: Date.now() })).toEqual({ written: 0, unfinished: 1 });
  expect(await listKeys(world.services.storage, snapshotsPrefix(user.id))).toHaveLength(1);
  expect(await requests.isOpen(user.id)).toBe(true);
  // The next run is another process, which continues from what the first one stored.
  const next = { ...job, library: await openInstance() };
  expect(await writeRequestedSnapshots(next, { deadline: Date.now() + 60_000 })).toEqual({ written: 1, unfinished: 0 });
  expect(await requests.isOpen(user.id)).toBe(false);
  expect(await count()).toBe("some");
  nowMs += 11_000;
  expect(await count()).toBe(700);
  expect(await writeRequestedSnapshots(job, { deadline: Date.now() + 60_000 })).toEqual({ written: 0, unfinished: 0 });
});

test("a snapshot that a server asked for whose clock was a year ahead is written", async () => {
  const { database } = world.services;
  const { id: userId } = someUser();
  await createSnapshotRequests(database).request(userId);
  await setAttributes(database, keys.snapshotRequest(userId), { openSk: `2199-01-01T00:00:00.000Z#${userId}` });
  const [now, until] = [Date.now(), Date.now() + 600_000].map((ms) => new Date(ms).toISOString()) as [string, string];
  const taken = await takeSnapshotRequest(database, now, until);
  expect(taken?.userId).toBe(userId);
  expect(await takeSnapshotRequest(database, now, until)).toBeUndefined();
});
