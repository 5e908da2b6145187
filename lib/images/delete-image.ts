import type { User } from "#lib/accounts/user.ts";
import { AppError } from "#lib/errors.ts";
import { addTotals } from "#lib/metrics/counter-repository.ts";
import type { Services } from "#lib/services.ts";
import { deleteFolder, deleteObject } from "#lib/storage/objects.ts";
import { releaseUsage } from "#lib/usage/usage-repository.ts";
import { releaseContentClaim } from "./content-claim-repository.ts";
import type { ImageId } from "./image-item.ts";
import { deleteImageItem, getImage, markDeleting } from "./image-repository.ts";
import { originalKey, renditionsPrefix } from "./object-keys.ts";
import { deleteProcessingEvents } from "./processing-event-repository.ts";

/**
 * Removes an image for good, with all that belongs to it. Running it again from any step converges: the image's own
 * item goes last, and the sweep finds removals that ended midway. Does nothing when the image is gone.
 */
export async function deleteImage(
  { database, storage }: Pick<Services, "database" | "storage">,
  id: ImageId,
): Promise<void> {
  const now = new Date();
  const image = await markDeleting(database, id, now.toISOString());
  if (!image) return;
  if (await releaseUsage(database, id.ownerId, { imageId: image.id, bytes: image.bytes, now: now.getTime() })) {
    await addTotals(database, { images: -1, bytes: -image.bytes });
  }
  await deleteObject(storage, originalKey(id.ownerId, id.imageId));
  await deleteFolder(storage, renditionsPrefix(id.ownerId, id.imageId));
  await releaseContentClaim(database, image, image.id);
  await deleteProcessingEvents(database, image.id);
  await deleteImageItem(database, id);
}

/**
 * Removes an image of the user's for good, from the trash. One whose bytes never arrived needs no trash.
 * @throws AppError `not_found`; `invalid_state` when it is not in the trash
 */
export async function deleteTrashedImage(services: Services, user: User, imageId: string): Promise<void> {
  const id = { ownerId: user.id, imageId };
  const image = await getImage(services.database, id);
  if (image.trashedAt === undefined && image.status !== "uploading") {
    throw new AppError("invalid_state", "Move the image to the trash first.");
  }
  await deleteImage(services, id);
}
