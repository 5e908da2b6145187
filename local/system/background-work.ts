import { fileURLToPath } from "node:url";
import { createScheduledServices, jobs } from "#jobs/scheduled.ts";
import { scheduledConfig } from "#lib/config.ts";
import type { LocalCloud } from "#local/cloud/cloud.ts";
import type { Environment } from "./app-host.ts";
import { showOutput } from "./child-output.ts";
import { hasRoomToRender } from "./data-folder.ts";
import { type LocalWorker, startLocalWorker } from "./local-worker.ts";
import { log } from "./log.ts";
import { scheduleJob } from "./scheduled-job.ts";
import type { LocalSettings } from "./settings.ts";
import { startWorkerHost, type WorkerHost } from "./worker-host.ts";
import { startWorkerTrigger } from "./worker-trigger.ts";

/* What happens beside the pages: pictures are rendered, and the jobs run. */

const HANDLER_MODULE = fileURLToPath(new URL("../../thumbnail-worker/index.ts", import.meta.url));

/**
 * While nobody changes anything the walk finds what it found before, and costs processor time for each photo it visits;
 * all of the library is visited once a day anyway.
 */
const WALK_REST_MS = 30 * 60_000;

export interface BackgroundWork {
  /** In development, where it is a process of its own that can be replaced. */
  workerHost: WorkerHost | undefined;
  /** Resolves when nothing is being done any more. */
  stop(): Promise<void>;
}

export function startBackgroundWork(options: {
  cloud: Pick<LocalCloud, "environment" | "queueArn" | "visibilitySeconds"> & {
    connections: Partial<LocalCloud["connections"]>;
  };
  environment: Environment;
  settings: LocalSettings;
  isDevelopment: boolean;
  /** Before it, jobs would only keep the application's start waiting. */
  healthy: Promise<void>;
  /** Whether nobody uses the system. */
  isQuiet: () => boolean;
}): BackgroundWork {
  const { cloud, environment, settings } = options;
  const services = createScheduledServices(scheduledConfig(environment), cloud.connections);
  const logWorker = (line: string) => log("worker", line);
  const workerHost = options.isDevelopment ? startHost(environment, logWorker) : undefined;
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
  const stopJobs = Object.entries(jobs).map(([name, job]) =>
    scheduleJob({
      seconds: settings.jobSeconds,
      run: async (signal) => {
        const report = Object.entries(await job(services, signal)).filter(([, value]) => value !== 0);
        if (report.length > 0) log("jobs", `${name}: ${report.map(([what, value]) => `${value} ${what}`).join(", ")}`);
        return report.length > 0;
      },
      after: options.healthy,
      isQuiet: options.isQuiet,
      restMs: name === "integrity-walk" ? WALK_REST_MS : undefined,
      onError: (error) => log("jobs", `${name}: ${error}`),
    }),
  );
  return {
    workerHost,
    stop: async () => {
      await Promise.all([trigger.stop(), worker.stop(), ...stopJobs.map((stop) => stop())]);
      for (const { client } of [services.database, services.storage, services.queue]) client.destroy();
    },
  };
}

function startHost(environment: Environment, log: (line: string) => void): WorkerHost {
  return startWorkerHost({
    handlerModule: HANDLER_MODULE,
    environment,
    log,
    showOutput: (child) => showOutput("worker", child.stdout, child.stderr),
  });
}
