import type { LocalRequest } from "../local-request.ts";
import { requireStorableKey } from "./object-key.ts";
import type { PutPromise } from "./object-store.ts";
import { S3Error, type S3ErrorCode } from "./s3-error.ts";

const MAX_OBJECT_BYTES = 5 * 1024 ** 3;
/** 1,000 keys of a batch deletion fit. */
const MAX_BATCH_DELETE_BYTES = 2 * 1024 ** 2;

const SHA256_BYTES = 32;
const MD5_BYTES = 16;

/** Query parameters of calls that are no operations of their own. */
const PLAIN_PARAMETERS = /^(x-amz-|x-id$|response-)/i;
const LIST_PARAMETERS = new Set([
  "list-type",
  "prefix",
  "delimiter",
  "max-keys",
  "start-after",
  "continuation-token",
  "encoding-type",
  "fetch-owner",
]);

/**
 * The key that a request is about, "" for the bucket, and its query. Refused is what is not done here: everything
 * beyond objects, listings and deletions in the one bucket. Keys must be able to stand as paths on disk.
 * @throws S3Error
 */
export function readSupportedTarget(request: LocalRequest, bucket: string): Omit<Target, "bucketName"> {
  const { bucketName, key, query } = readTarget(request.url);
  const { method } = request;
  if (bucketName !== bucket) {
    if (bucketName === "") throw notImplemented();
    throw new S3Error("NoSuchBucket", "The specified bucket does not exist", { BucketName: bucketName });
  }
  const unusual = [...query.keys()].filter((name) => !PLAIN_PARAMETERS.test(name));
  if (key === "") {
    const isListing = method === "GET" && query.get("list-type") === "2";
    const isQuestionWhetherThere = method === "HEAD" && unusual.length === 0;
    const isBatchDelete = method === "POST" && unusual.join() === "delete";
    const isKnown = isListing
      ? unusual.every((name) => LIST_PARAMETERS.has(name))
      : isQuestionWhetherThere || isBatchDelete;
    if (!isKnown) throw notImplemented();
    if (isBatchDelete) requireLength(request, MAX_BATCH_DELETE_BYTES);
    return { key, query };
  }
  requireStorableKey(key);
  if (!["GET", "HEAD", "PUT", "DELETE"].includes(method)) {
    throw new S3Error("MethodNotAllowed", "The specified method is not allowed against this resource.");
  }
  const changesByCondition = method !== "GET" && method !== "HEAD" && request.headers["if-match"] !== undefined;
  if (changesByCondition) throw notImplemented();
  if (unusual.length > 0 || request.headers["x-amz-copy-source"] !== undefined) throw notImplemented();
  return { key, query };
}

/**
 * What the request promises about the body of an object that it puts.
 * @throws S3Error `InvalidRequest`, `InvalidDigest`, `MissingContentLength`, `EntityTooLarge`, `NotImplemented`
 */
export function readPutPromise(request: LocalRequest): PutPromise {
  const query = new URL(request.url, "http://s3").searchParams;
  // Presigners move x-amz-* headers into the query unless told otherwise.
  const read = (name: string) => request.headers[name]?.toString() ?? query.get(name) ?? undefined;
  requireLength(request, MAX_OBJECT_BYTES);
  const payload = read("x-amz-content-sha256");
  const otherChecksum = [...Object.keys(request.headers), ...query.keys()].find(
    (name) => /^x-amz-checksum-(?!sha256$)/i.test(name) && !/^x-amz-checksum-(algorithm|type|mode)$/i.test(name),
  );
  if (otherChecksum || payload?.startsWith("STREAMING-")) throw notImplemented();
  const condition = request.headers["if-none-match"];
  if (condition !== undefined && condition !== "*") throw notImplemented();
  return {
    onlyIfAbsent: condition === "*",
    bytes: Number(request.headers["content-length"]),
    sha256: readDigest(read("x-amz-checksum-sha256"), SHA256_BYTES, "InvalidRequest", "x-amz-checksum-sha256"),
    md5: readDigest(read("content-md5"), MD5_BYTES, "InvalidDigest", "Content-MD5"),
    payloadSha256Hex: payload !== undefined && /^[0-9a-f]{64}$/.test(payload) ? payload : undefined,
  };
}

function requireLength(request: LocalRequest, maxBytes: number): void {
  const length = request.headers["content-length"];
  if (length === undefined) {
    throw new S3Error("MissingContentLength", "You must provide the Content-Length HTTP header.");
  }
  if (Number(length) > maxBytes) {
    throw new S3Error("EntityTooLarge", "Your proposed upload exceeds the maximum allowed size");
  }
}

function readDigest(value: string | undefined, bytes: number, code: S3ErrorCode, name: string): string | undefined {
  if (value === undefined) return undefined;
  const digest = Buffer.from(value, "base64");
  if (digest.length !== bytes || digest.toString("base64") !== value) {
    throw new S3Error(code, `Value for ${name} is invalid.`);
  }
  return value;
}

interface Target {
  bucketName: string;
  key: string;
  query: URLSearchParams;
}

/** @throws S3Error `InvalidURI` */
function readTarget(url: string): Target {
  const [path = "", query = ""] = url.split(/\?(.*)/s);
  try {
    const [, bucketName = "", ...key] = path.split("/").map(decodeURIComponent);
    return { bucketName, key: key.join("/"), query: new URLSearchParams(query) };
  } catch {
    throw new S3Error("InvalidURI", "Couldn't parse the specified URI.");
  }
}

function notImplemented(): S3Error {
  return new S3Error(
    "NotImplemented",
    "A header or parameter you provided implies functionality that is not implemented",
  );
}
