import { BatchGetCommand, GetCommand } from "@aws-sdk/lib-dynamodb";
import { type Database, sendWholeBatch } from "./database.ts";
import type { Key } from "./keys.ts";
import type { Item } from "./query.ts";

/** Most keys that DynamoDB takes in one BatchGetItem. */
const MAX_BATCH = 100;

interface Reading {
  isConsistent?: boolean;
  /** Attributes to read; all unless given. */
  attributes?: string;
}

/** The item with that key as it is now, or undefined; only `attributes` of it, if given. */
export async function findItem({ client, table }: Database, key: Key, attributes?: string): Promise<Item | undefined> {
  const input = { TableName: table, Key: key, ConsistentRead: true, ProjectionExpression: attributes };
  return (await client.send(new GetCommand(input))).Item;
}

/** The items with these keys that exist, in no particular order; for lists, so eventually consistent unless asked. */
export async function getItems(database: Database, wanted: Key[], reading: Reading = {}): Promise<Item[]> {
  const batches = Array.from({ length: Math.ceil(wanted.length / MAX_BATCH) }, (_, index) =>
    wanted.slice(index * MAX_BATCH, (index + 1) * MAX_BATCH),
  );
  return (await Promise.all(batches.map((batch) => getBatch(database, batch, reading)))).flat();
}

async function getBatch({ client, table }: Database, batch: Key[], reading: Reading): Promise<Item[]> {
  const items: Item[] = [];
  await sendWholeBatch(batch, async (Keys) => {
    const request = { Keys, ConsistentRead: reading.isConsistent, ProjectionExpression: reading.attributes };
    const page = await client.send(new BatchGetCommand({ RequestItems: { [table]: request } }));
    items.push(...(page.Responses?.[table] ?? []));
    return page.UnprocessedKeys?.[table]?.Keys as Key[] | undefined;
  });
  return items;
}
