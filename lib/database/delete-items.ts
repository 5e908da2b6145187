import { setTimeout } from "node:timers/promises";
import { BatchWriteCommand } from "@aws-sdk/lib-dynamodb";
import pMap from "p-map";
import type { Database } from "./database.ts";
import type { Key } from "./keys.ts";

/** Most items that DynamoDB takes in one BatchWriteItem. */
const BATCH_SIZE = 25;
const CONCURRENCY = 4;
const MAX_PAUSE_MS = 2_000;
const FIRST_PAUSE_MS = 50;

/** Deletes items, whether or not they exist. What a throttled table leaves unprocessed is tried again, ever later. */
export async function deleteItems(database: Database, keys: Key[]): Promise<void> {
  const batches = Array.from({ length: Math.ceil(keys.length / BATCH_SIZE) }, (_, index) =>
    keys.slice(index * BATCH_SIZE, (index + 1) * BATCH_SIZE),
  );
  await pMap(batches, (batch) => deleteBatch(database, batch), { concurrency: CONCURRENCY });
}

async function deleteBatch({ client, table }: Database, batch: Key[]): Promise<void> {
  let requests: Record<string, unknown>[] = batch.map(({ pk, sk }) => ({ DeleteRequest: { Key: { pk, sk } } }));
  for (let pauseMs = FIRST_PAUSE_MS; ; pauseMs = Math.min(2 * pauseMs, MAX_PAUSE_MS)) {
    const { UnprocessedItems } = await client.send(new BatchWriteCommand({ RequestItems: { [table]: requests } }));
    requests = UnprocessedItems?.[table] ?? [];
    if (requests.length === 0) return;
    await setTimeout(pauseMs * Math.random());
  }
}
