import { GetCommand, QueryCommand } from "@aws-sdk/lib-dynamodb";
import { decodeCursor, encodeCursor } from "#lib/database/cursor.ts";
import type { Database } from "#lib/database/database.ts";
import { getItems } from "#lib/database/get-items.ts";
import { indexes, keys } from "#lib/database/keys.ts";
import { type Image, imageSchema } from "./image.ts";
import { type ImageId, indexEntries } from "./image-item.ts";

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

/** The file names of images by image id; of those that exist, also where their records cannot be read otherwise. */
export async function findFileNames(database: Database, ids: ImageId[]): Promise<Map<string, string>> {
  const items = await getItems(
    database,
    ids.map(({ ownerId, imageId }) => keys.image(ownerId, imageId)),
  );
  return new Map(
    items.flatMap(({ sk, fileName }) =>
      typeof fileName === "string" ? [[String(sk).slice("IMAGE#".length), fileName] as const] : [],
    ),
  );
}
