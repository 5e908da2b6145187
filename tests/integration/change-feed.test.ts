import { CreateTableCommand } from "@aws-sdk/client-dynamodb";
import { DeleteCommand, GetCommand, PutCommand, QueryCommand, UpdateCommand } from "@aws-sdk/lib-dynamodb";
import { ulid } from "ulid";
import { describe, expect, test } from "vitest";
import { registerUser } from "#lib/accounts/register-user.ts";
import type { User } from "#lib/accounts/user.ts";
import { deleteAlbum, deleteTag } from "#lib/bulk/delete-collection.ts";
import { readEpoch } from "#lib/database/epoch.ts";
import { keys, TTL_ATTRIBUTE } from "#lib/database/keys.ts";
import { getCollection } from "#lib/images/collection-repository.ts";
import { deleteImage } from "#lib/images/delete-image.ts";
import { listStoredImages } from "#lib/images/image-audit-repository.ts";
import { markDeleting } from "#lib/images/image-deletion-repository.ts";
import { createImage, findImage, findImageIncludingDeleting, setTrashed } from "#lib/images/image-repository.ts";
import { visitLibrary } from "#lib/integrity/visit-library.ts";
import type { Change } from "#lib/library/change.ts";
import { createTableChangeSource } from "#lib/library/table-change-source.ts";
import { createAlbum, listAlbums } from "#lib/library/view-albums.ts";
import { createTag, listTags } from "#lib/library/view-tags.ts";
import type { Position } from "#lib/processing/position.ts";
import { getUsage } from "#lib/usage/usage-repository.ts";
import { listImageIds } from "#tests/support/image-ids.ts";
import { someUser } from "#tests/support/test-services.ts";
import { provideServices } from "#tests/support/test-world.ts";
import { beginNewUpload, makeReady, someFile } from "#tests/support/upload-steps.ts";
import { restoreItems } from "../../cli/restore/restore-items.ts";

const HOUR_MS = 3_600_000;
const DAY_SECONDS = 24 * 60 * 60;

const world = provideServices();

async function readyImage(user: User) {
  const { image } = await beginNewUpload(world.services, user, someFile());
  return makeReady(world.services, image, "2024-05-01T10:00:00.000Z");
}

async function readFeed(userId: string, sinceMs = 0): Promise<Change[]> {
  return (await createTableChangeSource(world.services.database).readChanges(userId, sinceMs)).changes;
}

async function readItem(ownerId: string, imageId: string) {
  const { client, table } = world.services.database;
  return (await client.send(new GetCommand({ TableName: table, Key: keys.image(ownerId, imageId) }))).Item;
}

/** An image as a release without the change feed left it. */
async function makeOld(ownerId: string, imageId: string): Promise<void> {
  const { client, table } = world.services.database;
  await client.send(
    new UpdateCommand({
      TableName: table,
      Key: keys.image(ownerId, imageId),
      UpdateExpression: "REMOVE changedAt, listed, changesPk, changesSk",
    }),
  );
}

describe("the change feed", () => {
  test("has each image once, with its newest revision and what lists need", async () => {
    const user = someUser();
    const image = await readyImage(user);
    const [first, ...others] = await readFeed(user.id);
    expect(others).toEqual([]);
    expect(first).toMatchObject({ kind: "image", id: image.id, revision: image.revision });
    expect(first?.listed).toMatchObject({ n: "photo.jpg", s: "ready", k: [Date.parse("2024-05-01T10:00:00Z")] });

    await setTrashed(world.services.database, { ownerId: user.id, imageId: image.id }, new Date().toISOString());
    const [trashed, ...more] = await readFeed(user.id, first?.changedAtMs);
    expect(more).toEqual([]);
    expect(trashed?.revision).toBe(image.revision + 1);
    expect(trashed?.listed).toHaveProperty("x");
    expect(await readFeed(user.id, (trashed?.changedAtMs ?? 0) + 1)).toEqual([]);
  });

  test("never goes back for an image, whatever the writer's clock says", async () => {
    const user = someUser();
    const image = await readyImage(user);
    const id = { ownerId: user.id, imageId: image.id };
    // The last writer's clock is ahead.
    const later = new Date(Date.now() + HOUR_MS);
    const { client, table } = world.services.database;
    await client.send(
      new UpdateCommand({
        TableName: table,
        Key: keys.image(user.id, image.id),
        UpdateExpression: "SET changedAt = :at, changesSk = :sk",
        ExpressionAttributeValues: { ":at": later.toISOString(), ":sk": `${later.toISOString()}#${image.id}` },
      }),
    );
    for (const change of [
      () => setTrashed(world.services.database, id, undefined),
      () => markDeleting(world.services.database, id, new Date().toISOString()),
      () => deleteImage(world.services, id),
    ]) {
      const [before] = await readFeed(user.id);
      await change();
      const [after] = await readFeed(user.id);
      expect(after?.changedAtMs).toBe(later.getTime());
      expect(after?.revision).toBeGreaterThan(before?.revision ?? 0);
    }
  });

  test("tells of a removal when it begins and when it ends", async () => {
    const user = someUser();
    const image = await readyImage(user);
    const id = { ownerId: user.id, imageId: image.id };
    await markDeleting(world.services.database, id, new Date().toISOString());
    const [begun] = await readFeed(user.id);
    expect(begun).toMatchObject({ id: image.id, revision: image.revision + 1, listed: undefined });
    await deleteImage(world.services, id);
    const [ended] = await readFeed(user.id);
    expect(ended).toMatchObject({ id: image.id, revision: image.revision + 2, listed: undefined });
  });

  test("of what an earlier release wrote, a reading of the table knows as much", async () => {
    const user = someUser();
    const [old, current] = [await readyImage(user), await readyImage(user)];
    const source = createTableChangeSource(world.services.database);
    const before = await source.readAll(user.id);
    await makeOld(user.id, old.id);
    expect((await readFeed(user.id)).map(({ id }) => id)).toEqual([current.id]);
    const after = await source.readAll(user.id);
    expect(after.changes.map(({ listed }) => listed)).toEqual(before.changes.map(({ listed }) => listed));
    expect(after.changes.map(({ id }) => id)).toEqual([current.id, old.id]);
    await setTrashed(world.services.database, { ownerId: user.id, imageId: old.id }, undefined);
    expect((await readFeed(user.id)).map(({ id }) => id)).toEqual([current.id, old.id]);
  });
});

describe("a tombstone", () => {
  test("is no image to anybody, and its id is not given again", async () => {
    const { database } = world.services;
    const user = someUser();
    const image = await readyImage(user);
    const id = { ownerId: user.id, imageId: image.id };
    await deleteImage(world.services, id);
    const tombstone = await readItem(user.id, image.id);
    expect(Object.keys(tombstone ?? {}).sort()).toEqual(
      ["pk", "sk", "revision", "changedAt", "deletedAt", TTL_ATTRIBUTE, "changesPk", "changesSk"].sort(),
    );
    expect(tombstone?.[TTL_ATTRIBUTE] * 1000 - Date.parse(tombstone?.deletedAt)).toBeGreaterThan(29 * 24 * HOUR_MS);
    expect(await findImageIncludingDeleting(database, id)).toBeUndefined();
    expect(await setTrashed(database, id, new Date().toISOString())).toBeUndefined();
    expect(await deleteImage(world.services, id)).toBe(false);
    expect(await createImage(database, image)).toBe(false);
    expect((await listStoredImages(database, { ownerId: user.id, limit: 10 })).images).toEqual([]);
    expect(await readItem(user.id, image.id)).toEqual(tombstone);
  });

  test("is stepped over by the walk, page by page, and removed when its time is over", async () => {
    const { database } = world.services;
    const account = { email: "tombstones@example.org", password: "a long enough password", address: "192.0.2.1" };
    const user = await registerUser(world.services, account);
    const images = [];
    for (let index = 0; index < 5; index++) images.push(await readyImage(user));
    const [first, second, third, fourth, fifth] = images.map(({ id }) => id);
    for (const imageId of [second, third, fourth])
      await deleteImage(world.services, { ownerId: user.id, imageId: imageId ?? "" });
    await database.client.send(
      new UpdateCommand({
        TableName: database.table,
        Key: keys.image(user.id, third ?? ""),
        UpdateExpression: `SET ${TTL_ATTRIBUTE} = :over`,
        ExpressionAttributeValues: { ":over": Math.floor(Date.now() / 1000) - DAY_SECONDS },
      }),
    );
    let seen: string[] = [];
    const visitor = {
      startUser: async (userId: string) => userId === user.id,
      visitImages: async ({ images: slice }: { images: { imageId: string }[] }) => {
        seen.push(...slice.map(({ imageId }) => imageId));
        return "all" as const;
      },
      endUser: async () => {},
      isTimeUp: () => false,
    };
    expect(await visitLibrary(database, {}, visitor, 1)).toBeUndefined();
    expect(seen).toEqual([first, fifth]);
    expect(await readItem(user.id, third ?? "")).toBeUndefined();

    // Whoever has no more time gets no further than a page, though there may be tombstones only.
    seen = [];
    const places: (string | undefined)[] = [];
    let position: Position | undefined = {};
    do {
      position = await visitLibrary(database, position, { ...visitor, isTimeUp: () => true }, 1);
      if (position?.current) places.push(position.current.through);
    } while (position);
    expect(seen).toEqual([first, fifth]);
    expect(places).toEqual([first, second, fourth, fifth]);
    expect(await listImageIds(database, user.id)).toEqual([first, fifth]);
    expect(await readItem(user.id, fourth ?? "")).toBeDefined();
  });
});

describe("a restore", () => {
  const choice = { isDryRun: false, overwrites: false };

  /** A copy of a user's items in a table of its own, as a backup is restored. */
  async function copyOf(user: User, name: string): Promise<string> {
    const { client, table } = world.services.database;
    await client.send(
      new CreateTableCommand({
        TableName: name,
        BillingMode: "PAY_PER_REQUEST",
        AttributeDefinitions: ["pk", "sk"].map((AttributeName) => ({ AttributeName, AttributeType: "S" as const })),
        KeySchema: [
          { AttributeName: "pk", KeyType: "HASH" },
          { AttributeName: "sk", KeyType: "RANGE" },
        ],
      }),
    );
    const { Items = [] } = await client.send(
      new QueryCommand({
        TableName: table,
        KeyConditionExpression: "pk = :pk",
        ExpressionAttributeValues: { ":pk": keys.image(user.id, "").pk },
      }),
    );
    const copied = Items.filter(({ sk }) => /^(?:IMAGE|ALBUM|TAG|TAGNAME)#/.test(String(sk)));
    for (const Item of copied) await client.send(new PutCommand({ TableName: name, Item }));
    return name;
  }

  test("brings back what was deleted, as a change that the feed tells of, in another epoch", async () => {
    const { database } = world.services;
    const user = someUser();
    const [image, goneWhole, kept] = [await readyImage(user), await readyImage(user), await readyImage(user)];
    const copy = await copyOf(user, "copy-of-deleted");
    await deleteImage(world.services, { ownerId: user.id, imageId: image.id });
    await database.client.send(
      new DeleteCommand({ TableName: database.table, Key: keys.image(user.id, goneWhole.id) }),
    );
    const [epoch, before] = [await readEpoch(database), Date.now()];

    expect((await restoreItems(database, copy, { ...choice, isDryRun: true })).get("USER IMAGE")).toEqual({
      missing: 2,
      different: 0,
      alike: 1,
    });
    expect(await readEpoch(database)).toBe(epoch);
    await restoreItems(database, copy, choice);

    const restored = await findImage(database, { ownerId: user.id, imageId: image.id });
    expect(restored).toMatchObject({ status: "ready", revision: image.revision + 3 });
    expect(await readItem(user.id, image.id)).not.toHaveProperty(TTL_ATTRIBUTE);
    const ids = (await readFeed(user.id, before)).map(({ id, listed }) => listed && id);
    expect(ids.sort()).toEqual([image.id, goneWhole.id].sort());
    expect(await findImage(database, { ownerId: user.id, imageId: kept.id })).toEqual(kept);
    expect(await readEpoch(database)).not.toBe(epoch);
    expect((await restoreItems(database, copy, choice)).get("USER IMAGE")).toMatchObject({ missing: 0, different: 0 });
  });

  test("what guests have added counts again, and only for links that are there", async () => {
    const { database } = world.services;
    const user = someUser();
    const [shareId, endedId] = [ulid(), ulid()];
    const { image } = await beginNewUpload(world.services, user, someFile());
    const add = async (share: string) => {
      const addedBy = { shareId: share, guestId: ulid() };
      await createImage(database, { ...image, id: ulid(), status: "uploading", addedBy });
    };
    for (const share of [shareId, shareId, endedId]) await add(share);
    const copy = await copyOf(user, "copy-with-guests");
    await database.client.send(
      new PutCommand({ TableName: database.table, Item: { ...keys.share(user.id, shareId), id: shareId } }),
    );
    await restoreItems(database, copy, { ...choice, isDryRun: true });
    expect((await getUsage(database, user.id)).added).toEqual({});
    await restoreItems(database, copy, choice);
    const usage = await getUsage(database, user.id);
    expect(usage.added).toEqual({ [shareId]: { files: 2, bytes: 2 * image.bytes } });
    expect(usage.reservations).toHaveProperty(image.id);
  });

  test("puts back albums and tags that were deleted since, for lists to see", async () => {
    const { services } = world;
    const { database } = services;
    const user = someUser();
    const { album } = await createAlbum(services, user, { name: "Norway" });
    const { tag } = await createTag(services, user, "Sea");
    const copy = await copyOf(user, "copy-with-albums");
    await deleteAlbum(services, user, album.id);
    await deleteTag(services, user, tag.id);
    expect(await listAlbums(services, user, [])).toEqual([]);
    expect((await restoreItems(database, copy, choice)).get("USER ALBUM")).toMatchObject({ missing: 1 });
    expect(await listAlbums(services, user, [])).toMatchObject([{ name: "Norway" }]);
    expect(await listTags(services, user, [])).toMatchObject([{ name: "Sea" }]);
    expect((await createTag(services, user, "sea")).isNew).toBe(false);
    const key = { kind: "album", ownerId: user.id, id: album.id } as const;
    expect((await getCollection(database, key)).revision).toBe(3);
    expect((await restoreItems(database, copy, choice)).get("USER ALBUM")).toMatchObject({ alike: 1 });
  });

  test("puts back what differs as a change, too, and never a tombstone", async () => {
    const { database } = world.services;
    const user = someUser();
    const [image, deleted] = [await readyImage(user), await readyImage(user)];
    await deleteImage(world.services, { ownerId: user.id, imageId: deleted.id });
    const copy = await copyOf(user, "copy-of-changed");
    const id = { ownerId: user.id, imageId: image.id };
    await setTrashed(database, id, new Date().toISOString());
    await restoreItems(database, copy, { ...choice, overwrites: true });
    const restored = await findImage(database, id);
    expect(restored).toMatchObject({ revision: image.revision + 2 });
    expect(restored?.trashedAt).toBeUndefined();
    expect((await restoreItems(database, copy, choice)).get("USER IMAGE")).toEqual({
      missing: 0,
      different: 0,
      alike: 1,
    });
  });
});

test("a table has one epoch, whoever asks first", async () => {
  const { database } = world.services;
  await database.client.send(new DeleteCommand({ TableName: database.table, Key: keys.epoch() }));
  const epochs = await Promise.all([readEpoch(database), readEpoch(database), readEpoch(database)]);
  expect(new Set(epochs).size).toBe(1);
});
