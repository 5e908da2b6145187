import type { DynamoDBClientConfig } from "@aws-sdk/client-dynamodb";
import type { WebConfig } from "#lib/config.ts";
import { createDatabase, type Database } from "#lib/database/database.ts";
import { createQueue, type Queue } from "#lib/queue/queue.ts";
import { createStorage, type Storage } from "#lib/storage/storage.ts";

/** What use cases work with; passed in, so that every runtime and test brings its own. */
export interface Services {
  config: WebConfig;
  database: Database;
  storage: Storage;
  queue: Queue;
}

export function createServices(config: WebConfig): Services {
  const connection = signByToken(config.localCloudToken);
  return {
    config,
    database: createDatabase(config, connection),
    storage: createStorage(config),
    queue: createQueue(config, connection),
  };
}

/**
 * What clients of the local cloud's database and queue are made with, which take a secret in place of a signature: to
 * sign and to check takes as long as all the rest of a request. Nothing where there is no such secret.
 */
function signByToken(token: string | undefined): Pick<DynamoDBClientConfig, "signer"> {
  if (token === undefined) return {};
  const signer = {
    sign: async <Request extends { headers: Record<string, string> }>(request: Request) => {
      request.headers.authorization = `Bearer ${token}`;
      return request;
    },
  };
  // The type is for requests of any kind, also such without headers.
  return { signer: signer as unknown as NonNullable<DynamoDBClientConfig["signer"]> };
}
