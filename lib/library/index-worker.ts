import { parentPort } from "node:worker_threads";
import { createOpenFiles, type IndexAddress, type OperationName, runOperation } from "./index-operations.ts";
import { type ThreadFailure, toThreadFailure } from "./index-threads.ts";

/* The body of a thread that owns index files: one request after the other, each answered once. */

export interface ThreadRequest {
  number: number;
  name: OperationName;
  address: IndexAddress;
  input: unknown;
}

export type ThreadResponse = { number: number } & ({ output: unknown } | { failure: ThreadFailure });

const files = createOpenFiles();

parentPort?.on("message", ({ number, name, address, input }: ThreadRequest) => {
  parentPort?.postMessage(answer(number, () => runOperation(files, name, address, input as never)));
});

function answer(number: number, run: () => unknown): ThreadResponse {
  try {
    return { number, output: run() };
  } catch (error) {
    return { number, failure: toThreadFailure(error) };
  }
}
