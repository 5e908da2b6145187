import { SQSClient } from "@aws-sdk/client-sqs";
import type { AwsSettings } from "#lib/config.ts";

export interface Queue {
  client: SQSClient;
  url: string;
  deadLetterUrl: string;
}

export function createQueue(settings: AwsSettings & { queueUrl: string; deadLetterQueueUrl: string }): Queue {
  return {
    client: new SQSClient({ region: settings.region, maxAttempts: 4 }),
    url: settings.queueUrl,
    deadLetterUrl: settings.deadLetterQueueUrl,
  };
}
