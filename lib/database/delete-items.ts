import { BatchWriteCommand } from "@aws-sdk/lib-dynamodb";
import pMap from "p-map";
import { type Database, sendWholeBatch } from "./database.ts";
import type { Key } from "./keys.ts";

/** Most items that DynamoDB takes in one BatchWriteItem. */
const BATCH_SIZE = 25;
const CONCURRENCY = 4;

/** Deletes items, whether or not they exist. */
export async function deleteItems(database: Database, keys: Key[]): Promise<void> {
  const batches = Array.from({ length: Math.ceil(keys.length / BATCH_SIZE) }, (_, index) =>
    keys.slice(index * BATCH_SIZE, (index + 1) * BATCH_SIZE),
  );
  await pMap(batches, (batch) => deleteBatch(database, batch), { concurrency: CONCURRENCY });
}

function deleteBatch({ client, table }: Database, batch: Key[]): Promise<void> {
  const requests = batch.map(({ pk, sk }) => ({ DeleteRequest: { Key: { pk, sk } } }));
  return sendWholeBatch<object>(requests, async (left) => {
    const { UnprocessedItems } = await client.send(new BatchWriteCommand({ RequestItems: { [table]: left } }));
    return UnprocessedItems?.[table];
  });
}
