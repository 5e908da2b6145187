import { isDeepStrictEqual } from "node:util";
import type { User } from "#lib/accounts/user.ts";
import { AppError } from "#lib/errors.ts";
import type { Services } from "#lib/services.ts";
import type { Image } from "./image.ts";
import type { ImageEdit } from "./image-api.ts";
import { changeImage, getImage, setTrashed } from "./image-repository.ts";
import { MAX_RECORDED_REVISION } from "./processing-event.ts";
import { appendProcessingEvent } from "./processing-event-repository.ts";

/**
 * Changes what the owner of an image says of it; what is not named stays, and an empty text gives way to what the file
 * says. Doing so again changes nothing. @throws AppError `not_found`, `unavailable`
 */
export async function editImage(
  { database }: Pick<Services, "database">,
  user: User,
  imageId: string,
  { favourite, archived, title, caption, takenAt, position, rotation }: ImageEdit,
): Promise<Image> {
  const id = { ownerId: user.id, imageId };
  const changed = await changeImage(database, id, (image) => {
    const next = {
      favourite: favourite ?? image.favourite,
      archived: (archived ?? image.archived) || undefined,
      title: title === undefined ? image.title : title || undefined,
      caption: caption === undefined ? image.caption : caption || undefined,
      ownTime: takenAt === undefined ? image.ownTime : (takenAt ?? undefined),
      ownPosition: position === undefined ? image.ownPosition : position === "file" ? undefined : position,
      rotation: rotation === undefined ? image.rotation : rotation || undefined,
    };
    const isSame = (Object.keys(next) as (keyof typeof next)[]).every((name) =>
      isDeepStrictEqual(next[name], image[name]),
    );
    return isSame ? undefined : { ...image, ...next };
  });
  return changed ?? getImage(database, id);
}

/** Moves an image of the user's into the trash; doing so again changes nothing. @throws AppError `not_found` */
export function trashImage(services: Services, user: User, imageId: string): Promise<Image> {
  return move(services, user, imageId, "trashed");
}

/** Takes an image of the user's out of the trash; doing so again changes nothing. @throws AppError `not_found` */
export function restoreImage(services: Services, user: User, imageId: string): Promise<Image> {
  return move(services, user, imageId, "restored");
}

async function move({ database }: Services, user: User, imageId: string, step: "trashed" | "restored"): Promise<Image> {
  const at = step === "trashed" ? new Date().toISOString() : undefined;
  const image = await setTrashed(database, { ownerId: user.id, imageId }, at);
  if (!image) throw new AppError("not_found", "There is no such image.");
  await recordTrashing(database, image);
  return image;
}

/** Records in an image's processing record that it has just come into the trash or out of it. */
export async function recordTrashing(database: Services["database"], image: Image): Promise<void> {
  if (image.revision > MAX_RECORDED_REVISION) return;
  const step = image.trashedAt === undefined ? "restored" : "trashed";
  await appendProcessingEvent(database, image.id, { at: new Date().toISOString(), step, traceId: image.traceId });
}
