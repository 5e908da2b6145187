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

export interface StoredImagePage {
  images: StoredImage[];
  /** How many items were read, and the id of the last; tombstones are among them. */
  read: number;
  through: string | undefined;
  /** Ids of tombstones among them whose time is over. */
  expired: string[];
  isLast: boolean;
}

/** A page of a user's images of every kind, by id, after one where it is named; no images where all are tombstones. */
export async function listStoredImages(
  database: Database,
  { ownerId, after, limit }: { ownerId: string; after?: string | undefined; limit: number },
): Promise<StoredImagePage> {
  const { pk, sk: prefix } = keys.image(ownerId, "");
  const now = new Date();
  const { items, lastKey } = await queryPage(database, {
    where: "pk = :pk AND begins_with(sk, :prefix)",
    values: { ":pk": pk, ":prefix": prefix },
    isConsistent: true,
    limit,
    startKey: after === undefined ? undefined : { ...keys.image(ownerId, after) },
  });
  const last = items.at(-1);
  return {
    images: items.filter((item) => !isTombstone(item)).map(toStoredImage),
    read: items.length,
    through: last && toImageId(last),
    expired: items.filter((item) => isExpiredTombstone(item, now)).map(toImageId),
    isLast: lastKey === undefined,
  };
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
