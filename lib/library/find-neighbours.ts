import type { User } from "#lib/accounts/user.ts";
import type { OwnChange } from "./change.ts";
import { fromApiQuery } from "./image-query.ts";
import type { LibraryServices } from "./library-services.ts";

/**
 * The ids of the images before (newer) and after (older) one on the timeline, each absent at an end.
 * An image in the trash has none.
 */
export async function findImageNeighbours(
  { library }: Pick<LibraryServices, "library">,
  user: User,
  { id, trashedAt }: { id: string; trashedAt?: string | undefined },
  own?: OwnChange[],
): Promise<{ previous?: string | undefined; next?: string | undefined }> {
  if (trashedAt !== undefined) return {};
  const { value } = await library.read(user.id, "neighbours", { query: fromApiQuery({}), id }, own);
  return { previous: value.previous?.id, next: value.next?.id };
}
