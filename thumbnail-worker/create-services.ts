import { workerConfig } from "#lib/config.ts";
import { createDatabase } from "#lib/database/database.ts";
import { createStorage } from "#lib/storage/storage.ts";
import type { Renderer } from "./renderer.ts";
import { createTelemetry } from "./telemetry.ts";
import type { WorkerServices } from "./worker-services.ts";

/** The worker's services from the environment. @throws ConfigError */
export function createServices(renderer: Renderer): WorkerServices {
  const config = workerConfig();
  return {
    config,
    renderer,
    database: createDatabase(config),
    storage: createStorage(config),
    telemetry: createTelemetry(),
  };
}
