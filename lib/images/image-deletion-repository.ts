import { BatchGetCommand, BatchWriteCommand, DeleteCommand, GetCommand, UpdateCommand } from "@aws-sdk/lib-dynamodb";
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

/** The last step of a removal. */
export async function deleteImageItem(database: Database, { ownerId, imageId }: ImageId): Promise<void> {
  await database.client.send(new DeleteCommand({ TableName: database.table, Key: keys.image(ownerId, imageId) }));
}

/** Most items that DynamoDB takes in one batch. */
const MAX_BATCH_WRITE = 25;

/** Deletes the items of images, and their processing records, of which `eventKeys` are the keys. */
export async function deleteImageItems(
  database: Database,
  ownerId: string,
  imageIds: string[],
  eventKeys: Key[],
): Promise<void> {
  // An image's item goes after its record: it is what says that there is something left.
  for (const wanted of [eventKeys, imageIds.map((imageId) => keys.image(ownerId, imageId))]) {
    const batches = Array.from({ length: Math.ceil(wanted.length / MAX_BATCH_WRITE) }, (_, index) =>
      wanted.slice(index * MAX_BATCH_WRITE, (index + 1) * MAX_BATCH_WRITE),
    );
    await Promise.all(batches.map((batch) => deleteBatch(database, batch)));
  }
}

async function deleteBatch(database: Database, batch: Key[]): Promise<void> {
  let requests: { DeleteRequest: { Key: Record<string, unknown> } }[] = batch.map(({ pk, sk }) => ({
    DeleteRequest: { Key: { pk, sk } },
  }));
  while (requests.length > 0) {
    const answer = await database.client.send(new BatchWriteCommand({ RequestItems: { [database.table]: requests } }));
    requests = (answer.UnprocessedItems?.[database.table] ?? []) as typeof requests;
  }
}

/** What the images of one owner say of their removal, for the owner's usage. */
export function createImageRemovals(database: Database, ownerId: string): ImageRemovals {
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
