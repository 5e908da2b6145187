import { DeleteCommand, ScanCommand } from "@aws-sdk/lib-dynamodb";
import type { Database } from "#lib/database/database.ts";
import { keys, TABLE_KEY } from "#lib/database/keys.ts";
import { deleteObject, hashObject, listObjects } from "#lib/storage/objects.ts";
import type { Storage } from "#lib/storage/storage.ts";

interface Content {
  /** In the order of their keys. */
  items: Record<string, unknown>[];
  /** SHA-256 by key. */
  objects: Record<string, string | undefined>;
}

interface Stores {
  database: Database;
  storage: Storage;
}

/** Everything that table and bucket hold. */
export async function readContent({ database, storage }: Stores): Promise<Content> {
  const items = await scan(database);
  const objects: Content["objects"] = {};
  for await (const { key } of listObjects(storage, "")) objects[key] = await hashObject(storage, key);
  return { items: items.sort((a, b) => (sortKey(a) < sortKey(b) ? -1 : 1)), objects };
}

/** Without what every restore writes anew: the epoch, and an image's place in the change feed. */
export function withoutFeed({ items, objects }: Content): Content {
  return {
    items: items
      .filter(({ pk, sk }) => pk !== keys.epoch().pk || sk !== keys.epoch().sk)
      .map((item) => {
        if (item.changesPk === undefined) return item;
        const { revision, changedAt, changesSk, ...rest } = item;
        return rest;
      }),
    objects,
  };
}

/** Deletes every item and every object, as a mistake would. */
export async function emptyEverything({ database, storage }: Stores): Promise<void> {
  for (const item of await scan(database)) {
    const Key = { [TABLE_KEY.partition]: item[TABLE_KEY.partition], [TABLE_KEY.sort]: item[TABLE_KEY.sort] };
    await database.client.send(new DeleteCommand({ TableName: database.table, Key }));
  }
  for await (const { key } of listObjects(storage, "")) await deleteObject(storage, key);
}

async function scan({ client, table }: Database): Promise<Record<string, unknown>[]> {
  const { Items = [], LastEvaluatedKey } = await client.send(new ScanCommand({ TableName: table }));
  if (LastEvaluatedKey) throw new Error("Expected a table of one page");
  return Items;
}

function sortKey(item: Record<string, unknown>): string {
  return `${item[TABLE_KEY.partition]} ${item[TABLE_KEY.sort]}`;
}
