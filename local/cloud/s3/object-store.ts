import { createHash, randomUUID } from "node:crypto";
import { type FileHandle, mkdir, open, rename, rm, rmdir, stat, unlink } from "node:fs/promises";
import { dirname, join } from "node:path";
import type { StoredObjectFacts } from "./event-notification.ts";
import {
  EARLIER_SUFFIX,
  earlierFiles,
  OBJECT_SUFFIX,
  openObject,
  type StoredObject,
  toTrailer,
} from "./object-file.ts";
import { requireStorableKey } from "./object-key.ts";
import { S3Error } from "./s3-error.ts";

const COMMIT_ATTEMPTS = 5;
/** A body that is longer is not received before it is known to be wanted. */
const SMALL_BYTES = 64 * 1024;

/** What the request that puts an object promised about it; hashes in base64, except for `payloadSha256Hex`. */
export interface PutPromise {
  onlyIfAbsent: boolean;
  /** Of the body. */
  bytes: number;
  sha256: string | undefined;
  md5: string | undefined;
  payloadSha256Hex: string | undefined;
}

export interface ObjectStoreOptions {
  /** Of the one bucket. */
  directory: string;
  /** On the same file system as `directory`. */
  incomingDirectory: string;
  /** Whether earlier versions, which kept an object in several files, may have left some. */
  mayHaveEarlierFiles: boolean;
  /** Runs `commit`, which makes the object visible, and whatever has to happen with it. */
  store: (object: StoredObjectFacts, commit: () => Promise<void>) => Promise<void>;
}

export interface NewObject {
  key: string;
  content: AsyncIterable<Uint8Array> | Iterable<Uint8Array>;
  /** What comes back with the object. */
  headers: Record<string, string>;
  promise: PutPromise;
}

/**
 * Objects as files, with what S3 guarantees: an object appears whole or not at all, its body is what the request
 * promised, and of several writers "only if absent" one wins.
 */
export class ObjectStore {
  readonly #options: ObjectStoreOptions;
  readonly #turns = new Map<string, Promise<unknown>>();

  constructor(options: ObjectStoreOptions) {
    this.#options = options;
  }

  /** Undefined when there is none. */
  async open(key: string): Promise<StoredObject | undefined> {
    return openObject(this.#pathOf(key));
  }

  async exists(key: string): Promise<boolean> {
    const path = this.#pathOf(key);
    const isThere = (suffix: string) => stat(path + suffix).then(() => true, ignore("ENOENT", false));
    return (await isThere(OBJECT_SUFFIX)) || (this.#options.mayHaveEarlierFiles && (await isThere(EARLIER_SUFFIX)));
  }

  /**
   * @returns MD5 in hex. @throws S3Error `PreconditionFailed`, `IncompleteBody`, `BadDigest`,
   * `XAmzContentSHA256Mismatch`
   */
  async put(object: NewObject): Promise<string> {
    const path = this.#pathOf(object.key);
    const requireAbsence = async () => {
      if (object.promise.onlyIfAbsent && (await this.exists(object.key))) {
        throw new S3Error("PreconditionFailed", "At least one of the pre-conditions you specified did not hold", {
          Condition: "If-None-Match",
        });
      }
    };
    if (object.promise.bytes > SMALL_BYTES) await requireAbsence();
    const incoming = join(this.#options.incomingDirectory, randomUUID());
    try {
      const { bytes, md5 } = await receive(object, incoming);
      await this.#inTurn(object.key, async () => {
        await requireAbsence();
        await this.#options.store({ key: object.key, bytes, eTag: md5 }, async () => {
          await commit(incoming, path);
          // The object is there; what it takes the place of is hidden by it.
          await this.#removeEarlier(path).catch(() => {});
        });
      });
      return md5;
    } catch (error) {
      await rm(incoming, { force: true });
      throw error;
    }
  }

  async delete(key: string): Promise<void> {
    const path = this.#pathOf(key);
    await this.#inTurn(key, async () => {
      // The newer one goes last, so that no older one comes to light.
      await this.#removeEarlier(path);
      await unlink(path + OBJECT_SUFFIX).catch(ignore("ENOENT", undefined));
    });
    const root = this.#options.directory;
    for (let folder = dirname(path); folder.length > root.length; folder = dirname(folder)) {
      const removed = await rmdir(folder).then(
        () => true,
        () => false,
      );
      if (!removed) return;
    }
  }

  async #removeEarlier(path: string): Promise<void> {
    if (!this.#options.mayHaveEarlierFiles) return;
    for (const file of earlierFiles(path)) {
      const wasThere = await unlink(file).then(() => true, ignore("ENOENT", false));
      // Without it the others are of no consequence, and nearly always there are none.
      if (!wasThere && file.endsWith(EARLIER_SUFFIX)) return;
    }
  }

  /** Every path to a file leads through here, so no key gets out of the bucket's folder, wherever it came from. */
  #pathOf(key: string): string {
    requireStorableKey(key);
    return join(this.#options.directory, key);
  }

  async #inTurn<T>(key: string, work: () => Promise<T>): Promise<T> {
    const before = this.#turns.get(key) ?? Promise.resolve();
    const turn = before.then(work, work);
    this.#turns.set(key, turn);
    try {
      return await turn;
    } finally {
      if (this.#turns.get(key) === turn) this.#turns.delete(key);
    }
  }
}

async function commit(incoming: string, path: string): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    try {
      await rename(incoming, path + OBJECT_SUFFIX);
      return;
    } catch (error) {
      // The folder is not there yet, or somebody has just removed the empty one.
      if (!isErrorWithCode(error, "ENOENT") || attempt === COMMIT_ATTEMPTS) throw error;
      await mkdir(dirname(path), { recursive: true });
    }
  }
}

/** Writes an object to `path`, down to the disk itself, and tells how long its body was and its MD5. */
async function receive(object: NewObject, path: string): Promise<{ bytes: number; md5: string }> {
  const { promise, headers } = object;
  const file = await open(path, "wx", 0o600);
  try {
    const received = await writeBody(file, object);
    requireKept(promise, received);
    const md5 = received.md5.toString("hex");
    const trailer = toTrailer({ md5, headers });
    await file.writeFile(received.unwritten ? Buffer.concat([received.unwritten, trailer]) : trailer);
    await file.datasync();
    return { bytes: received.bytes, md5 };
  } finally {
    await file.close();
  }
}

interface Received {
  bytes: number;
  md5: Buffer;
  /** Where it was promised. */
  sha256: Buffer | undefined;
  /** Of a small body the last part, to be written together with what comes behind it. */
  unwritten: Uint8Array | undefined;
}

/**
 * A body that cannot be written is read to its end all the same: an answer reaches the sender only then, and the next
 * request of its connection with it.
 */
async function writeBody(file: FileHandle, { content, promise }: NewObject): Promise<Received> {
  const md5 = createHash("md5");
  const isPromised = promise.sha256 !== undefined || promise.payloadSha256Hex !== undefined;
  const sha256 = isPromised ? createHash("sha256") : undefined;
  let bytes = 0;
  let unwritten: Uint8Array | undefined;
  let failure: unknown;
  const write = (chunk: Uint8Array) =>
    file.writeFile(chunk).catch((error) => {
      failure = error;
    });
  for await (const chunk of content) {
    if (failure) continue;
    bytes += chunk.length;
    md5.update(chunk);
    sha256?.update(chunk);
    if (unwritten) await write(unwritten);
    unwritten = chunk;
    if (promise.bytes > SMALL_BYTES) {
      await write(chunk);
      unwritten = undefined;
    }
  }
  if (failure) throw failure;
  return { bytes, md5: md5.digest(), sha256: sha256?.digest(), unwritten };
}

function requireKept(promise: PutPromise, received: Received): void {
  if (promise.bytes !== received.bytes) {
    throw new S3Error("IncompleteBody", "You did not provide the number of bytes specified by Content-Length.");
  }
  if (promise.sha256 !== undefined && promise.sha256 !== received.sha256?.toString("base64")) {
    throw new S3Error("BadDigest", "The SHA256 you specified did not match the calculated checksum.");
  }
  if (promise.md5 !== undefined && promise.md5 !== received.md5.toString("base64")) {
    throw new S3Error("BadDigest", "The Content-MD5 you specified did not match what we received.");
  }
  if (promise.payloadSha256Hex !== undefined && promise.payloadSha256Hex !== received.sha256?.toString("hex")) {
    throw new S3Error(
      "XAmzContentSHA256Mismatch",
      "The provided 'x-amz-content-sha256' header does not match what was computed.",
    );
  }
}

function ignore<T>(code: string, otherwise: T): (error: unknown) => T {
  return (error) => {
    if (!isErrorWithCode(error, code)) throw error;
    return otherwise;
  };
}

function isErrorWithCode(error: unknown, code: string): boolean {
  return error instanceof Error && "code" in error && error.code === code;
}
