import { GetQueueAttributesCommand, SQSClient, type SQSClientConfig } from "@aws-sdk/client-sqs";
import type { AwsSettings } from "#lib/config.ts";

export interface Queue {
  client: SQSClient;
  url: string;
  deadLetterUrl: string;
}

/** `connection` is another way than the network. */
export function createQueue(
  settings: AwsSettings & { queueUrl: string; deadLetterQueueUrl: string },
  connection: Pick<SQSClientConfig, "requestHandler" | "signer"> = {},
): Queue {
  return {
    client: new SQSClient({ ...connection, region: settings.region, maxAttempts: 4 }),
    url: settings.queueUrl,
    deadLetterUrl: settings.deadLetterQueueUrl,
  };
}

/** How many messages stand in the dead-letter queue, approximately. */
export function countDeadLetters({ client, deadLetterUrl }: Queue): Promise<number> {
  return countMessages({ client, url: deadLetterUrl });
}

/** How many messages wait or are being worked on; approximate, as SQS counts them. */
export async function countMessages({ client, url }: Pick<Queue, "client" | "url">): Promise<number> {
  const { Attributes } = await client.send(
    new GetQueueAttributesCommand({
      QueueUrl: url,
      AttributeNames: ["ApproximateNumberOfMessages", "ApproximateNumberOfMessagesNotVisible"],
    }),
  );
  return (
    Number(Attributes?.ApproximateNumberOfMessages ?? 0) +
    Number(Attributes?.ApproximateNumberOfMessagesNotVisible ?? 0)
  );
}
