import type { Database } from "#lib/database/database.ts";
import { release } from "./reserve-bytes.ts";
import { addDeleted, addToShare, type ImageRemovals, type Usage } from "./usage.ts";
import { changeUsage } from "./usage-repository.ts";

/* How what is deleted permanently leaves its owner's sums, exactly once. */

/**
 * Takes an image that is deleted permanently out of the sums: its reservation if its upload never finished, else its
 * bytes; `shareId` is the share that it was added through. Happens once per image however often it is called, also by
 * callers who were held up for days. Returns whether used bytes were taken away now.
 *
 * The mark stays in the item until the image is gone or says itself that it was subtracted. As the usage is read before
 * the image and replaced only if it is still the same, whoever does not see the mark any more sees the image's word for
 * it.
 */
export async function releaseUsage(
  database: Database,
  userId: string,
  request: { imageId: string; bytes: number; shareId: string | undefined; deletedBytes: number; now: number },
  removals: ImageRemovals,
): Promise<boolean> {
  let wasStored = false;
  const subtract = async (usage: Usage): Promise<Usage | undefined> => {
    if (usage.subtracted[request.imageId] !== undefined) return undefined;
    if (!(await removals.isOwed(request.imageId))) return undefined;
    const reservation = usage.reservations[request.imageId];
    wasStored = reservation === undefined;
    const marked = {
      ...usage,
      subtracted: { ...usage.subtracted, [request.imageId]: request.now },
      deleted: addDeleted(usage, request.deletedBytes, request.now),
    };
    return reservation
      ? release(marked, request.imageId)
      : {
          ...marked,
          usedBytes: usage.usedBytes - request.bytes,
          imageCount: usage.imageCount - 1,
          committedBytes: usage.committedBytes - request.bytes,
          added: addToShare(usage, request.shareId, { files: -1, bytes: -request.bytes }),
        };
  };
  return (await changeUsage(database, userId, subtract, removals)) && wasStored;
}

/** Takes all that is stored out of a user's sums, as part of removing the user. Returns how much it was. */
export async function takeAllUsage(database: Database, userId: string): Promise<{ images: number; bytes: number }> {
  let taken = { images: 0, bytes: 0 };
  await changeUsage(database, userId, (usage) => {
    taken = { images: usage.imageCount, bytes: usage.usedBytes };
    return usage.imageCount === 0 && usage.usedBytes === 0
      ? undefined
      : { ...usage, usedBytes: 0, imageCount: 0, committedBytes: usage.committedBytes - usage.usedBytes };
  });
  return taken;
}
