import type { User } from "#lib/accounts/user.ts";
import { AppError } from "#lib/errors.ts";
import type { Services } from "#lib/services.ts";
import { requestRendering } from "#lib/thumbnails/message.ts";
import type { Image } from "./image.ts";
import type { ImageId } from "./image-item.ts";
import { getImage, restartProcessing } from "./image-repository.ts";
import { appendProcessingEvent } from "./processing-event-repository.ts";

/**
 * Asks for a failed image to be rendered again. One that is being processed already is returned as it is.
 * @throws AppError `not_found`; `invalid_state` when it has not failed
 */
export async function retryImage(services: Services, user: User, imageId: string): Promise<Image> {
  const id = { ownerId: user.id, imageId };
  const image = await retryFailedImage(services, id);
  if (image) return image;
  const now = await getImage(services.database, id);
  if (now.status === "processing") return now;
  throw new AppError("invalid_state", "Only an image that failed can be retried.", {
    details: { status: now.status },
  });
}

/** Asks for an image to be rendered again. Returns undefined, doing nothing, when it has not failed or is gone. */
export async function retryFailedImage(
  { database, queue }: Pick<Services, "database" | "queue">,
  id: ImageId,
): Promise<Image | undefined> {
  const at = new Date().toISOString();
  const image = await restartProcessing(database, id, at);
  if (!image) return undefined;
  await appendProcessingEvent(database, id.imageId, { at, step: "retry_requested", traceId: image.traceId });
  // Should this be the last thing that happened, the sweep finds the image waiting and marks it failed again.
  await requestRendering(queue, id);
  return image;
}
