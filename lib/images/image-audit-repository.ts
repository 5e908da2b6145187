import { decodeCursor, encodeCursor } from "#lib/database/cursor.ts";
import type { Database } from "#lib/database/database.ts";
import { findItem, getItems } from "#lib/database/get-items.ts";
import { indexes, keys } from "#lib/database/keys.ts";
import { queryPage } from "#lib/database/query.ts";
import { type Image, imageSchema } from "./image.ts";
import { type ImageId, indexEntries } from "./image-item.ts";
import { isExpiredTombstone, isTombstone } from "./tombstone.ts";

/** An image as it is stored, for checks. */
export interface StoredImage {
  imageId: string;
  /** As it is in the table. */
  item: Record<string, unknown>;
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

export interface StoredImagePage {
  images: StoredImage[];
  /** Ids of tombstones on the way whose time is over. */
  expired: string[];
  nextCursor: string | undefined;
}

/**
 * A page of a user's images of every kind, by id, without tombstones; empty only when there are no more.
 * @throws AppError `invalid_cursor`
 */
export async function listStoredImages(
  database: Database,
  query: { ownerId: string; limit: number; cursor?: string | undefined },
): Promise<StoredImagePage> {
  const { pk, sk: prefix } = keys.image(query.ownerId, "");
  const now = new Date();
  const expired: string[] = [];
  let startKey: Record<string, unknown> | undefined = decodeCursor(query.cursor, {
    attribute: "pk",
    value: pk,
    holds: (sortKey) => sortKey.startsWith(prefix),
  });
  for (;;) {
    const page = await queryPage(database, {
      where: "pk = :pk AND begins_with(sk, :prefix)",
      values: { ":pk": pk, ":prefix": prefix },
      isConsistent: true,
      limit: query.limit,
      startKey,
    });
    expired.push(...page.items.filter((item) => isExpiredTombstone(item, now)).map(toImageId));
    const images = page.items.filter((item) => !isTombstone(item)).map(toStoredImage);
    startKey = page.lastKey;
    if (images.length > 0 || !startKey) return { images, expired, nextCursor: encodeCursor(startKey) };
  }
}

/** One image as it is stored, for checks; undefined when nothing is. */
export async function findStoredImage(
  database: Database,
  { ownerId, imageId }: ImageId,
): Promise<StoredImage | undefined> {
  const item = await findItem(database, keys.image(ownerId, imageId));
  return item && !isTombstone(item) ? toStoredImage(item) : undefined;
}

function toStoredImage(item: Record<string, unknown>): StoredImage {
  const image = imageSchema.safeParse(item).data;
  const expected = image && indexEntries(image);
  return {
    imageId: toImageId(item),
    item,
    image,
    hasIndexDrift:
      expected !== undefined &&
      image?.removingSince === undefined &&
      indexAttributes.some((name) => item[name] !== expected[name]),
  };
}

function toImageId({ sk }: Record<string, unknown>): string {
  return String(sk).slice(keys.image("", "").sk.length);
}

/** The file names of images by image id; of those that exist, also where their records cannot be read otherwise. */
export async function findFileNames(database: Database, ids: ImageId[]): Promise<Map<string, string>> {
  const items = await getItems(
    database,
    ids.map(({ ownerId, imageId }) => keys.image(ownerId, imageId)),
  );
  return new Map(
    items.flatMap(({ sk, fileName }) => (typeof fileName === "string" ? [[toImageId({ sk }), fileName] as const] : [])),
  );
}
