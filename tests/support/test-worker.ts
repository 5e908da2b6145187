import { createHash } from "node:crypto";
import type { SQSEvent, SQSRecord } from "aws-lambda";
import { ulid } from "ulid";
import { workerConfig } from "#lib/config.ts";
import type { Image } from "#lib/images/image.ts";
import { createImage } from "#lib/images/image-repository.ts";
import { originalKey } from "#lib/images/object-keys.ts";
import { writeObject } from "#lib/storage/objects.ts";
import { reserveBytes } from "#lib/usage/reserve-bytes.ts";
import type { LocalCloud } from "#local/cloud/cloud.ts";
import { createHandler, type Handler } from "#worker/create-handler.ts";
import { createRenderer } from "#worker/renderer.ts";
import type { Telemetry } from "#worker/telemetry.ts";
import type { WorkerServices } from "#worker/worker-services.ts";
import type { TestFile } from "./image-factory.ts";
import type { TestCloud } from "./test-cloud.ts";

export interface TestWorker {
  services: WorkerServices;
  handle: Handler;
  stop(): Promise<void>;
}

const nothing = () => {};
/** Failures are what many tests are about; their logs would bury the result. */
const silentTelemetry: Telemetry = {
  info: nothing,
  warn: nothing,
  error: nothing,
  countRendered: nothing,
  countFailed: nothing,
  countDuplicate: nothing,
  countAttemptFailed: nothing,
  flush: nothing,
};

/** The worker on a test's cloud, with the services or settings replaced that the caller names. */
export function startTestWorker(
  { cloud, database, storage }: Pick<TestCloud, "database" | "storage"> & { cloud: Pick<LocalCloud, "environment"> },
  environment: Record<string, string> = {},
): TestWorker {
  const config = workerConfig({ ...cloud.environment, ...environment });
  const services: WorkerServices = {
    config,
    database,
    storage,
    renderer: createRenderer(),
    telemetry: silentTelemetry,
  };
  return { services, handle: createHandler(services), stop: () => services.renderer.close() };
}

const QUOTA_BYTES = 10 ** 12;

/** An image whose upload has begun, with its reservation. Its bytes are not stored yet. */
export async function announce(
  { database }: Pick<TestCloud, "database">,
  file: TestFile,
  ownerId: string = ulid(),
): Promise<Image> {
  const at = new Date().toISOString();
  const image: Image = {
    id: ulid(),
    ownerId,
    revision: 0,
    fileName: file.fileName,
    contentType: file.contentType,
    bytes: Math.max(1, file.body.length),
    sha256: createHash("sha256").update(file.body).digest("hex"),
    status: "uploading",
    traceId: ulid(),
    uploadedAt: at,
    statusAt: at,
    sortAt: at,
    favourite: false,
    tags: [],
    albums: [],
    renditions: {},
  };
  await reserveBytes(database, ownerId, {
    uploads: [{ imageId: image.id, bytes: image.bytes }],
    quotaBytes: QUOTA_BYTES,
  });
  await createImage(database, image);
  return image;
}

/** Stores an image's bytes where the worker looks for them. */
export async function store({ storage }: Pick<TestCloud, "storage">, image: Image, body: Buffer): Promise<void> {
  await writeObject(storage, originalKey(image.ownerId, image.id), body, { contentType: image.contentType });
}

/** A queue message as SQS delivers it. */
export function delivery(body: string, attempt = 1): SQSRecord {
  return {
    messageId: ulid(),
    receiptHandle: "",
    body,
    attributes: {
      ApproximateReceiveCount: String(attempt),
      SentTimestamp: String(Date.now()),
      SenderId: "",
      ApproximateFirstReceiveTimestamp: String(Date.now()),
    },
    messageAttributes: {},
    md5OfBody: "",
    eventSource: "aws:sqs",
    eventSourceARN: "",
    awsRegion: "us-east-1",
  };
}

/** The notification that S3 sends when an image's original has been stored. */
export function storedEvent(
  image: Pick<Image, "id" | "ownerId">,
  options: { bucket?: string; key?: string; sequencer?: string; sourceIp?: string } = {},
): string {
  return JSON.stringify({
    Records: [
      {
        eventVersion: "2.6",
        eventSource: "aws:s3",
        awsRegion: "us-east-1",
        eventTime: new Date().toISOString(),
        eventName: "ObjectCreated:Put",
        requestParameters: { sourceIPAddress: options.sourceIp ?? "127.0.0.1" },
        s3: {
          s3SchemaVersion: "1.0",
          bucket: { name: options.bucket ?? "skylight" },
          object: {
            key: options.key ?? originalKey(image.ownerId, image.id),
            sequencer: options.sequencer ?? "0055AED6DCD90281E5",
          },
        },
      },
    ],
  });
}

export function batch(...records: SQSRecord[]): SQSEvent {
  return { Records: records };
}
