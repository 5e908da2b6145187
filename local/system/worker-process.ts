import { resolve } from "node:path";
import { pathToFileURL } from "node:url";
import type { Context, SQSBatchResponse, SQSEvent } from "aws-lambda";
import { workerConfig } from "#lib/config.ts";
import { createDatabase } from "#lib/database/database.ts";
import { recordHeartbeat } from "#lib/processing/heartbeat-repository.ts";
import { collectGarbageWhenIdle } from "./idle-collection.ts";
import { endWithGroup } from "./process-group.ts";
import { HEARTBEAT_MS, REST_AFTER_MS } from "./worker-host.ts";
import type { FromWorker, ToWorker } from "./worker-messages.ts";

/*
 * The thumbnail worker as Lambda would run it: one invocation at a time, in a process of its own that may die at any
 * moment. Argument: the module with the handler. It ends when its parent does.
 */

const CLOSE_GRACE_MS = 2_000;

interface HandlerModule {
  handler(event: SQSEvent, context: Context): Promise<SQSBatchResponse | undefined>;
  rest?(): Promise<void>;
  close?(): Promise<void>;
}

const modulePath = process.argv[2];
if (!modulePath) throw new Error("Expected the path of the module with the handler as argument but received none");

const worker: HandlerModule = await import(pathToFileURL(resolve(modulePath)).href);
const database = createDatabase(workerConfig());

collectGarbageWhenIdle();
let leaving = false;
async function leave(): Promise<void> {
  if (leaving) return;
  leaving = true;
  setTimeout(endWithGroup, CLOSE_GRACE_MS);
  await worker.close?.().catch(() => {});
  endWithGroup();
}
process.on("disconnect", leave);
process.on("SIGTERM", leave);

// A beat that fails is followed by the next; a worker that cannot beat at all shows as silent.
const beat = () => recordHeartbeat(database, new Date().toISOString()).catch(() => {});
setInterval(beat, HEARTBEAT_MS);
await beat();

const rest = setTimeout(() => worker.rest?.().catch(() => {}), REST_AFTER_MS);
process.on("message", async (message: ToWorker) => {
  const { id, event, deadline } = message;
  rest.refresh();
  try {
    const response = await worker.handler(event, toContext(id, deadline));
    tell({ kind: "done", id, response: response ?? undefined });
  } catch (error) {
    tell({ kind: "failed", id, error: error instanceof Error ? (error.stack ?? error.message) : String(error) });
  }
  rest.refresh();
});
tell({ kind: "ready" });

function tell(message: FromWorker): void {
  process.send?.(message);
}

function toContext(awsRequestId: string, deadline: number): Context {
  const functionName = "thumbnail-worker";
  return {
    callbackWaitsForEmptyEventLoop: true,
    functionName,
    functionVersion: "$LATEST",
    invokedFunctionArn: `arn:aws:lambda:us-east-1:000000000000:function:${functionName}`,
    memoryLimitInMB: "1769",
    awsRequestId,
    logGroupName: `/aws/lambda/${functionName}`,
    logStreamName: "local",
    getRemainingTimeInMillis: () => Math.max(0, deadline - Date.now()),
    done: () => {},
    fail: () => {},
    succeed: () => {},
  };
}
