import type { Database } from "#lib/database/database.ts";
import { findItem } from "#lib/database/get-items.ts";
import { keys, partitions } from "#lib/database/keys.ts";
import { queryPage } from "#lib/database/query.ts";
import { deleteItem, putIfAbsent, updateItem } from "#lib/database/write-items.ts";

/*
 * One item holds the ids of all admins who can sign in, so that one conditional write can keep the last of them. What
 * a request may do is decided by the user's own role; this set only guards against taking the last one away.
 */

/** Counts a user among the admins. */
export async function addAdmin(database: Database, userId: string): Promise<void> {
  await updateItem(database, keys.admins(), "ADD adminIds :ids", { values: { ":ids": new Set([userId]) } });
}

/** Takes a user out of the admins, unless none would be left. Returns whether the user is no longer among them. */
export async function removeAdmin(database: Database, userId: string): Promise<boolean> {
  const others = await updateItem(database, keys.admins(), "DELETE adminIds :ids", {
    condition: "attribute_not_exists(adminIds) OR NOT contains(adminIds, :id) OR size(adminIds) > :one",
    values: { ":ids": new Set([userId]), ":id": userId, ":one": 1 },
  });
  return others !== undefined;
}

/** The ids of all admins who can sign in. */
export async function listAdminIds(database: Database): Promise<string[]> {
  const item = await findItem(database, keys.admins());
  return item?.adminIds instanceof Set ? [...item.adminIds].map(String).sort() : [];
}

/*
 * Which account each address in ADMIN_EMAILS was granted to. The item outlives the account, so that the next user of a
 * freed address is granted nothing; it goes when the configuration no longer names the address.
 */

/** Gives an address's grant to an account, if no other ever had it. Returns whether this account holds it. */
export async function claimAdminGrant(database: Database, email: string, userId: string, at: string): Promise<boolean> {
  const key = keys.adminGrant(email);
  if (await putIfAbsent(database, { ...key, email, userId, grantedAt: at })) return true;
  const item = await findItem(database, key);
  return item?.userId === userId;
}

/** Every address that was granted to an account. */
export async function listAdminGrants(database: Database): Promise<string[]> {
  const { items } = await queryPage(database, {
    where: "pk = :pk",
    values: { ":pk": partitions.adminGrants() },
    isConsistent: true,
  });
  return items.map(({ sk }) => String(sk));
}

/** Forgets whom an address was granted to. */
export async function deleteAdminGrant(database: Database, email: string): Promise<void> {
  await deleteItem(database, keys.adminGrant(email));
}
