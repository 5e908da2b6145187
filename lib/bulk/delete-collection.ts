import type { User } from "#lib/accounts/user.ts";
import { deleteAlbum as removeAlbum } from "#lib/albums/change-album.ts";
import { AppError } from "#lib/errors.ts";
import { getCollection } from "#lib/images/collection-repository.ts";
import type { OwnChange } from "#lib/library/change.ts";
import type { LibraryServices } from "#lib/library/library-services.ts";
import { deleteTag as removeTag, restoreTag } from "#lib/tags/change-tag.ts";
import { listChangedImages } from "./bulk-change.ts";
import { findBulkChange } from "./bulk-repository.ts";
import { changeMembers } from "./start-bulk-change.ts";

/*
 * The images are told before an album or tag is deleted: what is interrupted in between is still there to be deleted
 * again, and no image names what is gone.
 */

/**
 * Takes images out of an album and deletes it; they stay in the library. `own` are changes of the user's a moment ago.
 * @throws AppError `not_found`, `too_many_bulk_changes`, `unavailable`
 */
export async function deleteAlbum(
  services: LibraryServices,
  user: User,
  id: string,
  own?: OwnChange[],
): Promise<OwnChange> {
  await getCollection(services.database, { kind: "album", ownerId: user.id, id });
  await changeMembers(services, user, { album: id }, { action: "remove_from_album", targetId: id }, own);
  return { kind: "album", id, revision: await removeAlbum(services, user, id) };
}

/** Takes a tag off its images and deletes it, as `deleteAlbum` does. */
export async function deleteTag(
  services: LibraryServices,
  user: User,
  id: string,
  own?: OwnChange[],
): Promise<OwnChange> {
  await getCollection(services.database, { kind: "tag", ownerId: user.id, id });
  await changeMembers(services, user, { tag: [id] }, { action: "remove_tag", targetId: id }, own);
  return { kind: "tag", id, revision: await removeTag(services, user, id) };
}

/**
 * Gives the images of a tag another one in its place, and deletes it. Interrupted between the two, it is done by asking
 * again. Returns what was changed, and the ids of the changes that undo it.
 * @throws AppError `not_found`; `invalid_state` for a tag and itself, and when it was undone meanwhile;
 * `too_many_bulk_changes`; `unavailable`
 */
export async function mergeTag(
  services: LibraryServices,
  user: User,
  id: string,
  into: string,
  own: OwnChange[],
): Promise<{ changes: OwnChange[]; changeIds: string[] }> {
  const tag = await getCollection(services.database, { kind: "tag", ownerId: user.id, id });
  if (id === into) throw new AppError("invalid_state", "A tag can't be merged with itself.");
  await getCollection(services.database, { kind: "tag", ownerId: user.id, id: into });
  const replacing = { action: "replace_tag", targetId: into, fromId: id, fromName: tag.name } as const;
  const started = await changeMembers(services, user, { tag: [id] }, replacing, own);
  const changeIds = started.map(({ change }) => change.id);
  const changed = started.flatMap(({ results = [] }) => listChangedImages(results));
  // The target may have been deleted concurrently; the photos then keep this one.
  await getCollection(services.database, { kind: "tag", ownerId: user.id, id: into });
  const revision = await removeTag(services, user, id);
  // Undone before the tag was gone, when there was nothing to bring back; later, undoing brings it back itself.
  const found = await Promise.all(
    changeIds.map((changeId) => findBulkChange(services.database, { ownerId: user.id, id: changeId })),
  );
  if (found.some((change) => change?.undoneBy !== undefined)) {
    await restoreTag(services, user.id, id, tag.name);
    throw new AppError("invalid_state", "The merge was undone while it went on.");
  }
  const images = changed.map((image): OwnChange => ({ kind: "image", ...image }));
  return { changes: [{ kind: "tag", id, revision }, ...images], changeIds };
}
