import { DeleteCommand, GetCommand, PutCommand, QueryCommand } from "@aws-sdk/lib-dynamodb";
import { type Database, whenConditionHolds } from "#lib/database/database.ts";
import { keys, partitions } from "#lib/database/keys.ts";

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
  const { Item } = await database.client.send(
    new GetCommand({ TableName: database.table, Key: key, ConsistentRead: true }),
  );
  return Item?.userId === userId;
}

/** Every address that was granted to an account. */
export async function listAdminGrants(database: Database): Promise<string[]> {
  const { Items } = await database.client.send(
    new QueryCommand({
      TableName: database.table,
      KeyConditionExpression: "pk = :pk",
      ExpressionAttributeValues: { ":pk": partitions.adminGrants() },
      ConsistentRead: true,
    }),
  );
  return (Items ?? []).map(({ sk }) => String(sk));
}

/** Forgets whom an address was granted to. */
export async function deleteAdminGrant(database: Database, email: string): Promise<void> {
  await database.client.send(new DeleteCommand({ TableName: database.table, Key: keys.adminGrant(email) }));
}
