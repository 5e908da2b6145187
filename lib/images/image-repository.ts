import { DeleteCommand, GetCommand, PutCommand, QueryCommand, UpdateCommand } from "@aws-sdk/lib-dynamodb";
import { decodeCursor, encodeCursor } from "#lib/database/cursor.ts";
import { type Database, whenConditionHolds } from "#lib/database/database.ts";
import { indexes, keys, OPEN_SHARDS, openShardOf, partitions } from "#lib/database/keys.ts";
import { AppError } from "#lib/errors.ts";
import type { FailureCode } from "./failure.ts";
import {
  type Image,
  type ImageStatus,
  imageSchema,
  isSettledStatus,
  type RerenderFailure,
  retireRenditions,
  type Shot,
  type StoredRendition,
  sortKeyOf,
} from "./image.ts";

export interface ImageId {
  ownerId: string;
  imageId: string;
}

export interface ImagePage {
  images: Image[];
  nextCursor: string | undefined;
}

/** What the worker learnt of an image that it rendered. */
export interface RenderedImage {
  width: number;
  height: number;
  takenAt: string | undefined;
  /** Capture time in UTC, ISO 8601; decides the place in the gallery. */
  sortAt: string | undefined;
  thumbhash: string;
  dominantColor: string;
  frames: number | undefined;
  shot: Shot | undefined;
  recipeVersion: string;
  renditions: Record<string, StoredRendition>;
}

/** One image of its owner, or undefined: for missing, for being removed, and for somebody else's alike. */
export async function findImage(database: Database, { ownerId, imageId }: ImageId): Promise<Image | undefined> {
  const image = await findImageEvenIfRemoving(database, { ownerId, imageId });
  return image?.removingSince === undefined ? image : undefined;
}

/** @throws AppError `not_found` */
export async function getImage(database: Database, id: ImageId): Promise<Image> {
  const image = await findImage(database, id);
  if (!image) throw new AppError("not_found", "There is no such image.");
  return image;
}

/** Like findImage, and also finds an image whose removal has begun. */
export async function findImageEvenIfRemoving(
  database: Database,
  { ownerId, imageId }: ImageId,
): Promise<Image | undefined> {
  const { Item } = await database.client.send(
    new GetCommand({ TableName: database.table, Key: keys.image(ownerId, imageId), ConsistentRead: true }),
  );
  return Item && toImage(Item);
}

/** Stores a new image. Returns false, changing nothing, when the id is taken already. */
export async function createImage(database: Database, image: Image): Promise<boolean> {
  const put = new PutCommand({
    TableName: database.table,
    Item: toItem(image),
    ConditionExpression: "attribute_not_exists(pk)",
  });
  return (await whenConditionHolds(database.client.send(put))) !== undefined;
}

/**
 * Marks an image as being processed: from `uploading`, or again from `processing` after an attempt that ended
 * midway; with `evenIfSettled` from any status, for an original that was overwritten. Returns the image as it is then,
 * or undefined when it is settled, gone, or being removed. `bytes`, the true size, counts from `uploading` only: from
 * then on it is the size that the owner's usage was settled with.
 */
export async function startProcessing(
  database: Database,
  id: ImageId,
  change: { at: string; sequencer: string | undefined; bytes?: number; evenIfSettled?: boolean },
): Promise<Image | undefined> {
  return changeImage(database, id, (image) =>
    isSettledStatus(image.status) && !change.evenIfSettled
      ? undefined
      : {
          ...image,
          status: "processing",
          statusAt: change.at,
          ...noFailure,
          bytes: (image.status === "uploading" && change.bytes) || image.bytes,
          sequencer: change.sequencer ?? image.sequencer,
        },
  );
}

/** Notes that an `uploading` image is still being sent. Returns it, or undefined when it is no longer `uploading`. */
export async function keepUploading(database: Database, id: ImageId, at: string): Promise<Image | undefined> {
  return changeImage(database, id, (image) => (image.status === "uploading" ? { ...image, statusAt: at } : undefined));
}

/** `processing` → `ready`. Returns undefined when the image is no longer being processed, or gone. */
export async function completeProcessing(
  database: Database,
  id: ImageId,
  rendered: RenderedImage,
  at: string,
): Promise<Image | undefined> {
  return changeImage(database, id, (image) =>
    image.status === "processing"
      ? {
          ...image,
          ...rendered,
          sortAt: rendered.sortAt ?? image.sortAt,
          status: "ready",
          statusAt: at,
          retired: retireRenditions(image, rendered.recipeVersion, at),
          rerenderFailure: undefined,
        }
      : undefined,
  );
}

/**
 * Shows other renditions of a `ready` image from now on; the former ones wait for their removal. Returns the image as
 * it is then, or undefined when it is not ready, has these renditions already, or is gone.
 */
export async function switchRenditions(
  database: Database,
  id: ImageId,
  rendered: Pick<RenderedImage, "recipeVersion" | "renditions" | "thumbhash" | "dominantColor">,
  at: string,
): Promise<Image | undefined> {
  return changeImage(database, id, (image) =>
    image.status === "ready" && image.recipeVersion !== rendered.recipeVersion
      ? {
          ...image,
          ...rendered,
          retired: retireRenditions(image, rendered.recipeVersion, at),
          rerenderFailure: undefined,
        }
      : undefined,
  );
}

/**
 * Gives up what a re-render has or may have stored under `version`, and notes why when the image keeps what it has.
 * Returns the image as it is then; undefined, changing nothing, when it has these renditions after all, when this was
 * noted before, or when the image is gone.
 */
export async function abandonRenditions(
  database: Database,
  id: ImageId,
  version: string,
  failure: RerenderFailure,
): Promise<Image | undefined> {
  return changeImage(database, id, (image) => {
    const isKnown =
      image.rerenderFailure?.run === failure.run || image.retired?.some((retired) => retired.version === version);
    if (image.recipeVersion === version || isKnown) return undefined;
    const retired = [...(image.retired ?? []), { version, at: failure.at }];
    return { ...image, retired, ...(image.status === "ready" ? { rerenderFailure: failure } : {}) };
  });
}

/** Forgets retired renditions that were removed from storage. */
export async function forgetRetired(database: Database, id: ImageId, versions: string[]): Promise<void> {
  await changeImage(database, id, (image) => {
    const left = (image.retired ?? []).filter(({ version }) => !versions.includes(version));
    if (left.length === image.retired?.length) return undefined;
    return { ...image, retired: left.length > 0 ? left : undefined };
  });
}

/**
 * `uploading` or `processing` → `failed`. `fingerprint` names the kind of failure, its code unless given. Returns
 * undefined when the image is settled already, or gone.
 */
export async function failProcessing(
  database: Database,
  id: ImageId,
  code: FailureCode,
  at: string,
  fingerprint?: string,
): Promise<Image | undefined> {
  return changeImage(database, id, (image) =>
    isSettledStatus(image.status)
      ? undefined
      : { ...image, status: "failed", statusAt: at, failureCode: code, failureFingerprint: fingerprint },
  );
}

/** Sets a failure aside. Returns undefined when the image has not failed, or is gone. */
export async function discardFailure(database: Database, id: ImageId, at: string): Promise<Image | undefined> {
  return changeImage(database, id, (image) =>
    image.status === "failed" ? { ...image, failureDiscardedAt: image.failureDiscardedAt ?? at } : undefined,
  );
}

const noFailure = { failureCode: undefined, failureFingerprint: undefined, failureDiscardedAt: undefined } as const;

/** `failed` → `processing`, before rendering is asked for anew. Returns undefined from any other status. */
export async function restartProcessing(database: Database, id: ImageId, at: string): Promise<Image | undefined> {
  return changeImage(database, id, (image) =>
    image.status === "failed" ? { ...image, ...noFailure, status: "processing", statusAt: at } : undefined,
  );
}

/**
 * Moves an image into the trash (`at`) or out of it (undefined). Returns the image as it is then, undefined when
 * it is gone. One that is in the trash already keeps the time it went there.
 */
export async function setTrashed(database: Database, id: ImageId, at: string | undefined): Promise<Image | undefined> {
  return changeImage(database, id, (image) => ({ ...image, trashedAt: at && (image.trashedAt ?? at) }));
}

/**
 * Begins the removal of an image for good: from here on it is gone for every reader, and only the removal itself
 * sees it. Returns the image, also when its removal had begun before; undefined when it is gone already.
 */
export async function startRemoving(database: Database, id: ImageId, at: string): Promise<Image | undefined> {
  const { imageId, ownerId } = id;
  const update = new UpdateCommand({
    TableName: database.table,
    Key: keys.image(ownerId, imageId),
    UpdateExpression:
      "SET removingSince = if_not_exists(removingSince, :at), openPk = :open, openSk = :openSk REMOVE libraryPk, librarySk, statusPk, statusSk, directoryPk, directorySk",
    ConditionExpression: "attribute_exists(pk)",
    // It stays in `open`, so that the sweep finds a removal that ended midway.
    ExpressionAttributeValues: {
      ":at": at,
      ":open": partitions.open(openShardOf(imageId)),
      ":openSk": `${at}#${imageId}`,
    },
    ReturnValues: "ALL_NEW",
  });
  const result = await whenConditionHolds(database.client.send(update));
  return result?.Attributes && toImage(result.Attributes);
}

/** Ids of a user's images of every kind, those in the trash and being removed included; at most `limit`. */
export async function listImageIds(database: Database, ownerId: string, limit: number): Promise<string[]> {
  const { pk, sk: prefix } = keys.image(ownerId, "");
  const { Items } = await database.client.send(
    new QueryCommand({
      TableName: database.table,
      KeyConditionExpression: "pk = :pk AND begins_with(sk, :prefix)",
      ExpressionAttributeValues: { ":pk": pk, ":prefix": prefix },
      ProjectionExpression: "sk",
      ConsistentRead: true,
      Limit: limit,
    }),
  );
  return (Items ?? []).map(({ sk }) => String(sk).slice(prefix.length));
}

/** An image as it is stored, for checks. */
export interface StoredImage {
  imageId: string;
  /** Undefined when what is stored is no image. */
  image: Image | undefined;
  /** Whether it stands in other indexes, or under other keys there, than its state says. */
  hasIndexDrift: boolean;
}

const indexAttributes = Object.values(indexes).flatMap(({ partition, sort }) => [partition, sort]);

/** The cursor of a user's images that come after one. */
export function cursorAfterImage({ ownerId, imageId }: ImageId): string | undefined {
  return encodeCursor({ ...keys.image(ownerId, imageId) });
}

/** A page of a user's images of every kind, by id. @throws AppError `invalid_cursor` */
export async function listStoredImages(
  database: Database,
  query: { ownerId: string; limit: number; cursor?: string | undefined },
): Promise<{ images: StoredImage[]; nextCursor: string | undefined }> {
  const { pk, sk: prefix } = keys.image(query.ownerId, "");
  const page = await database.client.send(
    new QueryCommand({
      TableName: database.table,
      KeyConditionExpression: "pk = :pk AND begins_with(sk, :prefix)",
      ExpressionAttributeValues: { ":pk": pk, ":prefix": prefix },
      ConsistentRead: true,
      Limit: query.limit,
      ExclusiveStartKey: decodeCursor(query.cursor, { attribute: "pk", value: pk }),
    }),
  );
  return { images: (page.Items ?? []).map(toStoredImage), nextCursor: encodeCursor(page.LastEvaluatedKey) };
}

/** One image as it is stored, for checks; undefined when nothing is. */
export async function findStoredImage(
  database: Database,
  { ownerId, imageId }: ImageId,
): Promise<StoredImage | undefined> {
  const { Item } = await database.client.send(
    new GetCommand({ TableName: database.table, Key: keys.image(ownerId, imageId), ConsistentRead: true }),
  );
  return Item && toStoredImage(Item);
}

function toStoredImage(item: Record<string, unknown>): StoredImage {
  const image = imageSchema.safeParse(item).data;
  const expected = image && indexEntries(image);
  return {
    imageId: String(item.sk).slice("IMAGE#".length),
    image,
    hasIndexDrift:
      expected !== undefined &&
      image?.removingSince === undefined &&
      indexAttributes.some((name) => item[name] !== expected[name]),
  };
}

/** Stores an image as it is once more, with the index entries that its state says. Undefined when it is gone. */
export function rewriteImage(database: Database, id: ImageId): Promise<Image | undefined> {
  return changeImage(database, id, (image) => ({ ...image }));
}

/** Corrects the size that is stored of an original. Undefined when the image is gone. */
export function correctSize(database: Database, id: ImageId, bytes: number): Promise<Image | undefined> {
  return changeImage(database, id, (image) => ({ ...image, bytes }));
}

/** `ready` → `processing`, before rendering is asked for anew. Returns undefined from any other status. */
export function restartRendering(database: Database, id: ImageId, at: string): Promise<Image | undefined> {
  return changeImage(database, id, (image) =>
    image.status === "ready" ? { ...image, status: "processing", statusAt: at } : undefined,
  );
}

/** The last step of a removal. */
export async function deleteImageItem(database: Database, { ownerId, imageId }: ImageId): Promise<void> {
  await database.client.send(new DeleteCommand({ TableName: database.table, Key: keys.image(ownerId, imageId) }));
}

export interface ListImagesQuery {
  ownerId: string;
  /** Only images of this status; all that are stored when absent. */
  status?: ImageStatus | undefined;
  /** Only those at or after this moment, ISO 8601 UTC. */
  from?: string | undefined;
  /** Only those before this moment, ISO 8601 UTC. */
  to?: string | undefined;
  /** At most so many images. */
  limit: number;
  cursor?: string | undefined;
}

/**
 * The gallery: a page of a user's images, newest first by capture time, without those in the trash and, unless
 * asked for by status, those whose bytes have not arrived.
 * @throws AppError `invalid_cursor`
 */
export async function listImages(database: Database, query: ListImagesQuery): Promise<ImagePage> {
  const index = query.status ? "status" : "library";
  const value = query.status ? partitions.status(query.ownerId, query.status) : partitions.library(query.ownerId);
  return queryImages(database, index, value, query);
}

/** The trash: a page of a user's trashed images, latest first. @throws AppError `invalid_cursor` */
export async function listTrashedImages(
  database: Database,
  query: { ownerId: string; limit: number; cursor?: string | undefined },
): Promise<ImagePage> {
  return queryImages(database, "library", partitions.trash(query.ownerId), query);
}

/** The image next to one in its owner's gallery, or undefined at that end. */
export async function findNeighbour(
  database: Database,
  image: Image,
  direction: "newer" | "older",
): Promise<Image | undefined> {
  const { Items } = await database.client.send(
    new QueryCommand({
      TableName: database.table,
      IndexName: "library",
      KeyConditionExpression: `libraryPk = :pk AND librarySk ${direction === "newer" ? ">" : "<"} :sk`,
      ExpressionAttributeValues: { ":pk": partitions.library(image.ownerId), ":sk": sortKeyOf(image) },
      ScanIndexForward: direction === "newer",
      Limit: 1,
    }),
  );
  return Items?.[0] && toImage(Items[0]);
}

/** Images of all users that have been uploading, processing or being removed since before a moment, oldest first. */
export async function listOpenImages(database: Database, before: string, limit: number): Promise<Image[]> {
  const shards = Array.from({ length: OPEN_SHARDS }, (_, shard) =>
    database.client.send(
      new QueryCommand({
        TableName: database.table,
        IndexName: "open",
        KeyConditionExpression: "openPk = :pk AND openSk < :before",
        ExpressionAttributeValues: { ":pk": partitions.open(shard), ":before": before },
        Limit: limit,
      }),
    ),
  );
  return (await Promise.all(shards)).flatMap((page) => (page.Items ?? []).map(toImage));
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

/**
 * Images of all users with renditions that were retired before a moment, oldest first, at most `limit` of a shard. What
 * is no image is left out: it is the integrity check that names it.
 */
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
  const items = (await Promise.all(shards)).flatMap((page) => page.Items ?? []);
  return items.flatMap((item) => imageSchema.safeParse(item).data ?? []);
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
  return { images: (page.Items ?? []).map(toImage), nextCursor: encodeCursor(page.LastEvaluatedKey) };
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

async function queryImages(
  database: Database,
  index: "library" | "status",
  value: string,
  query: { from?: string | undefined; to?: string | undefined; limit: number; cursor?: string | undefined },
): Promise<ImagePage> {
  const { partition, sort } = indexes[index];
  // "0" sorts before every time and "~" behind, so an absent end leaves its side open.
  const from = query.from ?? "0";
  const to = query.to ?? "~";
  if (from > to) return { images: [], nextCursor: undefined };
  const page = await database.client.send(
    new QueryCommand({
      TableName: database.table,
      IndexName: index,
      KeyConditionExpression: "#pk = :pk AND #sk BETWEEN :from AND :to",
      ExpressionAttributeNames: { "#pk": partition, "#sk": sort },
      ExpressionAttributeValues: { ":pk": value, ":from": from, ":to": to },
      ScanIndexForward: false,
      Limit: query.limit,
      ExclusiveStartKey: decodeCursor(query.cursor, { attribute: partition, value }),
    }),
  );
  return { images: (page.Items ?? []).map(toImage), nextCursor: encodeCursor(page.LastEvaluatedKey) };
}

const MAX_CHANGE_ATTEMPTS = 8;

/**
 * Replaces an image by what `next` makes of it, under the condition that nobody changed it meanwhile; then it reads
 * and asks `next` again. Returns the stored image; undefined when there is none or `next` declines.
 * @throws AppError `unavailable` when others keep changing it
 */
async function changeImage(
  database: Database,
  id: ImageId,
  next: (image: Image) => Image | undefined,
): Promise<Image | undefined> {
  for (let attempt = 0; attempt < MAX_CHANGE_ATTEMPTS; attempt++) {
    const before = await findImage(database, id);
    const changed = before && next(before);
    if (!changed) return undefined;
    const after = { ...changed, revision: before.revision + 1 };
    const put = new PutCommand({
      TableName: database.table,
      Item: toItem(after),
      ConditionExpression: "revision = :revision AND attribute_not_exists(removingSince)",
      ExpressionAttributeValues: { ":revision": before.revision },
    });
    if (await whenConditionHolds(database.client.send(put))) return after;
  }
  throw new AppError("unavailable", "The image is changing too fast right now. Please try again.");
}

function toItem(image: Image): Record<string, unknown> {
  return { ...keys.image(image.ownerId, image.id), ...image, ...indexEntries(image) };
}

function indexEntries(image: Image): Record<string, string> {
  const sortKey = sortKeyOf(image);
  const shard = openShardOf(image.id);
  const open = image.status === "uploading" || image.status === "processing";
  const [oldestRetired] = (image.retired ?? []).map(({ at }) => at).sort();
  const { rerenderFailure } = image;
  return {
    ...(image.trashedAt === undefined && image.status !== "uploading"
      ? { libraryPk: partitions.library(image.ownerId), librarySk: sortKey }
      : {}),
    ...(image.trashedAt === undefined
      ? { statusPk: partitions.status(image.ownerId, image.status), statusSk: sortKey }
      : { libraryPk: partitions.trash(image.ownerId), librarySk: `${image.trashedAt}#${image.id}` }),
    ...(open ? { openPk: partitions.open(shard), openSk: `${image.statusAt}#${image.id}` } : {}),
    // Work that is under way goes first; what is retired has time.
    ...(!open && oldestRetired !== undefined
      ? { openPk: partitions.retired(shard), openSk: `${oldestRetired}#${image.id}` }
      : {}),
    ...(image.status === "ready" && image.trashedAt === undefined && rerenderFailure !== undefined
      ? {
          directoryPk: partitions.rerenderFailed(rerenderFailure.run),
          directorySk: `${rerenderFailure.at}#${image.id}`,
        }
      : {}),
    ...(image.status === "failed" && image.trashedAt === undefined && image.failureDiscardedAt === undefined
      ? {
          directoryPk: partitions.failed(image.failureFingerprint ?? image.failureCode ?? "internal"),
          directorySk: `${image.statusAt}#${image.id}`,
        }
      : {}),
  };
}

function toImage(item: Record<string, unknown>): Image {
  return imageSchema.parse(item);
}
