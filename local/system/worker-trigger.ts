import {
  ChangeMessageVisibilityBatchCommand,
  DeleteMessageBatchCommand,
  type Message,
  ReceiveMessageCommand,
} from "@aws-sdk/client-sqs";
import type { SQSBatchResponse, SQSEvent, SQSRecord } from "aws-lambda";
import type { Queue } from "#lib/queue/queue.ts";

/*
 * What Lambda's event source mapping does: polls the queue, invokes the worker with batches, deletes what it handled
 * and leaves what it reports as failed (batchItemFailures) to be received again, until the queue's redrive policy
 * moves it to the dead-letter queue. It differs from Lambda in three ways, all for one person at one machine:
 *
 * - A failed message is received again after 1, 2, 4, 8 s instead of the whole visibility timeout.
 * - A message that failed before is handled alone, so that one that kills the worker takes no others with it.
 * - The visibility of a batch is extended while the worker is busy with it.
 *
 * https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-errorhandling.html
 */
const BATCH_SIZE = 10;
const LONG_POLL_SECONDS = 20;
const FIRST_RETRY_SECONDS = 1;
const MAX_RETRY_SECONDS = 30;
const PAUSE_AFTER_ERROR_MS = 500;

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
  log: (line: string) => void;
}): WorkerTrigger {
  const { queue, log } = options;
  const stopping = new AbortController();
  const finished = poll();
  return {
    stop: () => {
      stopping.abort();
      return finished;
    },
  };

  async function poll(): Promise<void> {
    while (!stopping.signal.aborted) {
      try {
        const messages = await receive();
        if (messages.length > 0) await handleAll(messages);
      } catch (error) {
        if (stopping.signal.aborted) return;
        log(`trigger: ${error instanceof Error ? error.message : error}`);
        await new Promise((resolve) => setTimeout(resolve, PAUSE_AFTER_ERROR_MS));
      }
    }
  }

  async function receive(): Promise<Message[]> {
    const { Messages } = await queue.client.send(
      new ReceiveMessageCommand({
        QueueUrl: queue.url,
        MaxNumberOfMessages: BATCH_SIZE,
        WaitTimeSeconds: LONG_POLL_SECONDS,
        MessageSystemAttributeNames: ["All"],
        MessageAttributeNames: ["All"],
      }),
      { abortSignal: stopping.signal },
    );
    return Messages ?? [];
  }

  async function handleAll(messages: Message[]): Promise<void> {
    const held = new Set(messages);
    const extension = setInterval(
      () => setVisibility([...held], () => options.visibilitySeconds).catch(() => {}),
      (options.visibilitySeconds * 1000) / 3,
    );
    try {
      const fresh = messages.filter((message) => receiveCount(message) === 1);
      const retried = messages.filter((message) => receiveCount(message) > 1);
      for (const batch of [fresh, ...retried.map((message) => [message])]) {
        if (batch.length === 0) continue;
        const failed = await invokeFor(batch);
        for (const message of batch) held.delete(message);
        await settle(batch, failed);
      }
    } finally {
      clearInterval(extension);
    }
  }

  async function settle(messages: Message[], failed: Set<string>): Promise<void> {
    const handled = messages.filter((message) => !failed.has(message.MessageId ?? ""));
    const unhandled = messages.filter((message) => failed.has(message.MessageId ?? ""));
    if (handled.length > 0) {
      await queue.client.send(
        new DeleteMessageBatchCommand({
          QueueUrl: queue.url,
          Entries: handled.map(({ ReceiptHandle }, index) => ({ Id: String(index), ReceiptHandle })),
        }),
      );
    }
    if (unhandled.length > 0) await setVisibility(unhandled, retrySeconds);
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
      if (!stopping.signal.aborted) log(`trigger: ${error instanceof Error ? error.message : error}`);
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

function retrySeconds(message: Message): number {
  return Math.min(FIRST_RETRY_SECONDS * 2 ** (receiveCount(message) - 1), MAX_RETRY_SECONDS);
}
