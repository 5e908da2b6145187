import { ulid } from "ulid";
import type { User } from "#lib/accounts/user.ts";
import type { Database } from "#lib/database/database.ts";
import { AppError } from "#lib/errors.ts";
import type { Collection } from "#lib/images/collection.ts";
import {
  changeCollection,
  createCollection,
  findCollection,
  getCollection,
} from "#lib/images/collection-repository.ts";
import { getImage } from "#lib/images/image-repository.ts";
import type { AlbumChange, NewAlbum } from "./album-api.ts";

interface AlbumServices {
  database: Database;
}

/** Makes an album. @throws AppError `not_found`, `invalid_state` for a parent that cannot be one */
export async function createAlbum({ database }: AlbumServices, user: User, album: NewAlbum): Promise<Collection> {
  if (album.parentId !== undefined) await checkParent(database, user.id, album.parentId);
  const id = ulid();
  const { name, description, parentId } = album;
  await createCollection(database, "album", {
    id,
    ownerId: user.id,
    createdAt: new Date().toISOString(),
    name,
    description: description || undefined,
    parentId,
  });
  return getCollection(database, { kind: "album", ownerId: user.id, id });
}

/** @throws AppError `not_found`; `invalid_state` for a parent that cannot be one; `unavailable` */
export async function changeAlbum(
  { database }: AlbumServices,
  user: User,
  id: string,
  { name, description, parentId, coverId, hasOwnOrder }: AlbumChange,
): Promise<Collection> {
  if (parentId === id) throw new AppError("invalid_state", "An album can't be in itself.");
  if (parentId) await checkParent(database, user.id, parentId);
  if (coverId) await getImage(database, { ownerId: user.id, imageId: coverId });
  const changed = await changeCollection(database, { kind: "album", ownerId: user.id, id }, (album) => ({
    ...album,
    name: name ?? album.name,
    description: description === undefined ? album.description : description || undefined,
    parentId: parentId === undefined ? album.parentId : (parentId ?? undefined),
    coverId: coverId === undefined ? album.coverId : (coverId ?? undefined),
    hasOwnOrder: hasOwnOrder ?? album.hasOwnOrder,
  }));
  if (!changed) throw new AppError("not_found", "There is no such album.");
  return changed;
}

/**
 * Deletes an album; images that name it still are in none by that. Returns a revision from which on it is gone.
 * @throws AppError `not_found`, `unavailable`
 */
export async function deleteAlbum({ database }: AlbumServices, user: User, id: string): Promise<number> {
  const { revision } = await getCollection(database, { kind: "album", ownerId: user.id, id });
  await changeCollection(database, { kind: "album", ownerId: user.id, id }, () => null);
  return revision + 1;
}

/** Albums are nested one level deep. A parent that names a deleted album is in no other. */
async function checkParent(database: Database, ownerId: string, parentId: string): Promise<void> {
  const parent = await getCollection(database, { kind: "album", ownerId, id: parentId });
  if (parent.parentId === undefined) return;
  if (await findCollection(database, { kind: "album", ownerId, id: parent.parentId })) {
    throw new AppError("invalid_state", `"${parent.name}" is in an album itself. Albums are nested one level deep.`);
  }
}
