import { GetCommand, PutCommand, QueryCommand } from "@aws-sdk/lib-dynamodb";
import { type Database, whenConditionHolds } from "#lib/database/database.ts";
import { keys, partitions } from "#lib/database/keys.ts";
import { type IntegrityRun, integrityRunSchema } from "./integrity-run.ts";

/** A run with where it goes on. */
export interface StoredRun {
  run: IntegrityRun;
  cursor: string | undefined;
  revision: number;
}

export async function createRun(database: Database, run: IntegrityRun): Promise<void> {
  await database.client.send(
    new PutCommand({
      TableName: database.table,
      Item: { ...keys.integrityRun(run.id), ...run, revision: 0 },
      ConditionExpression: "attribute_not_exists(pk)",
    }),
  );
}

export async function findRun(database: Database, runId: string): Promise<StoredRun | undefined> {
  const { Item } = await database.client.send(
    new GetCommand({ TableName: database.table, Key: keys.integrityRun(runId), ConsistentRead: true }),
  );
  return Item && toStoredRun(Item);
}

/** Stores how far a run has come, unless somebody else went on with it. Returns what is stored then, else undefined. */
export async function saveRun(
  database: Database,
  { run, cursor, revision }: StoredRun,
): Promise<StoredRun | undefined> {
  const put = new PutCommand({
    TableName: database.table,
    Item: { ...keys.integrityRun(run.id), ...run, cursor, revision: revision + 1 },
    ConditionExpression: "revision = :revision",
    ExpressionAttributeValues: { ":revision": revision },
  });
  return (await whenConditionHolds(database.client.send(put))) && { run, cursor, revision: revision + 1 };
}

/** The newest runs, latest first; those that another version of the application wrote in another form are left out. */
export async function listRuns(database: Database, limit: number): Promise<IntegrityRun[]> {
  const { Items } = await database.client.send(
    new QueryCommand({
      TableName: database.table,
      KeyConditionExpression: "pk = :pk",
      ExpressionAttributeValues: { ":pk": partitions.integrityRuns() },
      ScanIndexForward: false,
      Limit: limit,
    }),
  );
  return (Items ?? []).flatMap((item) => integrityRunSchema.safeParse(item).data ?? []);
}

function toStoredRun(item: Record<string, unknown>): StoredRun {
  return {
    run: integrityRunSchema.parse(item),
    cursor: typeof item.cursor === "string" ? item.cursor : undefined,
    revision: Number(item.revision),
  };
}
