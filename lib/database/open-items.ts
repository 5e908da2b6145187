import { UpdateCommand } from "@aws-sdk/lib-dynamodb";
import { type Database, whenConditionHolds } from "./database.ts";
import type { Key } from "./keys.ts";

/**
 * Moves an item of the `open` index behind all that waits there since before `at` (ISO 8601 UTC): one that nobody can
 * deal with now must not stand in the way of those that somebody can. `suffix` is what makes its place unique. Does
 * nothing when the item has left the index.
 */
export async function postponeOpenItem(database: Database, key: Key, at: string, suffix: string): Promise<void> {
  const update = new UpdateCommand({
    TableName: database.table,
    Key: key,
    UpdateExpression: "SET openSk = :openSk",
    ConditionExpression: "attribute_exists(openSk)",
    ExpressionAttributeValues: { ":openSk": `${at}#${suffix}` },
  });
  await whenConditionHolds(database.client.send(update));
}
