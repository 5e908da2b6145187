import type { Database } from "#lib/database/database.ts";
import { keys, OPEN_SHARDS, partitions } from "#lib/database/keys.ts";
import { type Item, type Page, type Query, queryPage, queryPages } from "#lib/database/query.ts";
import { type Image, imageSchema } from "./image.ts";
import { type ImageId, toReadableImages } from "./image-item.ts";

/* Images on their way, those being removed, and those with retired renditions: in shards of the `open` index. */

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
  { shard, before, limit, from }: { shard: number; before: string; limit: number; from?: Item | undefined },
): Promise<{ items: OpenItem[]; next: Item | undefined }> {
  const page = await queryPage(database, { ...placedBefore(partitions.open(shard), before), limit, startKey: from });
  return { items: page.items.map(toOpenItem), next: page.lastKey };
}

function toOpenItem(item: Item): OpenItem {
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
  const pages = await eachShard((shard) => listOpenItems(database, { shard, before, limit }));
  return pages.flatMap(({ items }) => items.flatMap(({ image }) => image ?? []));
}

/** Since when the image has been processing that has been so for longest, ISO 8601 UTC; undefined when none is. */
export async function findOldestProcessing(database: Database): Promise<string | undefined> {
  const oldest = await eachShard((shard) => findProcessingInShard(database, shard));
  return oldest.filter((at) => at !== undefined).sort()[0];
}

/** Images that upload, or whose removal has begun, may come first in the shard, so it reads past them. */
async function findProcessingInShard(database: Database, shard: number): Promise<string | undefined> {
  const query: Query = {
    index: "open",
    where: "openPk = :pk",
    filter: "#status = :processing AND attribute_not_exists(removingSince)",
    attributes: "statusAt",
    names: { "#status": "status" },
    values: { ":pk": partitions.open(shard), ":processing": "processing" },
    // The answer is nearly always among the first.
    limit: 100,
  };
  for await (const [first] of queryPages(database, query)) return String(first?.statusAt);
  return undefined;
}

/** Whether any image began to be uploaded or processed after a moment and still is. */
export async function hasOpenImageSince(database: Database, after: string): Promise<boolean> {
  const pages = await eachShard((shard) =>
    queryPage(database, {
      index: "open",
      where: "openPk = :pk AND openSk > :after",
      values: { ":pk": partitions.open(shard), ":after": after },
      limit: 1,
    }),
  );
  return pages.some(({ items }) => items.length > 0);
}

/** Images of all users with renditions that were retired before a moment, oldest first, at most `limit` of a shard. */
export async function listRetiredImages(database: Database, before: string, limit: number): Promise<Image[]> {
  const pages = await eachShard((shard) =>
    queryPage(database, { ...placedBefore(partitions.retired(shard), before), limit }),
  );
  return pages.flatMap(({ items }) => toReadableImages(items));
}

/** How many images are uploading and processing; `isMore` when there are more than one read of a shard counts. */
export async function countOpenImages(
  database: Database,
): Promise<Record<"uploading" | "processing", number> & { isMore: boolean }> {
  const pages: Page[] = await eachShard((shard) =>
    queryPage(database, {
      index: "open",
      where: "openPk = :pk",
      filter: "attribute_not_exists(removingSince)",
      attributes: "#status",
      names: { "#status": "status" },
      values: { ":pk": partitions.open(shard) },
    }),
  );
  const statuses = pages.flatMap(({ items }) => items.map(({ status }) => status));
  const count = (status: string) => statuses.filter((other) => other === status).length;
  return {
    uploading: count("uploading"),
    processing: count("processing"),
    isMore: pages.some(({ lastKey }) => lastKey !== undefined),
  };
}

function placedBefore(partition: string, before: string): Query {
  return { index: "open", where: "openPk = :pk AND openSk < :before", values: { ":pk": partition, ":before": before } };
}

function eachShard<Result>(read: (shard: number) => Promise<Result>): Promise<Result[]> {
  return Promise.all(Array.from({ length: OPEN_SHARDS }, (_, shard) => read(shard)));
}
