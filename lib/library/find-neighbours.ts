import type { User } from "#lib/accounts/user.ts";
import { createRenditionSigner } from "#lib/storage/rendition-urls.ts";
import type { OwnChange } from "./change.ts";
import { fromApiQuery, type ListFilters } from "./image-query.ts";
import type { IndexedImage } from "./image-row.ts";
import type { LibraryServices } from "./library-services.ts";
import { toListItem } from "./to-list-item.ts";
import type { ImageNeighbours } from "./view-image-api.ts";

/** So many presses of a key find a picture that is there already. */
const ON_EACH_SIDE = 5;

/**
 * The images around one of those that match, on the timeline without filters; none at an end. One in the trash has some
 * in lists of the trash only.
 */
export async function findImageNeighbours(
  { library, storage }: Pick<LibraryServices, "library" | "storage">,
  user: User,
  { id, trashedAt }: { id: string; trashedAt?: string | undefined },
  own?: OwnChange[],
  filters: ListFilters = {},
): Promise<ImageNeighbours> {
  if (trashedAt !== undefined && !filters.trashed) return { before: [], after: [] };
  const input = { query: fromApiQuery(filters), id, count: ON_EACH_SIDE };
  const [{ value }, signer] = await Promise.all([
    library.read(user.id, "neighbours", input, own),
    createRenditionSigner(storage),
  ]);
  const view = (images: IndexedImage[]) => images.flatMap((image) => toListItem(image, user.id, signer) ?? []);
  return { before: view(value.before), after: view(value.after) };
}
