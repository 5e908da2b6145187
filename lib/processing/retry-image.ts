import type { User } from "#lib/accounts/user.ts";
import { AppError } from "#lib/errors.ts";
import type { Image } from "#lib/images/image.ts";
import type { ImageId } from "#lib/images/image-item.ts";
import { getImage, restartProcessing } from "#lib/images/image-repository.ts";
import { appendProcessingEvent } from "#lib/images/processing-event-repository.ts";
import type { Services } from "#lib/services.ts";
import { requestRendering } from "./message.ts";

/**
 * So often an owner may have a failure rendered again, which takes everybody's worker; admins as often as they like.
 */
export const MAX_RETRIES = 5;

/**
 * Asks for a failed image to be rendered again. One that is being processed already is returned as it is.
 * @throws AppError `not_found`; `invalid_state` when it has not failed, or too often (details: maxRetries)
 */
export async function retryImage(services: Services, user: User, imageId: string): Promise<Image> {
  const id = { ownerId: user.id, imageId };
  const image = await retryFailedImage(services, id, MAX_RETRIES);
  if (image) return image;
  const now = await getImage(services.database, id);
  if (now.status === "processing") return now;
  if (now.status === "failed") {
    throw new AppError("invalid_state", "This image failed too often to be tried again.", {
      details: { status: now.status, maxRetries: MAX_RETRIES },
    });
  }
  throw new AppError("invalid_state", "Only an image that failed can be retried.", {
    details: { status: now.status },
  });
}

/**
 * Asks for an image to be rendered again. Returns undefined, doing nothing, when it has not failed, is gone, or was
 * retried `maxRetries` times already.
 */
export async function retryFailedImage(
  { database, queue }: Pick<Services, "database" | "queue">,
  id: ImageId,
  maxRetries?: number,
): Promise<Image | undefined> {
  const at = new Date().toISOString();
  const image = await restartProcessing(database, id, at, maxRetries);
  if (!image) return undefined;
  await appendProcessingEvent(database, id.imageId, { at, step: "retry_requested", traceId: image.traceId });
  // Should this be the last thing that happened, the sweep finds the image waiting and marks it failed again.
  await requestRendering(queue, id);
  return image;
}
