import type { WorkerConfig } from "#lib/config.ts";
import type { Database } from "#lib/database/database.ts";
import type { Storage } from "#lib/storage/storage.ts";
import type { Renderer } from "./renderer.ts";
import type { Telemetry } from "./telemetry.ts";

/** Everything the worker works with, passed in so that nothing is created on import. */
export interface WorkerServices {
  config: WorkerConfig;
  database: Database;
  storage: Storage;
  renderer: Renderer;
  telemetry: Telemetry;
}
