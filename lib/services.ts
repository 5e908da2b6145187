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
  return {
    config,
    database: createDatabase(config),
    storage: createStorage(config),
    queue: createQueue(config),
  };
}
