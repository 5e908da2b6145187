import { PortInUseError } from "#local/cloud/loopback-server.ts";
import type { App } from "./app-host.ts";
import { prepareDataFolder } from "./data-folder.ts";
import { requireFreePort } from "./free-port.ts";
import { type LocalSystem, startLocalSystem } from "./local-system.ts";
import { LockedError } from "./lock-file.ts";
import { log } from "./log.ts";
import { killProcessGroup } from "./process-group.ts";
import { type LocalSettings, readLocalSettings } from "./settings.ts";
import { runningProcesses } from "./supervised-process.ts";

/** Within the 10 s that a service manager usually grants. */
const STOP_LIMIT_MS = 9_000;
const PARENT_CHECK_MS = 5_000;

/**
 * Runs the local system until a signal ends it: what `npm start` and `npm run dev` have in common. `prepare` returns
 * the application to serve. Sets the exit code to 1 and says why when the system cannot start.
 */
export async function runUntilSignal(
  command: string,
  prepare: () => Promise<App>,
  onStarted: (system: LocalSystem) => void = () => {},
): Promise<void> {
  // Whoever read our lines may be gone; that is no reason to end.
  process.stdout.on("error", () => {});
  process.stderr.on("error", () => {});
  let system: LocalSystem | undefined;
  let stopping = false;

  const stop = async (exitCode: number) => {
    if (stopping) endAtOnce(1);
    stopping = true;
    setTimeout(() => endAtOnce(1), STOP_LIMIT_MS).unref();
    if (system) {
      log("skylight", "stopping …");
      await system.stop().catch((error) => log("skylight", String(error)));
      log("skylight", "stopped");
    }
    process.exit(exitCode);
  };
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, () => stop(0));
  // npm that was killed outright passes no signal on.
  if (process.env.npm_lifecycle_event !== undefined) onParentGone(() => stop(0));
  process.on("uncaughtException", (error) => {
    log("skylight", error.stack ?? error.message);
    if (!stopping) void stop(1);
  });

  let settings: LocalSettings | undefined;
  try {
    settings = readLocalSettings(process.env);
    await requireFreePort(settings.port);
    const warning = await prepareDataFolder(settings.dataDir, settings.minFreeBytes);
    if (warning) log("skylight", warning);
    const app = await prepare();
    system = await startLocalSystem(settings, app);
    onStarted(system);
    await system.healthy();
    if (!stopping) console.log(`ready on http://localhost:${settings.port}`);
  } catch (error) {
    log("skylight", explain(error, command, settings));
    if (!stopping) await stop(1);
  }
}

function onParentGone(act: () => void): void {
  const parent = process.ppid;
  const timer = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(timer);
    act();
  }, PARENT_CHECK_MS);
  timer.unref();
}

function endAtOnce(exitCode: number): never {
  for (const child of runningProcesses) killProcessGroup(child.pid);
  process.exit(exitCode);
}

function explain(error: unknown, command: string, settings: LocalSettings | undefined): string {
  if (error instanceof PortInUseError) {
    return error.port === settings?.s3Port
      ? `${error.message}; the local storage needs it. Choose another one: S3_PORT=${error.port + 100} ${command}`
      : `${error.message}. Choose another one: PORT=${error.port + 10} ${command}`;
  }
  if (error instanceof LockedError) {
    return `Skylight is already running on ${settings?.dataDir} (process ${error.processId}). Stop it first, or choose another folder: DATA_DIR=other-folder ${command}`;
  }
  if (!(error instanceof Error)) return String(error);
  // LevelDB says in the cause why it cannot be opened.
  return error.cause instanceof Error && !error.message.includes(error.cause.message)
    ? `${error.message}: ${error.cause.message}`
    : error.message;
}
