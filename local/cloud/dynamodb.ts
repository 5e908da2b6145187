import { CreateTableCommand, DynamoDBClient, ResourceInUseException } from "@aws-sdk/client-dynamodb";
import { indexes, TABLE_KEY } from "#lib/database/keys.ts";
import { startCompaction } from "./compaction.ts";
import { superviseDatabase } from "./database-recovery.ts";
import { openEngine } from "./dynamodb-engine.ts";
import { type DatabaseRequest, serveJsonService, type WholeRequest } from "./json-service.ts";
import { createLocalConnection, type LocalConnection } from "./local-connection.ts";
import type { LocalRequest } from "./local-request.ts";
import { migrateIndexes, toProjection } from "./migrate-indexes.ts";
import type { Credentials } from "./signature.ts";

export interface LocalDynamoDb {
  url: string;
  /** For clients of this process. */
  connection: LocalConnection;
  /** Resolves when all that was acknowledged before is on the disk itself. @throws when that cannot be */
  sync(): Promise<void>;
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
  onRequest?: ((request: DatabaseRequest) => void) | undefined;
}): Promise<LocalDynamoDb> {
  const engine = openEngine(options.directory);
  await engine.store.db.open();
  const recovery = superviseDatabase(engine.store.db, options);
  const isThere = await migrateIndexes(engine, options.table);
  const compaction = startCompaction({ ...options, db: engine.store.db });
  const answer = async (request: LocalRequest) => {
    compaction.countRequest();
    return recovery.whenOpen(() => engine.answer(request as WholeRequest));
  };
  const server = await serveJsonService({
    service: "dynamodb",
    region: options.region,
    credentials: options.credentials,
    onError: options.onError,
    onRequest: options.onRequest,
    answer,
  });
  const connection = createLocalConnection(answer, options.onError);
  if (!isThere) await createTable({ ...options, ...connection, endpoint: server.url });
  return {
    url: server.url,
    connection,
    sync: () => recovery.whenOpen(() => recovery.supervise(engine.sync)),
    openIterators: engine.openIterators,
    close: async () => {
      await server.close();
      await compaction.stop();
      await engine.store.db.close();
    },
  };
}

async function createTable(
  options: LocalConnection & { endpoint: string; region: string; credentials: Credentials; table: string },
): Promise<void> {
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
