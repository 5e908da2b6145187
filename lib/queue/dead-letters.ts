import { DeleteMessageBatchCommand, ReceiveMessageCommand, SendMessageCommand } from "@aws-sdk/client-sqs";
import type { Queue } from "./queue.ts";

/** Most messages that SQS gives out at once. */
const MAX_MESSAGES = 10;
/** Long enough to note a batch in the table; whoever is cut off leaves it to the next. */
const HIDDEN_SECONDS = 120;

export interface ReceivedMessage {
  messageId: string;
  body: string;
  receiptHandle: string;
}

/** Up to ten messages of the dead-letter queue; none when it is empty. They come again unless they are deleted. */
export async function receiveDeadLetters({ client, deadLetterUrl }: Queue): Promise<ReceivedMessage[]> {
  const { Messages } = await client.send(
    new ReceiveMessageCommand({
      QueueUrl: deadLetterUrl,
      MaxNumberOfMessages: MAX_MESSAGES,
      VisibilityTimeout: HIDDEN_SECONDS,
      // With a short poll only some of the queue's servers are asked.
      WaitTimeSeconds: 1,
    }),
  );
  return (Messages ?? []).map(({ MessageId = "", Body = "", ReceiptHandle = "" }) => ({
    messageId: MessageId,
    body: Body,
    receiptHandle: ReceiptHandle,
  }));
}

export async function deleteDeadLetters({ client, deadLetterUrl }: Queue, messages: ReceivedMessage[]): Promise<void> {
  if (messages.length === 0) return;
  await client.send(
    new DeleteMessageBatchCommand({
      QueueUrl: deadLetterUrl,
      Entries: messages.map(({ receiptHandle }, index) => ({ Id: String(index), ReceiptHandle: receiptHandle })),
    }),
  );
}

/** Gives a message to the worker once more, as it was. */
export async function redriveMessage({ client, url }: Queue, body: string): Promise<void> {
  await client.send(new SendMessageCommand({ QueueUrl: url, MessageBody: body }));
}
