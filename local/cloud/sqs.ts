import {
  CreateQueueCommand,
  GetQueueAttributesCommand,
  SetQueueAttributesCommand,
  SQSClient,
} from "@aws-sdk/client-sqs";
import { buildApp } from "fauxqs";
import { serveJsonService } from "./json-service.ts";
import type { Credentials } from "./signature.ts";

export interface LocalSqs {
  url: string;
  queueUrl: string;
  queueArn: string;
  deadLetterQueueUrl: string;
  close(): Promise<void>;
}

interface EngineQueue {
  inflightMessages: Map<string, unknown>;
  changeVisibility(receiptHandle: string, seconds: number): void;
  persistence?: EnginePersistence;
}
interface EngineStore {
  host: string;
  region?: string;
  persistence?: EnginePersistence;
  allQueues(): Iterable<EngineQueue>;
}
interface EnginePersistence {
  loadSqsQueues(store: EngineStore): void;
  updateMessageReady(messageId: string): void;
  updateMessageInflight(...args: unknown[]): void;
  deleteMessage(messageId: string): void;
  close(): void;
}
type EngineAppOptions = NonNullable<Parameters<typeof buildApp>[0]>;

/** SQS on disk in `directory`, with the worker's queue and its dead-letter queue. */
export async function startSqs(options: {
  directory: string;
  region: string;
  credentials: Credentials;
  queue: string;
  deadLetterQueue: string;
  maxReceiveCount: number;
  visibilitySeconds: number;
  onError: (error: unknown) => void;
}): Promise<LocalSqs> {
  const { store, snsStore, s3Store, persistence } = await loadEngine(options);
  const engine = buildApp({
    logger: false,
    defaultRegion: options.region,
    stores: { sqsStore: store, snsStore, s3Store } as unknown as NonNullable<EngineAppOptions["stores"]>,
  });
  await engine.ready();

  const server = await serveJsonService({
    service: "sqs",
    region: options.region,
    credentials: options.credentials,
    onError: options.onError,
    answer: async ({ method, url, headers, body }, response) => {
      const answer = await engine.inject({ method: method as "POST", url, headers, payload: body });
      const type = answer.headers["content-type"] ?? "application/x-amz-json-1.0";
      const queryError = answer.headers["x-amzn-query-error"];
      response.writeHead(answer.statusCode, {
        "content-type": type,
        "content-length": answer.rawPayload.length,
        ...(queryError === undefined ? {} : { "x-amzn-query-error": queryError }),
      });
      response.end(answer.rawPayload);
    },
  });

  const client = new SQSClient({ endpoint: server.url, region: options.region, credentials: options.credentials });
  const visibility = { VisibilityTimeout: String(options.visibilitySeconds) };
  const deadLetter = await ensureQueue(client, server.url, options.deadLetterQueue, {
    MessageRetentionPeriod: String(14 * 24 * 60 * 60),
  });
  const main = await ensureQueue(client, server.url, options.queue, {
    ...visibility,
    RedrivePolicy: JSON.stringify({ deadLetterTargetArn: deadLetter.arn, maxReceiveCount: options.maxReceiveCount }),
  });
  client.destroy();

  return {
    url: server.url,
    queueUrl: main.url,
    queueArn: main.arn,
    deadLetterQueueUrl: deadLetter.url,
    close: async () => {
      for (const queue of store.allQueues()) (queue as EngineQueue & { cancelWaiters(): void }).cancelWaiters();
      await server.close();
      await engine.close();
      persistence.close();
    },
  };
}

/**
 * The engine's stores, read from disk. Its own startFauxqs() listens on every network interface and cannot be told
 * otherwise, so the parts that it is made of are put together here.
 */
async function loadEngine({
  directory,
  region,
  onError,
}: {
  directory: string;
  region: string;
  onError: (error: unknown) => void;
}) {
  const part = async (path: string) => import(new URL(path, import.meta.resolve("fauxqs")).href);
  const [{ SqsStore }, { SnsStore }, { S3Store }, { PersistenceManager }] = await Promise.all([
    part("./sqs/sqsStore.js"),
    part("./sns/snsStore.js"),
    part("./s3/s3Store.js"),
    part("./persistence.js"),
  ]);
  const store: EngineStore = new SqsStore();
  const persistence: EnginePersistence = new PersistenceManager(directory);
  // With no host of its own it names queues by the host of the request, which resolves everywhere.
  store.host = "";
  store.region = region;
  // The engine's own version of this breaks a constraint of its table (2.4.1). Nothing needs to be written instead:
  // what is in flight on disk becomes visible at the next start anyway.
  persistence.updateMessageReady = () => {};
  // On a full disk these fail, where the engine expects nothing of the kind. A message that is received or deleted in
  // memory only comes again after the next start, as any message of SQS may.
  for (const operation of ["updateMessageInflight", "deleteMessage"] as const) {
    const write: (...args: never[]) => void = persistence[operation].bind(persistence);
    persistence[operation] = (...args: unknown[]) => {
      try {
        write(...(args as never[]));
      } catch (error) {
        onError(error);
      }
    };
  }
  persistence.loadSqsQueues(store);
  store.persistence = persistence;
  for (const queue of store.allQueues()) {
    queue.persistence = persistence;
    // Whoever had received these messages went away together with the last run; nobody holds their receipts.
    for (const receipt of [...queue.inflightMessages.keys()]) queue.changeVisibility(receipt, 0);
  }
  return { store, snsStore: new SnsStore(), s3Store: new S3Store(), persistence };
}

/** Creates the queue, or gives an existing one these attributes. */
async function ensureQueue(
  client: SQSClient,
  endpoint: string,
  name: string,
  attributes: Record<string, string>,
): Promise<{ url: string; arn: string }> {
  const { QueueUrl } = await client.send(new CreateQueueCommand({ QueueName: name }));
  // A queue from an earlier run is remembered under the port it had then.
  const url = `${endpoint}${new URL(QueueUrl ?? "").pathname}`;
  await client.send(new SetQueueAttributesCommand({ QueueUrl: url, Attributes: attributes }));
  const { Attributes } = await client.send(
    new GetQueueAttributesCommand({ QueueUrl: url, AttributeNames: ["QueueArn"] }),
  );
  if (!Attributes?.QueueArn) throw new Error(`Expected the queue ${name} to have an ARN but it has none`);
  return { url, arn: Attributes.QueueArn };
}
