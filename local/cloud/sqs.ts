import { serveJsonService, type WholeRequest } from "./json-service.ts";
import { createLocalConnection, type LocalConnection } from "./local-connection.ts";
import type { LocalRequest, LocalResponse } from "./local-request.ts";
import { type TimedQueue, wakeWhenDue } from "./queue-timer.ts";
import type { Credentials } from "./signature.ts";

export interface LocalSqs {
  url: string;
  queueUrl: string;
  queueArn: string;
  deadLetterQueueUrl: string;
  /** For clients of this process. */
  connection: LocalConnection;
  /** Puts a message into the worker's queue. */
  send(message: string): Promise<void>;
  close(): Promise<void>;
}

interface EngineQueue extends TimedQueue {
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
  db: { exec(sql: string): void };
  insertMessage(...args: unknown[]): void;
  loadSqsQueues(store: EngineStore): void;
  updateMessageReady(messageId: string): void;
  updateMessageInflight(...args: unknown[]): void;
  deleteMessage(messageId: string): void;
  close(): void;
}
interface EngineRouter {
  register(action: string, handler: unknown): void;
  /** Returns what the answer's body is made of. */
  handle(
    request: { headers: LocalRequest["headers"]; body: unknown },
    reply: { status(code: number): void; header(name: string, value: string): void },
  ): Promise<unknown>;
}

/** What the application and the tests ask of SQS. */
const ACTIONS = [
  "ChangeMessageVisibility",
  "ChangeMessageVisibilityBatch",
  "CreateQueue",
  "DeleteMessage",
  "DeleteMessageBatch",
  "GetQueueAttributes",
  "GetQueueUrl",
  "ListQueues",
  "PurgeQueue",
  "ReceiveMessage",
  "SendMessage",
  "SendMessageBatch",
  "SetQueueAttributes",
];

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
  const { store, router, persistence } = await loadEngine(options);
  const answer = (request: LocalRequest) => answerBy(router, request as WholeRequest);
  const server = await serveJsonService({ ...options, service: "sqs", answer });
  const connection = createLocalConnection(answer, options.onError);
  const deadLetter = await ensureQueue(router, server.url, options.deadLetterQueue, {
    MessageRetentionPeriod: String(14 * 24 * 60 * 60),
  });
  const main = await ensureQueue(router, server.url, options.queue, {
    VisibilityTimeout: String(options.visibilitySeconds),
    RedrivePolicy: JSON.stringify({ deadLetterTargetArn: deadLetter.arn, maxReceiveCount: options.maxReceiveCount }),
  });

  return {
    url: server.url,
    queueUrl: main.url,
    queueArn: main.arn,
    deadLetterQueueUrl: deadLetter.url,
    connection,
    send: async (message) => {
      await ask(router, server.url, "SendMessage", { QueueUrl: main.url, MessageBody: message });
    },
    close: async () => {
      for (const queue of store.allQueues()) (queue as EngineQueue & { cancelWaiters(): void }).cancelWaiters();
      await server.close();
      persistence.close();
    },
  };
}

async function answerBy(router: EngineRouter, { headers, body }: WholeRequest): Promise<LocalResponse> {
  const response: LocalResponse = { status: 200, headers: { "content-type": "application/x-amz-json-1.0" } };
  const reply = {
    status: (code: number) => {
      response.status = code;
    },
    header: (name: string, value: string) => {
      response.headers[name] = value;
    },
  };
  let content: unknown;
  try {
    content = JSON.parse(Buffer.from(body).toString());
  } catch {
    return {
      ...response,
      status: 400,
      body: Buffer.from(`{"__type":"com.amazon.coral.service#SerializationException"}`),
    };
  }
  response.body = Buffer.from(JSON.stringify((await router.handle({ headers, body: content }, reply)) ?? {}));
  response.headers["content-length"] = response.body.length;
  return response;
}

/**
 * The engine's store, read from disk. Its own startFauxqs() listens on every network interface and cannot be told
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
  const [{ SqsStore, SqsQueue }, { SqsRouter }, { PersistenceManager }, ...actions] = await Promise.all([
    part("./sqs/sqsStore.js"),
    part("./sqs/sqsRouter.js"),
    part("./persistence.js"),
    ...ACTIONS.map((action) => part(`./sqs/actions/${action.charAt(0).toLowerCase()}${action.slice(1)}.js`)),
  ]);
  wakeWhenDue(SqsQueue.prototype);
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
  // What is sent must survive a machine without power. That something was received or deleted need not: it comes again.
  const { db } = persistence;
  db.exec("PRAGMA synchronous = NORMAL");
  const insert = persistence.insertMessage.bind(persistence);
  persistence.insertMessage = (...args) => {
    db.exec("PRAGMA synchronous = FULL");
    try {
      insert(...args);
    } finally {
      db.exec("PRAGMA synchronous = NORMAL");
    }
  };
  persistence.loadSqsQueues(store);
  store.persistence = persistence;
  for (const queue of store.allQueues()) {
    queue.persistence = persistence;
    // Whoever had received these messages went away together with the last run; nobody holds their receipts.
    for (const receipt of [...queue.inflightMessages.keys()]) queue.changeVisibility(receipt, 0);
  }
  const router: EngineRouter = new SqsRouter(store);
  for (const action of actions) {
    for (const [name, handler] of Object.entries(action)) {
      router.register(name.charAt(0).toUpperCase() + name.slice(1), handler);
    }
  }
  return { store, router, persistence };
}

/** Creates the queue, or gives an existing one these attributes. */
async function ensureQueue(
  router: EngineRouter,
  endpoint: string,
  name: string,
  attributes: Record<string, string>,
): Promise<{ url: string; arn: string }> {
  const { QueueUrl } = await ask<{ QueueUrl: string }>(router, endpoint, "CreateQueue", { QueueName: name });
  // A queue from an earlier run is remembered under the port it had then.
  const url = `${endpoint}${new URL(QueueUrl).pathname}`;
  const { Attributes: stored } = await ask<{ Attributes: Record<string, string> }>(
    router,
    endpoint,
    "GetQueueAttributes",
    { QueueUrl: url, AttributeNames: ["All"] },
  );
  if (Object.entries(attributes).some(([attribute, value]) => stored[attribute] !== value)) {
    await ask(router, endpoint, "SetQueueAttributes", { QueueUrl: url, Attributes: attributes });
  }
  if (!stored.QueueArn) throw new Error(`Expected the queue ${name} to have an ARN but it has none`);
  return { url, arn: stored.QueueArn };
}

/** What the engine answers to this process, which needs no client for that. @throws Error naming the action */
async function ask<Answer>(router: EngineRouter, endpoint: string, action: string, body: object): Promise<Answer> {
  let status = 200;
  const reply = {
    status: (code: number) => {
      status = code;
    },
    header: () => {},
  };
  const headers = { "x-amz-target": `AmazonSQS.${action}`, host: new URL(endpoint).host };
  const answer = await router.handle({ headers, body }, reply);
  if (status !== 200) throw new Error(`The queue refused ${action}: ${JSON.stringify(answer)}`);
  return answer as Answer;
}
