import { type ChildProcess, fork } from "node:child_process";
import { randomUUID } from "node:crypto";
import { fileURLToPath } from "node:url";
import type { SQSBatchResponse, SQSEvent } from "aws-lambda";
import { workerNodeOptions } from "#lib/processing/node-options.ts";
import { ownProcessGroup } from "./process-group.ts";
import { superviseProcess } from "./supervised-process.ts";
import type { FromWorker, ToWorker } from "./worker-messages.ts";

const WORKER_PROCESS = fileURLToPath(new URL("./worker-process.ts", import.meta.url));
const STOP_GRACE_MS = 4_000;

/** Longer than a batch of ten pictures that each take their full 20 s; beyond it the worker hangs. */
export const INVOCATION_TIMEOUT_MS = 240_000;

/**
 * Two may be missed before the worker shows as silent. Each is a write, and nothing else is written while nothing
 * happens.
 */
export const HEARTBEAT_MS = 60_000;
/** Without pictures for this long, the worker gives back what it needs for them. */
export const REST_AFTER_MS = 2 * 60_000;

/** The worker died, hung or threw; what it was working on is to be tried again. */
export class InvocationFailedError extends Error {
  override readonly name = "InvocationFailedError";
}

export interface WorkerHost {
  /** The most batches that it should be given at a time: one, since what kills the worker takes all of them with it. */
  batches: number;
  /**
   * Has the worker handle a batch; waits for a worker that is just being restarted.
   * @throws InvocationFailedError
   */
  invoke(event: SQSEvent): Promise<SQSBatchResponse | undefined>;
  /** Resolves when a worker is there to be invoked. */
  ready(): Promise<void>;
  processId(): number | undefined;
  /** Replaces the worker process, for changed code. */
  restart(): void;
  stop(): Promise<void>;
}

/**
 * Runs the handler of `handlerModule` in a worker process that is started again whenever it ends: for development,
 * where its code changes, and for tests of handlers that misbehave.
 */
export function startWorkerHost(options: {
  handlerModule: string;
  environment: Record<string, string | undefined>;
  log: (line: string) => void;
  /** Is given each new worker process, to pass on what it writes; it goes to this process's own output unless given. */
  showOutput?: (child: ChildProcess) => void;
  invocationTimeoutMs?: number;
}): WorkerHost {
  const timeoutMs = options.invocationTimeoutMs ?? INVOCATION_TIMEOUT_MS;
  const awaited = new Map<string, PromiseWithResolvers<SQSBatchResponse | undefined>>();
  let worker = awaitWorker();
  let stopping = false;

  const ended = new WeakSet<ChildProcess>();
  const onEnd = (child: ChildProcess) => {
    if (ended.has(child)) return;
    ended.add(child);
    if (!stopping) worker = awaitWorker();
    for (const invocation of awaited.values()) invocation.reject(new InvocationFailedError("The worker process ended"));
  };
  const onMessage = (child: ChildProcess, message: FromWorker) => {
    if (message.kind === "ready") worker.resolve(child);
    else if (message.kind === "done") awaited.get(message.id)?.resolve(message.response);
    else awaited.get(message.id)?.reject(new InvocationFailedError(`The handler threw: ${message.error}`));
  };

  const supervised = superviseProcess({
    name: "worker",
    log: options.log,
    start: () => {
      const child = fork(WORKER_PROCESS, [options.handlerModule], {
        env: options.environment as NodeJS.ProcessEnv,
        ...ownProcessGroup,
        stdio: ["ignore", options.showOutput ? "pipe" : "inherit", options.showOutput ? "pipe" : "inherit", "ipc"],
        execArgv: workerNodeOptions,
      });
      options.showOutput?.(child);
      child.on("message", (message: FromWorker) => onMessage(child, message));
      // From here on what is sent to it fails at once, and its exit is known only a little later.
      child.once("disconnect", () => onEnd(child));
      child.once("exit", () => onEnd(child));
      return child;
    },
  });

  return {
    batches: 1,
    ready: async () => {
      await worker.promise;
    },
    processId: () => supervised.current()?.pid,
    restart: supervised.restart,
    invoke: async (event) => {
      const child = await worker.promise;
      const id = randomUUID();
      const invocation = Promise.withResolvers<SQSBatchResponse | undefined>();
      awaited.set(id, invocation);
      const timer = setTimeout(() => {
        options.log(`worker gave no answer for ${timeoutMs / 1000} s, ending it`);
        child.kill("SIGKILL");
      }, timeoutMs);
      try {
        const message: ToWorker = { kind: "invoke", id, event, deadline: Date.now() + timeoutMs };
        child.send(message, (error) => {
          if (!error) return;
          invocation.reject(new InvocationFailedError("The worker process ended", { cause: error }));
          onEnd(child);
        });
        return await invocation.promise;
      } finally {
        clearTimeout(timer);
        awaited.delete(id);
      }
    },
    stop: async () => {
      stopping = true;
      worker = awaitWorker();
      worker.reject(new InvocationFailedError("The worker is being stopped"));
      await supervised.stop(STOP_GRACE_MS);
    },
  };
}

function awaitWorker(): PromiseWithResolvers<ChildProcess> {
  const worker = Promise.withResolvers<ChildProcess>();
  // It is rejected when the worker is stopped, also when nobody is waiting for it.
  worker.promise.catch(() => {});
  return worker;
}
