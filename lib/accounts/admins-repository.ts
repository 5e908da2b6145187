import { UpdateCommand } from "@aws-sdk/lib-dynamodb";
import { type Database, whenConditionHolds } from "#lib/database/database.ts";
import { findItem } from "#lib/database/get-items.ts";
import { keys } from "#lib/database/keys.ts";

/*
 * One item holds the ids of all admins who can sign in, so that one conditional write can keep the last of them. What
 * a request may do is decided by the user's own role; this set only guards against taking the last one away.
 */

/** Counts a user among the admins. */
export async function addAdmin(database: Database, userId: string): Promise<void> {
  await database.client.send(
    new UpdateCommand({
      TableName: database.table,
      Key: keys.admins(),
      UpdateExpression: "ADD adminIds :ids",
      ExpressionAttributeValues: { ":ids": new Set([userId]) },
    }),
  );
}

/** Takes a user out of the admins, unless nobody else would be left. Returns whether the user is none of them now. */
export async function removeAdmin(database: Database, userId: string): Promise<boolean> {
  const update = new UpdateCommand({
    TableName: database.table,
    Key: keys.admins(),
    UpdateExpression: "DELETE adminIds :ids",
    ConditionExpression: "attribute_not_exists(adminIds) OR NOT contains(adminIds, :id) OR size(adminIds) > :one",
    ExpressionAttributeValues: { ":ids": new Set([userId]), ":id": userId, ":one": 1 },
  });
  return (await whenConditionHolds(database.client.send(update))) !== undefined;
}

/** The ids of all admins who can sign in. */
export async function listAdminIds(database: Database): Promise<string[]> {
  const item = await findItem(database, keys.admins());
  return item?.adminIds instanceof Set ? [...item.adminIds].map(String).sort() : [];
}
