import { SendMessageCommand } from "@aws-sdk/client-sqs";
import type { SQSBatchResponse, SQSEvent } from "aws-lambda";
import { afterEach, beforeEach, expect, test } from "vitest";
import { countMessages } from "#lib/queue/queue.ts";
import { startWorkerTrigger, type WorkerTrigger } from "#local/system/worker-trigger.ts";
import { startTestCloud, type TestCloud } from "#tests/support/test-cloud.ts";
import { waitUntil } from "#tests/support/wait-until.ts";

/* The trigger with several batches under way, and a worker that holds each until the test lets it go. */

const BATCHES = 3;

interface Held {
  /** Names of the pictures of the batch, "owner number". */
  names: string[];
  /** Answers, with the names of those that failed. */
  end(failed?: string[]): void;
}

let world: TestCloud;
let trigger: WorkerTrigger;
let held: Held[];
const logged: string[] = [];

beforeEach(async () => {
  world = await startTestCloud();
  held = [];
  trigger = startWorkerTrigger({
    queue: world.queue,
    queueArn: world.cloud.queueArn,
    region: "us-east-1",
    visibilitySeconds: world.cloud.visibilitySeconds,
    batches: BATCHES,
    invoke,
    firstRetrySeconds: 0,
    log: (line) => logged.push(line),
  });
});
afterEach(async () => {
  const stopped = trigger.stop();
  endAll();
  await stopped;
  await world.stop();
});

function invoke({ Records }: SQSEvent): Promise<SQSBatchResponse> {
  const ids = new Map(Records.map(({ body, messageId }) => [toName(body) ?? "", messageId]));
  const { promise, resolve } = Promise.withResolvers<SQSBatchResponse>();
  const end = (failed: string[] = []) =>
    resolve({ batchItemFailures: failed.map((name) => ({ itemIdentifier: ids.get(name) ?? "" })) });
  // The test event that storage sends first is none of ours.
  if (ids.has("")) end();
  else held.push({ names: [...ids.keys()], end });
  return promise;
}

function toName(body: string): string | undefined {
  const { ownerId, imageId } = JSON.parse(body) as { ownerId?: string; imageId?: string };
  return ownerId && `${ownerId} ${imageId}`;
}

function endAll(): void {
  for (const batch of held.splice(0)) batch.end();
}

async function send(ownerId: string, count: number): Promise<void> {
  for (let number = 0; number < count; number++) {
    const MessageBody = JSON.stringify({ kind: "render", ownerId, imageId: String(number) });
    await world.queue.client.send(new SendMessageCommand({ QueueUrl: world.queue.url, MessageBody }));
  }
}

const isHeld = (ownerId: string) => held.some(({ names }) => names.some((name) => name.startsWith(`${ownerId} `)));
const isEmpty = async () => (await countMessages(world.queue)) === 0;

test("one owner has all batches but one, and another's pictures begin while those are still under way", async () => {
  await send("many", 30);
  await waitUntil("two batches", () => held.length === BATCHES - 1);
  await send("one", 1);
  await waitUntil("the other's", () => isHeld("one"));
  expect(held.filter(({ names }) => names[0]?.startsWith("many"))).toHaveLength(BATCHES - 1);
  expect(held.every(({ names }) => new Set(names.map((name) => name.split(" ")[0])).size === 1)).toBe(true);
});

test("a batch that takes long does not keep the others from going on until all is done", async () => {
  await send("many", 40);
  await waitUntil("two batches", () => held.length === BATCHES - 1);
  const [slow] = held.splice(0, 1);
  let handled = 0;
  await waitUntil("all but the slow one", async () => {
    handled += held.reduce((sum, { names }) => sum + names.length, 0);
    endAll();
    return handled === 40 - (slow?.names.length ?? 0);
  });
  expect(await isEmpty()).toBe(false);
  slow?.end();
  await waitUntil("an empty queue", isEmpty);
});

test("what failed is tried again in a batch of its own, beside others", async () => {
  await send("many", 8);
  await waitUntil("two batches", () => held.length === BATCHES - 1);
  const [first] = held.splice(0, 1);
  const [failing = ""] = first?.names ?? [];
  first?.end([failing]);
  const batches: string[][] = [];
  await waitUntil("an empty queue", async () => {
    batches.push(...held.map(({ names }) => names));
    endAll();
    return isEmpty();
  });
  expect(batches.filter((names) => names.includes(failing))).toEqual([[failing]]);
  expect(batches.flat().toSorted()).toEqual(
    Array.from({ length: 8 }, (_, number) => `many ${number}`)
      .filter((name) => name === failing || !first?.names.includes(name))
      .toSorted(),
  );
});

test("stopping waits for every batch, and begins no other", async () => {
  await send("many", 40);
  await waitUntil("two batches", () => held.length === BATCHES - 1);
  let isStopped = false;
  const stopped = trigger.stop().then(() => {
    isStopped = true;
  });
  const [first, second] = held.splice(0);
  first?.end();
  await new Promise((resolve) => setTimeout(resolve, 300));
  expect({ isStopped, begun: held.length }).toEqual({ isStopped: false, begun: 0 });
  second?.end();
  await stopped;
});
