import { join } from "node:path";
import { type LocalCloud, startLocalCloud } from "#local/cloud/cloud.ts";
import { writeCloudFile } from "#local/cloud/cloud-file.ts";
import { toToken } from "#local/cloud/signature.ts";
import { superviseApp } from "./app-group.ts";
import { type App, type Environment, startApp, withoutAwsVariables } from "./app-host.ts";
import { collectGarbageWhenIdle } from "./idle-collection.ts";
import { acquireLock } from "./lock-file.ts";
import { log } from "./log.ts";
import { loadSecrets } from "./secrets.ts";
import type { LocalSettings } from "./settings.ts";
import { WEB_APPLICATION, watchUse } from "./use-watch.ts";
import type { WorkerHost } from "./worker-host.ts";

const APP_STOP_GRACE_MS = 3_000;
const HEALTH_PAUSE_MS = 20;
const HEALTH_COMPLAINT_MS = 60_000;

/** The local worker beats every minute; Lambda, for which the default is made, only now and then. */
const WORKER_SILENCE_SECONDS = "150";

/** Here it costs some processor time and no money. */
const INTEGRITY_IMAGES = "1000";

export interface LocalSystem {
  /** In development, where it is a process of its own that can be replaced. */
  workerHost: WorkerHost | undefined;
  cloud: LocalCloud;
  /** Resolves when the health check says that every part is well. */
  healthy(): Promise<void>;
  /** Ends every part in an order that loses nothing. */
  stop(): Promise<void>;
}

/**
 * Starts cloud, worker and application on a prepared data folder; each part that ends is started again.
 * @throws LockedError when another instance uses the same data, PortInUseError
 */
export async function startLocalSystem(settings: LocalSettings, app: App): Promise<LocalSystem> {
  const startedAt = new Date().toISOString();
  const lock = await acquireLock(join(settings.dataDir, "lock"));
  let cloud: LocalCloud;
  let environment: Environment;
  const use = watchUse();
  try {
    const secrets = await loadSecrets(settings.dataDir);
    cloud = await startLocalCloud({
      dataDir: settings.dataDir,
      s3Port: settings.s3Port,
      minFreeBytes: settings.minFreeBytes,
      corsOrigins: [settings.appUrl, `http://127.0.0.1:${settings.port}`].map((url) => new URL(url).origin),
      credentials: secrets.credentials,
      onRequest: use.see,
      onError: (error) => log("cloud", error instanceof Error ? (error.stack ?? error.message) : String(error)),
    });
    environment = {
      WORKER_SILENCE_SECONDS,
      INTEGRITY_IMAGES,
      STORAGE_FOLDER: settings.dataDir,
      NEXTAUTH_SECRET: secrets.nextAuthSecret,
      NEXTAUTH_URL: settings.appUrl,
      LOCAL_CLOUD_TOKEN: toToken(secrets.credentials),
      ...withoutAwsVariables(process.env),
      ...cloud.environment,
    };
  } catch (error) {
    await lock.release();
    throw error;
  }
  // The clients of this process find the cloud the way they do everywhere.
  for (const name of Object.keys(process.env)) if (name.startsWith("AWS_")) delete process.env[name];
  Object.assign(process.env, cloud.environment);

  const removeCloudFile = await writeCloudFile(settings.dataDir, cloud.environment);

  const appEnvironment = {
    ...environment,
    AWS_SDK_UA_APP_ID: WEB_APPLICATION,
    PORT: String(settings.port),
    STARTED_AT: startedAt,
  };
  // One that comes and goes would store what the first one stores as well.
  const helperEnvironment = { ...appEnvironment, WRITES_SNAPSHOTS: "false" };
  const web = superviseApp({
    log: (line) => log("app", line),
    start: (port, isHelper) => startApp(app, isHelper ? helperEnvironment : appEnvironment, port),
    maxProcesses: settings.webProcesses,
  });
  const healthy = awaitHealth(settings.port);
  const stopCollecting = collectGarbageWhenIdle();
  // Its code is loaded while the application starts.
  const { startBackgroundWork } = await import("./background-work.ts");
  const work = startBackgroundWork({
    cloud,
    environment,
    settings,
    isDevelopment: app.mode === "development",
    healthy,
    isQuiet: use.isQuiet,
  });

  return {
    workerHost: work.workerHost,
    cloud,
    healthy: () => healthy,
    stop: async () => {
      stopCollecting();
      await Promise.all([web.stop(APP_STOP_GRACE_MS), work.stop()]);
      await removeCloudFile();
      await cloud.stop();
      await lock.release();
    },
  };
}

async function awaitHealth(port: number): Promise<void> {
  let complainAt = Date.now() + HEALTH_COMPLAINT_MS;
  for (;;) {
    const answer = await askHealth(port);
    if (answer === "ok") return;
    if (Date.now() > complainAt) {
      complainAt = Date.now() + HEALTH_COMPLAINT_MS;
      log("app", `not ready yet: ${answer}`);
    }
    await new Promise((resolve) => setTimeout(resolve, HEALTH_PAUSE_MS));
  }
}

async function askHealth(port: number): Promise<string> {
  try {
    const response = await fetch(`http://127.0.0.1:${port}/api/health`);
    return response.status === 200 ? "ok" : await response.text();
  } catch (error) {
    return String(error);
  }
}
