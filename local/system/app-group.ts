import type { ChildProcess } from "node:child_process";
import type { FromApp, ToApp } from "./app-messages.ts";
import { killProcessGroup } from "./process-group.ts";
import { runningProcesses, superviseProcess } from "./supervised-process.ts";

/*
 * The web application as one process, and as several while one is too busy (decision 375). The first is kept running;
 * others come when it asks for them and go when they are not needed any more. This process keeps the port that they
 * serve, so that it stays open while the first is started again.
 */

/** One page that takes long is no reason to start another process. */
const BUSY_REPORTS = 2;
/** Who has little to do reports nothing, so what was reported longer ago than this was not just before. */
const IN_A_ROW_MS = 3_000;
/** Without a load worth telling for this long, one process is enough. */
const REST_AFTER_MS = 60_000;

/** A port as Node hands it from process to process. */
interface Port {
  close(): void;
}

export interface AppGroup {
  /** Ends all processes for good: asks them to, and kills them after `graceMs`. Resolves when they are gone. */
  stop(graceMs: number): Promise<void>;
}

/**
 * `start` starts a process of the application that is to serve `port`, or to open one where there is none yet: the one
 * that is always there, or one that helps it for a while.
 */
export function superviseApp(options: {
  start: (port: unknown, isHelper: boolean) => ChildProcess;
  maxProcesses: number;
  restAfterMs?: number;
  log: (line: string) => void;
}): AppGroup {
  const { restAfterMs = REST_AFTER_MS, log } = options;
  let port: Port | undefined;
  let busyReports = 0;
  let busyAt = 0;
  let retryAt = 0;
  let stopping = false;
  let rest: NodeJS.Timeout | undefined;
  /** Those beside the first, those of them that serve, and those that have been told to leave. */
  const helpers = new Set<ChildProcess>();
  const serving = new Set<ChildProcess>();
  const leaving = new Set<ChildProcess>();

  const first = superviseProcess({
    name: "web application",
    log,
    start: () => {
      const child = options.start(port, false);
      child.on("message", (message: FromApp, handle: unknown) => {
        if (message.kind === "listening") {
          if (handle) port = handle as unknown as Port;
          tellPeers();
        } else {
          noteLoad();
          noteBusy(message.isBusy);
        }
      });
      return child;
    },
  });

  function noteBusy(isBusy: boolean): void {
    const now = performance.now();
    const before = now - busyAt < IN_A_ROW_MS ? busyReports : 0;
    busyReports = isBusy ? before + 1 : 0;
    busyAt = now;
    if (busyReports >= BUSY_REPORTS && now >= retryAt) addHelper();
  }

  function addHelper(): void {
    busyReports = 0;
    // One after the other: what the last one takes over shows once it serves.
    if (stopping || !port || helpers.size > serving.size || helpers.size + 1 >= options.maxProcesses) return;
    const child = options.start(port, true);
    helpers.add(child);
    runningProcesses.add(child);
    child.on("message", (message: FromApp) => {
      if (message.kind === "load") return noteLoad();
      serving.add(child);
      noteLoad();
      tellPeers();
    });
    child.once("error", () => forget(child));
    child.once("exit", () => forget(child));
  }

  function forget(child: ChildProcess): void {
    killProcessGroup(child.pid);
    // One that ends at its start would take from those that are busy, again and again.
    if (helpers.has(child) && !serving.has(child) && !stopping) {
      retryAt = performance.now() + restAfterMs;
      log("a further process of the web application ended before it served");
    }
    helpers.delete(child);
    serving.delete(child);
    leaving.delete(child);
    runningProcesses.delete(child);
    tellPeers();
  }

  /** Keeps the helpers for as long as there is something to do. */
  function noteLoad(): void {
    if (helpers.size === 0) return;
    rest ??= setTimeout(leaveHelpers, restAfterMs);
    rest.refresh();
  }

  function leaveHelpers(): void {
    rest = undefined;
    // Their last connections may take long, and are no reason not to start others meanwhile.
    for (const child of serving) {
      tell(child, { kind: "leave" });
      helpers.delete(child);
      leaving.add(child);
    }
    serving.clear();
    tellPeers();
  }

  function tellPeers(): void {
    const processes = [first.current(), ...serving].filter((child) => child !== undefined);
    for (const child of processes) tell(child, { kind: "peers", count: processes.length - 1 });
  }

  return {
    stop: async (graceMs) => {
      stopping = true;
      clearTimeout(rest);
      // Nobody would answer who connects from now on.
      port?.close();
      const others = [...helpers, ...leaving];
      const kill = setTimeout(() => {
        for (const child of others) child.kill("SIGKILL");
      }, graceMs);
      const ended = others.map((child) => new Promise((resolve) => child.once("exit", resolve)));
      for (const child of others) child.kill("SIGTERM");
      await Promise.all([first.stop(graceMs), ...ended]);
      clearTimeout(kill);
    },
  };
}

/** What is ending hears nothing any more. */
function tell(child: ChildProcess, message: ToApp): void {
  if (child.connected) child.send(message, () => {});
}
