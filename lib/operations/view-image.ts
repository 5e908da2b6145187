import { findUser } from "#lib/accounts/user-item.ts";
import { recordView } from "#lib/audit/record-audit.ts";
import type { RequestActor } from "#lib/audit/request-actor.ts";
import type { ImageId } from "#lib/images/image-item.ts";
import { getImage } from "#lib/images/image-repository.ts";
import { type ProcessingEvent, withBeginning } from "#lib/images/processing-event.ts";
import { listProcessingEvents } from "#lib/images/processing-event-repository.ts";
import type { Services } from "#lib/services.ts";
import type { ImageAdminView } from "./processing-api.ts";

/**
 * What became of an image, for an admin to look at without seeing the picture; the audit log notes it.
 * @throws AppError `not_found`
 */
export async function viewProcessingRecord(
  services: Services,
  by: RequestActor,
  id: ImageId,
): Promise<{ image: ImageAdminView; events: ProcessingEvent[] }> {
  const { database } = services;
  const image = await getImage(database, id);
  const [owner, events] = await Promise.all([
    findUser(database, id.ownerId),
    listProcessingEvents(database, id.imageId),
  ]);
  if (by.actor.id !== id.ownerId) {
    const subject = { id: id.ownerId, email: owner?.email ?? "" };
    await recordView(services, { action: "image_viewed", ...by, subject, details: { imageId: id.imageId } });
  }
  return {
    image: {
      id: image.id,
      ownerId: image.ownerId,
      ownerEmail: owner?.email,
      fileName: image.fileName,
      contentType: image.contentType,
      bytes: image.bytes,
      sha256: image.sha256,
      status: image.status,
      statusAt: image.statusAt,
      failureCode: image.failureCode,
      failureFingerprint: image.failureFingerprint ?? image.failureCode,
      failureDiscardedAt: image.failureDiscardedAt,
      uploadedAt: image.uploadedAt,
      recipeVersion: image.recipeVersion,
      traceId: image.traceId,
    },
    events: withBeginning(image, events),
  };
}
