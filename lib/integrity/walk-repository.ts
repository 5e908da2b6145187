import { GetCommand, PutCommand, QueryCommand } from "@aws-sdk/lib-dynamodb";
import { type Database, whenConditionHolds } from "#lib/database/database.ts";
import { keys, partitions } from "#lib/database/keys.ts";
import { storedFindingSchema } from "./finding.ts";
import { type IntegrityRun, integrityRunSchema, type WalkState, walkStateSchema } from "./walk-state.ts";

export interface StoredWalk {
  /** Undefined before the first step, and when another version stored it in a form that this one cannot continue. */
  state: WalkState | undefined;
  /** What is known to be wrong, also where the state cannot be continued. */
  findings: WalkState["findings"];
  revision: number;
}

export async function readWalk(database: Database): Promise<StoredWalk> {
  const { Item } = await database.client.send(
    new GetCommand({ TableName: database.table, Key: keys.integrityWalk(), ConsistentRead: true }),
  );
  if (!Item) return { state: undefined, findings: [], revision: 0 };
  const state = walkStateSchema.safeParse(Item).data;
  const stored: unknown[] = Array.isArray(Item.findings) ? Item.findings : [];
  const findings = state?.findings ?? stored.flatMap((one) => storedFindingSchema.safeParse(one).data ?? []);
  return { state, findings, revision: Number(Item.revision) };
}

/** Stores the state provided the stored one still has that revision. Returns whether it had. */
export async function saveWalk(database: Database, state: WalkState, revision: number): Promise<boolean> {
  const put = new PutCommand({
    TableName: database.table,
    Item: { ...keys.integrityWalk(), ...state, revision: revision + 1 },
    ConditionExpression: revision === 0 ? "attribute_not_exists(pk)" : "revision = :revision",
    ...(revision === 0 ? {} : { ExpressionAttributeValues: { ":revision": revision } }),
  });
  return (await whenConditionHolds(database.client.send(put))) !== undefined;
}

/** Stores a check in the history; storing it again replaces it. */
export async function storeRun(database: Database, run: IntegrityRun): Promise<void> {
  await database.client.send(
    new PutCommand({ TableName: database.table, Item: { ...keys.integrityRun(run.id), ...run } }),
  );
}

export async function findRun(database: Database, runId: string): Promise<IntegrityRun | undefined> {
  const { Item } = await database.client.send(
    new GetCommand({ TableName: database.table, Key: keys.integrityRun(runId), ConsistentRead: true }),
  );
  return integrityRunSchema.safeParse(Item).data;
}

/** The newest checks of the history, latest first; those stored in another version's form are left out. */
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
