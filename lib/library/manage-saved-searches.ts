import { ulid } from "ulid";
import type { User } from "#lib/accounts/user.ts";
import type { Database } from "#lib/database/database.ts";
import { AppError } from "#lib/errors.ts";
import type { SavedSearch } from "./saved-search.ts";
import * as searches from "./saved-search-repository.ts";

/** The most saved searches of a user: all of them are one answer. */
const MAX_SEARCHES = 100;

interface SearchServices {
  database: Database;
}

/** A user's saved searches by name. */
export async function listSavedSearches({ database }: SearchServices, user: User): Promise<SavedSearch[]> {
  const { compare } = new Intl.Collator(undefined, { numeric: true, sensitivity: "base" });
  const saved = await searches.listSavedSearches(database, user.id, 2 * MAX_SEARCHES);
  return saved.sort((one, other) => compare(one.name, other.name));
}

/** @throws AppError `invalid_state` when there are as many as there can be */
export async function saveSearch(
  { database }: SearchServices,
  user: User,
  { name, query }: Pick<SavedSearch, "name" | "query">,
): Promise<SavedSearch> {
  if ((await searches.listSavedSearches(database, user.id, MAX_SEARCHES)).length >= MAX_SEARCHES) {
    throw new AppError("invalid_state", `You have ${MAX_SEARCHES} saved searches, which is the most there can be.`);
  }
  const search = { id: ulid(), ownerId: user.id, revision: 1, createdAt: new Date().toISOString(), name, query };
  await searches.createSavedSearch(database, search);
  return search;
}

/** @throws AppError `not_found`, `unavailable` */
export async function changeSavedSearch(
  { database }: SearchServices,
  user: User,
  id: string,
  changes: { name?: string | undefined; query?: string | undefined },
): Promise<SavedSearch> {
  const said = Object.fromEntries(Object.entries(changes).filter(([, value]) => value !== undefined));
  const changed = await searches.changeSavedSearch(database, { ownerId: user.id, id }, said);
  if (!changed) throw new AppError("not_found", "There is no such search.");
  return changed;
}

/** @throws AppError `not_found` */
export async function deleteSavedSearch({ database }: SearchServices, user: User, id: string): Promise<void> {
  const isDeleted = await searches.deleteSavedSearch(database, { ownerId: user.id, id });
  if (!isDeleted) throw new AppError("not_found", "There is no such search.");
}
