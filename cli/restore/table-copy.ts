import { setTimeout as pause } from "node:timers/promises";
import {
  DescribeContinuousBackupsCommand,
  DescribeTableCommand,
  ResourceNotFoundException,
  RestoreTableToPointInTimeCommand,
} from "@aws-sdk/client-dynamodb";
import type { Database } from "#lib/database/database.ts";

const POLL_MS = 5_000;

/**
 * The table as it was, beside the one in use. One name for one time, so that a second run finds what the first made.
 */
export function nameOfCopy({ table }: Database, to: Date): string {
  return `${table}-at-${to.toISOString().replace(/[-:]|\.\d+/g, "")}`;
}

export async function hasTable({ client }: Database, name: string): Promise<boolean> {
  return (await findStatus(client, name)) !== undefined;
}

/** Between which times the table can be restored; undefined when it has no continuous backup. */
export async function findWindow({ client, table }: Database): Promise<{ from: Date; until: Date } | undefined> {
  const { ContinuousBackupsDescription: backups } = await client.send(
    new DescribeContinuousBackupsCommand({ TableName: table }),
  );
  const { EarliestRestorableDateTime: from, LatestRestorableDateTime: until } =
    backups?.PointInTimeRecoveryDescription ?? {};
  return from && until ? { from, until } : undefined;
}

/** Makes the table as it was at `to` under the name `copy`. Without its indexes, which only take time and money. */
export async function beginCopy({ client, table }: Database, copy: string, to: Date): Promise<void> {
  await client.send(
    new RestoreTableToPointInTimeCommand({
      SourceTableName: table,
      TargetTableName: copy,
      RestoreDateTime: to,
      GlobalSecondaryIndexOverride: [],
    }),
  );
}

/** Waits until the copy can be read, minutes to hours. Interrupted, a later call waits on. */
export async function waitForCopy({ client }: Database, copy: string, onWait: () => void): Promise<void> {
  while ((await findStatus(client, copy)) !== "ACTIVE") {
    onWait();
    await pause(POLL_MS);
  }
}

async function findStatus(client: Database["client"], name: string): Promise<string | undefined> {
  try {
    return (await client.send(new DescribeTableCommand({ TableName: name }))).Table?.TableStatus;
  } catch (error) {
    if (error instanceof ResourceNotFoundException) return undefined;
    throw error;
  }
}
