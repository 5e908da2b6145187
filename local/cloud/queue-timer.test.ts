import { setTimeout } from "node:timers/promises";
import { afterEach, beforeAll, expect, test, vi } from "vitest";
import { type TimedQueue, wakeWhenDue } from "./queue-timer.ts";

interface Queue extends TimedQueue {
  enqueue(message: object): void;
  dequeue(count: number, visibilitySeconds?: number): { MessageId: string; ReceiptHandle: string }[];
  changeVisibility(receiptHandle: string, seconds: number): void;
  waitForMessages(seconds: number): Promise<void>;
  cancelWaiters(): void;
}

const LONG_POLL_SECONDS = 20;
const SOON_SECONDS = 0.05;
/** The engine's own timer ran every 20 ms. */
const WHILE_MS = 200;

let create: () => Queue;
const queues: Queue[] = [];

beforeAll(async () => {
  const { SqsQueue } = await import(new URL("./sqs/sqsStore.js", import.meta.resolve("fauxqs")).href);
  wakeWhenDue(SqsQueue.prototype);
  create = () => new SqsQueue("q", "http://localhost/q", "arn:q", {});
});
afterEach(() => {
  for (const queue of queues.splice(0)) queue.cancelWaiters();
});

function newQueue(): Queue {
  const queue = create();
  queues.push(queue);
  return queue;
}

const message = (delayUntil?: number) => ({
  messageId: "m",
  body: "b",
  messageAttributes: {},
  approximateReceiveCount: 0,
  delayUntil,
});

/** Resolves when somebody who waits in a long poll has the message. */
async function receive(queue: Queue): Promise<unknown> {
  await queue.waitForMessages(LONG_POLL_SECONDS);
  return queue.dequeue(1)[0]?.MessageId;
}

test("nobody looks at the clock while receivers wait and nothing can become available", async () => {
  const queue = newQueue();
  const looks = vi.spyOn(queue, "processTimers");
  const received = receive(queue);
  await setTimeout(WHILE_MS);
  expect(looks).not.toHaveBeenCalled();
  queue.enqueue(message());
  expect(await received).toBe("m");
});

test("a message whose visibility ends is received at once, though it was hidden for longer first", async () => {
  const queue = newQueue();
  queue.enqueue(message());
  const [taken] = queue.dequeue(1, 600);
  const looks = vi.spyOn(queue, "processTimers");
  const received = receive(queue);
  queue.changeVisibility(taken?.ReceiptHandle ?? "", SOON_SECONDS);
  expect(await received).toBe("m");
  expect(looks.mock.calls.length).toBeLessThan(5);
});

test("a delayed message is received when its delay ends", async () => {
  const queue = newQueue();
  const received = receive(queue);
  queue.enqueue(message(Date.now() + SOON_SECONDS * 1000));
  expect(queue.dequeue(1)).toEqual([]);
  expect(await received).toBe("m");
});

test("no timer is left when nobody waits any more", async () => {
  const queue = newQueue();
  queue.enqueue(message());
  queue.dequeue(1, 600);
  const waiting = queue.waitForMessages(SOON_SECONDS);
  expect(queue.pollTimer).toBeDefined();
  await waiting;
  expect(queue.pollTimer).toBeUndefined();
});
