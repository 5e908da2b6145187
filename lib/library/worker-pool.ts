import { Worker } from "node:worker_threads";
import type { OperationName } from "./index-operations.ts";
import { fromThreadFailure, type IndexThreads } from "./index-threads.ts";
import type { ThreadRequest, ThreadResponse } from "./index-worker.ts";
import { createTurns, type Turns } from "./turns.ts";

interface Waiting {
  request: ThreadRequest;
  resolve(output: unknown): void;
  reject(error: Error): void;
}

interface Thread {
  worker: Worker;
  /** What it is working on. */
  current: Waiting | undefined;
  turns: Turns<Waiting>;
  users: Set<string>;
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
  const start = (index: number): Thread => {
    const worker = new Worker(new URL("./index-worker.ts", import.meta.url), { name: `library-index-${index}` });
    const thread: Thread = { worker, current: undefined, turns: createTurns(), users: new Set() };
    // The process may end although threads wait for work; a request under way keeps it.
    worker.unref();
    worker.on("message", (response: ThreadResponse) => {
      const answered = thread.current;
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
  const threadOf = (userId: string): Thread => {
    const owner = threads.find((thread) => thread?.users.has(userId));
    if (owner) return owner;
    const counts = threads.map((thread) => thread?.users.size ?? 0);
    const index = counts.indexOf(Math.min(...counts));
    const thread = threads[index] ?? start(index);
    thread.users.add(userId);
    return thread;
  };
  return {
    run(name, address, input) {
      if (isClosed) return Promise.reject(new Error("The threads of the library index are closed"));
      const thread = threadOf(address.ownerId);
      if (name === ("close" satisfies OperationName)) thread.users.delete(address.ownerId);
      const { promise, resolve, reject } = Promise.withResolvers<never>();
      thread.turns.add(address.ownerId, {
        request: { name, address, input },
        resolve: resolve as (output: unknown) => void,
        reject,
      });
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
