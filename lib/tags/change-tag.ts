import { ulid } from "ulid";
import type { User } from "#lib/accounts/user.ts";
import type { Database } from "#lib/database/database.ts";
import { AppError, isAppError } from "#lib/errors.ts";
import { foldName } from "#lib/fold-words.ts";
import type { Collection, CollectionId } from "#lib/images/collection.ts";
import {
  changeCollection,
  createCollection,
  findCollection,
  getCollection,
  restoreCollection,
} from "#lib/images/collection-repository.ts";
import { claimTagName, findNameClaim, type NameClaim, releaseTagName } from "./tag-name-repository.ts";

interface TagServices {
  database: Database;
}

const MAX_ATTEMPTS = 8;
/** Characters of an id that tell two tags of one name apart. */
const ID_END = 6;

/** The tag of that name, made when there is none and `mayMake` does not throw. @throws AppError `unavailable` */
export async function getOrCreateTag(
  { database }: TagServices,
  user: User,
  name: string,
  mayMake?: () => Promise<void>,
): Promise<{ tag: Collection; isNew: boolean }> {
  for (let attempt = 0; attempt < MAX_ATTEMPTS; attempt++) {
    const { tag, isNew, claim } = await settleName(database, user.id, name);
    if (tag) return { tag, isNew };
    if (attempt === 0) await mayMake?.();
    const id = ulid();
    await claimTagName(database, user.id, foldName(name), { tagId: id, token: id }, claim);
  }
  throw tooFast();
}

/** @throws AppError `not_found`; `invalid_state` when another tag has that name; `unavailable` */
export async function renameTag(
  { database }: TagServices,
  user: Pick<User, "id">,
  id: string,
  name: string,
): Promise<Collection> {
  const key = { kind: "tag", ownerId: user.id, id } as const;
  const before = await getCollection(database, key);
  const [former, folded] = [foldName(before.name), foldName(name)];
  const isNewName = former !== folded;
  const formerClaim = isNewName ? await findNameClaim(database, user.id, former) : undefined;
  const changed = isNewName
    ? await renameByClaim(database, key, name)
    : await changeCollection(database, key, (tag) => (foldName(tag.name) === folded ? { ...tag, name } : tag));
  if (!changed) throw new AppError("not_found", "There is no such tag.");
  if (formerClaim?.tagId === id) await releaseTagName(database, user.id, former, formerClaim);
  if (changed.name !== name) throw tooFast();
  return changed;
}

/**
 * Deletes a tag; images that name it still have none by that. Returns a revision from which on it is gone.
 * @throws AppError `not_found`, `unavailable`
 */
export async function deleteTag({ database }: TagServices, user: User, id: string): Promise<number> {
  const tag = await getCollection(database, { kind: "tag", ownerId: user.id, id });
  await changeCollection(database, { kind: "tag", ownerId: user.id, id }, () => null);
  const folded = foldName(tag.name);
  const claim = await findNameClaim(database, user.id, folded);
  if (claim?.tagId === id) await releaseTagName(database, user.id, folded, claim);
  return tag.revision + 1;
}

/**
 * Makes sure that there is a tag which may have been deleted. It has its name again, unless another has that by now:
 * then a part of its id is added. @throws AppError `unavailable`
 */
export async function restoreTag({ database }: TagServices, ownerId: string, id: string, name: string): Promise<void> {
  const key = { kind: "tag", ownerId, id } as const;
  // The name is claimed for a tag that is there; a claim of one that is gone is taken for abandoned.
  const ownName = `${name} (${id.slice(-ID_END)})`;
  const known = await findCollection(database, key);
  if (known && known.name !== ownName) return;
  await claimTagName(database, ownerId, foldName(ownName), { tagId: id, token: id }, undefined);
  await restoreCollection(database, "tag", { id, ownerId, name: ownName, createdAt: new Date().toISOString() });
  try {
    await renameTag({ database }, { id: ownerId }, id, name);
  } catch (error) {
    if (!isAppError(error, "invalid_state")) throw error;
  }
}

/**
 * Gives a tag another name in three writes: the tag says what it is about to be called, the name is claimed, the tag is
 * called so. Whoever finds the claim before the third write makes that, and so never takes the claim for an abandoned
 * one.
 */
async function renameByClaim(database: Database, key: CollectionId, name: string): Promise<Collection | undefined> {
  const token = ulid();
  for (let attempt = 0; attempt < MAX_ATTEMPTS; attempt++) {
    const { tag, claim } = await settleName(database, key.ownerId, name);
    if (tag && tag.id !== key.id) throw new AppError("invalid_state", "There is a tag of that name already.");
    if (attempt === 0) await changeCollection(database, key, (one) => ({ ...one, renaming: { name, token } }));
    if (await claimTagName(database, key.ownerId, foldName(name), { tagId: key.id, token }, claim)) {
      return completeRename(database, key, token);
    }
  }
  throw tooFast();
}

function completeRename(database: Database, key: CollectionId, token: string): Promise<Collection | undefined> {
  return changeCollection(database, key, ({ renaming, ...tag }) =>
    renaming?.token === token ? { ...tag, name: renaming.name } : { ...tag, renaming },
  );
}

/**
 * The tag that has a name, after doing what a process that claimed it has left undone. No tag with a claim: that one is
 * of a tag that was deleted or has another name now, and never becomes valid again.
 */
async function settleName(
  database: Database,
  ownerId: string,
  name: string,
): Promise<{ tag?: Collection | undefined; isNew: boolean; claim?: NameClaim | undefined }> {
  const claim = await findNameClaim(database, ownerId, foldName(name));
  if (!claim) return { isNew: false };
  const key = { kind: "tag", ownerId, id: claim.tagId } as const;
  const known = await findCollection(database, key);
  const isNew =
    known === undefined &&
    (await createCollection(database, "tag", { id: key.id, ownerId, createdAt: new Date().toISOString(), name }));
  const made = known ?? (await findCollection(database, key));
  const tag = made?.renaming?.token === claim.token ? await completeRename(database, key, claim.token) : made;
  return { claim, isNew, tag: tag && foldName(tag.name) === foldName(name) ? tag : undefined };
}

function tooFast(): AppError {
  return new AppError("unavailable", "The tags are changing too fast right now. Please try again.");
}
