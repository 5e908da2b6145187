import { HeadBucketCommand } from "@aws-sdk/client-s3";
import { GetQueueAttributesCommand } from "@aws-sdk/client-sqs";
import type { z } from "zod";
import { findLastHeartbeat } from "#lib/processing/heartbeat-repository.ts";
import type { Services } from "#lib/services.ts";
import type { fullHealthSchema } from "./system-api.ts";

const CHECK_TIMEOUT_MS = 3_000;
/** However many ask, the parts are asked once in this time. */
const CACHE_MS = 1_000;

type Health = z.infer<typeof fullHealthSchema>;

const lastChecks = new WeakMap<Services, { startedAt: number; health: Promise<Health> }>();

/** Asks each part once, briefly; a part that does not answer in time is failing. Up to a second old. */
export function checkHealth(services: Services): Promise<Health> {
  const last = lastChecks.get(services);
  if (last && performance.now() - last.startedAt < CACHE_MS) return last.health;
  const health = askParts(services);
  lastChecks.set(services, { startedAt: performance.now(), health });
  return health;
}

async function askParts({ config, database, storage, queue }: Services): Promise<Health> {
  const abortSignal = AbortSignal.timeout(CHECK_TIMEOUT_MS);
  const heartbeat = within(findLastHeartbeat(database), abortSignal);
  // Each is listened to from the beginning: a rejection that nobody expects yet would end the process.
  const [storageState, queueState, databaseState, workerState] = await Promise.all([
    toState(storage.client.send(new HeadBucketCommand({ Bucket: storage.bucket }), { abortSignal })),
    toState(
      queue.client.send(new GetQueueAttributesCommand({ QueueUrl: queue.url, AttributeNames: ["QueueArn"] }), {
        abortSignal,
      }),
    ),
    toState(heartbeat),
    toState(heartbeat.then((at) => assertRecent(at, config.workerSilenceSeconds))),
  ]);
  const checks = { storage: storageState, queue: queueState, database: databaseState, worker: workerState };
  return { status: Object.values(checks).every((check) => check === "ok") ? "ok" : "failing", checks };
}

function toState(check: Promise<unknown>): Promise<"ok" | "failing"> {
  return check.then(
    () => "ok",
    () => "failing",
  );
}

function assertRecent(at: string | undefined, maxSilenceSeconds: number): void {
  if (!at || Date.now() - Date.parse(at) > maxSilenceSeconds * 1000) throw new Error("The worker is silent.");
}

function within<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  return Promise.race([
    work,
    new Promise<never>((_, reject) => signal.addEventListener("abort", () => reject(signal.reason), { once: true })),
  ]);
}
