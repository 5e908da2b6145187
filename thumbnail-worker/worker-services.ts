import type { WorkerConfig } from "#lib/config.ts";
import type { Database } from "#lib/database/database.ts";
import type { CounterBuffer } from "#lib/metrics/counter-buffer.ts";
import type { Counts } from "#lib/metrics/counters.ts";
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
  /** Takes what a batch counted; written directly unless given. */
  addCounts?: (counts: Counts) => Promise<void>;
}

/** The services while a batch is handled, with what it counts. */
export interface BatchServices extends WorkerServices {
  counters: CounterBuffer;
}
