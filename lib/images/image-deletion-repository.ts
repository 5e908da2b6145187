import { BatchGetCommand, DeleteCommand, GetCommand, PutCommand, UpdateCommand } from "@aws-sdk/lib-dynamodb";
import { stampChange, toChangeKeys } from "#lib/database/change-feed.ts";
import { type Database, whenConditionHolds } from "#lib/database/database.ts";
import { getOpenShard, type Key, keys, partitions } from "#lib/database/keys.ts";
import { AppError } from "#lib/errors.ts";
import type { ImageRemovals } from "#lib/usage/usage.ts";
import type { Image } from "./image.ts";
import { type ImageId, toImage } from "./image-item.ts";
import { type Before, isTombstone, toTombstone } from "./tombstone.ts";

/** Most keys that DynamoDB takes in one BatchGetItem. */
const MAX_BATCH = 100;

/**
 * Begins the removal of an image for good: from here on it is gone for every reader, and only the removal itself
 * sees it. Returns the image, also when its removal had begun before; undefined when it is gone already or, with
 * `revision`, was changed since.
 * @throws AppError `unavailable` when others keep changing it
 */
export async function markDeleting(
  database: Database,
  id: ImageId,
  at: string,
  revision?: number,
): Promise<Image | undefined> {
  return whileChanging(async () => {
    const before = await readStamp(database, id);
    if (!before || (revision !== undefined && before.revision !== revision)) return undefined;
    const result = await whenConditionHolds(database.client.send(markCommand(database, id, at, before)));
    return result?.Attributes ? toImage(result.Attributes) : "changed meanwhile";
  });
}

/** A removal that had begun before is noted in the change feed already; only the sweep's attention is put off. */
function markCommand(database: Database, { ownerId, imageId }: ImageId, at: string, before: Stamp): UpdateCommand {
  const changedAt = stampChange(before.changedAt);
  const { changesPk, changesSk } = toChangeKeys(ownerId, imageId, changedAt);
  const change = before.isBeingRemoved
    ? { set: "", values: {} }
    : {
        set: ", removingSince = :at, revision = :next, changedAt = :changedAt, changesPk = :changesPk, changesSk = :changesSk",
        values: {
          ":at": at,
          ":next": before.revision + 1,
          ":changedAt": changedAt,
          ":changesPk": changesPk,
          ":changesSk": changesSk,
        },
      };
  return new UpdateCommand({
    TableName: database.table,
    Key: keys.image(ownerId, imageId),
    // It stays in `open`, so that the sweep finds a removal that ended midway.
    UpdateExpression: `SET openPk = :open, openSk = :openSk${change.set} REMOVE listed, libraryPk, librarySk, statusPk, statusSk, directoryPk, directorySk`,
    ConditionExpression: IS_AS_READ,
    ExpressionAttributeValues: {
      ":open": partitions.open(getOpenShard(imageId)),
      ":openSk": `${at}#${imageId}`,
      ":revision": before.revision,
      ...change.values,
    },
    ReturnValues: "ALL_NEW",
  });
}

/**
 * The last step of a removal: a tombstone takes the place of an image that is being removed. Does nothing when one is
 * there, or nothing is. @throws AppError `unavailable` when others keep changing it
 */
export async function deleteImageItem(database: Database, image: Image): Promise<void> {
  const id = { ownerId: image.ownerId, imageId: image.id };
  let inHand: Before | undefined = { revision: image.revision, changedAt: image.changedAt };
  await whileChanging(async () => {
    const before = inHand ?? (await readStamp(database, id));
    inHand = undefined;
    if (!before) return undefined;
    const put = new PutCommand({
      TableName: database.table,
      Item: toTombstone(id, before),
      ConditionExpression: IS_AS_READ,
      ExpressionAttributeValues: { ":revision": before.revision },
    });
    return (await whenConditionHolds(database.client.send(put))) ? undefined : "changed meanwhile";
  });
}

/** Deletes tombstones whose time is over. One that a restored image has taken the place of is left alone. */
export async function deleteTombstones(database: Database, ownerId: string, imageIds: string[]): Promise<void> {
  for (const imageId of imageIds) {
    const command = new DeleteCommand({
      TableName: database.table,
      Key: keys.image(ownerId, imageId),
      ConditionExpression: "attribute_exists(deletedAt)",
    });
    await whenConditionHolds(database.client.send(command));
  }
}

const IS_AS_READ = "revision = :revision AND attribute_not_exists(deletedAt)";
const MAX_ATTEMPTS = 8;

interface Stamp extends Before {
  isBeingRemoved: boolean;
}

/** How far an image's item has come; undefined for a tombstone, and when there is none. */
async function readStamp(database: Database, { ownerId, imageId }: ImageId): Promise<Stamp | undefined> {
  const { Item } = await database.client.send(
    new GetCommand({
      TableName: database.table,
      Key: keys.image(ownerId, imageId),
      ProjectionExpression: "revision, changedAt, deletedAt, removingSince",
      ConsistentRead: true,
    }),
  );
  if (!Item || isTombstone(Item)) return undefined;
  return { revision: Item.revision, changedAt: Item.changedAt, isBeingRemoved: Item.removingSince !== undefined };
}

async function whileChanging<T>(attempt: () => Promise<T | "changed meanwhile">): Promise<T> {
  for (let attempts = 0; attempts < MAX_ATTEMPTS; attempts++) {
    const outcome = await attempt();
    if (outcome !== "changed meanwhile") return outcome;
  }
  throw new AppError("unavailable", "The image is changing too fast right now. Please try again.");
}

/** What the images of one owner say of their removal, for the owner's usage. */
export function createImageRemovals(database: Database, ownerId: string): ImageRemovals {
  return {
    isOwed: async (imageId) => {
      const { Item } = await database.client.send(
        new GetCommand({
          TableName: database.table,
          Key: keys.image(ownerId, imageId),
          ProjectionExpression: "pk, subtractedAt, deletedAt",
          ConsistentRead: true,
        }),
      );
      return Item !== undefined && !isTombstone(Item) && Item.subtractedAt === undefined;
    },
    noteSubtracted: async (imageIds) => {
      const at = new Date().toISOString();
      for (let start = 0; start < imageIds.length; start += MAX_BATCH) {
        const present = await findPresent(database, ownerId, imageIds.slice(start, start + MAX_BATCH));
        for (const key of present) await noteSubtracted(database, key, at);
      }
    },
  };
}

async function findPresent(database: Database, ownerId: string, imageIds: string[]): Promise<Key[]> {
  const present: Key[] = [];
  for (let asked = imageIds.map((imageId) => keys.image(ownerId, imageId)); asked.length > 0; ) {
    const page = await database.client.send(
      new BatchGetCommand({
        RequestItems: {
          [database.table]: { Keys: asked, ProjectionExpression: "pk, sk, deletedAt", ConsistentRead: true },
        },
      }),
    );
    const items = page.Responses?.[database.table] ?? [];
    present.push(...(items.filter((item) => !isTombstone(item)) as unknown as Key[]));
    asked = (page.UnprocessedKeys?.[database.table]?.Keys ?? []) as Key[];
  }
  return present;
}

async function noteSubtracted(database: Database, key: Key, at: string): Promise<void> {
  const update = new UpdateCommand({
    TableName: database.table,
    Key: { pk: key.pk, sk: key.sk },
    UpdateExpression: "SET subtractedAt = if_not_exists(subtractedAt, :at)",
    ConditionExpression: "attribute_exists(pk) AND attribute_not_exists(deletedAt)",
    ExpressionAttributeValues: { ":at": at },
  });
  await whenConditionHolds(database.client.send(update));
}
