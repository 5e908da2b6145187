import { randomBytes } from "node:crypto";
import { mkdir, rm } from "node:fs/promises";
import type { IncomingMessage, ServerResponse } from "node:http";
import { join } from "node:path";
import S3rver from "@20minutes/s3rver";
import S3Error from "@20minutes/s3rver/lib/models/error.js";
import { listenOnLoopback } from "../loopback-server.ts";
import { type Credentials, isSigned, SignatureRefusedError, verifySignature } from "../signature.ts";
import { allowOrigin, answerPreflight } from "./cors.ts";
import { objectCreatedEvent, type StoredObjectFacts, testEvent } from "./event-notification.ts";
import { openEventOutbox } from "./event-outbox.ts";
import { answerListObjects } from "./list-objects.ts";
import { ObjectStore, putPromises } from "./object-store.ts";
import { answerReadObject } from "./read-object.ts";
import { readPutPromise, readTarget, requireSupportedOperation } from "./s3-request.ts";

export interface LocalS3 {
  url: string;
  port: number;
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
  /** Whether the disk can take an object of that size under this prefix. */
  hasRoomFor: (bytes: number) => Promise<boolean>;
  sendToQueue: (message: string) => Promise<void>;
  onError: (error: unknown) => void;
}

/**
 * S3 on disk with one bucket. The engine keeps and lists the files and answers in S3's XML; everything that decides
 * who may do what, and what S3 promises beyond that, stands in front of it.
 * @throws PortInUseError
 */
export async function startS3(options: LocalS3Options): Promise<LocalS3> {
  const directories = {
    objects: join(options.directory, "objects"),
    incoming: join(options.directory, "incoming"),
    outbox: join(options.directory, "events"),
  };
  await rm(directories.incoming, { recursive: true, force: true });
  for (const directory of Object.values(directories)) await mkdir(directory, { recursive: true });

  const source = () => ({ bucket: options.bucket, region: options.region, at: new Date() });
  const outbox = await openEventOutbox(directories.outbox, (object) =>
    options.sendToQueue(objectCreatedEvent(object, source())),
  );
  const store = new ObjectStore({
    directory: directories.objects,
    incomingDirectory: directories.incoming,
    store: (object: StoredObjectFacts, commit) =>
      object.key.startsWith(options.notifyPrefix) ? outbox.storeAndNotify(object, commit) : commit(),
  });
  if (!(await store.getBucket(options.bucket))) {
    await options.sendToQueue(testEvent(options.bucket, new Date()));
    await store.putBucket(options.bucket);
  }
  await outbox.sendOwed((key) => store.existsObject(options.bucket, key));

  const answer = createEngine(store, { ...options, directory: directories.objects }, options.onError);
  return listenOnLoopback((request, response) => handle(request, response, options, answer), options);
}

type Answer = (request: IncomingMessage, response: ServerResponse) => Promise<void>;

const READING = new Set(["GET", "HEAD"]);
const LISTING = /^[^?]*\?(.*&)?list-type=2(&|$)/;

function createEngine(
  store: ObjectStore,
  { directory, bucket, region }: { directory: string; bucket: string; region: string },
  onError: (error: unknown) => void,
): Answer {
  const engine = new S3rver({ directory, silent: true, vhostBuckets: false });
  engine.store = store;
  engine.context.store = store;
  engine.on("error", (error) => {
    // Refusals are answers, and a client that went away needs none.
    const isExpected =
      error instanceof S3Error || (error instanceof Error && "code" in error && error.code === "ECONNRESET");
    if (!isExpected) onError(error);
  });
  engine.middleware.unshift((context, next) => {
    // The engine gives signed-in callers only what their signature, which it never sees, has already been checked for.
    context.state.account = {};
    return next();
  });
  const answer = engine.callback();
  return async (request, response) => {
    if (LISTING.test(request.url ?? "")) {
      return answerListObjects(request, response, { bucket, directory: store.getBucketPath(bucket) });
    }
    if (!READING.has(request.method ?? "")) return answer(request, response);
    const { key } = readTarget(request.url ?? "/");
    if (key !== "") return answerReadObject(request, response, store, { bucket, key });
    // The engine would list the bucket to say that it is there.
    if (request.method === "HEAD") response.writeHead(200, { "x-amz-bucket-region": region }).end();
    else await answer(request, response);
  };
}

async function handle(
  request: IncomingMessage,
  response: ServerResponse,
  options: LocalS3Options,
  answer: Answer,
): Promise<void> {
  response.setHeader("x-amz-request-id", randomBytes(8).toString("hex").toUpperCase());
  // A picture is what it says it is; pages of another origin show it by a signed link, which is what protects it.
  response.setHeader("x-content-type-options", "nosniff");
  response.setHeader("cross-origin-resource-policy", "cross-origin");
  allowOrigin(request, response, options.corsOrigins);
  // The rest of a body that nobody wants must not stand in the way of the connection's next request.
  response.once("finish", () => request.unpipe().resume());
  try {
    if (request.method === "OPTIONS") {
      answerPreflight(request, response, options.corsOrigins);
      return;
    }
    requireSignature(request, options);
    requireSupportedOperation(request, options.bucket);
    await requireRoom(request, options);
    const promise = request.method === "PUT" ? readPutPromise(request) : undefined;
    if (promise?.sha256) response.setHeader("x-amz-checksum-sha256", promise.sha256);
    removeSignature(request);
    await (promise ? putPromises.run(promise, () => answer(request, response)) : answer(request, response));
  } catch (error) {
    const refusal = error instanceof SignatureRefusedError ? toRefusal(error) : error;
    if (!(refusal instanceof S3Error)) throw error;
    refuse(request, response, refusal);
  }
}

/** Renditions and what else the application stores may use what uploads leave. @throws S3Error */
async function requireRoom(request: IncomingMessage, options: LocalS3Options): Promise<void> {
  if (request.method !== "PUT" || !request.url?.startsWith(`/${options.bucket}/${options.notifyPrefix}`)) return;
  if (await options.hasRoomFor(Number(request.headers["content-length"]) || 0)) return;
  const full = new S3Error("InsufficientStorage", "The disk of this storage is full. Nothing was stored.");
  full.status = 507;
  throw full;
}

function requireSignature(request: IncomingMessage, options: LocalS3Options): void {
  const { method = "", url = "/", headers } = request;
  if (!isSigned({ url, headers })) throw new S3Error("AccessDenied", "Access Denied");
  const query = new URL(url, "http://s3").searchParams;
  verifySignature(
    { method, url, headers },
    {
      service: "s3",
      region: options.region,
      credentials: options.credentials,
      payloadHash:
        query.get("X-Amz-Content-Sha256") ?? headers["x-amz-content-sha256"]?.toString() ?? "UNSIGNED-PAYLOAD",
      now: new Date(),
    },
  );
}

/** What was checked here must not be checked again by the engine, whose own check refuses good requests. */
function removeSignature(request: IncomingMessage): void {
  const [path = "/", queryString = ""] = (request.url ?? "/").split(/\?(.*)/s);
  const query = queryString.split("&").filter((pair) => pair !== "" && !/^x-amz-/i.test(pair));
  request.url = query.length > 0 ? `${path}?${query.join("&")}` : path;
  delete request.headers.authorization;
  // Tells the engine that an API client is asking, and no visitor of a web site in the bucket.
  request.headers["x-amz-date"] ??= new Date().toISOString();
}

function toRefusal(error: SignatureRefusedError): S3Error {
  return new S3Error(error.code, error.message);
}

function refuse(request: IncomingMessage, response: ServerResponse, error: S3Error): void {
  const body = Buffer.from(error.toXML());
  response.removeHeader("x-amz-checksum-sha256");
  response.writeHead(error.status, { "content-type": "application/xml", "content-length": body.length });
  response.end(request.method === "HEAD" ? undefined : body);
}
