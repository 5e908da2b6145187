import { DeleteCommand, PutCommand } from "@aws-sdk/lib-dynamodb";
import { type Database, whenConditionHolds } from "./database.ts";
import type { Key } from "./keys.ts";

/** Stores an item, in place of one that has its key. */
export async function putItem({ client, table }: Database, item: Key & Record<string, unknown>): Promise<void> {
  await client.send(new PutCommand({ TableName: table, Item: item }));
}

/** Stores an item unless one has its key. Returns whether it was stored: of concurrent calls, for one only. */
export async function putIfAbsent({ client, table }: Database, item: Key & Record<string, unknown>): Promise<boolean> {
  const put = new PutCommand({ TableName: table, Item: item, ConditionExpression: "attribute_not_exists(pk)" });
  return (await whenConditionHolds(client.send(put))) !== undefined;
}

/** Deletes an item, whether or not it exists. */
export async function deleteItem({ client, table }: Database, key: Key): Promise<void> {
  await client.send(new DeleteCommand({ TableName: table, Key: key }));
}

/** Deletes an item if it exists and `condition` holds ("userId = :id"). Returns whether it was deleted. */
export async function deleteItemIf(
  { client, table }: Database,
  key: Key,
  condition = "attribute_exists(pk)",
  values?: Record<string, unknown>,
): Promise<boolean> {
  const input = { TableName: table, Key: key, ConditionExpression: condition, ExpressionAttributeValues: values };
  return (await whenConditionHolds(client.send(new DeleteCommand(input)))) !== undefined;
}
