import { DeleteCommand, PutCommand, UpdateCommand } from "@aws-sdk/lib-dynamodb";
import { type Database, whenConditionHolds } from "./database.ts";
import type { Key } from "./keys.ts";
import type { Item } from "./query.ts";

/** Stores an item, in place of one that has its key. */
export async function putItem({ client, table }: Database, item: Key & Record<string, unknown>): Promise<void> {
  await client.send(new PutCommand({ TableName: table, Item: item }));
}

/** Stores an item unless one has its key. Returns whether it was stored: of concurrent calls, for one only. */
export function putIfAbsent(database: Database, item: Key & Record<string, unknown>): Promise<boolean> {
  return putItemIf(database, item, { condition: "attribute_not_exists(pk)" });
}

/** A condition ("revision = :revision"), with what it names. */
export interface Condition {
  condition: string;
  /** What stands for names that DynamoDB reserves, as "#ttl". */
  names?: Record<string, string>;
  values?: Record<string, unknown>;
}

/** Stores an item in place of the one that has its key, if the condition holds of that. Returns whether it was stored. */
export async function putItemIf(
  { client, table }: Database,
  item: Key & Record<string, unknown>,
  { condition, names, values }: Condition,
): Promise<boolean> {
  const put = new PutCommand({
    TableName: table,
    Item: item,
    ConditionExpression: condition,
    ExpressionAttributeNames: names,
    ExpressionAttributeValues: values,
  });
  return (await whenConditionHolds(client.send(put))) !== undefined;
}

/**
 * Changes an item ("SET a = :a ADD b :b"); without a condition one that does not exist is made. Returns it as it is
 * then, or undefined when the condition does not hold.
 */
export async function updateItem(
  { client, table }: Database,
  key: Key,
  expression: string,
  { condition, names, values }: Partial<Condition>,
): Promise<Item | undefined> {
  const update = new UpdateCommand({
    TableName: table,
    Key: key,
    UpdateExpression: expression,
    ConditionExpression: condition,
    ExpressionAttributeNames: names,
    ExpressionAttributeValues: values,
    ReturnValues: "ALL_NEW",
  });
  const done = await whenConditionHolds(client.send(update));
  // DynamoDB gives no attributes where there is nothing to give, as after DELETE from an item that does not exist.
  return done && (done.Attributes ?? {});
}

/** Deletes an item, whether or not it exists. */
export async function deleteItem({ client, table }: Database, key: Key): Promise<void> {
  await client.send(new DeleteCommand({ TableName: table, Key: key }));
}

/** Deletes an item if the condition holds of it; unless another is given, that it exists. Returns whether it was deleted. */
export async function deleteItemIf(
  { client, table }: Database,
  key: Key,
  { condition, names, values }: Condition = { condition: "attribute_exists(pk)" },
): Promise<boolean> {
  const remove = new DeleteCommand({
    TableName: table,
    Key: key,
    ConditionExpression: condition,
    ExpressionAttributeNames: names,
    ExpressionAttributeValues: values,
  });
  return (await whenConditionHolds(client.send(remove))) !== undefined;
}
