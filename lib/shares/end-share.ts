import { deleteImage } from "#lib/images/delete-image.ts";
import type { ImageId } from "#lib/images/image-item.ts";
import { findImage } from "#lib/images/image-repository.ts";
import { originalKey } from "#lib/images/object-keys.ts";
import { logFault } from "#lib/log-fault.ts";
import type { Services } from "#lib/services.ts";
import { findObject } from "#lib/storage/objects.ts";
import { forgetShareUsage, getUsage } from "#lib/usage/usage-repository.ts";
import { deleteShare, type ShareId } from "./share-repository.ts";

type EndServices = Pick<Services, "database" | "storage">;

/** Ends a share at once: what was added through it stays, and what was only announced does not arrive any more. */
export async function endShare(services: EndServices, share: ShareId): Promise<void> {
  await deleteShare(services.database, share);
  // The share is gone: what of the rest fails is no reason to say that it is not.
  await orLog(share, removeAnnounced(services, share));
  await orLog(share, forgetShareUsage(services.database, share.ownerId, share.id));
}

async function orLog({ ownerId, id }: ShareId, step: Promise<void>): Promise<void> {
  try {
    await step;
  } catch (error) {
    logFault("not all that belongs to an ended share could be removed", { userId: ownerId, shareId: id }, error);
  }
}

async function removeAnnounced(services: EndServices, { ownerId, id }: ShareId): Promise<void> {
  const { reservations } = await getUsage(services.database, ownerId);
  for (const [imageId, { shareId }] of Object.entries(reservations)) {
    if (shareId !== id) continue;
    await removeUnlessSent(services, { ownerId, imageId }, { onceUrlEnded: true });
  }
}

/**
 * Removes what was announced through a share and is not there: what was stored stays, also if its original was lost
 * since.
 */
export async function removeUnlessSent(
  services: EndServices,
  { ownerId, imageId }: ImageId,
  options: { onceUrlEnded: boolean },
): Promise<void> {
  const image = await findImage(services.database, { ownerId, imageId });
  if (image && image.status !== "uploading") return;
  if (image && (await findObject(services.storage, originalKey(ownerId, imageId)))) return;
  // Of one whose removal has begun the rest is done.
  await deleteImage(services, { ownerId, imageId }, { revision: image?.revision, ...options });
}
