import { UpdateCommand } from "@aws-sdk/lib-dynamodb";
import pMap from "p-map";
import { stampChange, toChangeKeys } from "#lib/database/change-feed.ts";
import { CONFLICT, retryOnConflict } from "#lib/database/compare-and-set.ts";
import { type Database, whenConditionHolds } from "#lib/database/database.ts";
import { findItem, getItems } from "#lib/database/get-items.ts";
import { getOpenShard, type Key, keys, partitions } from "#lib/database/keys.ts";
import { deleteItemIf, putItemIf, updateItem } from "#lib/database/write-items.ts";
import type { ImageRemovals } from "#lib/usage/usage.ts";
import type { Image } from "./image.ts";
import { type ImageId, toImage } from "./image-item.ts";
import { type Before, isTombstone, toTombstone } from "./tombstone.ts";

/**
 * Starts the permanent deletion of an image: from here on it is gone for every reader, and only the removal itself
 * sees it. Returns the image, also when its deletion had started before; undefined when it is already gone or, with
 * `revision`, was changed since.
 * @throws AppError `unavailable` when others keep changing it
 */
export async function markDeleting(
  database: Database,
  id: ImageId,
  at: string,
  revision?: number,
): Promise<Image | undefined> {
  return retryOnConflict("The image", async () => {
    const before = await readStamp(database, id);
    if (!before || (revision !== undefined && before.revision !== revision)) return undefined;
    const result = await whenConditionHolds(database.client.send(markCommand(database, id, at, before)));
    return result?.Attributes ? toImage(result.Attributes) : CONFLICT;
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
    // It stays in `open`, so that the sweep finds a deletion that was interrupted.
    UpdateExpression: `SET openPk = :open, openSk = :openSk${change.set} REMOVE listed, directoryPk, directorySk`,
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
  await retryOnConflict("The image", async () => {
    const before = inHand ?? (await readStamp(database, id));
    inHand = undefined;
    if (!before) return undefined;
    const asRead = { condition: IS_AS_READ, values: { ":revision": before.revision } };
    return (await putItemIf(database, toTombstone(id, before), asRead)) ? undefined : CONFLICT;
  });
}

/** Deletes tombstones whose time is over. One that a restored image has taken the place of is left alone. */
export async function deleteTombstones(database: Database, ownerId: string, imageIds: string[]): Promise<void> {
  const deleteOne = (imageId: string) =>
    deleteItemIf(database, keys.image(ownerId, imageId), { condition: "attribute_exists(deletedAt)" });
  await pMap(imageIds, deleteOne, { concurrency: 10 });
}

const IS_AS_READ = "revision = :revision AND attribute_not_exists(deletedAt)";

interface Stamp extends Before {
  isBeingRemoved: boolean;
}

/** How far an image's item has come; undefined for a tombstone, and when there is none. */
async function readStamp(database: Database, { ownerId, imageId }: ImageId): Promise<Stamp | undefined> {
  const item = await findItem(database, keys.image(ownerId, imageId), "revision, changedAt, deletedAt, removingSince");
  if (!item || isTombstone(item)) return undefined;
  return { revision: item.revision, changedAt: item.changedAt, isBeingRemoved: item.removingSince !== undefined };
}

/** What the images of one owner say of their removal, for the owner's usage. */
export function createImageRemovals(database: Database, ownerId: string): ImageRemovals {
  return {
    isOwed: async (imageId) => {
      const item = await findItem(database, keys.image(ownerId, imageId), "pk, subtractedAt, deletedAt");
      return item !== undefined && !isTombstone(item) && item.subtractedAt === undefined;
    },
    noteSubtracted: async (imageIds) => {
      const at = new Date().toISOString();
      const imageKeys = imageIds.map((imageId) => keys.image(ownerId, imageId));
      const present = await getItems(database, imageKeys, { isConsistent: true, attributes: "pk, sk, deletedAt" });
      for (const item of present.filter((one) => !isTombstone(one))) {
        await noteSubtracted(database, { pk: item.pk, sk: item.sk }, at);
      }
    },
  };
}

async function noteSubtracted(database: Database, key: Key, at: string): Promise<void> {
  await updateItem(database, key, "SET subtractedAt = if_not_exists(subtractedAt, :at)", {
    condition: "attribute_exists(pk) AND attribute_not_exists(deletedAt)",
    values: { ":at": at },
  });
}
