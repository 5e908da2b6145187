import { promisify } from "node:util";
import { indexes, projections } from "#lib/database/keys.ts";
import type { DynamoDbEngine } from "./dynamodb-engine.ts";
import type { EngineStore, StoredTable } from "./engine-types.ts";

/**
 * Gives a table that an earlier version made the indexes that were drawn since, filled from its items, and takes away
 * those that are no longer drawn. The engine's UpdateTable does neither (dynalite 4), so this works on its store,
 * before it answers anybody. Returns whether there is a table; does nothing to a new folder.
 */
export async function migrateIndexes(
  { store, updateIndexes }: Pick<DynamoDbEngine, "store" | "updateIndexes">,
  tableName: string,
): Promise<boolean> {
  const table = await findTable(store, tableName);
  const present = new Set(table?.GlobalSecondaryIndexes?.map(({ IndexName }) => IndexName));
  const missing = Object.entries(indexes).filter(([name]) => !present.has(name));
  const dropped = table?.GlobalSecondaryIndexes?.filter(({ IndexName }) => !(IndexName in indexes)) ?? [];
  if (!table || missing.length + dropped.length === 0) return table !== undefined;
  const droppedKeys = dropped.flatMap(({ KeySchema }) => KeySchema.map(({ AttributeName }) => AttributeName));
  const added = missing.map(([name, key]) => ({
    IndexName: name,
    KeySchema: [
      { AttributeName: key.partition, KeyType: "HASH" },
      { AttributeName: key.sort, KeyType: "RANGE" },
    ],
    Projection: toProjection(name),
    IndexSizeBytes: 0,
    ItemCount: 0,
    IndexStatus: "ACTIVE",
    ProvisionedThroughput: { ReadCapacityUnits: 0, WriteCapacityUnits: 0, NumberOfDecreasesToday: 0 },
  }));
  const attributes = missing.flatMap(([, key]) => [key.partition, key.sort]);
  const complete = {
    ...table,
    AttributeDefinitions: [
      ...table.AttributeDefinitions.filter(({ AttributeName }) => !droppedKeys.includes(AttributeName)),
      ...attributes.map((AttributeName) => ({ AttributeName, AttributeType: "S" })),
    ],
    GlobalSecondaryIndexes: [
      ...(table.GlobalSecondaryIndexes ?? []).filter((index) => !dropped.includes(index)),
      ...added,
    ],
  };
  for (const { IndexName } of dropped) {
    await promisify(store.deleteIndexDb)("global", tableName, IndexName);
  }
  if (missing.length > 0)
    for await (const item of store.getItemDb(tableName).createValueStream({})) {
      await promisify(updateIndexes)(store, complete, null, item);
    }
  // Last, so that after a crash all of this happens again.
  await promisify(store.tableDb.put.bind(store.tableDb))(tableName, complete);
  return true;
}

/** What an index projects, as CreateTable takes it. */
export function toProjection(indexName: string): { ProjectionType: "ALL" | "INCLUDE"; NonKeyAttributes?: string[] } {
  const attributes = projections[indexName];
  return attributes ? { ProjectionType: "INCLUDE", NonKeyAttributes: [...attributes] } : { ProjectionType: "ALL" };
}

async function findTable(store: EngineStore, name: string): Promise<StoredTable | undefined> {
  try {
    return await promisify(store.tableDb.get.bind(store.tableDb))(name);
  } catch (error) {
    if (error instanceof Error && error.name === "NotFoundError") return undefined;
    throw error;
  }
}
