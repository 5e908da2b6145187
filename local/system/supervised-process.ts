import type { ChildProcess } from "node:child_process";
import { killProcessGroup } from "./process-group.ts";

const FIRST_PAUSE_MS = 100;
const MAX_PAUSE_MS = 5_000;
/** A process that lived this long did not fail at its start. */
const SETTLED_MS = 30_000;

/** Every supervised process that is running right now. */
export const runningProcesses = new Set<ChildProcess>();

export interface SupervisedProcess {
  /** The running process, if there is one right now. */
  current(): ChildProcess | undefined;
  /** Ends the process and starts a new one at once. */
  restart(): void;
  /** Ends the process for good: asks it to, and kills it after `graceMs`. Resolves when it is gone. */
  stop(graceMs: number): Promise<void>;
}

/**
 * Keeps one process running, which leads a process group: whenever it ends, another is started, ever later when it
 * keeps ending at its start. Whatever it left behind in its group ends with it.
 */
export function superviseProcess(options: {
  name: string;
  start: () => ChildProcess;
  log: (line: string) => void;
}): SupervisedProcess {
  let child: ChildProcess | undefined;
  let stopping = false;
  let restarting = false;
  let failures = 0;
  let timer: NodeJS.Timeout | undefined;

  const start = () => {
    const startedAt = Date.now();
    const started = options.start();
    child = started;
    runningProcesses.add(started);
    let ended = false;
    const onEnd = (reason: string) => {
      if (ended) return;
      ended = true;
      child = undefined;
      runningProcesses.delete(started);
      killProcessGroup(started.pid);
      if (stopping) return;
      if (restarting) {
        restarting = false;
        start();
        return;
      }
      failures = Date.now() - startedAt > SETTLED_MS ? 0 : failures + 1;
      const pause = Math.min(FIRST_PAUSE_MS * 2 ** Math.max(0, failures - 1), MAX_PAUSE_MS);
      options.log(`${options.name} ended (${reason}), starting it again`);
      timer = setTimeout(start, pause);
    };
    started.once("exit", (code, signal) => onEnd(signal ?? `exit code ${code}`));
    started.once("error", (error) => onEnd(error.message));
  };
  start();

  return {
    current: () => child,
    restart: () => {
      if (!child || stopping) return;
      restarting = true;
      child.kill("SIGTERM");
    },
    stop: async (graceMs) => {
      stopping = true;
      clearTimeout(timer);
      const last = child;
      if (!last) return;
      await new Promise<void>((resolve) => {
        const kill = setTimeout(() => last.kill("SIGKILL"), graceMs);
        last.once("exit", () => {
          clearTimeout(kill);
          resolve();
        });
        last.kill("SIGTERM");
      });
    },
  };
}
