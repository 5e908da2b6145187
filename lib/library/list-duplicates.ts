import type { User } from "#lib/accounts/user.ts";
import { createRenditionSigner } from "#lib/storage/rendition-urls.ts";
import type { OwnChange } from "./change.ts";
import type { DuplicatesView } from "./duplicate-api.ts";
import type { GroupRequest } from "./group-duplicates.ts";
import { tileRenditions } from "./image-list-api.ts";
import type { LibraryServices } from "./library-services.ts";
import { toListItem } from "./to-list-item.ts";

/** Images of the user's that look alike, by groups. */
export async function listDuplicates(
  { library, storage }: Pick<LibraryServices, "library" | "storage">,
  user: User,
  request: GroupRequest,
  own: OwnChange[],
): Promise<DuplicatesView> {
  const [{ value, rebuild }, signer] = await Promise.all([
    library.read(user.id, "duplicates", request, own),
    createRenditionSigner(storage),
  ]);
  const groups = value.groups.map((group) =>
    group.flatMap((image) => toListItem(image, user.id, signer, tileRenditions) ?? []),
  );
  return { ...value, groups, isComplete: rebuild === undefined };
}
