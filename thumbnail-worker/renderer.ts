import { type ChildProcess, fork } from "node:child_process";
import { readFileSync } from "node:fs";
import { PictureError } from "./sandbox/picture-error.ts";
import type { RenderedPicture, RenderJob, RenderReply } from "./sandbox/render-protocol.ts";

const MEBIBYTE = 1024 * 1024;
const PAGE_BYTES = 4096;
const MEMORY_POLL_MS = 25;
const START_TIMEOUT_MS = 15_000;
/** A process that holds more than this between two pictures is replaced; freed memory comes back only so. */
const RECYCLE_ABOVE_BYTES = 320 * MEBIBYTE;
/**
 * A crash, or an error that nobody has thought of, is tried again once in a new process, since the one before may have
 * been damaged by an earlier picture.
 */
const MAX_CRASHES = 2;

/** Signals that a process sends itself by misbehaving; any other one came from outside. */
const CRASH_SIGNALS = new Set(["SIGSEGV", "SIGBUS", "SIGILL", "SIGFPE", "SIGABRT", "SIGTRAP", "SIGSYS"]);

/** The render process ended or answered in a way that is not the picture's fault. */
export class RendererError extends Error {
  override readonly name = "RendererError";
}

export interface Renderer {
  /**
   * Renders in the render process, one picture after the other.
   * @throws PictureError when the picture is hopeless; RendererError when we are to blame
   */
  render(job: RenderJob, onInspected?: (inspectMs: number) => void): Promise<RenderedPicture>;
  /** Ends the render process when it has done what it was given; the next picture starts another. */
  rest(): Promise<void>;
  /** Ends the render process at once. */
  close(): Promise<void>;
}

/** Starts the render process right away, so that it is warm when the first picture comes, or only with that. */
export function createRenderer({ startsAtOnce = true } = {}): Renderer {
  let closed = false;
  let worker: Promise<ChildProcess> | undefined = startsAtOnce ? start() : undefined;
  let last: Promise<unknown> = Promise.resolve();

  function start(): Promise<ChildProcess> {
    const started = startProcess();
    // Whoever awaits it next sees the error; until then it must not end the worker.
    started.catch(() => {});
    return started;
  }

  async function renderNow(job: RenderJob, onInspected: (inspectMs: number) => void): Promise<RenderedPicture> {
    for (let crashes = 0; ; ) {
      if (closed) throw new RendererError("The renderer is closed");
      worker ??= start();
      let child: ChildProcess;
      try {
        child = await worker;
      } catch (cause) {
        worker = undefined;
        throw cause;
      }
      const outcome = await runJob(child, job, onInspected);
      const isAnswer =
        outcome.kind === "rendered" || outcome.kind === "hopeless" || (outcome.kind === "error" && outcome.mayPass);
      if (isAnswer) {
        if (residentBytes(child) > RECYCLE_ABOVE_BYTES) {
          await stop(child);
          worker = start();
        }
        if (outcome.kind === "rendered") return outcome.picture;
        if (outcome.kind === "hopeless") throw new PictureError(outcome.code, outcome.message);
        throw new RendererError(outcome.message);
      }
      await stop(child);
      worker = closed ? undefined : start();
      if (outcome.kind === "timed_out") {
        throw new PictureError("timed_out", `Stopped at the time limit (${job.limits.timeoutMs} ms)`);
      }
      if (outcome.kind === "too_much_memory") {
        throw new PictureError("too_many_pixels", `Stopped at the memory limit (${job.limits.maxMemoryBytes} bytes)`);
      }
      crashes += 1;
      if (crashes >= MAX_CRASHES) {
        if (outcome.kind === "error") throw new PictureError("internal", outcome.message);
        if (outcome.bySignalFromOutside) throw new RendererError(`The render process was ended: ${outcome.how}`);
        throw new PictureError("corrupt_image", `The decoder crashed twice: ${outcome.how}`);
      }
    }
  }

  async function end(): Promise<void> {
    const child = await worker?.catch(() => undefined);
    worker = undefined;
    if (child) await stop(child);
  }

  return {
    render(job, onInspected = () => {}) {
      const result = last.then(() => renderNow(job, onInspected));
      last = result.catch(() => {});
      return result;
    },
    rest() {
      const rested = last.then(end);
      last = rested.catch(() => {});
      return rested;
    },
    async close() {
      closed = true;
      await end();
    },
  };
}

async function startProcess(): Promise<ChildProcess> {
  // In the Lambda package both files are bundled next to each other.
  const file = import.meta.url.endsWith(".ts") ? "./sandbox/render-process.ts" : "./render-process.mjs";
  const child = fork(new URL(file, import.meta.url), {
    serialization: "advanced",
    execArgv: [],
    // The decoder gets no credentials. One arena keeps libvips' many small blocks from spreading over the heap.
    env: { NODE_ENV: process.env.NODE_ENV, TMPDIR: process.env.TMPDIR, MALLOC_ARENA_MAX: "1", VIPS_WARNING: "0" },
    stdio: ["ignore", "ignore", "inherit", "ipc"],
  });
  await new Promise<void>((resolve, reject) => {
    const fail = (why: string) => {
      clearTimeout(timer);
      child.kill("SIGKILL");
      reject(new RendererError(`The render process did not start: ${why}`));
    };
    const timer = setTimeout(() => fail(`no answer in ${START_TIMEOUT_MS} ms`), START_TIMEOUT_MS);
    child.once("error", (error) => fail(error.message));
    child.once("exit", (code, signal) => fail(`it ended with ${signal ?? code}`));
    child.once("message", () => {
      clearTimeout(timer);
      child.removeAllListeners();
      // A kill that races with the end of the process is no event worth ending the worker for.
      child.on("error", () => {});
      resolve();
    });
  });
  // An idle render process must not keep the worker from ending.
  child.unref();
  child.channel?.unref();
  return child;
}

type Outcome =
  | Exclude<RenderReply, { kind: "up" } | { kind: "inspected" }>
  | { kind: "timed_out" }
  | { kind: "too_much_memory" }
  | { kind: "crashed"; how: string; bySignalFromOutside: boolean };

function runJob(child: ChildProcess, job: RenderJob, onInspected: (inspectMs: number) => void): Promise<Outcome> {
  return new Promise((resolve) => {
    const finish = (outcome: Outcome) => {
      clearTimeout(timer);
      clearInterval(watch);
      child.off("message", onMessage);
      child.off("exit", onExit);
      child.channel?.unref();
      resolve(outcome);
    };
    const onMessage = (message: unknown) => {
      const reply = message as RenderReply;
      if (reply.kind === "inspected") onInspected(reply.inspectMs);
      else if (reply.kind !== "up") finish(reply);
    };
    const onExit = (code: number | null, signal: NodeJS.Signals | null) =>
      finish({
        kind: "crashed",
        how: signal ?? `exit code ${code}`,
        bySignalFromOutside: signal !== null && !CRASH_SIGNALS.has(signal),
      });
    const timer = setTimeout(() => finish({ kind: "timed_out" }), job.limits.timeoutMs);
    const watch = setInterval(() => {
      if (residentBytes(child) > job.limits.maxMemoryBytes) finish({ kind: "too_much_memory" });
    }, MEMORY_POLL_MS);

    if (child.exitCode !== null || child.signalCode !== null) return onExit(child.exitCode, child.signalCode);
    child.channel?.ref();
    child.on("message", onMessage);
    child.on("exit", onExit);
    child.send(job, (error) => {
      if (error) finish({ kind: "crashed", how: error.message, bySignalFromOutside: true });
    });
  });
}

/**
 * Resident memory of a process, bytes; 0 where it cannot be known (elsewhere than on Linux, or it has ended). The kernel
 * answers in microseconds; waiting for it costs ten times as much, forty times a second.
 */
function residentBytes(child: ChildProcess): number {
  try {
    const [, pages] = readFileSync(`/proc/${child.pid}/statm`, "latin1").split(" ");
    return Number(pages) * PAGE_BYTES;
  } catch {
    return 0;
  }
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = new Promise((resolve) => child.once("exit", resolve));
  child.ref();
  child.kill("SIGKILL");
  await ended;
}
