import type { Services } from "#lib/services.ts";
import { originalKey, renditionsPrefix } from "#lib/storage/object-keys.ts";
import { deleteFolder, deleteObject } from "#lib/storage/objects.ts";
import { subtractImage } from "#lib/usage/usage-repository.ts";
import { releaseContentClaim } from "./content-claim-repository.ts";
import { deleteImageItem, type ImageId, startRemoving } from "./image-repository.ts";
import { deleteProcessingEvents } from "./processing-event-repository.ts";

/**
 * Removes an image for good, with all that belongs to it. Running it again from any step converges: the image's own
 * item goes last, and the sweep finds removals that ended midway. Does nothing when the image is gone.
 */
export async function removeImage(
  { database, storage }: Pick<Services, "database" | "storage">,
  id: ImageId,
): Promise<void> {
  const now = new Date();
  const image = await startRemoving(database, id, now.toISOString());
  if (!image) return;
  await subtractImage(database, id.ownerId, { imageId: image.id, bytes: image.bytes, now: now.getTime() });
  await deleteObject(storage, originalKey(id.ownerId, id.imageId));
  await deleteFolder(storage, renditionsPrefix(id.ownerId, id.imageId));
  await releaseContentClaim(database, image, image.id);
  await deleteProcessingEvents(database, image.id);
  await deleteImageItem(database, id);
}
