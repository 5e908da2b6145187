import { type ChildProcess, fork } from "node:child_process";
import { readFileSync } from "node:fs";
import { setPriority } from "node:os";
import type { RenderJob, RenderOrder, RenderReply } from "./sandbox/render-protocol.ts";

/* One render process as its parent sees it: started, given one picture, watched, ended. */

const PAGE_BYTES = 4096;
const MEMORY_POLL_MS = 25;
/** Pictures stand outside of the JavaScript heap, so that what V8 keeps for young objects may be small. MiB. */
const RENDER_OPTIONS = ["--max-semi-space-size=4"];
const START_TIMEOUT_MS = 15_000;
/** The kernel counts processor time in hundredths of a second on every architecture Node runs on. */
const TICK_MS = 10;
/** How many times its limit a picture may take on a machine that gives its process too little time. */
const MAX_WAIT_FACTOR = 5;
const MIN_EXTENSION_MS = 100;

/** Signals that a process sends itself by misbehaving; any other one came from outside. */
const CRASH_SIGNALS = new Set(["SIGSEGV", "SIGBUS", "SIGILL", "SIGFPE", "SIGABRT", "SIGTRAP", "SIGSYS"]);

/** The render process ended or answered in a way that is not the picture's fault. */
export class RendererError extends Error {
  override readonly name = "RendererError";
}

export type Outcome =
  | Exclude<RenderReply, { kind: "up" } | { kind: "inspected" }>
  | { kind: "put_off" }
  | { kind: "timed_out" }
  | { kind: "too_much_memory" }
  | { kind: "crashed"; how: string; bySignalFromOutside: boolean };

export interface RunOptions {
  /** Called when the picture is about to be decoded, with how long it took to look at it. */
  onInspected(inspectMs: number): void;
  /** Whether a picture of this share of the most is decoded now; every one is unless given. */
  mayDecode?: ((share: number) => boolean) | undefined;
  /** The time limit holds for the time that the process had a processor, since others come first. */
  countsProcessorTime: boolean;
}

/**
 * Starts a render process, of lower priority where one is given (see os.setPriority); resolves when it can take a job.
 * @throws RendererError
 */
export async function startChild(priority: number | undefined): Promise<ChildProcess> {
  // In the Lambda package both files are bundled next to each other.
  const file = import.meta.url.endsWith(".ts") ? "./sandbox/render-process.ts" : "./render-process.mjs";
  const child = fork(new URL(file, import.meta.url), {
    serialization: "advanced",
    execArgv: RENDER_OPTIONS,
    // The decoder gets no credentials. One arena keeps libvips' many small blocks from spreading over the heap.
    env: { NODE_ENV: process.env.NODE_ENV, TMPDIR: process.env.TMPDIR, MALLOC_ARENA_MAX: "1", VIPS_WARNING: "0" },
    stdio: ["ignore", "ignore", "inherit", "ipc"],
  });
  // At once: threads that it starts take over what it has.
  if (priority !== undefined && child.pid !== undefined) lowerPriority(child.pid, priority);
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

/** Has the process render one picture, and tells how that ended; a process that passed a limit still runs. */
export function runJob(child: ChildProcess, job: RenderJob, options: RunOptions): Promise<Outcome> {
  return new Promise((resolve) => {
    const finish = (outcome: Outcome) => {
      stopClock();
      clearInterval(watch);
      child.off("message", onMessage);
      child.off("exit", onExit);
      child.channel?.unref();
      resolve(outcome);
    };
    const send = (order: RenderOrder) =>
      child.send(order, (error) => {
        if (error) finish({ kind: "crashed", how: error.message, bySignalFromOutside: true });
      });
    const onMessage = (message: unknown) => {
      const reply = message as RenderReply;
      if (reply.kind === "up") return;
      if (reply.kind !== "inspected") return finish(reply);
      const mayDecode = options.mayDecode?.(toShare(reply.share)) ?? true;
      if (mayDecode) options.onInspected(reply.inspectMs);
      if (options.mayDecode) send({ kind: mayDecode ? "decode" : "leave" });
      if (!mayDecode) finish({ kind: "put_off" });
    };
    const onExit = (code: number | null, signal: NodeJS.Signals | null) =>
      finish({
        kind: "crashed",
        how: signal ?? `exit code ${code}`,
        bySignalFromOutside: signal !== null && !CRASH_SIGNALS.has(signal),
      });
    const stopClock = startClock(child, job.limits.timeoutMs, options.countsProcessorTime, () =>
      finish({ kind: "timed_out" }),
    );
    const watch = setInterval(() => {
      if (residentBytes(child) > job.limits.maxMemoryBytes) finish({ kind: "too_much_memory" });
    }, MEMORY_POLL_MS);

    if (child.exitCode !== null || child.signalCode !== null) return onExit(child.exitCode, child.signalCode);
    child.channel?.ref();
    child.on("message", onMessage);
    child.on("exit", onExit);
    send({ kind: "render", asks: options.mayDecode !== undefined, ...job });
  });
}

/**
 * Resident memory of a process, bytes; 0 where it cannot be known (elsewhere than on Linux, or it has ended). The
 * kernel answers in microseconds; waiting for it costs ten times as much, forty times a second.
 */
export function residentBytes(child: ChildProcess): number {
  try {
    const [, pages] = readFileSync(`/proc/${child.pid}/statm`, "latin1").split(" ");
    return Number(pages) * PAGE_BYTES;
  } catch {
    return 0;
  }
}

/** Kills the process; resolves when it is gone. */
export async function stopChild(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = new Promise((resolve) => child.once("exit", resolve));
  child.ref();
  child.kill("SIGKILL");
  await ended;
}

function lowerPriority(pid: number, priority: number): void {
  try {
    setPriority(pid, priority);
  } catch {
    // It has ended already, or the machine does not allow it: then it is as urgent as the rest.
  }
}

/**
 * Calls `onDue` after `limitMs`. Where processor time counts, a process that had less of it by then gets what is
 * missing, within a few times the limit: others that come first must not make a picture one that takes too long.
 * @returns what stops it
 */
function startClock(child: ChildProcess, limitMs: number, countsProcessorTime: boolean, onDue: () => void): () => void {
  const startedAt = performance.now();
  const spentBefore = countsProcessorTime ? processorMs(child) : undefined;
  const look = () => {
    const spent = processorMs(child);
    const missing = spentBefore === undefined || spent === undefined ? 0 : limitMs - (spent - spentBefore);
    const left = Math.min(missing, MAX_WAIT_FACTOR * limitMs - (performance.now() - startedAt));
    if (left <= 0) return onDue();
    timer = setTimeout(look, Math.max(left, MIN_EXTENSION_MS));
  };
  let timer = setTimeout(look, limitMs);
  return () => clearTimeout(timer);
}

/** Processor time so far of a process, milliseconds; undefined where it cannot be known. */
function processorMs(child: ChildProcess): number | undefined {
  try {
    // The second field, the name, may contain spaces; it ends with the last parenthesis.
    const fields = readFileSync(`/proc/${child.pid}/stat`, "latin1").split(") ").at(-1)?.split(" ") ?? [];
    const USER = 11;
    return (Number(fields[USER]) + Number(fields[USER + 1])) * TICK_MS;
  } catch {
    return undefined;
  }
}

/** The render process has seen a stranger's bytes, so what it says is checked: what is no share takes all. */
function toShare(share: unknown): number {
  return typeof share === "number" && share >= 0 && share <= 1 ? share : 1;
}
