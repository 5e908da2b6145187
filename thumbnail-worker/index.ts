import { workerConfig } from "#lib/config.ts";
import { createDatabase } from "#lib/database/database.ts";
import { createStorage } from "#lib/storage/storage.ts";
import { createHandler, type Handler } from "./create-handler.ts";
import { createRenderer } from "./renderer.ts";
import { createTelemetry } from "./telemetry.ts";
import type { WorkerServices } from "./worker-services.ts";

/* The Lambda function's entry. Clients and the render process are made by the first batch and kept for the next. */

let running: { services: WorkerServices; handle: Handler } | undefined;

export const handler: Handler = (event, context) => {
  running ??= start();
  return running.handle(event, context);
};

/** Ends the render process and closes the connections; a batch afterwards starts anew. */
export async function close(): Promise<void> {
  const stopped = running;
  running = undefined;
  if (!stopped) return;
  await stopped.services.renderer.close();
  stopped.services.database.client.destroy();
  stopped.services.storage.client.destroy();
}

function start() {
  const config = workerConfig();
  const services: WorkerServices = {
    config,
    renderer: createRenderer({ timeoutMs: config.renderTimeoutMs, maxMemoryBytes: config.renderMemoryBytes }),
    database: createDatabase(config),
    storage: createStorage(config),
    telemetry: createTelemetry(),
  };
  return { services, handle: createHandler(services) };
}
