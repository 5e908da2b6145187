import { once } from "node:events";
import { mkdir, writeFile } from "node:fs/promises";
import { GetQueueAttributesCommand } from "@aws-sdk/client-sqs";
import { createScheduledServices } from "#jobs/scheduled.ts";
import { scheduledConfig } from "#lib/config.ts";
import { writeCloudFile } from "#local/cloud/cloud-file.ts";
import { startBackgroundWork } from "#local/system/background-work.ts";
import { loadSecrets } from "#local/system/secrets.ts";
import { readLocalSettings } from "#local/system/settings.ts";
import { freePorts } from "#tests/support/app.ts";
import { applyStores } from "./apply-stores.ts";
import { shareConnections, startBundle } from "./bundle-instances.ts";
import { startMoto } from "./emulator.ts";
import { listAllowed } from "./reach.ts";
import { type RecordingProxy, startRecordingProxy } from "./recording-proxy.ts";
import type { Part } from "./sdk-calls.ts";
import { findMoto } from "./tools.ts";

/*
 * Skylight as the cloud has it, for the browser tests (SKYLIGHT_SERVE=moto): bucket, table and queues as infra/ makes
 * them, on moto's server; two instances of the hosting's bundle, each of which gets every other connection, so that what
 * one of them caches is stale when the other has changed it. This process does what EventBridge and Lambda do, since
 * moto runs no functions: it hands messages to the worker, and runs the jobs. Environment: PORT, DATA_DIR, JOB_SECONDS;
 * RECORDED_CALLS names a file that is to hold what the parts asked AWS for, at the end.
 */

const INSTANCES = 2;
/** The worker here beats every minute; Lambda, for which the default is made, only now and then. */
const WORKER_SILENCE_SECONDS = "150";

/** What Lambda does by itself for the worker, and this process in its place. */
const eventSourceMapping = ["ReceiveMessage", "DeleteMessage", "ChangeMessageVisibility"].map(
  (name) => `sqs:${name} queue`,
);

const settings = readLocalSettings(process.env);
const feedDelayMs = Number(process.env.FEED_DELAY_MS ?? 0);
const proxies: Partial<Record<Part, RecordingProxy>> = {};
const cleanUp = new AsyncDisposableStack();
for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, stop);
try {
  await start();
  console.log(`ready on http://localhost:${settings.port}`);
} catch (error) {
  console.error(error);
  await cleanUp.disposeAsync();
  process.exit(1);
}

async function start(): Promise<void> {
  const python = await findMoto();
  if (!python) throw new Error("Expected moto's server on this machine (pip install -r tests/infra/requirements.txt)");
  await mkdir(settings.dataDir, { recursive: true });
  const moto = await startMoto(python);
  cleanUp.defer(moto.stop);
  const stack = await applyStores(moto.endpoint, settings.dataDir, settings.appUrl);
  const { nextAuthSecret } = await loadSecrets(settings.dataDir);

  /** By which a part of Skylight knows the stack; there is nothing else that it knows it by. */
  const toEnvironment = (endpoint: string): Record<string, string> => ({
    AWS_ENDPOINT_URL: endpoint,
    AWS_ACCESS_KEY_ID: "test",
    AWS_SECRET_ACCESS_KEY: "test",
    AWS_REGION: "us-east-1",
    ...Object.fromEntries(Object.entries(stack).map(([name, value]) => [name, value.replace(moto.endpoint, endpoint)])),
    NEXTAUTH_SECRET: nextAuthSecret,
    WORKER_SILENCE_SECONDS,
  });

  // Each has a role of its own in the cloud, may do what that allows, and is recorded by itself.
  const startProxy = async (part: Part, more: string[] = []) => {
    const allowed = [...listAllowed(part), ...more];
    const proxy = cleanUp.use(await startRecordingProxy(moto.endpoint, { allowed, feedDelayMs }));
    proxies[part] = proxy;
    return proxy.url;
  };
  const web = await startProxy("web");
  const worker = await startProxy("worker");
  const scheduled = await startProxy("scheduled", eventSourceMapping);
  // Tests that look into the stores are no part of Skylight.
  cleanUp.defer(await writeCloudFile(settings.dataDir, toEnvironment(moto.endpoint)));

  const ports = await freePorts(INSTANCES);
  console.log(`instances on ports ${ports.join(" ")}`);
  await Promise.all(
    ports.map(async (port) => {
      const instance = await startBundle(settings.dataDir, port, toEnvironment(web));
      cleanUp.defer(async () => {
        const ended = once(instance, "exit");
        if (instance.kill("SIGTERM")) await ended;
      });
    }),
  );
  const environment = toEnvironment(scheduled);
  // The jobs run in this process, whose clients find the cloud the way they do everywhere.
  Object.assign(process.env, environment);
  const { PATH = "" } = process.env;
  // By the address of a queue its clients know where to ask; the worker has none to ask.
  const { QUEUE_URL = "", DEAD_LETTER_QUEUE_URL = "" } = environment;
  const work = startBackgroundWork({
    cloud: { connections: {}, environment, ...(await describeQueue(environment)) },
    environment: { PATH, NODE_ENV: "production", ...toEnvironment(worker), QUEUE_URL, DEAD_LETTER_QUEUE_URL },
    settings,
    // The worker in a process of its own, by the handler that Lambda calls.
    isDevelopment: true,
    healthy: Promise.resolve(),
    isQuiet: () => false,
  });
  cleanUp.defer(work.stop);
  const server = await shareConnections(settings.port, ports);
  cleanUp.defer(() => void server.close());
}

async function describeQueue(
  environment: Record<string, string>,
): Promise<{ queueArn: string; visibilitySeconds: number }> {
  const { queue } = createScheduledServices(scheduledConfig(environment));
  const wanted = new GetQueueAttributesCommand({ QueueUrl: queue.url, AttributeNames: ["All"] });
  const { Attributes } = await queue.client.send(wanted);
  queue.client.destroy();
  return { queueArn: Attributes?.QueueArn ?? "", visibilitySeconds: Number(Attributes?.VisibilityTimeout) };
}

/** Returns what was refused, a line each. */
async function keepCalls(): Promise<string[]> {
  const parts = Object.entries(proxies);
  const isOfLambda = (call: string) => eventSourceMapping.includes(call);
  const calls = parts.map(([part, { calls }]) => [part, [...calls].filter((call) => !isOfLambda(call)).sort()]);
  const file = process.env.RECORDED_CALLS;
  if (file) await writeFile(file, `${JSON.stringify(Object.fromEntries(calls), null, 2)}\n`);
  return parts.flatMap(([part, { refused }]) =>
    [...refused].map((call) => `The role of ${part} does not allow ${call}`),
  );
}

async function stop(): Promise<void> {
  await cleanUp.disposeAsync();
  const refused = await keepCalls();
  for (const line of refused) console.error(line);
  process.exit(refused.length > 0 ? 1 : 0);
}
