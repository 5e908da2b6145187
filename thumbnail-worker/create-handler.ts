import type { Context, SQSBatchItemFailure, SQSBatchResponse, SQSEvent, SQSRecord } from "aws-lambda";
import pMap from "p-map";
import { createCounterBuffer } from "#lib/metrics/counter-buffer.ts";
import { recordHeartbeat } from "#lib/processing/heartbeat-repository.ts";
import { isLowPriority } from "#lib/processing/message.ts";
import { processRecord } from "./process-record.ts";
import type { BatchServices, WorkerServices } from "./worker-services.ts";

/** While one picture is rendered, the next is fetched or the one before stored. */
const CONCURRENCY = 2;
/** What fetching and storing a picture may take besides rendering it, milliseconds. */
const IO_ALLOWANCE_MS = 10_000;
/** A worker that is busy says that it is alive this often, not with every batch. */
const HEARTBEAT_MS = 15_000;

export type Handler = (
  event: SQSEvent,
  context?: Pick<Context, "getRemainingTimeInMillis">,
) => Promise<SQSBatchResponse>;

/**
 * The worker as Lambda calls it: a batch of queue messages in, the ids of those to be received again out. Records fail
 * singly.
 */
export function createHandler(services: WorkerServices): Handler {
  const { config, telemetry } = services;
  // Two pictures may be waiting for the one render process.
  const timeForOneMs = CONCURRENCY * config.renderTimeoutMs + IO_ALLOWANCE_MS;

  let heardAt = Number.NEGATIVE_INFINITY;

  async function beat(): Promise<void> {
    if (Date.now() - heardAt < HEARTBEAT_MS) return;
    heardAt = Date.now();
    await recordHeartbeat(services.database, new Date(heardAt).toISOString()).catch((error: unknown) =>
      telemetry.error("the heartbeat could not be written", {}, error),
    );
  }

  return async (event, context) => {
    const batchItemFailures: SQSBatchItemFailure[] = [];
    const waiting = event.Records.toSorted((a, b) => Number(isLowPriority(a.body)) - Number(isLowPriority(b.body)));
    const counters = createCounterBuffer(services.database, services.addCounts);
    const heartbeat = beat();

    async function work(record: SQSRecord): Promise<void> {
      // Cut off in the middle, the whole batch would count as failed; so what cannot be finished is not started.
      const hasTime = (context?.getRemainingTimeInMillis?.() ?? Number.POSITIVE_INFINITY) > timeForOneMs;
      if (!hasTime) telemetry.warn("no time left for a record", { messageId: record.messageId });
      if (!hasTime || !(await tryProcessRecord({ ...services, counters }, record))) {
        batchItemFailures.push({ itemIdentifier: record.messageId });
      }
    }

    await pMap(waiting, work, { concurrency: CONCURRENCY });
    await heartbeat;
    // Counts are figures for people: losing some is better than rendering a whole batch again.
    await counters.flush().catch((error: unknown) => telemetry.error("the counters could not be written", {}, error));
    telemetry.flush();
    return { batchItemFailures };
  };
}

async function tryProcessRecord(services: BatchServices, record: SQSRecord): Promise<boolean> {
  try {
    await processRecord(services, record);
    return true;
  } catch (error) {
    services.telemetry.error("a record is to be received again", { messageId: record.messageId }, error);
    return false;
  }
}
