import { Worker } from "node:worker_threads";
import type { OperationName } from "./index-operations.ts";
import { fromThreadFailure, type IndexThreads } from "./index-threads.ts";
import type { ThreadRequest, ThreadResponse } from "./index-worker.ts";
import { createTurns, type Turns } from "./turns.ts";

interface Waiting {
  /** Counted up by the pool. */
  number: number;
  request: ThreadRequest;
  resolve(output: unknown): void;
  reject(error: Error): void;
}

interface Thread {
  worker: Worker;
  /** What it is working on. */
  current: Waiting | undefined;
  turns: Turns<Waiting>;
  /**
   * Those whose files it has, or is going to open, and the number of what was last asked of each: the request itself
   * would keep its answer in memory for as long as the file is open.
   */
  users: Map<string, number>;
}

/** Next gives pages and route handlers instances of modules of their own; the threads they share hang here. */
const SHARED = Symbol.for("skylight.library.threads");
const DEFAULT_THREADS = 2;

/** The threads of this process, started when first asked for. */
export function sharedWorkerPool(): IndexThreads {
  const holder = globalThis as { [SHARED]?: IndexThreads };
  holder[SHARED] ??= createWorkerPool(DEFAULT_THREADS);
  return holder[SHARED];
}

/** Threads that own index files. A user's file goes to the thread with the fewest and stays there. */
export function createWorkerPool(size: number): IndexThreads {
  const threads: (Thread | undefined)[] = Array.from({ length: size });
  let isClosed = false;
  let asked = 0;
  const start = (index: number): Thread => {
    const worker = new Worker(new URL("./index-worker.ts", import.meta.url), { name: `library-index-${index}` });
    const thread: Thread = { worker, current: undefined, turns: createTurns(), users: new Map() };
    // The process may end although threads wait for work; a request under way keeps it.
    worker.unref();
    worker.on("message", (response: ThreadResponse) => {
      const answered = thread.current;
      if (answered) forgetClosed(thread, answered);
      goOn(thread);
      if (thread.current === undefined) worker.unref();
      if ("failure" in response) answered?.reject(fromThreadFailure(response.failure));
      else answered?.resolve(response.output);
    });
    const end = (error: Error) => {
      // The next request starts another in its place, which opens the files again.
      if (threads[index] === thread) threads[index] = undefined;
      for (let lost = thread.current; lost; lost = thread.turns.take()) lost.reject(error);
      thread.current = undefined;
    };
    worker.on("error", end);
    worker.on("exit", (code) => end(new Error(`A thread of the library index ended with code ${code}`)));
    threads[index] = thread;
    return thread;
  };
  const goOn = (thread: Thread) => {
    thread.current = thread.turns.take();
    if (thread.current) thread.worker.postMessage(thread.current.request);
  };
  /** A file that was closed may be opened by any thread, unless something is waiting that opens it here again. */
  const forgetClosed = ({ users }: Thread, { number, request: { name, address } }: Waiting) => {
    if (name === ("close" satisfies OperationName) && users.get(address.ownerId) === number) {
      users.delete(address.ownerId);
    }
  };
  const threadOf = (userId: string): Thread => {
    const owner = threads.find((thread) => thread?.users.has(userId));
    if (owner) return owner;
    const counts = threads.map((thread) => thread?.users.size ?? 0);
    const index = counts.indexOf(Math.min(...counts));
    return threads[index] ?? start(index);
  };
  return {
    run(name, address, input) {
      if (isClosed) return Promise.reject(new Error("The threads of the library index are closed"));
      const thread = threadOf(address.ownerId);
      const { promise, resolve, reject } = Promise.withResolvers<never>();
      const waiting: Waiting = {
        number: asked++,
        request: { name, address, input },
        resolve: resolve as (output: unknown) => void,
        reject,
      };
      thread.users.set(address.ownerId, waiting.number);
      thread.turns.add(address.ownerId, waiting);
      thread.worker.ref();
      if (!thread.current) goOn(thread);
      return promise;
    },
    async close() {
      isClosed = true;
      await Promise.all(threads.map((thread) => thread?.worker.terminate()));
    },
  };
}
