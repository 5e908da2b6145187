import { appendFileSync } from "node:fs";
import type { Context, SQSBatchResponse, SQSEvent } from "aws-lambda";

/*
 * A handler for tests of the trigger and the worker process. The body of each message says what becomes of it, and
 * every receive is noted in the file named by HANDLER_LOG, one line of JSON each.
 */
export type Script = { name: string; outcome: "handle" | "fail" | "throw" | "crash" | "hang"; untilAttempt?: number };

export interface Receive {
  name: string;
  attempt: number;
  batch: number;
  at: number;
  requestId: string;
}

export async function handler(event: SQSEvent, context: Context): Promise<SQSBatchResponse> {
  const batchItemFailures: SQSBatchResponse["batchItemFailures"] = [];
  for (const record of event.Records) {
    const script: Script = readScript(record.body);
    const attempt = Number(record.attributes.ApproximateReceiveCount);
    const receive: Receive = {
      name: script.name,
      attempt,
      batch: event.Records.length,
      at: Date.now(),
      requestId: context.awsRequestId,
    };
    appendFileSync(process.env.HANDLER_LOG ?? "", `${JSON.stringify(receive)}\n`);
    if (attempt >= (script.untilAttempt ?? Number.POSITIVE_INFINITY)) continue;
    if (script.outcome === "fail") batchItemFailures.push({ itemIdentifier: record.messageId });
    if (script.outcome === "throw") throw new Error("as scripted");
    if (script.outcome === "crash") process.kill(process.pid, "SIGKILL");
    if (script.outcome === "hang") await new Promise(() => {});
  }
  return { batchItemFailures };
}

/** Events of stored objects are handled under the name of their key, the test event under "s3:TestEvent". */
function readScript(body: string): Script {
  const message = JSON.parse(body);
  if (message.Event) return { name: message.Event, outcome: "handle" };
  if (message.Records) return { name: message.Records[0].s3.object.key, outcome: "handle" };
  return message;
}
