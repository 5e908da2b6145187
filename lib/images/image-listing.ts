import { QueryCommand, type QueryCommandOutput } from "@aws-sdk/lib-dynamodb";
import { decodeCursor, encodeCursor } from "#lib/database/cursor.ts";
import type { Database } from "#lib/database/database.ts";
import { keys, OPEN_SHARDS, partitions } from "#lib/database/keys.ts";
import { type Image, imageSchema } from "./image.ts";
import { type ImageId, toReadableImages } from "./image-item.ts";

const SHARD_PAGE = 100;

export interface ImagePage {
  images: Image[];
  nextCursor: string | undefined;
}

/**
 * Ids of a user's images of every kind, those in the trash and being removed included, in their order; at most `limit`,
 * and only those after one where it is named. Tombstones are no images; without any id there are no more.
 */
export async function listImageIds(
  database: Database,
  ownerId: string,
  limit: number,
  after?: string,
): Promise<string[]> {
  const { pk, sk: prefix } = keys.image(ownerId, "");
  let startKey: Record<string, unknown> | undefined =
    after === undefined ? undefined : { ...keys.image(ownerId, after) };
  for (;;) {
    const page: QueryCommandOutput = await database.client.send(
      new QueryCommand({
        TableName: database.table,
        KeyConditionExpression: "pk = :pk AND begins_with(sk, :prefix)",
        FilterExpression: "attribute_not_exists(deletedAt)",
        ExpressionAttributeValues: { ":pk": pk, ":prefix": prefix },
        ProjectionExpression: "sk",
        ConsistentRead: true,
        Limit: limit,
        ExclusiveStartKey: startKey,
      }),
    );
    startKey = page.LastEvaluatedKey;
    const items = page.Items ?? [];
    if (items.length > 0 || !startKey) return items.map(({ sk }) => String(sk).slice(prefix.length));
  }
}

/** An item among the images that are uploading, processing or being removed. */
export interface OpenItem extends ImageId {
  /** Undefined when what is stored is no image. */
  image: Image | undefined;
}

/**
 * A page of a shard's images that have been uploading, processing or being removed since before a moment, oldest first.
 * `next` is where the page after it begins.
 */
export async function listOpenItems(
  database: Database,
  query: { shard: number; before: string; limit: number; from?: Record<string, unknown> | undefined },
): Promise<{ items: OpenItem[]; next: Record<string, unknown> | undefined }> {
  const page = await database.client.send(
    new QueryCommand({
      TableName: database.table,
      IndexName: "open",
      KeyConditionExpression: "openPk = :pk AND openSk < :before",
      ExpressionAttributeValues: { ":pk": partitions.open(query.shard), ":before": query.before },
      Limit: query.limit,
      ExclusiveStartKey: query.from,
    }),
  );
  return { items: (page.Items ?? []).map(toOpenItem), next: page.LastEvaluatedKey };
}

function toOpenItem(item: Record<string, unknown>): OpenItem {
  return {
    ownerId: String(item.pk).slice(keys.user("").pk.length),
    imageId: String(item.sk).slice(keys.image("", "").sk.length),
    image: imageSchema.safeParse(item).data,
  };
}

/**
 * Images of all users that have been uploading, processing or being removed since before a moment, oldest first of each
 * shard. What is no image is left out.
 */
export async function listOpenImages(database: Database, before: string, limit: number): Promise<Image[]> {
  const shards = Array.from({ length: OPEN_SHARDS }, (_, shard) => listOpenItems(database, { shard, before, limit }));
  return (await Promise.all(shards)).flatMap(({ items }) => items.flatMap(({ image }) => image ?? []));
}

/** Since when the image has been processing that has been so for longest, ISO 8601 UTC; undefined when none is. */
export async function findOldestProcessing(database: Database): Promise<string | undefined> {
  const shards = Array.from({ length: OPEN_SHARDS }, (_, shard) => findProcessingInShard(database, shard));
  return (await Promise.all(shards)).filter((at) => at !== undefined).sort()[0];
}

/** Images that upload, or whose removal has begun, may come first in the shard, so it reads on past them. */
async function findProcessingInShard(database: Database, shard: number): Promise<string | undefined> {
  let start: Record<string, unknown> | undefined;
  do {
    const { Items, LastEvaluatedKey } = await database.client.send(
      new QueryCommand({
        TableName: database.table,
        IndexName: "open",
        KeyConditionExpression: "openPk = :pk",
        FilterExpression: "#status = :processing AND attribute_not_exists(removingSince)",
        ExpressionAttributeNames: { "#status": "status" },
        ExpressionAttributeValues: { ":pk": partitions.open(shard), ":processing": "processing" },
        Limit: SHARD_PAGE,
        ExclusiveStartKey: start,
      }),
    );
    if (Items?.[0]) return String(Items[0].statusAt);
    start = LastEvaluatedKey;
  } while (start);
  return undefined;
}

/** Whether any image began to be uploaded or processed after a moment and still is. */
export async function hasOpenImageSince(database: Database, after: string): Promise<boolean> {
  const shards = Array.from({ length: OPEN_SHARDS }, (_, shard) =>
    database.client.send(
      new QueryCommand({
        TableName: database.table,
        IndexName: "open",
        KeyConditionExpression: "openPk = :pk AND openSk > :after",
        ExpressionAttributeValues: { ":pk": partitions.open(shard), ":after": after },
        Limit: 1,
      }),
    ),
  );
  return (await Promise.all(shards)).some((page) => (page.Items ?? []).length > 0);
}

/** Images of all users with renditions that were retired before a moment, oldest first, at most `limit` of a shard. */
export async function listRetiredImages(database: Database, before: string, limit: number): Promise<Image[]> {
  const shards = Array.from({ length: OPEN_SHARDS }, (_, shard) =>
    database.client.send(
      new QueryCommand({
        TableName: database.table,
        IndexName: "open",
        KeyConditionExpression: "openPk = :pk AND openSk < :before",
        ExpressionAttributeValues: { ":pk": partitions.retired(shard), ":before": before },
        Limit: limit,
      }),
    ),
  );
  return (await Promise.all(shards)).flatMap((page) => toReadableImages(page.Items));
}

/** A page of the ready images that a re-render failed on, latest first. @throws AppError `invalid_cursor` */
export async function listRerenderFailures(
  database: Database,
  query: { run: number; limit: number; cursor?: string | undefined },
): Promise<ImagePage> {
  const value = partitions.rerenderFailed(query.run);
  const page = await database.client.send(
    new QueryCommand({
      TableName: database.table,
      IndexName: "directory",
      KeyConditionExpression: "directoryPk = :pk",
      ExpressionAttributeValues: { ":pk": value },
      ScanIndexForward: false,
      Limit: query.limit,
      ExclusiveStartKey: decodeCursor(query.cursor, { attribute: "directoryPk", value }),
    }),
  );
  return { images: toReadableImages(page.Items), nextCursor: encodeCursor(page.LastEvaluatedKey) };
}

/** How many images are uploading and processing; `isMore` when there are more than one read of a shard counts. */
export async function countOpenImages(
  database: Database,
): Promise<Record<"uploading" | "processing", number> & { isMore: boolean }> {
  const counts = { uploading: 0, processing: 0, isMore: false };
  const reads = Array.from({ length: OPEN_SHARDS }, (_, shard) =>
    (["uploading", "processing"] as const).map(async (status) => {
      const page = await database.client.send(
        new QueryCommand({
          TableName: database.table,
          IndexName: "open",
          KeyConditionExpression: "openPk = :pk",
          FilterExpression: "#status = :status AND attribute_not_exists(removingSince)",
          ExpressionAttributeNames: { "#status": "status" },
          ExpressionAttributeValues: { ":pk": partitions.open(shard), ":status": status },
          Select: "COUNT",
        }),
      );
      counts[status] += page.Count ?? 0;
      counts.isMore ||= page.LastEvaluatedKey !== undefined;
    }),
  );
  await Promise.all(reads.flat());
  return counts;
}
