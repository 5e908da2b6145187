import type { User } from "#lib/accounts/user.ts";
import { getImageView } from "#lib/images/view-images.ts";
import type { OwnChange } from "./change.ts";
import { findImageNeighbours } from "./find-neighbours.ts";
import { getStack } from "./get-stack.ts";
import type { ListFilters } from "./image-query.ts";
import type { LibraryServices } from "./library-services.ts";
import { nameImageCollections } from "./name-collections.ts";
import type { ImageInList } from "./view-image-api.ts";

/** An image with its neighbours in a list. @throws AppError `not_found` */
export async function viewImage(
  services: LibraryServices,
  user: User,
  id: string,
  own: OwnChange[],
  list: ListFilters = {},
): Promise<ImageInList> {
  const image = await getImageView(services, user, id);
  const [neighbours, collections, stack] = await Promise.all([
    findImageNeighbours(services, user, image, own, list),
    nameImageCollections(services, user, image, own),
    getStack(services, user, id, own),
  ]);
  return { image, neighbours, collections, stack };
}
