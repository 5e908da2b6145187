import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { stat } from "node:fs/promises";
import { Readable } from "node:stream";
import { setTimeout } from "node:timers/promises";
import {
  type _Object,
  DeleteObjectCommand,
  DeleteObjectsCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  NoSuchKey,
  NotFound,
  PutObjectCommand,
  S3ServiceException,
} from "@aws-sdk/client-s3";
import pMap from "p-map";
import type { Storage } from "./storage.ts";

/** Renditions and originals are written once under a key that never changes its content. */
export const FOREVER = "private, max-age=31536000, immutable";

const PRECONDITION_FAILED = 412;
/** What S3 answers while another write of the same key is on its way. */
const CONFLICT = 409;
const MAX_CONFLICTS = 5;
const CONFLICT_WAIT_MS = 20;

export interface StoredObject {
  body: Buffer;
  bytes: number;
  contentType: string | undefined;
}

/**
 * Size and type of an object and when it was written, milliseconds since the epoch; or undefined when there is none.
 */
export async function findObject(
  storage: Storage,
  key: string,
): Promise<{ bytes: number; contentType: string | undefined; modifiedAt: number } | undefined> {
  try {
    const head = await storage.client.send(new HeadObjectCommand({ Bucket: storage.bucket, Key: key }));
    const { ContentLength: bytes = 0, ContentType: contentType, LastModified: modified } = head;
    return { bytes, contentType, modifiedAt: modified?.getTime() ?? 0 };
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw error;
  }
}

/**
 * A whole object in memory, where it is once, or undefined when there is none. Callers bound the size first.
 * @throws Error when it ends before its length
 */
export async function readObject(storage: Storage, key: string): Promise<StoredObject | undefined> {
  const object = await openObject(storage, key);
  if (!object) return undefined;
  const { stream, ...stored } = object;
  const body = Buffer.allocUnsafe(stored.bytes);
  let at = 0;
  for await (const chunk of stream as AsyncIterable<Buffer>) at += chunk.copy(body, at);
  if (at !== body.length) throw new Error(`Expected ${body.length} bytes of ${key} but received ${at}`);
  return { body, ...stored };
}

/**
 * An object to be read as it arrives, or undefined when there is none. A caller that does not read it to the end must
 * destroy `stream`, else its connection stays taken.
 */
export async function openObject(
  storage: Storage,
  key: string,
): Promise<{ bytes: number; contentType: string | undefined; stream: Readable } | undefined> {
  try {
    const object = await storage.client.send(new GetObjectCommand({ Bucket: storage.bucket, Key: key }));
    return {
      bytes: object.ContentLength ?? 0,
      contentType: object.ContentType,
      // In Node the SDK's body is a Readable; its type also covers browsers.
      stream: (object.Body as Readable | undefined) ?? Readable.from([]),
    };
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw error;
  }
}

interface WriteOptions {
  contentType: string;
  sha256Base64?: string;
}

export async function writeObject(
  storage: Storage,
  key: string,
  body: Uint8Array,
  options: WriteOptions,
): Promise<void> {
  await storage.client.send(putCommand(storage, key, body, options));
}

/**
 * Writes an object unless there is one of that key, which is then left as it is. Returns whether it was written.
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/conditional-writes.html
 */
export async function writeObjectOnce(
  storage: Storage,
  key: string,
  body: Uint8Array,
  options: WriteOptions,
): Promise<boolean> {
  for (let attempt = 1; ; attempt++) {
    const put = putCommand(storage, key, body, options);
    put.input.IfNoneMatch = "*";
    try {
      await storage.client.send(put);
      return true;
    } catch (error) {
      const status = error instanceof S3ServiceException ? error.$metadata.httpStatusCode : undefined;
      if (status === PRECONDITION_FAILED) return false;
      if (status !== CONFLICT || attempt === MAX_CONFLICTS) throw error;
      await setTimeout(CONFLICT_WAIT_MS * attempt);
    }
  }
}

function putCommand(storage: Storage, key: string, body: Uint8Array, options: WriteOptions): PutObjectCommand {
  return new PutObjectCommand({
    Bucket: storage.bucket,
    Key: key,
    Body: body,
    ContentLength: body.byteLength,
    ContentType: options.contentType,
    CacheControl: FOREVER,
    ChecksumSHA256: options.sha256Base64,
  });
}

/** Stores a file of the disk under a key whose content may be replaced; it is sent as it is read. */
export async function writeFile(storage: Storage, key: string, path: string, contentType: string): Promise<void> {
  const { size } = await stat(path);
  const body = createReadStream(path);
  await storage.client.send(
    new PutObjectCommand({
      Bucket: storage.bucket,
      Key: key,
      Body: body,
      ContentLength: size,
      ContentType: contentType,
    }),
  );
}

/** Succeeds as well when the object is already gone. */
export async function deleteObject(storage: Storage, key: string): Promise<void> {
  await storage.client.send(new DeleteObjectCommand({ Bucket: storage.bucket, Key: key }));
}

export interface ListedObject {
  key: string;
  bytes: number;
  /** Milliseconds since the epoch. */
  modifiedAt: number;
}

/** Every object under a prefix, in the order of keys, page by page. */
export async function* listObjects(storage: Storage, prefix: string): AsyncGenerator<ListedObject> {
  let token: string | undefined;
  do {
    const page = await storage.client.send(
      new ListObjectsV2Command({ Bucket: storage.bucket, Prefix: prefix, ContinuationToken: token }),
    );
    yield* (page.Contents ?? []).flatMap(toListedObject);
    token = page.NextContinuationToken;
  } while (token !== undefined);
}

/** Objects under a prefix whose keys come after another, as many as one answer holds (1,000), in the order of keys. */
export async function listObjectsAfter(
  storage: Storage,
  prefix: string,
  after: string,
): Promise<{ objects: ListedObject[]; isLast: boolean }> {
  const page = await storage.client.send(
    new ListObjectsV2Command({ Bucket: storage.bucket, Prefix: prefix, StartAfter: after }),
  );
  return { objects: (page.Contents ?? []).flatMap(toListedObject), isLast: !page.IsTruncated };
}

/** SHA-256 of an object, lower-case hex, or undefined when there is none. */
export async function hashObject(storage: Storage, key: string): Promise<string | undefined> {
  const object = await openObject(storage, key);
  if (!object) return undefined;
  const hash = createHash("sha256");
  for await (const chunk of object.stream) hash.update(chunk);
  return hash.digest("hex");
}

/** The keys under a prefix, at most 1,000; a folder of one image holds far fewer. */
export async function listKeys(storage: Storage, prefix: string): Promise<string[]> {
  const page = await storage.client.send(new ListObjectsV2Command({ Bucket: storage.bucket, Prefix: prefix }));
  return (page.Contents ?? []).flatMap((object) => object.Key ?? []);
}

/** Removes everything under a prefix, which must end in "/". One by one: it is a handful, and any engine can do it. */
export async function deleteFolder(storage: Storage, prefix: string): Promise<void> {
  if (!prefix.endsWith("/")) throw new RangeError(`Expected a prefix ending in "/" but received "${prefix}"`);
  for (let keys = await listKeys(storage, prefix); keys.length > 0; keys = await listKeys(storage, prefix)) {
    for (const key of keys) await deleteObject(storage, key);
  }
}

const CONCURRENT_BATCHES = 4;

/**
 * Removes everything under a prefix, which must end in "/", 1,000 objects a call, until `deadline` (milliseconds since
 * the epoch). Returns whether nothing is left. @throws Error naming a key that storage refused to delete
 */
export async function deleteLargeFolder(storage: Storage, prefix: string, deadline: number): Promise<boolean> {
  if (!prefix.endsWith("/")) throw new RangeError(`Expected a prefix ending in "/" but received "${prefix}"`);
  for (;;) {
    let deleted = 0;
    await pMap(
      listPages(storage, prefix, deadline),
      async (keys) => {
        await deleteObjects(storage, keys);
        deleted += keys.length;
      },
      { concurrency: CONCURRENT_BATCHES },
    );
    if (Date.now() > deadline) return false;
    // What was stored before the place that a pass had reached is found by the next one.
    if (deleted === 0) return true;
  }
}

/**
 * Pages of keys under a prefix until a deadline; each is read when it is asked for, and the next one starts after it.
 */
async function* listPages(storage: Storage, prefix: string, deadline: number): AsyncGenerator<string[]> {
  for (let after: string | undefined = prefix; after !== undefined && Date.now() <= deadline; ) {
    const { objects, isLast } = await listObjectsAfter(storage, prefix, after);
    if (objects.length > 0) yield objects.map(({ key }) => key);
    after = isLast ? undefined : objects.at(-1)?.key;
  }
}

async function deleteObjects(storage: Storage, keys: string[]): Promise<void> {
  const { Errors = [] } = await storage.client.send(
    new DeleteObjectsCommand({
      Bucket: storage.bucket,
      Delete: { Objects: keys.map((Key) => ({ Key })), Quiet: true },
    }),
  );
  const [refused] = Errors;
  if (refused) throw new Error(`Storage did not delete ${refused.Key}: ${refused.Code} ${refused.Message}`);
}

function toListedObject({ Key, Size = 0, LastModified }: _Object): ListedObject[] {
  return Key === undefined ? [] : [{ key: Key, bytes: Size, modifiedAt: LastModified?.getTime() ?? 0 }];
}

function isMissing(error: unknown): boolean {
  return error instanceof NoSuchKey || error instanceof NotFound;
}
