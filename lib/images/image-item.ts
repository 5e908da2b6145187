import { toChangeKeys } from "#lib/database/change-feed.ts";
import { getOpenShard, type Key, keys, partitions } from "#lib/database/keys.ts";
import { readOrLog } from "#lib/database/read-item.ts";
import { type Image, imageSchema } from "./image.ts";
import { toListed } from "./to-listed.ts";

export interface ImageId {
  ownerId: string;
  imageId: string;
}

/** An image as it is stored, with its keys, index entries and what lists know of it. */
export function toItem(image: Image): Key & Record<string, unknown> {
  return {
    ...keys.image(image.ownerId, image.id),
    ...image,
    ...(image.removingSince === undefined ? { listed: toListed(image) } : {}),
    ...indexEntries(image),
  };
}

/** An image's entries in the indexes, by what its state says. */
export function indexEntries(image: Image): Record<string, string> {
  const shard = getOpenShard(image.id);
  const open = image.status === "uploading" || image.status === "processing";
  const [oldestRetired] = (image.retired ?? []).map(({ at }) => at).sort();
  const { rerenderFailure } = image;
  return {
    ...(image.changedAt === undefined ? {} : toChangeKeys(image.ownerId, image.id, image.changedAt)),
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

/** The images among listed items; what cannot be read is left out and logged, and the integrity walk names it. */
export function toReadableImages(items: Record<string, unknown>[] | undefined): Image[] {
  return (items ?? []).flatMap((item) => readOrLog(imageSchema, item) ?? []);
}

/** @throws ZodError when what is stored is no image */
export function toImage(item: Record<string, unknown>): Image {
  return imageSchema.parse(item);
}
