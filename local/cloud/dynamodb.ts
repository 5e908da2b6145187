import { IncomingMessage } from "node:http";
import { Socket } from "node:net";
import { CreateTableCommand, DynamoDBClient, ResourceInUseException } from "@aws-sdk/client-dynamodb";
import dynalite from "dynalite";
import { indexes, TABLE_KEY } from "#lib/database/keys.ts";
import { serveJsonService } from "./json-service.ts";
import { addMissingIndexes } from "./migrate-indexes.ts";
import type { Credentials } from "./signature.ts";

export interface LocalDynamoDb {
  url: string;
  close(): Promise<void>;
}

/** DynamoDB on disk in `directory`, with the application's table as lib/database/keys.ts draws it. */
export async function startDynamoDb(options: {
  directory: string;
  region: string;
  credentials: Credentials;
  table: string;
  onError: (error: unknown) => void;
}): Promise<LocalDynamoDb> {
  await addMissingIndexes(options.directory, options.table);
  const engine = dynalite({ path: options.directory, createTableMs: 0 });
  const server = await serveJsonService({
    service: "dynamodb",
    region: options.region,
    credentials: options.credentials,
    onError: options.onError,
    answer: async (request, response) => {
      const replayed = new IncomingMessage(new Socket());
      Object.assign(replayed, { method: request.method, url: request.url, headers: request.headers });
      replayed.push(request.body);
      replayed.push(null);
      engine.emit("request", replayed, response);
    },
  });
  await createTable({ ...options, endpoint: server.url });
  return {
    url: server.url,
    close: async () => {
      await server.close();
      // The engine closes its files together with its own server, which therefore has to be open once.
      await new Promise<void>((resolve) => engine.listen(0, "127.0.0.1", resolve));
      await new Promise<void>((resolve, reject) => engine.close((error) => (error ? reject(error) : resolve())));
    },
  };
}

async function createTable(options: {
  endpoint: string;
  region: string;
  credentials: Credentials;
  table: string;
}): Promise<void> {
  const client = new DynamoDBClient(options);
  const allKeys = [TABLE_KEY, ...Object.values(indexes)];
  try {
    await client.send(
      new CreateTableCommand({
        TableName: options.table,
        BillingMode: "PAY_PER_REQUEST",
        AttributeDefinitions: allKeys.flatMap(({ partition, sort }) => [
          { AttributeName: partition, AttributeType: "S" as const },
          { AttributeName: sort, AttributeType: "S" as const },
        ]),
        KeySchema: keySchema(TABLE_KEY),
        GlobalSecondaryIndexes: Object.entries(indexes).map(([name, key]) => ({
          IndexName: name,
          KeySchema: keySchema(key),
          Projection: { ProjectionType: "ALL" as const },
        })),
      }),
    );
  } catch (error) {
    if (!(error instanceof ResourceInUseException)) throw error;
  } finally {
    client.destroy();
  }
}

function keySchema(key: { partition: string; sort: string }) {
  return [
    { AttributeName: key.partition, KeyType: "HASH" as const },
    { AttributeName: key.sort, KeyType: "RANGE" as const },
  ];
}
