import type { Database } from "#lib/database/database.ts";
import { type Key, keys, partitions } from "#lib/database/keys.ts";
import { queryPage, queryPages } from "#lib/database/query.ts";
import { deleteItem, deleteItemIf } from "#lib/database/write-items.ts";
import type { User } from "./user.ts";

/**
 * The ids of users whose removal has started, and of those who closed their account and are to be removed at `now`
 * (ISO 8601 UTC), oldest first. Some may have kept their account a moment ago.
 */
export async function listUsersToRemove(database: Database, now: string, limit: number): Promise<string[]> {
  const { items } = await queryPage(database, {
    index: "open",
    where: "openPk = :pk AND openSk < :end",
    values: { ":pk": partitions.openRemovals(), ":end": `${now}#~` },
    limit,
  });
  return items.map((item) => String(item.id));
}

const KEYS_PER_PAGE = 100;

/** The keys of everything in a user's partition but the profile and the usage, page by page as they are read. */
export async function* listKeysOfUser(database: Database, userId: string): AsyncGenerator<Key[]> {
  const { pk, sk: profile } = keys.user(userId);
  const kept = new Set([profile, keys.usage(userId).sk]);
  const query = { where: "pk = :pk", values: { ":pk": pk }, attributes: "pk, sk", isConsistent: true };
  for await (const items of queryPages(database, { ...query, limit: KEYS_PER_PAGE })) {
    const others = (items as unknown as Key[]).filter(({ sk }) => !kept.has(sk));
    if (others.length > 0) yield others;
  }
}

/** The last steps of a removal: frees the e-mail address, then forgets usage and user. */
export async function deleteUserItems(database: Database, user: Pick<User, "id" | "email">): Promise<void> {
  await deleteItemIf(database, keys.emailClaim(user.email), { condition: "userId = :id", values: { ":id": user.id } });
  for (const key of [keys.usage(user.id), keys.user(user.id)]) await deleteItem(database, key);
}
