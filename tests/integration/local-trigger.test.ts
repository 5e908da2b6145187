import { readFile } from "node:fs/promises";
import { join } from "node:path";
import {
  ChangeMessageVisibilityCommand,
  GetQueueAttributesCommand,
  ReceiveMessageCommand,
  SendMessageCommand,
} from "@aws-sdk/client-sqs";
import { afterEach, beforeEach, expect, test } from "vitest";
import { findLastHeartbeat } from "#lib/processing/heartbeat-repository.ts";
import { writeObject } from "#lib/storage/objects.ts";
import { startWorkerHost, type WorkerHost } from "#local/system/worker-host.ts";
import { startWorkerTrigger, type WorkerTrigger } from "#local/system/worker-trigger.ts";
import type { Receive, Script } from "#tests/support/scripted-handler.ts";
import { startTestCloud, type TestCloud } from "#tests/support/test-cloud.ts";
import { waitUntil } from "#tests/support/wait-until.ts";

const MAX_RECEIVES = 3;

let world: TestCloud;
let worker: WorkerHost;
let trigger: WorkerTrigger;
const logged: string[] = [];

beforeEach(async () => {
  world = await startTestCloud({ maxReceiveCount: MAX_RECEIVES });
  worker = startWorkerHost({
    handlerModule: "tests/support/scripted-handler.ts",
    environment: { ...process.env, HANDLER_LOG: join(world.dataDir, "receives") },
    log: (line) => logged.push(line),
    invocationTimeoutMs: 3_000,
  });
  await worker.ready();
  trigger = startTrigger();
});
afterEach(async () => {
  await Promise.all([trigger.stop(), worker.stop()]);
  await world.stop();
});

/** Where it does not matter how soon what failed is received again, that is at once. */
function startTrigger(firstRetrySeconds = 0) {
  return startWorkerTrigger({
    queue: world.queue,
    queueArn: world.cloud.queueArn,
    region: "us-east-1",
    visibilitySeconds: world.cloud.visibilitySeconds,
    invoke: worker.invoke,
    firstRetrySeconds,
    log: (line) => logged.push(line),
  });
}

async function send(script: Script) {
  await world.queue.client.send(
    new SendMessageCommand({ QueueUrl: world.queue.url, MessageBody: JSON.stringify(script) }),
  );
}

async function receives(name?: string): Promise<Receive[]> {
  const text = await readFile(join(world.dataDir, "receives"), "utf8").catch(() => "");
  const all: Receive[] = text
    .split("\n")
    .filter(Boolean)
    .map((line) => JSON.parse(line));
  return name === undefined ? all : all.filter((receive) => receive.name === name);
}

async function countMessages(url: string) {
  const { Attributes } = await world.queue.client.send(
    new GetQueueAttributesCommand({
      QueueUrl: url,
      AttributeNames: ["ApproximateNumberOfMessages", "ApproximateNumberOfMessagesNotVisible"],
    }),
  );
  return Number(Attributes?.ApproximateNumberOfMessages) + Number(Attributes?.ApproximateNumberOfMessagesNotVisible);
}

const isEmpty = async () => (await countMessages(world.queue.url)) === 0;

test("a stored original reaches the handler once and leaves the queue; the test event came first", async () => {
  const key = "uploads/a b/ü+.jpg";
  await writeObject(world.storage, key, new Uint8Array(3), { contentType: "image/jpeg" });
  await writeObject(world.storage, "thumbnails/t.webp", new Uint8Array(3), { contentType: "image/webp" });
  await waitUntil("an empty queue", isEmpty);
  const names = (await receives()).map(({ name }) => name);
  expect(names).toEqual(["s3:TestEvent", "uploads/a+b/%C3%BC%2B.jpg"]);
});

test("the handler starts within 20 ms of a stored object, in the middle of 20", async () => {
  await waitUntil("an empty queue", isEmpty);
  const delays: number[] = [];
  for (let n = 0; n < 20; n++) {
    await writeObject(world.storage, `uploads/${n}`, new Uint8Array(3), { contentType: "image/jpeg" });
    const storedAt = Date.now();
    const [receive] = await waitUntil("a receive", async () => {
      const found = await receives(`uploads/${n}`);
      return found.length > 0 && found;
    });
    delays.push((receive?.at ?? 0) - storedAt);
  }
  delays.sort((a, b) => a - b);
  expect(delays[10]).toBeLessThanOrEqual(20);
});

test("of a batch only the failures are received again, soon and by themselves", async () => {
  await trigger.stop();
  await send({ name: "good 1", outcome: "handle" });
  await send({ name: "bad", outcome: "fail", untilAttempt: 2 });
  await send({ name: "good 2", outcome: "handle" });
  trigger = startTrigger(1);
  await waitUntil("an empty queue", isEmpty);
  const all = await receives();
  const [first, second] = await receives("bad");
  expect(all.map(({ name }) => name).filter((name) => name.startsWith("good"))).toEqual(["good 1", "good 2"]);
  expect(first).toMatchObject({ attempt: 1 });
  expect(second).toMatchObject({ attempt: 2, batch: 1 });
  const pauseMs = (second?.at ?? 0) - (first?.at ?? 0);
  expect(pauseMs).toBeGreaterThan(500);
  expect(pauseMs).toBeLessThan(3_000);
});

test("what fails every time is received as often as the redrive policy says, then is a dead letter", async () => {
  await send({ name: "hopeless", outcome: "fail" });
  await waitUntil("a dead letter", async () => (await countMessages(world.queue.deadLetterUrl)) === 1);
  expect((await receives("hopeless")).map(({ attempt }) => attempt)).toEqual([1, 2, 3]);
  expect(await isEmpty()).toBe(true);
  const { Messages } = await world.queue.client.send(
    new ReceiveMessageCommand({ QueueUrl: world.queue.deadLetterUrl }),
  );
  expect(JSON.parse(Messages?.[0]?.Body ?? "")).toMatchObject({ name: "hopeless" });
});

test.each([20, 400])("what somebody uploads while %i pictures of another wait comes next", async (count) => {
  await trigger.stop();
  const picture = async (ownerId: string, imageId: string) => {
    const script = { kind: "render", ownerId, imageId, name: `${ownerId} ${imageId}`, outcome: "handle" } as const;
    await send(script);
  };
  for (let index = 0; index < count; index++) await picture("many", String(index));
  await picture("one", "0");
  trigger = startTrigger();
  await waitUntil("an empty queue", isEmpty);
  const order = (await receives()).map(({ name }) => name).filter((name) => name !== "s3:TestEvent");
  expect(order).toHaveLength(count + 1);
  expect(order.indexOf("one 0")).toBeLessThan(3);
  expect(order.filter((name) => name.startsWith("many"))).toEqual(Array.from({ length: count }, (_, n) => `many ${n}`));
});

test("a handler that throws fails its whole batch", async () => {
  await send({ name: "throws", outcome: "throw", untilAttempt: 2 });
  await waitUntil("an empty queue", isEmpty);
  expect((await receives("throws")).map(({ attempt }) => attempt)).toEqual([1, 2]);
});

test("messages that were only held when the system ended are handled together as before", async () => {
  await trigger.stop();
  const names = Array.from({ length: 6 }, (_, number) => `held ${number}`);
  for (const name of names) await send({ name, outcome: "handle" });
  let held = 0;
  while (held < names.length) held += await receiveAndForget();
  trigger = startTrigger();
  await waitUntil("an empty queue", isEmpty);
  const seen = (await receives()).filter(({ name }) => names.includes(name));
  expect(seen.map(({ attempt }) => attempt)).toEqual(names.map(() => 2));
  expect(Math.max(...seen.map(({ batch }) => batch))).toBeGreaterThan(1);
});

/** As a system does that ends before it has handled what it received. Returns how many messages that were. */
async function receiveAndForget(): Promise<number> {
  const { Messages = [] } = await world.queue.client.send(
    new ReceiveMessageCommand({ QueueUrl: world.queue.url, MaxNumberOfMessages: 10 }),
  );
  for (const { ReceiptHandle } of Messages) {
    const given = { QueueUrl: world.queue.url, ReceiptHandle, VisibilityTimeout: 0 };
    await world.queue.client.send(new ChangeMessageVisibilityCommand(given));
  }
  return Messages.length;
}

test("a message that kills the worker takes no others with it", async () => {
  await trigger.stop();
  await send({ name: "neighbour 1", outcome: "handle" });
  await send({ name: "killer", outcome: "crash" });
  await send({ name: "neighbour 2", outcome: "handle" });
  trigger = startTrigger();
  await waitUntil("a dead letter", async () => (await countMessages(world.queue.deadLetterUrl)) === 1, 40_000);
  await waitUntil("an empty queue", isEmpty);
  expect((await receives("killer")).length).toBe(MAX_RECEIVES);
  expect((await receives("neighbour 2")).length).toBeGreaterThan(0);
});

test("a worker that hangs is ended, and its message tried again", async () => {
  await send({ name: "hangs", outcome: "hang", untilAttempt: 2 });
  await waitUntil("an empty queue", isEmpty);
  expect((await receives("hangs")).map(({ attempt }) => attempt)).toEqual([1, 2]);
});

test("a killed worker is started again, takes on what is queued, and its heart beats", async () => {
  const killed = worker.processId();
  process.kill(killed ?? 0, "SIGKILL");
  await send({ name: "later", outcome: "handle" });
  await waitUntil("the receive", async () => (await receives("later")).length === 1);
  expect(worker.processId()).not.toBe(killed);
  const beat = await findLastHeartbeat(world.database);
  expect(Date.now() - Date.parse(beat ?? "")).toBeLessThan(10_000);
});

test("a message that its receiver gives back is there at once", async () => {
  await trigger.stop();
  await send({ name: "given back", outcome: "handle" });
  const receive = () =>
    world.queue.client.send(new ReceiveMessageCommand({ QueueUrl: world.queue.url, MaxNumberOfMessages: 10 }));
  const isGivenBack = ({ Body }: { Body?: string | undefined }) => Body?.includes("given back");
  const message = (await receive()).Messages?.find(isGivenBack);
  await world.queue.client.send(
    new ChangeMessageVisibilityCommand({
      QueueUrl: world.queue.url,
      ReceiptHandle: message?.ReceiptHandle,
      VisibilityTimeout: 0,
    }),
  );
  expect((await receive()).Messages?.find(isGivenBack)?.MessageId).toBe(message?.MessageId);
});

test("what the worker was busy with when everything stopped is received again", async () => {
  await send({ name: "interrupted", outcome: "hang", untilAttempt: 2 });
  await waitUntil("the receive", async () => (await receives("interrupted")).length === 1);
  await Promise.all([trigger.stop(), worker.stop()]);
  expect(await isEmpty()).toBe(false);
});
