import type { User } from "#lib/accounts/user.ts";
import type { Services } from "#lib/services.ts";
import { getImage } from "./image-repository.ts";
import { type ProcessingEvent, withBeginning } from "./processing-event.ts";
import { listProcessingEvents } from "./processing-event-repository.ts";

/** The processing record of an image of the user's, oldest first. @throws AppError `not_found` */
export async function listImageEvents(
  { database }: Pick<Services, "database">,
  user: User,
  imageId: string,
): Promise<ProcessingEvent[]> {
  const image = await getImage(database, { ownerId: user.id, imageId });
  return withBeginning(image, await listProcessingEvents(database, image.id));
}
