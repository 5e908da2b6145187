import { ulid } from "ulid";
import type { User } from "#lib/accounts/user.ts";
import type { Database } from "#lib/database/database.ts";
import { AppError } from "#lib/errors.ts";
import { foldText } from "#lib/fold-words.ts";
import type { Collection } from "#lib/images/collection.ts";
import {
  changeCollection,
  createCollection,
  findCollection,
  getCollection,
} from "#lib/images/collection-repository.ts";
import { claimTagName, findTagOfName, releaseTagName } from "./tag-name-repository.ts";

interface TagServices {
  database: Database;
}

const MAX_ATTEMPTS = 4;

/** The tag of that name, made when there is none. @throws AppError `unavailable` */
export async function getOrCreateTag(
  { database }: TagServices,
  user: User,
  name: string,
): Promise<{ tag: Collection; isNew: boolean }> {
  const ownerId = user.id;
  const folded = fold(name);
  for (let attempt = 0; attempt < MAX_ATTEMPTS; attempt++) {
    const holder = await findTagOfName(database, ownerId, folded);
    // Whoever claimed the name may have ended before making the tag: it is made with the id of the claim, so that two
    // who do so at once make one.
    const id = holder ?? ulid();
    if (holder === undefined && !(await claimTagName(database, ownerId, folded, id))) continue;
    const isNew = await createCollection(database, "tag", { id, ownerId, createdAt: new Date().toISOString(), name });
    const tag = await findCollection(database, { kind: "tag", ownerId, id });
    if (tag && fold(tag.name) === folded) return { tag, isNew };
    // The tag that claimed the name was deleted or has another one now.
    await claimTagName(database, ownerId, folded, ulid(), id);
  }
  throw tooFast();
}

/** @throws AppError `not_found`; `invalid_state` when another tag has that name; `unavailable` */
export async function renameTag({ database }: TagServices, user: User, id: string, name: string): Promise<Collection> {
  const key = { kind: "tag", ownerId: user.id, id } as const;
  const before = await getCollection(database, key);
  const isNewName = fold(before.name) !== fold(name);
  if (isNewName && (await claim(database, user.id, name, id))) {
    throw new AppError("invalid_state", "There is a tag of that name already.");
  }
  const changed = await changeCollection(database, key, (tag) => ({ ...tag, name }));
  if (!changed) throw new AppError("not_found", "There is no such tag.");
  if (isNewName) await releaseTagName(database, user.id, fold(before.name), id);
  return changed;
}

/**
 * Deletes a tag; images that name it still have none by that. Returns a revision from which on it is gone.
 * @throws AppError `not_found`, `unavailable`
 */
export async function deleteTag({ database }: TagServices, user: User, id: string): Promise<number> {
  const tag = await getCollection(database, { kind: "tag", ownerId: user.id, id });
  await changeCollection(database, { kind: "tag", ownerId: user.id, id }, () => null);
  await releaseTagName(database, user.id, fold(tag.name), id);
  return tag.revision + 1;
}

/** Claims the name for `id`, or returns the other tag that has it. */
async function claim(database: Database, ownerId: string, name: string, id: string): Promise<Collection | undefined> {
  const folded = fold(name);
  for (let attempt = 0; attempt < MAX_ATTEMPTS; attempt++) {
    const holder = await findTagOfName(database, ownerId, folded);
    if (holder === id) return undefined;
    const tag = holder === undefined ? undefined : await findCollection(database, { kind: "tag", ownerId, id: holder });
    if (tag && fold(tag.name) === folded) return tag;
    if (await claimTagName(database, ownerId, folded, id, holder)) return undefined;
  }
  throw tooFast();
}

function tooFast(): AppError {
  return new AppError("unavailable", "The tags are changing too fast right now. Please try again.");
}

function fold(name: string): string {
  return foldText(name).replaceAll(/\s+/gu, " ").trim();
}
