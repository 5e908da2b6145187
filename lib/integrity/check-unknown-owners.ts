import { findStoredUser } from "#lib/accounts/user-repository.ts";
import type { Services } from "#lib/services.ts";
import { KEY_RANGE_END } from "#lib/storage/object-window.ts";
import { findKeyAfter, type ListedObject, listObjectsAfter } from "#lib/storage/objects.ts";

/** A part of a folder whose owner does not exist, at most as many objects as one listing returns. */
export interface UnknownFolder {
  /** Of the folder, ending in "/"; undefined when the next folder belongs to a user. */
  prefix: string | undefined;
  objects: ListedObject[];
  /** Where to continue; undefined at the end. */
  cursor: string | undefined;
  /** Whether this part is the first one of its folder. */
  isFirst: boolean;
}

/** Looks at the owner of the next folder under `prefix`, and lists a part of it when there is no such user. */
export async function findUnknownFolder(
  { database, storage }: Pick<Services, "database" | "storage">,
  prefix: string,
  cursor: string | undefined,
): Promise<UnknownFolder> {
  const key = await findKeyAfter(storage, prefix, cursor ?? prefix);
  if (key === undefined) return { prefix: undefined, objects: [], cursor: undefined, isFirst: false };
  const userId = key.slice(prefix.length).split("/")[0] ?? "";
  const folder = `${prefix}${userId}/`;
  const end = `${folder}${KEY_RANGE_END}`;
  if (userId && (await findStoredUser(database, userId))) {
    return { prefix: undefined, objects: [], cursor: end, isFirst: false };
  }
  const isFirst = !cursor?.startsWith(folder);
  const { objects, isLast } = await listObjectsAfter(storage, folder, isFirst ? folder : (cursor ?? folder));
  return { prefix: folder, objects, cursor: isLast ? end : objects.at(-1)?.key, isFirst };
}
