import { createHmac, hash } from "node:crypto";
import { GetObjectCommand } from "@aws-sdk/client-s3";
import { getSignedUrl } from "@aws-sdk/s3-request-presigner";
import { expiry } from "./signing.ts";
import type { Storage } from "./storage.ts";

/*
 * URLs of renditions, by Signature Version 4 in its form for links. A page has hundreds of them, and the SDK spends 50
 * to 100 µs of CPU on each; computed here with the day's key kept it is 5 µs.
 * https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-query-string-auth.html
 */

const MINUTE_MS = 60 * 1000;
/** From when a link to a rendition is given out it lives so long at most. */
export const RENDITION_URL_SECONDS = 3 * 60 * 60;

export const SIGNATURE_BYTES = 32;

/** How long URLs live, and from what their signing time is rounded down to. */
export interface UrlLife {
  windowMs: number;
  seconds: number;
}
const ownersUrls: UrlLife = { windowMs: 60 * MINUTE_MS, seconds: RENDITION_URL_SECONDS };
/** Those that strangers get end soon, since what they are of may be taken from them. */
export const shareUrls: UrlLife = { windowMs: 5 * MINUTE_MS, seconds: 15 * 60 };
/** Some 200 bytes each, with their keys. */
const MAX_KEPT_SIGNATURES = 20_000;

export interface RenditionSigner {
  /** The URL of a rendition's key, the same for every call within its window of time. */
  sign(key: string): string;
  /** What differs between the URLs of keys, next to the keys: `SIGNATURE_BYTES` bytes in hex. */
  signatureOf(key: string): string;
  /**
   * The URL of keys of one pattern: `{signature}` stands for the signature in hex, and what the pattern has in braces
   * stays.
   */
  templateOf(pattern: string): string;
  /** When these URLs end, ISO 8601, UTC. */
  expiresAt: string;
}

interface Credentials {
  accessKeyId: string;
  secretAccessKey: string;
  sessionToken?: string | undefined;
}

interface Kept extends RenditionSigner {
  signedAtMs: number;
  credentials: Credentials;
}

const origins = new WeakMap<Storage, Promise<URL>>();
const signers = new WeakMap<Storage, Map<UrlLife, Kept>>();

/**
 * A signer of rendition URLs. The signing time is rounded down, for owners to the hour, so that the browser's cache
 * finds a picture again on the next page view; a URL of theirs lives two to three hours, or as long as the credentials.
 */
export async function createRenditionSigner(
  storage: Storage,
  now: Date = new Date(),
  life: UrlLife = ownersUrls,
): Promise<RenditionSigner> {
  const signedAtMs = Math.floor(now.getTime() / life.windowMs) * life.windowMs;
  const credentials: Credentials = await storage.client.config.credentials();
  const signersOfStorage = signers.get(storage) ?? new Map<UrlLife, Kept>();
  signers.set(storage, signersOfStorage);
  const kept = signersOfStorage.get(life);
  if (kept?.signedAtMs === signedAtMs && kept.credentials.accessKeyId === credentials.accessKeyId) return kept;
  const signedAt = new Date(signedAtMs);
  const urls = createUrlSigner({
    folder: await findFolder(storage),
    region: await storage.client.config.region(),
    credentials,
    signedAt,
    seconds: life.seconds,
  });
  const signatures = new Map<string, string>();
  const signatureOf = (key: string) => {
    const known = signatures.get(key);
    if (known !== undefined) return known;
    const signature = urls.signatureOf(key);
    if (signatures.size >= MAX_KEPT_SIGNATURES) signatures.clear();
    signatures.set(key, signature);
    return signature;
  };
  const signer: Kept = {
    signedAtMs,
    credentials,
    expiresAt: await expiry(storage, signedAt, life.seconds),
    signatureOf,
    templateOf: urls.templateOf,
    sign: (key) => urls.urlOf(key, signatureOf(key)),
  };
  signersOfStorage.set(life, signer);
  return signer;
}

/** Where objects of this bucket are, whatever the addressing style: one signature of the SDK's tells. */
function findFolder(storage: Storage): Promise<URL> {
  let folder = origins.get(storage);
  if (!folder) {
    const probe = new GetObjectCommand({ Bucket: storage.bucket, Key: "probe" });
    folder = getSignedUrl(storage.client, probe).then((url) => new URL(".", url));
    folder.catch(() => origins.delete(storage));
    origins.set(storage, folder);
  }
  return folder;
}

interface UrlSettings {
  /** Of which keys are paths; ends in "/". */
  folder: URL;
  region: string;
  credentials: Credentials;
  signedAt: Date;
  /** How long a URL lives. */
  seconds: number;
}

interface UrlSigner extends Pick<RenditionSigner, "signatureOf" | "templateOf"> {
  urlOf(key: string, signature: string): string;
}

/** What makes the URL of a key that anyone may get, in its parts. */
export function createUrlSigner({ folder, region, credentials, signedAt, seconds }: UrlSettings): UrlSigner {
  const time = signedAt.toISOString().replace(/[-:]|\.\d{3}/g, "");
  const scope = `${time.slice(0, "20240101".length)}/${region}/s3/aws4_request`;
  const [day = "", ...rest] = scope.split("/");
  const dayKey = hmac(`AWS4${credentials.secretAccessKey}`, day);
  const sign = createMac(rest.reduce(hmac, dayKey));
  // In the order that the canonical request demands.
  const parameters = Object.entries({
    "X-Amz-Algorithm": "AWS4-HMAC-SHA256",
    "X-Amz-Credential": `${credentials.accessKeyId}/${scope}`,
    "X-Amz-Date": time,
    "X-Amz-Expires": String(seconds),
    ...(credentials.sessionToken === undefined ? {} : { "X-Amz-Security-Token": credentials.sessionToken }),
    "X-Amz-SignedHeaders": "host",
  });
  const query = parameters.map(([name, value]) => `${name}=${encodeRfc3986(value)}`).join("&");
  const toPath = (key: string) => folder.pathname + encodePath(key);
  const toUrl = (path: string, signature: string) => `${folder.origin}${path}?${query}&X-Amz-Signature=${signature}`;
  return {
    signatureOf(key) {
      const request = `GET\n${toPath(key)}\n${query}\nhost:${folder.host}\n\nhost\nUNSIGNED-PAYLOAD`;
      return sign(`AWS4-HMAC-SHA256\n${time}\n${scope}\n${hash("sha256", request)}`);
    },
    urlOf: (key, signature) => toUrl(toPath(key), signature),
    templateOf: (pattern) => toUrl(folder.pathname + pattern, "{signature}"),
  };
}

function hmac(key: string | Buffer, text: string): Buffer {
  return createHmac("sha256", key).update(text).digest();
}

const BLOCK_BYTES = 64;
const INNER_PAD = 0x36;
const OUTER_PAD = 0x5c;
/** Of what is signed: times, a scope and a hash. */
const MAX_MAC_TEXT = 512;
const UNRESERVED_PATH = /^[\w.~/-]*$/;

/**
 * HMAC-SHA-256 in hex (RFC 2104) for a key of at most a block and ASCII text, in a tenth of the time that `createHmac`
 * takes.
 */
function createMac(key: Buffer): (text: string) => string {
  const block = Buffer.alloc(BLOCK_BYTES);
  block.set(key);
  const [innerPad, outerPad] = [INNER_PAD, OUTER_PAD].map((pad) => block.map((byte) => byte ^ pad));
  const [inner, outer] = [Buffer.alloc(BLOCK_BYTES + MAX_MAC_TEXT), Buffer.alloc(BLOCK_BYTES + SIGNATURE_BYTES)];
  inner.set(innerPad ?? []);
  outer.set(outerPad ?? []);
  return (text) => {
    if (text.length > MAX_MAC_TEXT)
      throw new RangeError(`Expected at most ${MAX_MAC_TEXT} characters but received more`);
    const end = BLOCK_BYTES + inner.write(text, BLOCK_BYTES, "latin1");
    outer.set(hash("sha256", inner.subarray(0, end), "buffer"), BLOCK_BYTES);
    return hash("sha256", outer, "hex");
  };
}

/**
 * A key as part of a path. Most have nothing to encode, which is looked at once rather than for each of their parts.
 */
function encodePath(key: string): string {
  return UNRESERVED_PATH.test(key) ? key : key.split("/").map(encodeRfc3986).join("/");
}

/** What RFC 3986 leaves unreserved stays; `encodeURIComponent` spares five characters more. */
function encodeRfc3986(text: string): string {
  return encodeURIComponent(text).replace(
    /[!'()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}
