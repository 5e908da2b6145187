import { type ChildProcess, fork, type SendHandle } from "node:child_process";
import { fileURLToPath } from "node:url";
import type { ToApp } from "./app-messages.ts";
import { showOutput } from "./child-output.ts";
import { smallHeapOptions } from "./node-options.ts";
import { killProcessGroup, ownProcessGroup } from "./process-group.ts";

/* The process of the web application, as its parent starts it. */

const APP_PROCESS = fileURLToPath(new URL("./app-process.ts", import.meta.url));

export type Environment = Record<string, string | undefined>;

/** The web application to serve. */
export interface App {
  mode: "built" | "development";
  /** Of the built server, or of the folder of the sources. */
  path: string;
  /** A process that has loaded the built server's code already. */
  warm?: ChildProcess | undefined;
}

/** Starts a process that loads the code of a built server, which is most of its start, and waits for what it needs. */
export function warmApp(path: string): ChildProcess {
  const child = fork(APP_PROCESS, ["built", path], {
    ...ownProcessGroup,
    env: { ...withoutAwsVariables(process.env), ...constantVariables("built") } as NodeJS.ProcessEnv,
    execArgv: smallHeapOptions,
    stdio: ["ignore", "pipe", "pipe", "ipc"],
  });
  // One that cannot be used is replaced, and that one says why.
  child.on("error", () => {});
  return child;
}

/** Ends a process that was warmed in vain. */
export function endWarmApp(child: ChildProcess | undefined): void {
  killProcessGroup(child?.pid);
}

/** Starts a process of the web application, the warm one first. A built one serves `port`, where there is one already. */
export function startApp(app: App, environment: Environment, port: unknown): ChildProcess {
  const child =
    takeWarm(app) ??
    fork(APP_PROCESS, [app.mode, app.path], {
      ...ownProcessGroup,
      env: { ...environment, ...constantVariables(app.mode) } as NodeJS.ProcessEnv,
      execArgv: smallHeapOptions,
      stdio: ["ignore", "pipe", "pipe", "ipc"],
    });
  const start: ToApp = { kind: "start", environment: { ...environment, ...constantVariables(app.mode) } };
  if (app.mode === "built") child.send(start, port as SendHandle | undefined, () => {});
  showOutput("app", child.stdout, child.stderr);
  return child;
}

function takeWarm(app: App): ChildProcess | undefined {
  const { warm } = app;
  app.warm = undefined;
  return warm?.connected && warm.exitCode === null && warm.signalCode === null ? warm : undefined;
}

function constantVariables(mode: App["mode"]): Environment {
  return {
    NODE_ENV: mode === "built" ? "production" : "development",
    NEXT_TELEMETRY_DISABLED: "1",
    HOSTNAME: "127.0.0.1",
    // glibc's own number, eight for each core, keeps what a burst of requests took (decision 376).
    MALLOC_ARENA_MAX: "2",
  };
}

/** Keys, profiles and endpoints of somebody's real AWS account have no business here; an empty variable is not set. */
export function withoutAwsVariables(environment: Environment): Environment {
  return Object.fromEntries(
    Object.entries(environment).filter(([name, value]) => !name.startsWith("AWS_") && value !== ""),
  );
}
