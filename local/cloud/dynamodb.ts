import { once } from "node:events";
import { IncomingMessage } from "node:http";
import { Socket } from "node:net";
import { CreateTableCommand, DynamoDBClient, ResourceInUseException } from "@aws-sdk/client-dynamodb";
import { indexes, TABLE_KEY } from "#lib/database/keys.ts";
import { startCompaction } from "./compaction.ts";
import { superviseDatabase } from "./database-recovery.ts";
import { openEngine } from "./dynamodb-engine.ts";
import { serveJsonService } from "./json-service.ts";
import { migrateIndexes, toProjection } from "./migrate-indexes.ts";
import type { Credentials } from "./signature.ts";

export interface LocalDynamoDb {
  url: string;
  /** Iterators over the files that are open right now. */
  openIterators(): number;
  close(): Promise<void>;
}

/** DynamoDB on disk in `directory`, with the application's table as lib/database/keys.ts draws it. */
export async function startDynamoDb(options: {
  directory: string;
  region: string;
  credentials: Credentials;
  table: string;
  /** Whether the disk has room to open a database whose last write failed. */
  hasRoom: () => Promise<boolean>;
  onError: (error: unknown) => void;
  onRequest?: ((application: string | undefined) => void) | undefined;
}): Promise<LocalDynamoDb> {
  const engine = openEngine(options.directory);
  await engine.store.db.open();
  const recovery = superviseDatabase(engine.store.db, options);
  await migrateIndexes(engine, options.table);
  const compaction = startCompaction({ ...options, db: engine.store.db });
  const server = await serveJsonService({
    service: "dynamodb",
    region: options.region,
    credentials: options.credentials,
    onError: options.onError,
    onRequest: options.onRequest,
    answer: async (request, response) => {
      compaction.countRequest();
      const replayed = new IncomingMessage(new Socket());
      Object.assign(replayed, { method: request.method, url: request.url, headers: request.headers });
      replayed.push(request.body);
      replayed.push(null);
      await recovery.whenOpen(async () => {
        if (response.closed) return;
        const answered = once(response, "close");
        engine.server.emit("request", replayed, response);
        await answered;
      });
    },
  });
  await createTable({ ...options, endpoint: server.url });
  return {
    url: server.url,
    openIterators: engine.openIterators,
    close: async () => {
      await server.close();
      await compaction.stop();
      await engine.store.db.close();
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
          Projection: toProjection(name),
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
