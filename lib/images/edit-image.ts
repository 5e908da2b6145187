import { isDeepStrictEqual } from "node:util";
import type { User } from "#lib/accounts/user.ts";
import type { Services } from "#lib/services.ts";
import type { Image } from "./image.ts";
import type { ImageEdit } from "./image-api.ts";
import { changeImage, getImage } from "./image-repository.ts";

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
