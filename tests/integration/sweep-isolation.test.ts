import { GetCommand, PutCommand, UpdateCommand } from "@aws-sdk/lib-dynamodb";
import { ulid } from "ulid";
import { beforeEach, describe, expect, test, vi } from "vitest";
import type { User } from "#lib/accounts/user.ts";
import { findUser } from "#lib/accounts/user-item.ts";
import { startRemovingUser } from "#lib/accounts/user-lifecycle-repository.ts";
import { claimEmail, createUser } from "#lib/accounts/user-repository.ts";
import { getOpenShard, keys, partitions } from "#lib/database/keys.ts";
import { findImageIncludingDeleting, startProcessing } from "#lib/images/image-repository.ts";
import { continueUserRemovals } from "#lib/operations/delete-user.ts";
import { sweepOpenImages } from "#lib/processing/sweep-open-images.ts";
import { getUsage } from "#lib/usage/usage-repository.ts";
import { someUser } from "#tests/support/test-services.ts";
import { provideServices } from "#tests/support/test-world.ts";
import { beginNewUpload, makeReady, sendBytes, someFile } from "#tests/support/upload-steps.ts";

/* What one item cannot do to the jobs that pass it: stop them, or keep the rest waiting for ever. */

const HOUR_MS = 3_600_000;
const LONG_AGO = "2020-01-01T00:00:00.000Z";

const world = provideServices();
let logged: string[];
beforeEach(() => {
  logged = [];
  const log = vi.spyOn(console, "error").mockImplementation((line) => logged.push(String(line)));
  return () => log.mockRestore();
});

async function getOrder(ownerId: string, imageId: string): Promise<string> {
  const { client, table } = world.services.database;
  const { Item } = await client.send(new GetCommand({ TableName: table, Key: keys.image(ownerId, imageId) }));
  return String(Item?.openSk);
}

/** What is stored under an image's key is no image; it stands before everything else in its shard. */
async function storeUnreadableImage(imageId: string) {
  const { client, table } = world.services.database;
  const ownerId = ulid();
  await client.send(
    new PutCommand({
      TableName: table,
      Item: {
        ...keys.image(ownerId, imageId),
        openPk: partitions.open(getOpenShard(imageId)),
        openSk: `${LONG_AGO}#${imageId}`,
      },
    }),
  );
  return ownerId;
}

describe("the sweep", () => {
  test("passes over an unreadable image, logs it, and comes back to it after the rest", async () => {
    const { image } = await beginNewUpload(world.services, someUser(), someFile());
    const unreadableId = ulid().slice(0, -1) + image.id.slice(-1);
    const ownerId = await storeUnreadableImage(unreadableId);

    const later = new Date(Date.now() + 3 * HOUR_MS);
    const report = await sweepOpenImages(world.services, later);
    expect(report).toMatchObject({ skipped: 1, abandoned: 1 });
    expect(await findImageIncludingDeleting(world.services.database, { ...image, imageId: image.id })).toBeUndefined();
    expect(logged.join()).toContain(unreadableId);
    expect(await getOrder(ownerId, unreadableId)).toBe(`${later.toISOString()}#${unreadableId}`);
    expect(await sweepOpenImages(world.services, later)).toMatchObject({ skipped: 0 });
  });

  test("passes over a usage that cannot be read", async () => {
    const { client, table } = world.services.database;
    const [broken, user] = [someUser(), someUser()];
    for (const owner of [broken, user]) await beginNewUpload(world.services, owner, someFile());
    await client.send(
      new UpdateCommand({
        TableName: table,
        Key: keys.usage(broken.id),
        UpdateExpression: "SET usedBytes = :none, openSk = :first",
        ExpressionAttributeValues: { ":none": "nothing", ":first": `${LONG_AGO}#${broken.id}` },
      }),
    );
    const report = await sweepOpenImages(world.services, new Date(Date.now() + 3 * HOUR_MS));
    expect(report.skipped).toBeGreaterThan(0);
    expect(logged.join()).toContain(broken.id);
    expect((await getUsage(world.services.database, user.id)).reservations).toEqual({});
  });

  test("counts an image as used whose worker was lost before it could, so that its reservation ends", async () => {
    const user = someUser();
    const { image } = await beginNewUpload(world.services, user, someFile());
    await startProcessing(
      world.services.database,
      { ownerId: user.id, imageId: image.id },
      { at: new Date().toISOString(), sequencer: undefined, bytes: image.bytes, evenIfSettled: false },
    );
    await sweepOpenImages(world.services, new Date(Date.now() + 3 * HOUR_MS));
    expect(await getUsage(world.services.database, user.id)).toMatchObject({
      usedBytes: image.bytes,
      committedBytes: image.bytes,
      imageCount: 1,
      reservations: {},
    });
  });
});

describe("the removal of users", () => {
  async function userBeingRemoved(images: number, since: string) {
    const { database } = world.services;
    const user = someUser();
    await createUser(database, user);
    for (let index = 0; index < images; index++) {
      const file = someFile();
      const { image, upload } = await beginNewUpload(world.services, user, file);
      await sendBytes(upload, file.body);
      await makeReady(world.services, image);
    }
    await startRemovingUser(database, user.id, since);
    return user;
  }

  test("goes on with the others when one fails, and takes that one up again", async () => {
    const { client, table } = world.services.database;
    const [broken, user] = [await userBeingRemoved(1, LONG_AGO), await userBeingRemoved(2, "2020-01-02T00:00:00.000Z")];
    const breakUsage = (usedBytes: unknown) =>
      client.send(
        new UpdateCommand({
          TableName: table,
          Key: keys.usage(broken.id),
          UpdateExpression: "SET usedBytes = :value",
          ExpressionAttributeValues: { ":value": usedBytes },
        }),
      );
    await breakUsage("nothing");
    expect(await continueUserRemovals(world.services, Date.now() + 20_000)).toBe(1);
    expect(await findUser(world.services.database, user.id)).toBeUndefined();
    expect(logged.join()).toContain(broken.id);
    await breakUsage(1_000);
    expect(await continueUserRemovals(world.services, Date.now() + 20_000)).toBe(1);
    expect(await findUser(world.services.database, broken.id)).toBeUndefined();
    expect(await claimEmail(world.services.database, broken)).toBe(true);
  });

  /** Services of which listing the objects of one of these users takes 20 seconds by the clock, more than a turn. */
  function slowFor(users: User[]) {
    const { client } = world.services.storage;
    const slow = new Proxy(client, {
      get(target, property, receiver) {
        if (property !== "send") return Reflect.get(target, property, receiver);
        return async (...args: Parameters<typeof target.send>) => {
          const { Prefix } = args[0].input as { Prefix?: string };
          if (users.some(({ id }) => Prefix?.includes(id))) vi.setSystemTime(Date.now() + 20_000);
          return target.send(...args);
        };
      },
    });
    return { ...world.services, storage: { ...world.services.storage, client: slow } };
  }

  test("takes turns, so that a large library keeps no other account waiting, and ends in steps", async () => {
    const large = await userBeingRemoved(3, LONG_AGO);
    const small = await userBeingRemoved(1, "2020-01-02T00:00:00.000Z");
    vi.useFakeTimers({ toFake: ["Date"] });
    try {
      expect(await continueUserRemovals(slowFor([large]), Date.now() + 50_000)).toBe(1);
      expect(await findUser(world.services.database, small.id)).toBeUndefined();
      expect(await findUser(world.services.database, large.id)).toBeDefined();
      expect(await continueUserRemovals(world.services, Date.now() + 50_000)).toBe(1);
      expect(await findUser(world.services.database, large.id)).toBeUndefined();
    } finally {
      vi.useRealTimers();
    }
  });

  test("begins with those that had no turn yet, however many large ones came before them", async () => {
    const large = [];
    for (let day = 1; day <= 3; day++) large.push(await userBeingRemoved(1, `2020-01-0${day}T00:00:00.000Z`));
    const small = await userBeingRemoved(1, "2020-02-01T00:00:00.000Z");
    vi.useFakeTimers({ toFake: ["Date"] });
    try {
      expect(await continueUserRemovals(slowFor(large), Date.now() + 50_000)).toBe(0);
      expect(await continueUserRemovals(slowFor(large), Date.now() + 50_000)).toBe(1);
      expect(await findUser(world.services.database, small.id)).toBeUndefined();
      expect(await continueUserRemovals(world.services, Date.now() + 50_000)).toBe(3);
    } finally {
      vi.useRealTimers();
    }
  });
});
