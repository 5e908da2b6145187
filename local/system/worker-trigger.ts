import { setTimeout } from "node:timers/promises";
import {
  ChangeMessageVisibilityBatchCommand,
  DeleteMessageBatchCommand,
  type Message,
  ReceiveMessageCommand,
} from "@aws-sdk/client-sqs";
import type { SQSBatchResponse, SQSEvent, SQSRecord } from "aws-lambda";
import type { Queue } from "#lib/queue/queue.ts";
import { MAX_OPEN_RESERVATIONS } from "#lib/usage/usage.ts";
import { createFairBacklog, type OwnersBatch, SMALLEST_TURN } from "./fair-backlog.ts";

/*
 * What Lambda's event source mapping does: polls the queue, invokes the worker with batches, deletes what it handled
 * and leaves what it reports as failed (batchItemFailures) to be received again, until the queue's redrive policy moves
 * it to the dead-letter queue. It differs from Lambda in four ways, all for the few people at one machine:
 *
 * - A failed message is received again after 1, 2, 4, 8 s instead of the whole visibility timeout.
 * - A message that failed before is handled alone, so that one that kills the worker takes no others with it.
 * - The visibility of messages is extended while they wait for the worker and while it is busy with them.
 * - There is one worker, not many at a time: so messages are received ahead, owners are served in turn, and batches are
 *   so small that the next owner's turn comes soon (decision 031). It has several batches under way where it renders
 *   several pictures at a time, and one of them is kept for others than whoever has the rest (decision 210).
 *
 * https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-errorhandling.html
 */
const BATCH_SIZE = 10;
/** The most messages held, 2 KB each: enough to see users behind three others with full queues. */
const MAX_HELD = 3 * MAX_OPEN_RESERVATIONS;
/** How long a batch should take at most, so that what has just come need not wait long for its turn. */
const BATCH_MS = 2_000;
const LONG_POLL_SECONDS = 20;
/** How often to look for messages of others while only a part of the batches is under way. */
const LOOK_AGAIN_MS = 250;
const FIRST_RETRY_SECONDS = 1;
const MAX_RETRY_SECONDS = 30;
/** Receives that say nothing of a message: it may have been held while the system was restarted. */
const RECEIVES_WHILE_HELD = 3;
const PAUSE_AFTER_ERROR_MS = 500;
const PAUSE_WHILE_FULL_MS = 1_000;

export interface WorkerTrigger {
  /** Stops polling. Resolves when nothing is being handled any more; `invoke` has to end for that. */
  stop(): Promise<void>;
}

export function startWorkerTrigger(options: {
  queue: Queue;
  queueArn: string;
  region: string;
  visibilitySeconds: number;
  invoke: (event: SQSEvent) => Promise<SQSBatchResponse | undefined>;
  /** The most batches under way at a time. */
  batches?: number;
  /** Whether there is room to store what the worker makes; while there is none, nothing is taken off the queue. */
  hasRoom?: () => Promise<boolean>;
  /** How soon a message is received again that failed for the first time; each later time takes twice as long. */
  firstRetrySeconds?: number;
  log: (line: string) => void;
}): WorkerTrigger {
  const { queue, batches = 1, firstRetrySeconds = FIRST_RETRY_SECONDS, log } = options;
  const batchesOfOne = Math.max(1, batches - 1);
  const stopping = new AbortController();
  /** Messages that this process saw fail, by id. */
  const failedBefore = new Set<string>();
  const backlog = createFairBacklog(
    (message) => failedBefore.has(message.MessageId ?? "") || receiveCount(message) > RECEIVES_WHILE_HELD,
  );
  const underWay = new Map<OwnersBatch, Promise<void>>();
  /** What the worker has; no longer once it answered. */
  const inWork = new Set<Message>();
  let batchSize = SMALLEST_TURN;
  const finished = poll();
  return {
    stop: () => {
      stopping.abort();
      return finished;
    },
  };

  async function poll(): Promise<void> {
    const extension = setInterval(extendHeld, (options.visibilitySeconds * 1000) / 3);
    try {
      while (!stopping.signal.aborted) await step();
      await Promise.all(underWay.values());
    } finally {
      clearInterval(extension);
    }
  }

  /**
   * Receives what there is, waiting only if there is nothing to do, begins what may be, and waits for some of it to
   * end.
   */
  async function step(): Promise<void> {
    try {
      if (options.hasRoom && !(await options.hasRoom())) {
        await setTimeout(PAUSE_WHILE_FULL_MS, undefined, { signal: stopping.signal });
        return;
      }
      let received: Message[];
      do {
        received = await receive(backlog.size + underWay.size === 0 ? LONG_POLL_SECONDS : 0);
        backlog.add(received);
      } while (received.length === BATCH_SIZE && backlog.size < MAX_HELD);
      beginBatches();
      await untilThereMayBeMore();
    } catch (error) {
      if (stopping.signal.aborted) return;
      logError(error);
      await setTimeout(PAUSE_AFTER_ERROR_MS);
    }
  }

  function beginBatches(): void {
    for (let free = batches - underWay.size; free > 0; free--) {
      // What is there goes to all that are free, rather than to the first.
      const fairPart = Math.ceil(backlog.size / Math.min(free, batchesOfOne));
      const batch = backlog.take(Math.min(batchSize, Math.max(SMALLEST_TURN, fairPart)), mayServe);
      if (!batch) return;
      underWay.set(
        batch,
        handle(batch.messages).finally(() => underWay.delete(batch)),
      );
    }
  }

  function mayServe(owner: string): boolean {
    return [...underWay.keys()].filter((batch) => batch.owner === owner).length < batchesOfOne;
  }

  /** While all batches are under way that is when one ends; else others may come. */
  async function untilThereMayBeMore(): Promise<void> {
    if (underWay.size === 0) return;
    const events: Promise<void>[] = [...underWay.values()];
    if (underWay.size < batches) events.push(setTimeout(LOOK_AGAIN_MS, undefined, { signal: stopping.signal }));
    await Promise.race(events);
  }

  async function receive(waitSeconds: number): Promise<Message[]> {
    if (backlog.size >= MAX_HELD) return [];
    const { Messages } = await queue.client.send(
      new ReceiveMessageCommand({
        QueueUrl: queue.url,
        MaxNumberOfMessages: BATCH_SIZE,
        WaitTimeSeconds: waitSeconds,
        MessageSystemAttributeNames: ["All"],
        MessageAttributeNames: ["All"],
      }),
      { abortSignal: stopping.signal },
    );
    return Messages ?? [];
  }

  /** Never fails; what it could not settle is received again when its visibility ends. */
  async function handle(messages: Message[]): Promise<void> {
    try {
      const startedAt = performance.now();
      for (const message of messages) inWork.add(message);
      const failed = await invokeFor(messages);
      for (const message of messages) inWork.delete(message);
      adaptBatchSize(messages.length, performance.now() - startedAt);
      await settle(messages, failed);
    } catch (error) {
      logError(error);
      await setTimeout(PAUSE_AFTER_ERROR_MS);
    }
  }

  /** Large pictures make small batches; it grows again by one message at a time. */
  function adaptBatchSize(messages: number, tookMs: number): void {
    const fitting = Math.floor((messages * BATCH_MS) / Math.max(1, tookMs));
    batchSize = Math.max(SMALLEST_TURN, Math.min(BATCH_SIZE, fitting, Math.max(batchSize, messages) + 1));
  }

  /** Failing to extend lets some be received twice, which the worker bears. */
  async function extendHeld(): Promise<void> {
    const held = [...inWork, ...backlog.all()];
    for (let start = 0; start < held.length && !stopping.signal.aborted; start += BATCH_SIZE) {
      await setVisibility(held.slice(start, start + BATCH_SIZE), () => options.visibilitySeconds).catch(() => {});
    }
  }

  async function settle(messages: Message[], failed: Set<string>): Promise<void> {
    const handled = messages.filter((message) => !failed.has(message.MessageId ?? ""));
    const unhandled = messages.filter((message) => failed.has(message.MessageId ?? ""));
    for (const { MessageId = "" } of handled) failedBefore.delete(MessageId);
    for (const { MessageId = "" } of unhandled) failedBefore.add(MessageId);
    if (handled.length > 0) {
      await queue.client.send(
        new DeleteMessageBatchCommand({
          QueueUrl: queue.url,
          Entries: handled.map(({ ReceiptHandle }, index) => ({ Id: String(index), ReceiptHandle })),
        }),
      );
    }
    if (unhandled.length > 0) await setVisibility(unhandled, retrySecondsOf);
  }

  /** The ids of the messages that were not handled. */
  async function invokeFor(messages: Message[]): Promise<Set<string>> {
    const ids = new Set(messages.flatMap(({ MessageId }) => MessageId ?? []));
    try {
      const response = await options.invoke({ Records: messages.map(toRecord) });
      const failures = (response?.batchItemFailures ?? []).map(({ itemIdentifier }) => itemIdentifier);
      // As in Lambda: a response that names something else says nothing about the batch.
      return failures.every((id) => ids.has(id)) ? new Set(failures) : ids;
    } catch (error) {
      if (!stopping.signal.aborted) logError(error);
      return ids;
    }
  }

  async function setVisibility(messages: Message[], secondsOf: (message: Message) => number): Promise<void> {
    await queue.client.send(
      new ChangeMessageVisibilityBatchCommand({
        QueueUrl: queue.url,
        Entries: messages.map((message, index) => ({
          Id: String(index),
          ReceiptHandle: message.ReceiptHandle,
          VisibilityTimeout: secondsOf(message),
        })),
      }),
    );
  }

  function logError(error: unknown): void {
    log(`trigger: ${error instanceof Error ? error.message : error}`);
  }

  function retrySecondsOf(message: Message): number {
    return Math.min(firstRetrySeconds * 2 ** (receiveCount(message) - 1), MAX_RETRY_SECONDS);
  }

  function toRecord(message: Message): SQSRecord {
    return {
      messageId: message.MessageId ?? "",
      receiptHandle: message.ReceiptHandle ?? "",
      body: message.Body ?? "",
      attributes: {
        ApproximateReceiveCount: "1",
        SentTimestamp: "",
        SenderId: "",
        ApproximateFirstReceiveTimestamp: "",
        ...message.Attributes,
      },
      messageAttributes: {},
      md5OfBody: message.MD5OfBody ?? "",
      eventSource: "aws:sqs",
      eventSourceARN: options.queueArn,
      awsRegion: options.region,
    };
  }
}

function receiveCount(message: Message): number {
  return Number(message.Attributes?.ApproximateReceiveCount ?? 1);
}
