import { randomBytes } from "node:crypto";
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { BULK_PREFIX } from "#lib/bulk/bulk-objects.ts";
import { DEFAULT_MIN_FREE_BYTES } from "#lib/config.ts";
import { UPLOADS_PREFIX } from "#lib/images/object-keys.ts";
import { MAX_RECEIVE_COUNT } from "#lib/processing/message.ts";
import { freeBytes } from "#lib/storage/free-space.ts";
import { hasRoomToOpen } from "#local/system/data-folder.ts";
import { startDynamoDb } from "./dynamodb.ts";
import type { DatabaseRequest } from "./json-service.ts";
import { createLocalConnection, type LocalConnection } from "./local-connection.ts";
import { startS3 } from "./s3/s3.ts";
import type { Credentials } from "./signature.ts";
import { startSqs } from "./sqs.ts";

const REGION = "us-east-1";
const BUCKET = "skylight";
const TABLE = "skylight";
const QUEUE = "skylight-uploads";
const DEAD_LETTER_QUEUE = "skylight-uploads-dead-letters";

/** Six times the 20 s that rendering one picture may take, as AWS advises for a queue in front of a function. */
const VISIBILITY_SECONDS = 120;
/** Of what uploads leave free, what all other objects leave to the database, so that photos can still be deleted. */
const LAST_RESERVE = 1 / 4;

/** A message that waits in the trigger when the system ends counts as received, and was never tried. */
const RESTARTS_WHILE_HELD = 3;

export interface LocalCloudOptions {
  /** Everything is kept below this folder. */
  dataDir: string;
  /** Port of S3, which signed links name; any free one unless given. */
  s3Port?: number;
  /** Origins of the pages whose scripts may use the bucket. */
  corsOrigins?: string[];
  /** What clients have to sign with; a new pair unless given. */
  credentials?: Credentials;
  /** Uploads that would leave less of the disk are refused. */
  minFreeBytes?: number;
  maxReceiveCount?: number;
  visibilitySeconds?: number;
  onError?: (error: unknown) => void;
  /** Is told of each request to the database that comes over the network. */
  onRequest?: (request: DatabaseRequest) => void;
}

export interface LocalCloud {
  s3Url: string;
  queueUrl: string;
  queueArn: string;
  /** How long a received message stays hidden, seconds. */
  visibilitySeconds: number;
  deadLetterQueueUrl: string;
  bucket: string;
  table: string;
  /** What lib/config.ts and the AWS SDK read, for a process that is to use this cloud. */
  environment: Record<string, string>;
  /** With these, clients of this process reach it without a network. */
  connections: { database: LocalConnection; storage: LocalConnection; queue: LocalConnection };
  /** Iterators over the database's files that are open right now; none while nobody asks for anything. */
  openIterators(): number;
  stop(): Promise<void>;
}

/**
 * Starts S3, SQS and DynamoDB in this process, on loopback and on disk, with bucket, queues and table in place.
 * @throws PortInUseError
 */
export async function startLocalCloud(options: LocalCloudOptions): Promise<LocalCloud> {
  const credentials = options.credentials ?? createCredentials();
  const onError = options.onError ?? ((error: unknown) => console.error("local cloud:", error));
  const visibilitySeconds = options.visibilitySeconds ?? VISIBILITY_SECONDS;
  const minFreeBytes = options.minFreeBytes ?? DEFAULT_MIN_FREE_BYTES;
  const common = { region: REGION, credentials, onError };
  const directory = join(options.dataDir, "cloud");
  await mkdir(directory, { recursive: true, mode: 0o700 });

  const closers: (() => Promise<void>)[] = [];
  const stop = async () => {
    // S3 goes first, so that the last events it sends are still taken.
    for (const close of closers.splice(0).reverse()) await close();
  };
  try {
    const database = await startDynamoDb({
      ...common,
      directory: join(directory, "dynamodb"),
      table: TABLE,
      hasRoom: () => hasRoomToOpen(directory),
      onRequest: options.onRequest,
    });
    closers.push(database.close);
    const queues = await startSqs({
      ...common,
      directory: join(directory, "sqs"),
      queue: QUEUE,
      deadLetterQueue: DEAD_LETTER_QUEUE,
      maxReceiveCount: options.maxReceiveCount ?? MAX_RECEIVE_COUNT + RESTARTS_WHILE_HELD,
      visibilitySeconds,
    });
    closers.push(queues.close);
    const storage = await startS3({
      ...common,
      directory: join(directory, "s3"),
      port: options.s3Port ?? 0,
      bucket: BUCKET,
      corsOrigins: options.corsOrigins ?? [],
      notifyPrefix: UPLOADS_PREFIX,
      freeBytes: () => freeBytes(directory),
      leaves: (key) => getReserveShare(key) * minFreeBytes,
      beforeNotifying: database.sync,
      sendToQueue: queues.send,
    });
    closers.push(storage.close);
    return {
      s3Url: storage.url,
      queueUrl: queues.queueUrl,
      queueArn: queues.queueArn,
      visibilitySeconds,
      deadLetterQueueUrl: queues.deadLetterQueueUrl,
      bucket: BUCKET,
      table: TABLE,
      environment: {
        AWS_ENDPOINT_URL_S3: storage.url,
        AWS_ENDPOINT_URL_SQS: queues.url,
        AWS_ENDPOINT_URL_DYNAMODB: database.url,
        AWS_ACCESS_KEY_ID: credentials.accessKeyId,
        AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
        AWS_REGION: REGION,
        BUCKET,
        TABLE,
        QUEUE_URL: queues.queueUrl,
        DEAD_LETTER_QUEUE_URL: queues.deadLetterQueueUrl,
        S3_PATH_STYLE: "true",
      },
      connections: {
        database: database.connection,
        storage: createLocalConnection(storage.answer, onError),
        queue: queues.connection,
      },
      openIterators: database.openIterators,
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

export function createCredentials(): Credentials {
  return {
    accessKeyId: `LOCAL${randomBytes(8).toString("hex").toUpperCase()}`,
    secretAccessKey: randomBytes(24).toString("base64url"),
  };
}

/**
 * The share of what uploads leave free that an object of this key leaves free. Deleting many photos stores what they
 * are.
 */
function getReserveShare(key: string): number {
  if (key.startsWith(UPLOADS_PREFIX)) return 1;
  return key.startsWith(BULK_PREFIX) ? 0 : LAST_RESERVE;
}
