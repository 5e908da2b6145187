import type { User } from "#lib/accounts/user.ts";
import { keys } from "#lib/database/keys.ts";
import { postponeOpenItem } from "#lib/database/open-items.ts";
import { AppError } from "#lib/errors.ts";
import { addTotals } from "#lib/metrics/counter-repository.ts";
import type { Services } from "#lib/services.ts";
import { deleteFolder, deleteObject, findObject } from "#lib/storage/objects.ts";
import { releaseUsage } from "#lib/usage/subtract-image.ts";
import { releaseContentClaim } from "./content-claim-repository.ts";
import type { Image } from "./image.ts";
import { createImageRemovals, deleteImageItem, markDeleting } from "./image-deletion-repository.ts";
import type { ImageId } from "./image-item.ts";
import { getImage } from "./image-repository.ts";
import { originalKey, renditionsPrefix } from "./object-keys.ts";
import { deleteProcessingEvents } from "./processing-event-repository.ts";

/** A PUT that began at the end of its URL's life may take so long. */
export const SLOW_PUT_MS = 60 * 60_000;

/**
 * Deletes an image permanently, with all that belongs to it. Running it again from any step converges: the image's own
 * item goes last, and the sweep finds deletions that were interrupted. Returns false, doing nothing, when the image is
 * gone.
 *
 * With `revision` only an image that was not changed since is removed. With `onceUrlEnded` the image is gone for
 * everyone immediately, but its original stands in the way of another PUT by the same URL for as long as one may still
 * arrive; the sweep continues after that. Otherwise one URL could store the file again after each removal.
 */
export async function deleteImage(
  { database, storage }: Pick<Services, "database" | "storage">,
  id: ImageId,
  options: { revision?: number; onceUrlEnded?: boolean } = {},
): Promise<boolean> {
  const now = new Date();
  const image = await markDeleting(database, id, now.toISOString(), options.revision);
  if (!image) return false;
  if (options.onceUrlEnded && lastPutEndsAt(image) > now.getTime()) {
    const place = new Date(lastPutEndsAt(image)).toISOString();
    await postponeOpenItem(database, keys.image(id.ownerId, id.imageId), place, image.id);
    return true;
  }
  const key = originalKey(id.ownerId, id.imageId);
  const deletedBytes = (await findObject(storage, key))?.bytes ?? 0;
  const isSubtracted = await releaseUsage(
    database,
    id.ownerId,
    { imageId: image.id, bytes: image.bytes, shareId: image.addedBy?.shareId, deletedBytes, now: now.getTime() },
    createImageRemovals(database, id.ownerId),
  );
  if (isSubtracted) await addTotals(database, { images: -1, bytes: -image.bytes });
  await deleteObject(storage, key);
  await deleteFolder(storage, renditionsPrefix(id.ownerId, id.imageId));
  await releaseContentClaim(database, image, image.id);
  await deleteProcessingEvents(database, image.id);
  await deleteImageItem(database, image);
  return true;
}

/** Until when bytes may still arrive by the last URL that was made for an image, milliseconds since the epoch. */
export function lastPutEndsAt({ uploadUrlUntil }: Pick<Image, "uploadUrlUntil">): number {
  return uploadUrlUntil === undefined ? 0 : Date.parse(uploadUrlUntil) + SLOW_PUT_MS;
}

/** Whether an image is in the trash. One whose bytes never arrived needs no trash. */
export function canBeDeleted({ trashedAt, status }: Image): boolean {
  return trashedAt !== undefined || status === "uploading";
}

/**
 * Deletes an image permanently from the user's trash. Returns it with a revision from which on it is gone.
 * @throws AppError `not_found`; `invalid_state` when it is not in the trash
 */
export async function deleteTrashedImage(
  services: Services,
  user: User,
  imageId: string,
): Promise<{ id: string; revision: number }> {
  const id = { ownerId: user.id, imageId };
  const image = await getImage(services.database, id);
  if (!canBeDeleted(image)) {
    throw new AppError("invalid_state", "Move the image to the trash first.");
  }
  await deleteImage(services, id, { onceUrlEnded: services.config.deletedKeptDays > 0 });
  return { id: imageId, revision: image.revision + 1 };
}
