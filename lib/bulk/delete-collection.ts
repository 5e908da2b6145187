import type { User } from "#lib/accounts/user.ts";
import { deleteAlbum as removeAlbum } from "#lib/albums/change-album.ts";
import { AppError } from "#lib/errors.ts";
import type { CollectionId } from "#lib/images/collection.ts";
import { findCollection, getCollection } from "#lib/images/collection-repository.ts";
import type { OwnChange } from "#lib/library/change.ts";
import type { LibraryServices } from "#lib/library/library-services.ts";
import { logFault } from "#lib/log-fault.ts";
import { deleteTag as removeTag, restoreTag } from "#lib/tags/change-tag.ts";
import { listChangedImages } from "./bulk-change.ts";
import { findBulkChange } from "./bulk-repository.ts";
import type { StartedChange } from "./open-bulk-change.ts";
import { changeMembers, type MemberChange } from "./start-bulk-change.ts";

/*
 * The images are told before an album or tag is deleted: what is interrupted in between is still there to be deleted
 * again, and no image names what is gone. Those that came in until it was gone are told afterwards; from then on none
 * does, see change-chunk.ts.
 */

interface Removal extends Pick<CollectionId, "kind" | "id">, Pick<MemberChange, "change"> {
  own: OwnChange[] | undefined;
}

/** Changes the images of an album or tag and removes it, with `remove`, which is told what was started. */
async function changeAndRemove<Removed>(
  services: LibraryServices,
  user: User,
  { kind, id, change, own }: Removal,
  remove: (started: StartedChange[]) => Promise<Removed>,
): Promise<{ started: StartedChange[]; removed: Removed }> {
  const members = kind === "album" ? { album: id } : { tag: [id] };
  const inProgress = new Set<string>();
  const started = await changeMembers(services, user, { members, change, inProgress }, own);
  const removed = await remove(started);
  try {
    // One that was brought back by undoing keeps its images.
    if (!(await findCollection(services.database, { kind, ownerId: user.id, id }))) {
      started.push(...(await changeMembers(services, user, { members, change, inProgress }, own)));
    }
  } catch (error) {
    logFault("photos may still name an album or tag that was deleted", { userId: user.id, kind, id }, error);
  }
  return { started, removed };
}

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
  const change = { action: "remove_from_album", targetId: id } as const;
  const { removed: revision } = await changeAndRemove(services, user, { kind: "album", id, change, own }, () =>
    removeAlbum(services, user, id),
  );
  return { kind: "album", id, revision };
}

/** Takes a tag off its images and deletes it, as `deleteAlbum` does. */
export async function deleteTag(
  services: LibraryServices,
  user: User,
  id: string,
  own?: OwnChange[],
): Promise<OwnChange> {
  await getCollection(services.database, { kind: "tag", ownerId: user.id, id });
  const change = { action: "remove_tag", targetId: id } as const;
  const { removed: revision } = await changeAndRemove(services, user, { kind: "tag", id, change, own }, () =>
    removeTag(services, user, id),
  );
  return { kind: "tag", id, revision };
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
  const { started, removed: revision } = await changeAndRemove(
    services,
    user,
    { kind: "tag", id, change: replacing, own },
    async (begun) => {
      // The target may have been deleted concurrently; the photos then keep this one.
      await getCollection(services.database, { kind: "tag", ownerId: user.id, id: into });
      const revision = await removeTag(services, user, id);
      // Undone before the tag was gone, when there was nothing to bring back; later, undoing brings it back itself.
      const found = await Promise.all(
        begun.map(({ change }) => findBulkChange(services.database, { ownerId: user.id, id: change.id })),
      );
      if (found.some((change) => change?.undoneBy !== undefined)) {
        await restoreTag(services, user.id, id, tag.name);
        throw new AppError("invalid_state", "The merge was undone while it went on.");
      }
      return revision;
    },
  );
  const changed = started.flatMap(({ results = [] }) => listChangedImages(results));
  const images = changed.map((image): OwnChange => ({ kind: "image", ...image }));
  return { changes: [...images, { kind: "tag", id, revision }], changeIds: started.map(({ change }) => change.id) };
}
