import { GetCommand } from "@aws-sdk/lib-dynamodb";
import type { Database } from "#lib/database/database.ts";
import { keys } from "#lib/database/keys.ts";
import { putItem } from "#lib/database/write-items.ts";

/** Notes that a worker is alive; every batch, scheduled run and idle local worker does so. */
export async function recordHeartbeat(database: Database, at: string): Promise<void> {
  await putItem(database, { ...keys.workerHeartbeat(), at });
}

/** When a worker was last alive, ISO 8601 UTC; undefined when there never was one. */
export async function findLastHeartbeat(database: Database): Promise<string | undefined> {
  const { Item } = await database.client.send(
    new GetCommand({ TableName: database.table, Key: keys.workerHeartbeat() }),
  );
  return typeof Item?.at === "string" ? Item.at : undefined;
}
