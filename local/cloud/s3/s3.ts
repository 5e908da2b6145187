import { randomBytes } from "node:crypto";
import { mkdir, rm, stat, writeFile } from "node:fs/promises";
import type { IncomingMessage, ServerResponse } from "node:http";
import { join } from "node:path";
import { type LocalRequest, type LocalResponse, sendResponse } from "../local-request.ts";
import { listenOnLoopback } from "../loopback-server.ts";
import { type Credentials, isSigned, SignatureRefusedError, verifySignature } from "../signature.ts";
import { allowOrigin, answerPreflight } from "./cors.ts";
import { createDiskRoom, type DiskRoom } from "./disk-room.ts";
import { objectCreatedEvent, type StoredObjectFacts, testEvent } from "./event-notification.ts";
import { openEventOutbox } from "./event-outbox.ts";
import { answerListObjects } from "./list-objects.ts";
import { ObjectStore } from "./object-store.ts";
import { answerReadObject } from "./read-object.ts";
import { S3Error } from "./s3-error.ts";
import { readSupportedTarget } from "./s3-request.ts";
import { answerDeleteObject, answerDeleteObjects, answerPutObject } from "./write-object.ts";

export interface LocalS3 {
  url: string;
  port: number;
  /** Answers a request of this process, whose signature nobody looks at. */
  answer: (request: LocalRequest) => Promise<LocalResponse>;
  close(): Promise<void>;
}

export interface LocalS3Options {
  directory: string;
  /** 0 for any free port. */
  port: number;
  region: string;
  credentials: Credentials;
  bucket: string;
  /** Origins of the pages whose scripts may use the bucket. */
  corsOrigins: string[];
  /** Objects under this prefix are announced on the queue. */
  notifyPrefix: string;
  /** Bytes that are free on the disk. */
  freeBytes: () => Promise<number>;
  /** Bytes that have to be left free when an object of this key has been stored. */
  leaves: (key: string) => number;
  /**
   * What has to be done before such an object may be there. An object and its message outlive a loss of power, and
   * whose image the database has lost then would be deleted as an upload that came late.
   */
  beforeNotifying: () => Promise<void>;
  sendToQueue: (message: string) => Promise<void>;
  onError: (error: unknown) => void;
}

/** S3 on disk with one bucket: what the application uses of it, and no more. @throws PortInUseError */
export async function startS3(options: LocalS3Options): Promise<LocalS3> {
  const directories = {
    objects: join(options.directory, "objects"),
    incoming: join(options.directory, "incoming"),
    outbox: join(options.directory, "events"),
  };
  /** Made with the bucket since objects are files; where it is missing, earlier versions may have left several each. */
  const marker = join(options.directory, "one-file-each");
  await rm(directories.incoming, { recursive: true, force: true });
  for (const directory of Object.values(directories)) await mkdir(directory, { recursive: true });

  const source = () => ({ bucket: options.bucket, region: options.region, at: new Date() });
  const outbox = await openEventOutbox(directories.outbox, (object) =>
    options.sendToQueue(objectCreatedEvent(object, source())),
  );
  const bucketDirectory = join(directories.objects, options.bucket);
  const isThere = await exists(bucketDirectory);
  if (!isThere) await writeFile(marker, "");
  const store = new ObjectStore({
    mayHaveEarlierFiles: !(await exists(marker)),
    directory: bucketDirectory,
    incomingDirectory: directories.incoming,
    store: (object: StoredObjectFacts, commit) => {
      if (!object.key.startsWith(options.notifyPrefix)) return commit();
      return outbox.storeAndNotify(object, async () => {
        await options.beforeNotifying();
        await commit();
      });
    },
  });
  if (!isThere) {
    await options.sendToQueue(testEvent(options.bucket, new Date()));
    await mkdir(bucketDirectory);
  }
  await outbox.sendOwed((key) => store.exists(key));

  const room = createDiskRoom(options.freeBytes);
  const act = (request: LocalRequest) =>
    answerRequest(request, store, { ...options, room, directory: bucketDirectory });
  const answer = (request: LocalRequest) => orRefusal(request, () => act(request));
  const answerSigned = (request: LocalRequest) =>
    orRefusal(request, async () => {
      if (request.method === "OPTIONS") return answerPreflight(request, options.corsOrigins);
      requireSignature(request, options);
      return act(request);
    });
  const server = await listenOnLoopback(
    (request, response) => handle(request, response, options, answerSigned),
    options,
  );
  return { ...server, answer };
}

function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}

/** @throws S3Error when the request is rejected */
async function answerRequest(
  request: LocalRequest,
  store: ObjectStore,
  options: LocalS3Options & { room: DiskRoom },
): Promise<LocalResponse> {
  const { method } = request;
  const { key, query } = readSupportedTarget(request, options.bucket);
  if (key === "") {
    if (method === "POST") return answerDeleteObjects(request, store);
    if (method === "GET") return answerListObjects(query, options);
    return { status: 200, headers: { "x-amz-bucket-region": options.region } };
  }
  if (method === "PUT") {
    const object = { bytes: Number(request.headers["content-length"]) || 0, left: options.leaves(key) };
    return options.room.receive(object, () => answerPutObject(request, store, key));
  }
  if (method === "DELETE") return answerDeleteObject(store, key);
  return answerReadObject(request, store, key);
}

/** Refusals are answers as well. */
async function orRefusal(
  { method }: Pick<LocalRequest, "method">,
  answer: () => Promise<LocalResponse>,
): Promise<LocalResponse> {
  try {
    return await answer();
  } catch (error) {
    if (!(error instanceof S3Error)) throw error;
    const refusal = error.toResponse();
    return method === "HEAD" ? { ...refusal, body: undefined } : refusal;
  }
}

async function handle(
  request: IncomingMessage,
  response: ServerResponse,
  options: LocalS3Options,
  answer: (request: LocalRequest) => Promise<LocalResponse>,
): Promise<void> {
  response.setHeader("x-amz-request-id", randomBytes(8).toString("hex").toUpperCase());
  // A picture is what it says it is; pages of another origin show it by a signed link, which is what protects it.
  response.setHeader("x-content-type-options", "nosniff");
  response.setHeader("cross-origin-resource-policy", "cross-origin");
  allowOrigin(request, response, options.corsOrigins);
  // The rest of a body that nobody wants must not stand in the way of the connection's next request.
  response.once("finish", () => request.unpipe().resume());
  const { method = "", url = "/", headers } = request;
  try {
    await sendResponse(response, await answer({ method, url, headers, body: request }));
  } catch (error) {
    // A sender that goes away in the middle needs no answer.
    if (!request.destroyed || request.complete) throw error;
  }
}

/** @throws S3Error */
function requireSignature({ method, url, headers }: Omit<LocalRequest, "body">, options: LocalS3Options): void {
  if (!isSigned({ url, headers })) throw new S3Error("AccessDenied", "Access Denied");
  const query = new URL(url, "http://s3").searchParams;
  const payloadHash =
    query.get("X-Amz-Content-Sha256") ?? headers["x-amz-content-sha256"]?.toString() ?? "UNSIGNED-PAYLOAD";
  const { region, credentials } = options;
  try {
    verifySignature({ method, url, headers }, { service: "s3", region, credentials, payloadHash, now: new Date() });
  } catch (error) {
    throw error instanceof SignatureRefusedError ? new S3Error(error.code, error.message) : error;
  }
}
