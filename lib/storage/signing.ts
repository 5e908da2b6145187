import { GetObjectCommand, PutObjectCommand } from "@aws-sdk/client-s3";
import { getSignedUrl, S3RequestPresigner } from "@aws-sdk/s3-request-presigner";
import type { Storage } from "./storage.ts";

export interface SignedUpload {
  method: "PUT";
  url: string;
  /** To be sent exactly as they are. */
  headers: Record<string, string>;
  /** ISO 8601, UTC. */
  expiresAt: string;
}

/**
 * A signed PUT for one object: its exact length, type and SHA-256 are part of the signature, and it succeeds once
 * (a second PUT answers 412). https://docs.aws.amazon.com/AmazonS3/latest/userguide/conditional-writes.html
 */
export async function signUpload(
  storage: Storage,
  upload: { key: string; bytes: number; contentType: string; sha256Hex: string; cacheControl?: string },
  seconds: number,
  now: Date = new Date(),
): Promise<SignedUpload> {
  const checksum = Buffer.from(upload.sha256Hex, "hex").toString("base64");
  const command = new PutObjectCommand({
    Bucket: storage.bucket,
    Key: upload.key,
    ContentLength: upload.bytes,
    ContentType: upload.contentType,
    ChecksumSHA256: checksum,
    IfNoneMatch: "*",
  });
  const url = await getSignedUrl(storage.client, command, {
    expiresIn: seconds,
    signingDate: now,
    signableHeaders: new Set(["host", "content-length", "content-type", "if-none-match", "x-amz-checksum-sha256"]),
    unhoistableHeaders: new Set(["x-amz-checksum-sha256", "if-none-match"]),
  });
  return {
    method: "PUT",
    url,
    // The browser sets Content-Length itself, from the body.
    headers: { "content-type": upload.contentType, "x-amz-checksum-sha256": checksum, "if-none-match": "*" },
    expiresAt: await expiry(storage, now, seconds),
  };
}

/** A signed GET that saves an object under a file name of the user's own. */
export async function signDownload(
  storage: Storage,
  download: { key: string; fileName: string },
  seconds: number,
  now: Date = new Date(),
): Promise<{ url: string; expiresAt: string }> {
  const command = new GetObjectCommand({
    Bucket: storage.bucket,
    Key: download.key,
    ResponseContentDisposition: attachmentDisposition(download.fileName),
  });
  return {
    url: await getSignedUrl(storage.client, command, { expiresIn: seconds, signingDate: now }),
    expiresAt: await expiry(storage, now, seconds),
  };
}

const RENDITION_WINDOW_SECONDS = 60 * 60;
/** From when a link to a rendition is given out it lives so long at most. */
export const RENDITION_URL_SECONDS = 3 * RENDITION_WINDOW_SECONDS;

/** Signs keys of renditions for display. The returned URL is the same for every call within an hour. */
export type RenditionSigner = (key: string) => Promise<{ url: string; expiresAt: string }>;

const signers = new WeakMap<Storage, Promise<(key: string, signedAt: Date) => Promise<string>>>();

/**
 * A signer of rendition URLs. The signing time is rounded down to the hour, so that the browser's cache finds a
 * picture again on the next page view; a URL lives two to three hours, or as long as the credentials. It signs the bare request, four times cheaper
 * than running a whole SDK command per URL.
 */
export async function createRenditionSigner(storage: Storage, now: Date = new Date()): Promise<RenditionSigner> {
  let sign = signers.get(storage);
  if (!sign) {
    sign = createKeySigner(storage);
    signers.set(storage, sign);
    sign.catch(() => signers.delete(storage));
  }
  const signKey = await sign;
  const windowMs = RENDITION_WINDOW_SECONDS * 1000;
  const signedAt = new Date(Math.floor(now.getTime() / windowMs) * windowMs);
  const expiresAt = await expiry(storage, signedAt, RENDITION_URL_SECONDS);
  return async (key) => ({ url: await signKey(key, signedAt), expiresAt });
}

async function createKeySigner(storage: Storage): Promise<(key: string, signedAt: Date) => Promise<string>> {
  const { client, bucket } = storage;
  // One ordinary signature tells where objects of this bucket stand, whatever the addressing style.
  const probe = new URL(await getSignedUrl(client, new GetObjectCommand({ Bucket: bucket, Key: "probe" })));
  const folder = probe.pathname.slice(0, -"probe".length);
  const presigner = new S3RequestPresigner({
    region: client.config.region,
    credentials: client.config.credentials,
    sha256: client.config.sha256,
  });
  return async (key, signedAt) => {
    const path = folder + key.split("/").map(encodeURIComponent).join("/");
    const signed = await presigner.presign(
      {
        method: "GET",
        protocol: probe.protocol,
        hostname: probe.hostname,
        ...(probe.port ? { port: Number(probe.port) } : {}),
        path,
        query: {},
        headers: { host: probe.host },
      },
      { expiresIn: RENDITION_URL_SECONDS, signingDate: signedAt },
    );
    const query = new URLSearchParams(signed.query as Record<string, string>);
    return `${probe.origin}${path}?${query}`;
  };
}

/** Where the bucket's objects are fetched from and sent to; the one foreign origin that pages may speak to. */
export async function storageOrigin(storage: Storage): Promise<string> {
  return new URL(await getSignedUrl(storage.client, new GetObjectCommand({ Bucket: storage.bucket, Key: "probe" })))
    .origin;
}

/** RFC 6266: a plain ASCII name for old clients and the exact one in RFC 8187 form, well-formed whatever it is. */
export function attachmentDisposition(fileName: string): string {
  const name = fileName.toWellFormed();
  const ascii = name.replace(/[^\x20-\x7e]|["\\%]/g, "_");
  const exact = encodeURIComponent(name).replace(/['()*!]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`);
  return `attachment; filename="${ascii}"; filename*=UTF-8''${exact}`;
}

/**
 * When a link ends that was signed at `from` for so many seconds. A role's temporary credentials end what they signed
 * together with themselves. https://docs.aws.amazon.com/AmazonS3/latest/userguide/using-presigned-url.html
 */
async function expiry({ client }: Storage, from: Date, seconds: number): Promise<string> {
  const end = from.getTime() + seconds * 1000;
  const { expiration } = await client.config.credentials();
  return new Date(Math.min(end, expiration?.getTime() ?? end)).toISOString();
}
