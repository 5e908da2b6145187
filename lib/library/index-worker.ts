import { parentPort } from "node:worker_threads";
import { type OperationName, runOperation } from "./index-operations.ts";
import { type ThreadFailure, toThreadFailure } from "./index-threads.ts";
import { createOpenFiles, type IndexAddress } from "./open-files.ts";

/* The body of a thread that owns index files: one request after the other, each answered once. */

export interface ThreadRequest {
  name: OperationName;
  address: IndexAddress;
  input: unknown;
}

export type ThreadResponse = { output: unknown } | { failure: ThreadFailure };

const files = createOpenFiles();
let working = Promise.resolve();

parentPort?.on("message", (request: ThreadRequest) => {
  working = working.then(async () => parentPort?.postMessage(await answer(request)));
});

async function answer({ name, address, input }: ThreadRequest): Promise<ThreadResponse> {
  try {
    return { output: await runOperation(files, name, address, input as never) };
  } catch (error) {
    return { failure: toThreadFailure(error) };
  }
}
