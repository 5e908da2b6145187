import type { SQSBatchResponse, SQSEvent } from "aws-lambda";

/** What the trigger's process and the worker's process tell each other. */
export type ToWorker = { kind: "invoke"; id: string; event: SQSEvent; deadline: number };

export type FromWorker =
  | { kind: "ready" }
  | { kind: "done"; id: string; response: SQSBatchResponse | undefined }
  | { kind: "failed"; id: string; error: string };
