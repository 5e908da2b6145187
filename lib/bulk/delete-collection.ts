import type { User } from "#lib/accounts/user.ts";
import { deleteAlbum as removeAlbum } from "#lib/albums/change-album.ts";
import type { OwnChange } from "#lib/library/change.ts";
import type { LibraryServices } from "#lib/library/library-services.ts";
import { deleteTag as removeTag } from "#lib/tags/change-tag.ts";
import { clearCollection } from "./start-bulk-change.ts";

/** Deletes an album and takes its images out of it; they stay in the library. @throws AppError `not_found`, `unavailable` */
export async function deleteAlbum(services: LibraryServices, user: User, id: string): Promise<OwnChange> {
  const revision = await removeAlbum(services, user, id);
  await clearCollection(services, user, "album", id);
  return { kind: "album", id, revision };
}

/** Deletes a tag and takes it off its images. @throws AppError `not_found`, `unavailable` */
export async function deleteTag(services: LibraryServices, user: User, id: string): Promise<OwnChange> {
  const revision = await removeTag(services, user, id);
  await clearCollection(services, user, "tag", id);
  return { kind: "tag", id, revision };
}
