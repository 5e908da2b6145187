import type { User } from "#lib/accounts/user.ts";
import type { Services } from "#lib/services.ts";
import { findNeighbour } from "./image-listing.ts";
import { getImage } from "./image-repository.ts";

/**
 * The ids of the images before (newer) and after (older) one in the gallery, each absent at an end.
 * An image in the trash has none. @throws AppError `not_found`
 */
export async function listImageNeighbours(
  services: Services,
  user: User,
  { id }: { id: string },
): Promise<{ previous?: string | undefined; next?: string | undefined }> {
  const image = await getImage(services.database, { ownerId: user.id, imageId: id });
  if (image.trashedAt) return {};
  const [previous, next] = await Promise.all([
    findNeighbour(services.database, image, "newer"),
    findNeighbour(services.database, image, "older"),
  ]);
  return { previous: previous?.id, next: next?.id };
}
