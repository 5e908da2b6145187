import { UpdateCommand } from "@aws-sdk/lib-dynamodb";
import type { Database } from "#lib/database/database.ts";
import type { Key } from "#lib/database/keys.ts";

/** Changes attributes of an item behind the application's back; undefined takes one away. */
export async function setAttributes(
  { client, table }: Database,
  key: Key,
  attributes: Record<string, unknown>,
): Promise<void> {
  for (const [name, value] of Object.entries(attributes)) {
    await client.send(
      new UpdateCommand({
        TableName: table,
        Key: key,
        UpdateExpression: value === undefined ? "REMOVE #name" : "SET #name = :value",
        ExpressionAttributeNames: { "#name": name },
        ...(value === undefined ? {} : { ExpressionAttributeValues: { ":value": value } }),
      }),
    );
  }
}
