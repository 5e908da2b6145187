import { DeleteCommand, PutCommand } from "@aws-sdk/lib-dynamodb";
import { type Database, whenConditionHolds } from "#lib/database/database.ts";
import { findItem } from "#lib/database/get-items.ts";
import { keys, partitions } from "#lib/database/keys.ts";
import { queryPage } from "#lib/database/query.ts";

/*
 * Which account each address in ADMIN_EMAILS was granted to. The item outlives the account, so that whoever takes the
 * freed address is granted nothing; it goes when the configuration no longer names the address.
 */

/** Gives an address's grant to an account, if no other ever had it. Returns whether this account holds it. */
export async function claimAdminGrant(database: Database, email: string, userId: string, at: string): Promise<boolean> {
  const key = keys.adminGrant(email);
  const claim = new PutCommand({
    TableName: database.table,
    Item: { ...key, email, userId, grantedAt: at },
    ConditionExpression: "attribute_not_exists(pk)",
  });
  if (await whenConditionHolds(database.client.send(claim))) return true;
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
  await database.client.send(new DeleteCommand({ TableName: database.table, Key: keys.adminGrant(email) }));
}
