import { type ChildProcess, fork } from "node:child_process";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { createScheduledServices, jobs } from "#jobs/scheduled.ts";
import { scheduledConfig } from "#lib/config.ts";
import { type LocalCloud, startLocalCloud } from "#local/cloud/cloud.ts";
import { writeCloudFile } from "#local/cloud/cloud-file.ts";
import { showOutput } from "./child-output.ts";
import { hasRoomToRender } from "./data-folder.ts";
import { collectGarbageWhenIdle } from "./idle-collection.ts";
import { type LocalWorker, startLocalWorker } from "./local-worker.ts";
import { acquireLock } from "./lock-file.ts";
import { log } from "./log.ts";
import { ownProcessGroup } from "./process-group.ts";
import { scheduleJob } from "./scheduled-job.ts";
import { loadSecrets } from "./secrets.ts";
import type { LocalSettings } from "./settings.ts";
import { superviseProcess } from "./supervised-process.ts";
import { startWorkerHost, type WorkerHost } from "./worker-host.ts";
import { startWorkerTrigger } from "./worker-trigger.ts";

const APP_PROCESS = fileURLToPath(new URL("./app-process.ts", import.meta.url));
const HANDLER_MODULE = fileURLToPath(new URL("../../thumbnail-worker/index.ts", import.meta.url));

const APP_STOP_GRACE_MS = 3_000;
const HEALTH_PAUSE_MS = 100;
const HEALTH_COMPLAINT_MS = 60_000;

/** How the web application names itself to the database, which can tell by it whether the site is in use. */
const WEB_APPLICATION = "web";
/** The system counts as unused after this long without a request. */
const QUIET_AFTER_MS = 5 * 60_000;

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
export async function startLocalSystem(
  settings: LocalSettings,
  app: { mode: "built" | "development"; path: string },
): Promise<LocalSystem> {
  const lock = await acquireLock(join(settings.dataDir, "lock"));
  let cloud: LocalCloud;
  let environment: Record<string, string | undefined>;
  let lastUse = Date.now();
  try {
    const secrets = await loadSecrets(settings.dataDir);
    cloud = await startLocalCloud({
      dataDir: settings.dataDir,
      s3Port: settings.s3Port,
      minFreeBytes: settings.minFreeBytes,
      corsOrigins: [settings.appUrl, `http://127.0.0.1:${settings.port}`].map((url) => new URL(url).origin),
      credentials: secrets.credentials,
      onRequest: (application) => {
        if (application === WEB_APPLICATION) lastUse = Date.now();
      },
      onError: (error) => log("cloud", error instanceof Error ? (error.stack ?? error.message) : String(error)),
    });
    environment = {
      WORKER_SILENCE_SECONDS,
      INTEGRITY_IMAGES,
      STORAGE_FOLDER: settings.dataDir,
      NEXTAUTH_SECRET: secrets.nextAuthSecret,
      NEXTAUTH_URL: settings.appUrl,
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

  const services = createScheduledServices(scheduledConfig(environment), cloud.connections);
  const logWorker = (line: string) => log("worker", line);
  const workerHost = app.mode === "development" ? startHost(environment, logWorker) : undefined;
  const { renderProcesses } = settings;
  const worker: LocalWorker | WorkerHost =
    workerHost ?? startLocalWorker({ services, environment, renderProcesses, log: logWorker });
  const trigger = startWorkerTrigger({
    queue: services.queue,
    queueArn: cloud.queueArn,
    region: cloud.environment.AWS_REGION ?? "",
    visibilitySeconds: cloud.visibilitySeconds,
    invoke: worker.invoke,
    batches: worker.batches,
    hasRoom: () => hasRoomToRender(settings),
    log: logWorker,
  });
  const healthy = awaitHealth(settings.port);
  const stopJobs = Object.entries(jobs).map(([name, job]) =>
    scheduleJob({
      seconds: settings.jobSeconds,
      run: async (signal) => {
        const report = Object.entries(await job(services, signal)).filter(([, value]) => value !== 0);
        if (report.length > 0) log("jobs", `${name}: ${report.map(([what, value]) => `${value} ${what}`).join(", ")}`);
        return report.length > 0;
      },
      // They would only keep the application's start waiting.
      after: healthy,
      isQuiet: () => Date.now() - lastUse > QUIET_AFTER_MS,
      onError: (error) => log("jobs", `${name}: ${error}`),
    }),
  );
  const stopCollecting = collectGarbageWhenIdle();
  const web = superviseProcess({
    name: "web application",
    log: (line) => log("app", line),
    start: () => startApp(settings, app, environment),
  });

  return {
    workerHost,
    cloud,
    healthy: () => healthy,
    stop: async () => {
      stopCollecting();
      await Promise.all([
        web.stop(APP_STOP_GRACE_MS),
        trigger.stop(),
        worker.stop(),
        ...stopJobs.map((stop) => stop()),
      ]);
      for (const { client } of [services.database, services.storage, services.queue]) client.destroy();
      await removeCloudFile();
      await cloud.stop();
      await lock.release();
    },
  };
}

function startHost(environment: Record<string, string | undefined>, log: (line: string) => void): WorkerHost {
  return startWorkerHost({
    handlerModule: HANDLER_MODULE,
    environment,
    log,
    showOutput: (child) => showOutput("worker", child.stdout, child.stderr),
  });
}

function startApp(
  settings: LocalSettings,
  app: { mode: "built" | "development"; path: string },
  environment: Record<string, string | undefined>,
): ChildProcess {
  const child = fork(APP_PROCESS, [app.mode, app.path], {
    ...ownProcessGroup,
    env: {
      ...environment,
      AWS_SDK_UA_APP_ID: WEB_APPLICATION,
      NODE_ENV: app.mode === "built" ? "production" : "development",
      NEXT_TELEMETRY_DISABLED: "1",
      HOSTNAME: "127.0.0.1",
      PORT: String(settings.port),
    },
    execArgv: [],
    stdio: ["ignore", "pipe", "pipe", "ipc"],
  });
  showOutput("app", child.stdout, child.stderr);
  return child;
}

/** Keys, profiles and endpoints of somebody's real AWS account have no business here; an empty variable is not set. */
function withoutAwsVariables(environment: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return Object.fromEntries(
    Object.entries(environment).filter(([name, value]) => !name.startsWith("AWS_") && value !== ""),
  ) as NodeJS.ProcessEnv;
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
