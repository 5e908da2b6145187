import { GetObjectCommand, PutObjectCommand } from "@aws-sdk/client-s3";
import { getSignedUrl } from "@aws-sdk/s3-request-presigner";
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
export async function expiry({ client }: Storage, from: Date, seconds: number): Promise<string> {
  const end = from.getTime() + seconds * 1000;
  const { expiration } = await client.config.credentials();
  return new Date(Math.min(end, expiration?.getTime() ?? end)).toISOString();
}
