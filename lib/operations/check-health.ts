import { HeadBucketCommand } from "@aws-sdk/client-s3";
import { GetQueueAttributesCommand } from "@aws-sdk/client-sqs";
import type { z } from "zod";
import { findLastHeartbeat } from "#lib/processing/heartbeat-repository.ts";
import type { Services } from "#lib/services.ts";
import type { healthSchema } from "./system-api.ts";

const CHECK_TIMEOUT_MS = 3_000;

type Health = z.infer<typeof healthSchema>;

/** Asks each part once, briefly; a part that does not answer in time is failing. */
export async function checkHealth({ config, database, storage, queue }: Services): Promise<Health> {
  const signal = AbortSignal.timeout(CHECK_TIMEOUT_MS);
  const heartbeat = within(findLastHeartbeat(database), signal);
  const checks = {
    storage: await isOk(
      storage.client.send(new HeadBucketCommand({ Bucket: storage.bucket }), { abortSignal: signal }),
    ),
    queue: await isOk(
      queue.client.send(new GetQueueAttributesCommand({ QueueUrl: queue.url, AttributeNames: ["QueueArn"] }), {
        abortSignal: signal,
      }),
    ),
    database: await isOk(heartbeat),
    worker: await isOk(heartbeat.then((at) => assertRecent(at, config.workerSilenceSeconds))),
  };
  return { status: Object.values(checks).every((check) => check === "ok") ? "ok" : "failing", checks };
}

async function isOk(check: Promise<unknown>): Promise<"ok" | "failing"> {
  try {
    await check;
    return "ok";
  } catch {
    return "failing";
  }
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
