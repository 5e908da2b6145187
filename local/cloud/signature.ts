import { createHash, createHmac, createSecretKey, type KeyObject, timingSafeEqual } from "node:crypto";
import type { IncomingHttpHeaders } from "node:http";

/*
 * Checks AWS Signature Version 4, in the Authorization header and in presigned URLs, as the services do.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/create-signed-request.html
 * https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-query-string-auth.html
 */

const ALGORITHM = "AWS4-HMAC-SHA256";
const MAX_SKEW_MS = 15 * 60 * 1000;
const MAX_SIGNING_KEYS = 50;
const MAX_PRESIGNED_SECONDS = 7 * 24 * 60 * 60;

export interface Credentials {
  accessKeyId: string;
  secretAccessKey: string;
}

export interface SignedRequest {
  method: string;
  /** Path and query exactly as they came over the wire. */
  url: string;
  headers: IncomingHttpHeaders;
}

export interface SignatureExpectation {
  service: "s3" | "sqs" | "dynamodb";
  region: string;
  credentials: Credentials;
  /** Hex SHA-256 of the body, or what stands in its place for S3 ("UNSIGNED-PAYLOAD"). */
  payloadHash: string;
  now: Date;
}

export type SignatureRefusalCode =
  | "AccessDenied"
  | "AuthorizationHeaderMalformed"
  | "AuthorizationQueryParametersError"
  | "InvalidAccessKeyId"
  | "RequestTimeTooSkewed"
  | "SignatureDoesNotMatch";

export class SignatureRefusedError extends Error {
  override readonly name = "SignatureRefusedError";
  readonly code: SignatureRefusalCode;

  constructor(code: SignatureRefusalCode, message: string) {
    super(message);
    this.code = code;
  }
}

interface SignatureParts {
  credential: string[];
  signedHeaders: string[];
  signature: string;
  timestamp: string;
  presignedSeconds: number | undefined;
}

/**
 * Returns when the request carries a valid signature by `expectation.credentials` that covers the host and every
 * x-amz-* header.
 * @throws SignatureRefusedError with the code that the service itself would answer with
 */
export function verifySignature(request: SignedRequest, expectation: SignatureExpectation): void {
  const [path = "/", queryString = ""] = splitOnce(request.url, "?");
  const query = parseQuery(queryString);
  const parts = readSignature(request.headers, query);
  const signedAt = parseTimestamp(parts.timestamp);
  if (signedAt === undefined) {
    throw new SignatureRefusedError("AccessDenied", "AWS authentication requires a valid Date or x-amz-date header");
  }
  requireValidTime(parts, signedAt, expectation.now.getTime());

  const day = parts.timestamp.slice(0, 8);
  const scope = [day, expectation.region, expectation.service, "aws4_request"];
  const [accessKeyId, ...givenScope] = parts.credential;
  if (givenScope.join("/") !== scope.join("/")) {
    throw new SignatureRefusedError(
      parts.presignedSeconds === undefined ? "AuthorizationHeaderMalformed" : "AuthorizationQueryParametersError",
      `The credential's scope should be ${scope.join("/")} but was ${givenScope.join("/")}`,
    );
  }
  if (accessKeyId !== expectation.credentials.accessKeyId) {
    throw new SignatureRefusedError(
      "InvalidAccessKeyId",
      "The AWS Access Key Id you provided does not exist in our records.",
    );
  }
  requireCoveringHeaders(request.headers, parts.signedHeaders);

  const canonicalRequest = [
    request.method,
    canonicalPath(path, expectation.service),
    canonicalQuery(query),
    ...parts.signedHeaders.map((name) => `${name}:${canonicalHeaderValue(request.headers[name])}`),
    "",
    parts.signedHeaders.join(";"),
    expectation.payloadHash,
  ].join("\n");
  const stringToSign = [ALGORITHM, parts.timestamp, scope.join("/"), sha256Hex(canonicalRequest)].join("\n");
  const key = getSigningKey(scope, expectation.credentials.secretAccessKey);
  const calculated = createHmac("sha256", key).update(stringToSign).digest("hex");
  if (!isEqual(calculated, parts.signature)) {
    throw new SignatureRefusedError(
      "SignatureDoesNotMatch",
      "The request signature we calculated does not match the signature you provided. Check your key and signing method.",
    );
  }
}

/** What has the right of these credentials without a signature, for clients that are given it. */
export function toToken({ secretAccessKey }: Credentials): string {
  return createHmac("sha256", secretAccessKey).update("token of the local cloud").digest("hex");
}

/** Whether a request carries that token. */
export function carriesToken(headers: IncomingHttpHeaders, token: string): boolean {
  const { authorization } = headers;
  return authorization !== undefined && isEqual(authorization, `Bearer ${token}`);
}

const signingKeys = new Map<string, KeyObject>();

/** A key signs for one day and service, so that the few in use are kept; an SDK keeps as many. */
function getSigningKey(scope: string[], secretAccessKey: string): KeyObject {
  const name = [secretAccessKey, ...scope].join("/");
  const known = signingKeys.get(name);
  if (known) return known;
  const key = createSecretKey(
    scope.reduce(
      (secret, part) => createHmac("sha256", secret).update(part).digest(),
      Buffer.from(`AWS4${secretAccessKey}`),
    ),
  );
  if (signingKeys.size >= MAX_SIGNING_KEYS) signingKeys.clear();
  signingKeys.set(name, key);
  return key;
}

/** Whether the request carries a signature of this version at all, valid or not. */
export function isSigned(request: Pick<SignedRequest, "url" | "headers">): boolean {
  if (request.headers.authorization !== undefined) return true;
  return new URLSearchParams(splitOnce(request.url, "?")[1]).has("X-Amz-Signature");
}

function readSignature(headers: IncomingHttpHeaders, query: [string, string][]): SignatureParts {
  const parameters = new Map(query);
  if (headers.authorization !== undefined) {
    if (parameters.has("X-Amz-Signature")) {
      throw new SignatureRefusedError("AuthorizationHeaderMalformed", "Only one auth mechanism allowed");
    }
    return readAuthorizationHeader(headers.authorization, headers);
  }
  const [credential, signedHeaders, signature, timestamp, expires] = [
    "X-Amz-Credential",
    "X-Amz-SignedHeaders",
    "X-Amz-Signature",
    "X-Amz-Date",
    "X-Amz-Expires",
  ].map((name) => parameters.get(name));
  const seconds = Number(expires);
  if (
    parameters.get("X-Amz-Algorithm") !== ALGORITHM ||
    !credential ||
    !signedHeaders ||
    !signature ||
    !timestamp ||
    !Number.isInteger(seconds) ||
    seconds < 1 ||
    seconds > MAX_PRESIGNED_SECONDS
  ) {
    throw new SignatureRefusedError(
      "AuthorizationQueryParametersError",
      `Query-string authentication requires X-Amz-Algorithm=${ALGORITHM}, X-Amz-Credential, X-Amz-Signature, X-Amz-Date, X-Amz-SignedHeaders and X-Amz-Expires of 1 to ${MAX_PRESIGNED_SECONDS}`,
    );
  }
  return {
    credential: credential.split("/"),
    signedHeaders: signedHeaders.split(";"),
    signature,
    timestamp,
    presignedSeconds: seconds,
  };
}

function readAuthorizationHeader(authorization: string, headers: IncomingHttpHeaders): SignatureParts {
  const [algorithm, rest = ""] = splitOnce(authorization, " ");
  const components = new Map(rest.split(",").map((component) => splitOnce(component.trim(), "=")));
  const credential = components.get("Credential");
  const signedHeaders = components.get("SignedHeaders");
  const signature = components.get("Signature");
  if (algorithm !== ALGORITHM || !credential || !signedHeaders || !signature) {
    throw new SignatureRefusedError(
      "AuthorizationHeaderMalformed",
      `The authorization header requires ${ALGORITHM} with Credential, SignedHeaders and Signature`,
    );
  }
  return {
    credential: credential.split("/"),
    signedHeaders: signedHeaders.split(";"),
    signature,
    timestamp: String(headers["x-amz-date"] ?? ""),
    presignedSeconds: undefined,
  };
}

function requireValidTime(parts: SignatureParts, signedAt: number, now: number): void {
  if (parts.presignedSeconds === undefined) {
    if (Math.abs(now - signedAt) > MAX_SKEW_MS) {
      throw new SignatureRefusedError(
        "RequestTimeTooSkewed",
        "The difference between the request time and the current time is too large.",
      );
    }
    return;
  }
  if (signedAt - now > MAX_SKEW_MS) throw new SignatureRefusedError("AccessDenied", "Request is not valid yet");
  if (now > signedAt + parts.presignedSeconds * 1000) {
    throw new SignatureRefusedError("AccessDenied", "Request has expired");
  }
}

function requireCoveringHeaders(headers: IncomingHttpHeaders, signedHeaders: string[]): void {
  const uncovered = Object.keys(headers).filter(
    (name) => (name === "host" || name.startsWith("x-amz-")) && !signedHeaders.includes(name),
  );
  if (uncovered.length > 0) {
    throw new SignatureRefusedError(
      "AccessDenied",
      `There were headers present in the request which were not signed: ${uncovered.join(", ")}`,
    );
  }
}

/** S3 encodes each part of the path once, the other services encode the encoded path again. */
function canonicalPath(path: string, service: SignatureExpectation["service"]): string {
  return path
    .split("/")
    .map((part) => encodeRfc3986(service === "s3" ? safeDecode(part) : part))
    .join("/");
}

function canonicalQuery(query: [string, string][]): string {
  return query
    .filter(([name]) => name !== "X-Amz-Signature")
    .map(([name, value]) => [encodeRfc3986(name), encodeRfc3986(value)] as const)
    .sort(([nameA, valueA], [nameB, valueB]) => compare(nameA, nameB) || compare(valueA, valueB))
    .map(([name, value]) => `${name}=${value}`)
    .join("&");
}

function canonicalHeaderValue(value: string | string[] | undefined): string {
  return (Array.isArray(value) ? value.join(",") : (value ?? "")).trim().replace(/\s+/g, " ");
}

function parseQuery(queryString: string): [string, string][] {
  return queryString
    .split("&")
    .filter((pair) => pair !== "")
    .map((pair) => {
      const [name, value = ""] = splitOnce(pair, "=");
      return [safeDecode(name), safeDecode(value)];
    });
}

/** Milliseconds since the epoch of "20260102T030405Z", or undefined. */
function parseTimestamp(timestamp: string): number | undefined {
  const match = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/.exec(timestamp);
  if (!match) return undefined;
  const [, year, month, day, hour, minute, second] = match;
  const time = Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`);
  return Number.isNaN(time) ? undefined : time;
}

function encodeRfc3986(text: string): string {
  return encodeURIComponent(text).replace(/[!'()*]/g, (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`);
}

/** Text that is not valid percent encoding stands for itself; its signature then matches nothing that an SDK signs. */
function safeDecode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text.toWellFormed();
  }
}

function splitOnce(text: string, separator: string): [string, string] {
  const at = text.indexOf(separator);
  return at < 0 ? [text, ""] : [text.slice(0, at), text.slice(at + separator.length)];
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function isEqual(a: string, b: string): boolean {
  // Headers are Latin-1, of which each character is a byte here as well.
  const [bytesA, bytesB] = [Buffer.from(a, "latin1"), Buffer.from(b, "latin1")];
  return bytesA.length === bytesB.length && timingSafeEqual(bytesA, bytesB);
}

function sha256Hex(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}
