import { ConditionalCheckFailedException, DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { DynamoDBDocumentClient } from "@aws-sdk/lib-dynamodb";
import type { AwsSettings } from "#lib/config.ts";

export interface Database {
  client: DynamoDBDocumentClient;
  table: string;
}

export function createDatabase(settings: AwsSettings & { table: string }): Database {
  const client = new DynamoDBClient({ region: settings.region, maxAttempts: 5 });
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
