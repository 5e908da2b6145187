import { existsSync } from "node:fs";
import { createRequire } from "node:module";
import type { Readable } from "node:stream";
import { promisify } from "node:util";
import { indexes } from "#lib/database/keys.ts";

interface StoredTable {
  TableName: string;
  AttributeDefinitions: { AttributeName: string; AttributeType: string }[];
  GlobalSecondaryIndexes?: { IndexName: string }[];
}
type Callback<T = void> = (error: Error | null, value?: T) => void;
interface EngineStore {
  tableDb: {
    get(key: string, done: Callback<StoredTable>): void;
    put(key: string, table: StoredTable, done: Callback): void;
  };
  getItemDb(table: string): { createValueStream(options: object): Readable };
  db: { close(): Promise<void> };
}
interface Engine {
  create(options: { path: string }): EngineStore;
  updateIndexes(store: EngineStore, table: StoredTable, before: null, item: unknown, done: Callback): void;
}

/**
 * Gives a table that an earlier version made the indexes that were drawn since, filled from its items. The engine's
 * UpdateTable adds none (dynalite 4), so this works on its files, before it opens them. Does nothing to a new folder.
 */
export async function addMissingIndexes(directory: string, tableName: string): Promise<void> {
  if (!existsSync(directory)) return;
  const engine: Engine = createRequire(import.meta.url)("dynalite/db");
  const store = engine.create({ path: directory });
  try {
    const table = await findTable(store, tableName);
    const present = new Set(table?.GlobalSecondaryIndexes?.map(({ IndexName }) => IndexName));
    const missing = Object.entries(indexes).filter(([name]) => !present.has(name));
    if (!table || missing.length === 0) return;
    const added = missing.map(([name, key]) => ({
      IndexName: name,
      KeySchema: [
        { AttributeName: key.partition, KeyType: "HASH" },
        { AttributeName: key.sort, KeyType: "RANGE" },
      ],
      Projection: { ProjectionType: "ALL" },
      IndexSizeBytes: 0,
      ItemCount: 0,
      IndexStatus: "ACTIVE",
      ProvisionedThroughput: { ReadCapacityUnits: 0, WriteCapacityUnits: 0, NumberOfDecreasesToday: 0 },
    }));
    const attributes = missing.flatMap(([, key]) => [key.partition, key.sort]);
    const complete = {
      ...table,
      AttributeDefinitions: [
        ...table.AttributeDefinitions,
        ...attributes.map((AttributeName) => ({ AttributeName, AttributeType: "S" })),
      ],
      GlobalSecondaryIndexes: [...(table.GlobalSecondaryIndexes ?? []), ...added],
    };
    for await (const item of store.getItemDb(tableName).createValueStream({})) {
      await promisify(engine.updateIndexes)(store, complete, null, item);
    }
    // Last, so that after a crash all of this happens again.
    await promisify(store.tableDb.put.bind(store.tableDb))(tableName, complete);
  } finally {
    await store.db.close();
  }
}

async function findTable(store: EngineStore, name: string): Promise<StoredTable | undefined> {
  try {
    return await promisify(store.tableDb.get.bind(store.tableDb))(name);
  } catch (error) {
    if (error instanceof Error && error.name === "NotFoundError") return undefined;
    throw error;
  }
}
