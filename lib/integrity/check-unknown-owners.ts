import { findStoredUser } from "#lib/accounts/user-directory-repository.ts";
import type { Services } from "#lib/services.ts";
import { KEY_RANGE_END } from "#lib/storage/object-window.ts";
import { type ListedObject, listObjectsAfter } from "#lib/storage/objects.ts";

/** A part of a folder whose owner does not exist. */
interface UnknownFolder {
  /** Ends in "/". */
  prefix: string;
  objects: ListedObject[];
  /** Whether this part is the first one of its folder. */
  isFirst: boolean;
}

/**
 * Makes one listing under `root`, whose folders are named by users, and looks for the owners of at most `limit` of the
 * folders in it. Returns those without an owner, how many were looked at, and where to continue: undefined at the end.
 */
export async function findUnknownFolders(
  { database, storage }: Pick<Services, "database" | "storage">,
  root: string,
  cursor: string | undefined,
  limit: number,
): Promise<{ unknown: UnknownFolder[]; folders: number; cursor: string | undefined }> {
  const { objects, isLast } = await listObjectsAfter(storage, root, cursor ?? root);
  const byOwner = [...Map.groupBy(objects, ({ key }) => key.slice(root.length).split("/")[0] ?? "")];
  const looked = byOwner.slice(0, limit);
  const unknown: UnknownFolder[] = [];
  let next: string | undefined;
  for (const [userId, own] of looked) {
    const prefix = `${root}${userId}/`;
    const isKnown = userId !== "" && (await findStoredUser(database, userId)) !== undefined;
    if (!isKnown) unknown.push({ prefix, objects: own, isFirst: !cursor?.startsWith(prefix) });
    // What is left of a user's folder is skipped; what is left of another one comes next.
    next = isKnown ? `${prefix}${KEY_RANGE_END}` : own.at(-1)?.key;
  }
  return { unknown, folders: looked.length, cursor: isLast && looked.length === byOwner.length ? undefined : next };
}
