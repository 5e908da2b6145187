import { BatchGetCommand } from "@aws-sdk/lib-dynamodb";
import type { Database } from "./database.ts";
import type { Key } from "./keys.ts";

/** Most keys that DynamoDB takes in one BatchGetItem. */
const MAX_BATCH = 100;

/** The items with these keys that exist, in no particular order; for lists, so eventually consistent unless asked. */
export async function getItems(
  database: Database,
  wanted: Key[],
  { isConsistent = false } = {},
): Promise<Record<string, unknown>[]> {
  const batches = Array.from({ length: Math.ceil(wanted.length / MAX_BATCH) }, (_, index) =>
    wanted.slice(index * MAX_BATCH, (index + 1) * MAX_BATCH),
  );
  return (await Promise.all(batches.map((batch) => getBatch(database, batch, isConsistent)))).flat();
}

async function getBatch(
  { client, table }: Database,
  batch: Key[],
  ConsistentRead: boolean,
): Promise<Record<string, unknown>[]> {
  const items: Record<string, unknown>[] = [];
  for (let left = batch; left.length > 0; ) {
    const page = await client.send(new BatchGetCommand({ RequestItems: { [table]: { Keys: left, ConsistentRead } } }));
    items.push(...(page.Responses?.[table] ?? []));
    left = (page.UnprocessedKeys?.[table]?.Keys ?? []) as Key[];
  }
  return items;
}
