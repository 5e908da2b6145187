import { BatchGetCommand } from "@aws-sdk/lib-dynamodb";
import type { Database } from "./database.ts";
import type { Key } from "./keys.ts";

/** Most keys that DynamoDB takes in one BatchGetItem. */
const MAX_BATCH = 100;

/** The items with these keys that exist, in no particular order; for lists, so eventually consistent. */
export async function getItems(database: Database, wanted: Key[]): Promise<Record<string, unknown>[]> {
  const items: Record<string, unknown>[] = [];
  for (let start = 0; start < wanted.length; start += MAX_BATCH) {
    for (let left = wanted.slice(start, start + MAX_BATCH); left.length > 0; ) {
      const page = await database.client.send(
        new BatchGetCommand({ RequestItems: { [database.table]: { Keys: left } } }),
      );
      items.push(...(page.Responses?.[database.table] ?? []));
      left = (page.UnprocessedKeys?.[database.table]?.Keys ?? []) as Key[];
    }
  }
  return items;
}
