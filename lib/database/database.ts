import { setTimeout } from "node:timers/promises";
import { ConditionalCheckFailedException, DynamoDBClient, type DynamoDBClientConfig } from "@aws-sdk/client-dynamodb";
import { DynamoDBDocumentClient } from "@aws-sdk/lib-dynamodb";
import type { AwsSettings } from "#lib/config.ts";

const FIRST_PAUSE_MS = 50;
const MAX_PAUSE_MS = 2_000;

export interface Database {
  client: DynamoDBDocumentClient;
  table: string;
}

/** `connection` is another way than the network. */
export function createDatabase(
  settings: AwsSettings & { table: string },
  connection: Pick<DynamoDBClientConfig, "requestHandler" | "signer"> = {},
): Database {
  const client = new DynamoDBClient({ ...connection, region: settings.region, maxAttempts: 5 });
  return {
    client: DynamoDBDocumentClient.from(client, { marshallOptions: { removeUndefinedValues: true } }),
    table: settings.table,
  };
}

/**
 * Runs a conditional write. Returns what it returns, or undefined when the condition did not hold.
 * Every other error passes through.
 */
export async function whenConditionHolds<T>(write: Promise<T>): Promise<T | undefined> {
  try {
    return await write;
  } catch (error) {
    if (error instanceof ConditionalCheckFailedException) return undefined;
    throw error;
  }
}

/** Sends a batch, and with growing pauses what `send` returns as left undone by a throttled table, until nothing is. */
export async function sendWholeBatch<Request>(
  requests: Request[],
  send: (requests: Request[]) => Promise<Request[] | undefined>,
): Promise<void> {
  let left = (await send(requests)) ?? [];
  for (let pauseMs = FIRST_PAUSE_MS; left.length > 0; pauseMs = Math.min(2 * pauseMs, MAX_PAUSE_MS)) {
    await setTimeout(pauseMs * Math.random());
    left = (await send(left)) ?? [];
  }
}
