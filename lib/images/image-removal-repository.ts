import { BatchGetCommand, DeleteCommand, GetCommand, UpdateCommand } from "@aws-sdk/lib-dynamodb";
import { type Database, whenConditionHolds } from "#lib/database/database.ts";
import { getOpenShard, type Key, keys, partitions } from "#lib/database/keys.ts";
import type { ImageRemovals } from "#lib/usage/usage.ts";
import type { Image } from "./image.ts";
import { type ImageId, toImage } from "./image-item.ts";

/** Most keys that DynamoDB takes in one BatchGetItem. */
const MAX_BATCH = 100;

/**
 * Begins the removal of an image for good: from here on it is gone for every reader, and only the removal itself
 * sees it. Returns the image, also when its removal had begun before; undefined when it is gone already or, with
 * `revision`, was changed since.
 */
export async function markDeleting(
  database: Database,
  { ownerId, imageId }: ImageId,
  at: string,
  revision?: number,
): Promise<Image | undefined> {
  const update = new UpdateCommand({
    TableName: database.table,
    Key: keys.image(ownerId, imageId),
    UpdateExpression:
      "SET removingSince = if_not_exists(removingSince, :at), openPk = :open, openSk = :openSk REMOVE libraryPk, librarySk, statusPk, statusSk, directoryPk, directorySk",
    ConditionExpression: revision === undefined ? "attribute_exists(pk)" : "revision = :revision",
    // It stays in `open`, so that the sweep finds a removal that ended midway.
    ExpressionAttributeValues: {
      ":at": at,
      ":open": partitions.open(getOpenShard(imageId)),
      ":openSk": `${at}#${imageId}`,
      ...(revision === undefined ? {} : { ":revision": revision }),
    },
    ReturnValues: "ALL_NEW",
  });
  const result = await whenConditionHolds(database.client.send(update));
  return result?.Attributes && toImage(result.Attributes);
}

/** Leaves the rest of a removal that has begun to the sweep, not before `until`. */
export async function postponeRemoval(database: Database, { ownerId, imageId }: ImageId, until: string): Promise<void> {
  const update = new UpdateCommand({
    TableName: database.table,
    Key: keys.image(ownerId, imageId),
    UpdateExpression: "SET openSk = :openSk",
    ConditionExpression: "attribute_exists(removingSince)",
    ExpressionAttributeValues: { ":openSk": `${until}#${imageId}` },
  });
  await whenConditionHolds(database.client.send(update));
}

/** The last step of a removal. */
export async function deleteImageItem(database: Database, { ownerId, imageId }: ImageId): Promise<void> {
  await database.client.send(new DeleteCommand({ TableName: database.table, Key: keys.image(ownerId, imageId) }));
}

/** What the images of one owner say of their removal, for the owner's usage. */
export function imageRemovalsOf(database: Database, ownerId: string): ImageRemovals {
  return {
    isOwed: async (imageId) => {
      const { Item } = await database.client.send(
        new GetCommand({
          TableName: database.table,
          Key: keys.image(ownerId, imageId),
          ProjectionExpression: "pk, subtractedAt",
          ConsistentRead: true,
        }),
      );
      return Item !== undefined && Item.subtractedAt === undefined;
    },
    noteSubtracted: async (imageIds) => {
      const at = new Date().toISOString();
      for (let start = 0; start < imageIds.length; start += MAX_BATCH) {
        const present = await findPresent(database, ownerId, imageIds.slice(start, start + MAX_BATCH));
        await Promise.all(present.map((key) => noteSubtracted(database, key, at)));
      }
    },
  };
}

async function findPresent(database: Database, ownerId: string, imageIds: string[]): Promise<Key[]> {
  const present: Key[] = [];
  for (let asked = imageIds.map((imageId) => keys.image(ownerId, imageId)); asked.length > 0; ) {
    const page = await database.client.send(
      new BatchGetCommand({
        RequestItems: { [database.table]: { Keys: asked, ProjectionExpression: "pk, sk", ConsistentRead: true } },
      }),
    );
    present.push(...((page.Responses?.[database.table] ?? []) as Key[]));
    asked = (page.UnprocessedKeys?.[database.table]?.Keys ?? []) as Key[];
  }
  return present;
}

async function noteSubtracted(database: Database, key: Key, at: string): Promise<void> {
  const update = new UpdateCommand({
    TableName: database.table,
    Key: { pk: key.pk, sk: key.sk },
    UpdateExpression: "SET subtractedAt = if_not_exists(subtractedAt, :at)",
    ConditionExpression: "attribute_exists(pk)",
    ExpressionAttributeValues: { ":at": at },
  });
  await whenConditionHolds(database.client.send(update));
}
