import { constants } from "node:os";
import { setTimeout as pause } from "node:timers/promises";
import type { SQSBatchResponse, SQSEvent } from "aws-lambda";
import { workerConfig } from "#lib/config.ts";
import { addCounts } from "#lib/metrics/counter-repository.ts";
import { gatherCounts } from "#lib/metrics/gathered-counts.ts";
import { recordHeartbeat } from "#lib/processing/heartbeat-repository.ts";
import { createHandler } from "#worker/create-handler.ts";
import { createRendererPool } from "#worker/renderer-pool.ts";
import type { Telemetry } from "#worker/telemetry.ts";
import type { WorkerServices } from "#worker/worker-services.ts";
import { describeEntry } from "./child-output.ts";
import { HEARTBEAT_MS, INVOCATION_TIMEOUT_MS, InvocationFailedError, REST_AFTER_MS } from "./worker-host.ts";

const STOP_GRACE_MS = 3_000;
/** Figures are written so long after what they count. */
const COUNTS_AFTER_MS = 2_000;

export interface LocalWorker {
  /** The most batches that it should be given at a time. */
  batches: number;
  /**
   * Handles a batch, several at the same time. @throws InvocationFailedError when that takes far too long; its messages
   * are to be tried again
   */
  invoke(event: SQSEvent): Promise<SQSBatchResponse>;
  /** Lets pictures under way end, for some seconds, and ends the render processes; the others are for the next run. */
  stop(): Promise<void>;
}

/**
 * The thumbnail worker in this process: what it does beside rendering is waiting for storage and database, which are
 * here. Pictures are decoded in render processes alone, up to `renderProcesses` at a time, which start with the first
 * ones and let everything else of the machine go first (decision 210).
 */
export function startLocalWorker(options: {
  services: Pick<WorkerServices, "database" | "storage">;
  environment: Record<string, string | undefined>;
  renderProcesses: number;
  log: (line: string) => void;
}): LocalWorker {
  const { database, storage } = options.services;
  const config = workerConfig(options.environment);
  const telemetry = createTelemetry(options.log);
  const counts = gatherCounts({
    write: (sum) => addCounts(database, sum),
    afterMs: COUNTS_AFTER_MS,
    onError: (error) => telemetry.error("the counters could not be written", {}, error),
  });
  const create = () => {
    const renderer = createRendererPool({
      processes: options.renderProcesses,
      priority: constants.priority.PRIORITY_BELOW_NORMAL,
    });
    const services = { config, database, storage, renderer, telemetry, addCounts: counts.add };
    return { renderer, handle: createHandler(services) };
  };
  // While a batch keeps each process busy, one of another owner has its turn.
  const batches = options.renderProcesses + 1;
  // As long as all of them would take one after the other.
  const timeoutMs = batches * INVOCATION_TIMEOUT_MS;
  let worker = create();
  let isStopping = false;
  const underWay = new Set<Promise<unknown>>();
  // A beat that fails is followed by the next; a worker that cannot beat at all shows as silent.
  const beat = () => recordHeartbeat(database, new Date().toISOString()).catch(() => {});
  void beat();
  const heartbeat = setInterval(beat, HEARTBEAT_MS);
  const rest = setTimeout(() => worker.renderer.rest().catch(() => {}), REST_AFTER_MS);

  /** What hangs is left behind with its render processes. */
  function replace(): void {
    void worker.renderer.close().catch(() => {});
    worker = create();
  }

  async function handleInTime(event: SQSEvent): Promise<SQSBatchResponse> {
    const deadline = Date.now() + timeoutMs;
    const late = Promise.withResolvers<never>();
    const timer = setTimeout(() => {
      replace();
      late.reject(new InvocationFailedError(`The worker gave no answer for ${timeoutMs / 1000} s`));
    }, timeoutMs);
    try {
      const context = { getRemainingTimeInMillis: () => (isStopping ? 0 : Math.max(0, deadline - Date.now())) };
      return await Promise.race([worker.handle(event, context), late.promise]);
    } finally {
      clearTimeout(timer);
    }
  }

  return {
    batches,
    invoke: async (event) => {
      rest.refresh();
      const handled = handleInTime(event);
      underWay.add(handled);
      try {
        return await handled;
      } finally {
        underWay.delete(handled);
        rest.refresh();
      }
    },
    stop: async () => {
      isStopping = true;
      clearInterval(heartbeat);
      // A picture that is cut off counts as an attempt, so what is under way may end.
      await Promise.race([Promise.allSettled(underWay), pause(STOP_GRACE_MS, undefined, { ref: false })]);
      clearTimeout(rest);
      await Promise.all([worker.renderer.close(), counts.flush()]);
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
