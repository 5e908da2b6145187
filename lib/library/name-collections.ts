import type { User } from "#lib/accounts/user.ts";
import type { ImageCollections } from "#lib/images/collection.ts";
import type { OwnChange } from "./change.ts";
import type { LibraryServices } from "./library-services.ts";

/** The albums and tags of an image by name; ids of what was deleted are left out. */
export async function nameImageCollections(
  { library }: Pick<LibraryServices, "library">,
  user: User,
  { albumIds, tags }: { albumIds: string[]; tags: string[] },
  own: OwnChange[],
): Promise<ImageCollections> {
  const find = async (kind: "album" | "tag", ids: string[]) =>
    ids.length === 0 ? [] : (await library.read(user.id, "collectionNames", { kind, ids }, own)).value;
  return { albums: await find("album", albumIds), tags: await find("tag", tags) };
}
