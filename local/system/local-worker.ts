import type { SQSBatchResponse, SQSEvent } from "aws-lambda";
import { workerConfig } from "#lib/config.ts";
import { recordHeartbeat } from "#lib/processing/heartbeat-repository.ts";
import { createHandler } from "#worker/create-handler.ts";
import { createRenderer } from "#worker/renderer.ts";
import type { Telemetry } from "#worker/telemetry.ts";
import type { WorkerServices } from "#worker/worker-services.ts";
import { describeEntry } from "./child-output.ts";
import { HEARTBEAT_MS, INVOCATION_TIMEOUT_MS, InvocationFailedError, REST_AFTER_MS } from "./worker-host.ts";

export interface LocalWorker {
  /** Handles a batch. @throws InvocationFailedError when that takes far too long; its messages are to be tried again */
  invoke(event: SQSEvent): Promise<SQSBatchResponse>;
  /** Ends the render process; what it is working on fails and is tried again by the next run. */
  stop(): Promise<void>;
}

/**
 * The thumbnail worker in this process: what it does beside rendering is waiting for storage and database, which are here.
 * Pictures are decoded in the render process alone, which starts with the first one.
 */
export function startLocalWorker(options: {
  services: Pick<WorkerServices, "database" | "storage">;
  environment: Record<string, string | undefined>;
  log: (line: string) => void;
}): LocalWorker {
  const { database, storage } = options.services;
  const renderer = createRenderer({ startsAtOnce: false });
  const config = workerConfig(options.environment);
  const handle = createHandler({ config, database, storage, renderer, telemetry: createTelemetry(options.log) });
  // A beat that fails is followed by the next; a worker that cannot beat at all shows as silent.
  const beat = () => recordHeartbeat(database, new Date().toISOString()).catch(() => {});
  void beat();
  const heartbeat = setInterval(beat, HEARTBEAT_MS);
  const rest = setTimeout(() => renderer.rest().catch(() => {}), REST_AFTER_MS);
  return {
    invoke: async (event) => {
      rest.refresh();
      const deadline = Date.now() + INVOCATION_TIMEOUT_MS;
      const late = Promise.withResolvers<never>();
      const timer = setTimeout(
        () => late.reject(new InvocationFailedError(`The worker gave no answer for ${INVOCATION_TIMEOUT_MS / 1000} s`)),
        INVOCATION_TIMEOUT_MS,
      );
      try {
        const context = { getRemainingTimeInMillis: () => Math.max(0, deadline - Date.now()) };
        return await Promise.race([handle(event, context), late.promise]);
      } finally {
        clearTimeout(timer);
        rest.refresh();
      }
    },
    stop: async () => {
      clearInterval(heartbeat);
      clearTimeout(rest);
      await renderer.close();
    },
  };
}

/** Nobody collects metrics here, and of logs only what somebody should look at is shown. */
function createTelemetry(log: (line: string) => void): Telemetry {
  const nothing = () => {};
  return {
    info: nothing,
    warn: (message, context) => log(describeEntry({ message, ...context })),
    error: (message, context, error) => log(describeEntry({ message, ...context, error })),
    countRendered: nothing,
    countFailed: nothing,
    countDuplicate: nothing,
    countAttemptFailed: nothing,
    flush: nothing,
  };
}
