import { CONFLICT, putNextRevision, retryOnConflict } from "#lib/database/compare-and-set.ts";
import type { Database } from "#lib/database/database.ts";
import { findItem } from "#lib/database/get-items.ts";
import { keys } from "#lib/database/keys.ts";
import { queryPage } from "#lib/database/query.ts";
import { readOrLog } from "#lib/database/read-item.ts";
import { deleteItemIf } from "#lib/database/write-items.ts";
import { type SavedSearch, savedSearchSchema } from "./saved-search.ts";

type SearchId = Pick<SavedSearch, "ownerId" | "id">;

/** At most `limit` of a user's searches, the oldest first; what cannot be read is logged and left out. */
export async function listSavedSearches(database: Database, ownerId: string, limit: number): Promise<SavedSearch[]> {
  const { pk, sk } = keys.savedSearch(ownerId, "");
  const { items } = await queryPage(database, {
    where: "pk = :pk AND begins_with(sk, :prefix)",
    values: { ":pk": pk, ":prefix": sk },
    isConsistent: true,
    limit,
  });
  return items.flatMap((item) => readOrLog(savedSearchSchema, item) ?? []);
}

export async function createSavedSearch(database: Database, search: SavedSearch): Promise<void> {
  await putNextRevision(database, keys.savedSearch(search.ownerId, search.id), search, undefined);
}

/**
 * Changes a search. Returns it as it is then; undefined for missing and for somebody else's alike.
 * @throws AppError `unavailable` when others keep changing it
 */
export function changeSavedSearch(
  database: Database,
  { ownerId, id }: SearchId,
  changes: Partial<Pick<SavedSearch, "name" | "query">>,
): Promise<SavedSearch | undefined> {
  const key = keys.savedSearch(ownerId, id);
  return retryOnConflict("The search", async () => {
    const item = await findItem(database, key);
    const before = item && readOrLog(savedSearchSchema, item);
    if (!before) return undefined;
    const after = { ...before, ...changes, revision: before.revision + 1 };
    return (await putNextRevision(database, key, after, before.revision)) ? after : CONFLICT;
  });
}

/** Deletes a search. Returns false when there is none. */
export function deleteSavedSearch(database: Database, { ownerId, id }: SearchId): Promise<boolean> {
  return deleteItemIf(database, keys.savedSearch(ownerId, id));
}
