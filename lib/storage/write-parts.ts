import { Readable } from "node:stream";
import { setTimeout } from "node:timers/promises";
import { PutObjectCommand, S3ServiceException } from "@aws-sdk/client-s3";
import { FOREVER } from "./objects.ts";
import type { Storage } from "./storage.ts";

const PART_ATTEMPTS = 3;
const FIRST_PAUSE_MS = 100;
/** What is on its way at once: encrypting a connection copies what it is given. */
const PIECE_BYTES = 256 * 1024;

/**
 * Writes an object whose bytes are in many places, without bringing them together. What is sent piece by piece the SDK
 * does not send again, so it is tried again here.
 */
export async function writeParts(
  storage: Storage,
  key: string,
  parts: readonly Uint8Array[],
  contentType: string,
): Promise<void> {
  const bytes = parts.reduce((sum, { length }) => sum + length, 0);
  for (let attempt = 1; ; attempt++) {
    const put = new PutObjectCommand({
      Bucket: storage.bucket,
      Key: key,
      Body: Readable.from(cutUp(parts), { objectMode: false }),
      ContentLength: bytes,
      ContentType: contentType,
      CacheControl: FOREVER,
    });
    try {
      await storage.client.send(put);
      return;
    } catch (error) {
      const status = error instanceof S3ServiceException ? (error.$metadata.httpStatusCode ?? 0) : 0;
      const isRefused = status >= 400 && status < 500;
      if (isRefused || attempt === PART_ATTEMPTS) throw error;
      await setTimeout(FIRST_PAUSE_MS * attempt);
    }
  }
}

function* cutUp(parts: readonly Uint8Array[]): Generator<Uint8Array> {
  for (const part of parts) {
    for (let at = 0; at < part.length; at += PIECE_BYTES) yield part.subarray(at, at + PIECE_BYTES);
  }
}
