import type { User } from "#lib/accounts/user.ts";
import type { Services } from "#lib/services.ts";
import type { Image } from "./image.ts";
import { getImage, setFavourite } from "./image-repository.ts";

/** Makes an image of the user's a favourite, or no longer one; doing so again changes nothing. @throws AppError `not_found` */
export async function changeFavourite(
  { database }: Pick<Services, "database">,
  user: User,
  imageId: string,
  favourite: boolean,
): Promise<Image> {
  const id = { ownerId: user.id, imageId };
  return (await setFavourite(database, id, favourite)) ?? getImage(database, id);
}
