import { AsyncLocalStorage } from "node:async_hooks";
import { createHash, randomUUID } from "node:crypto";
import { mkdir, open, rename, rm, rmdir, unlink } from "node:fs/promises";
import { dirname, join } from "node:path";
import type { Readable } from "node:stream";
import S3Error from "@20minutes/s3rver/lib/models/error.js";
import FilesystemStore, { type StoredContent } from "@20minutes/s3rver/lib/stores/filesystem.js";
import type { StoredObjectFacts } from "./event-notification.ts";
import { requireStorableKey } from "./object-key.ts";

const COMMIT_ATTEMPTS = 5;
const STAGED_KEY = "staged";

/** What the request that puts an object promised about it; hashes in base64, except for `payloadSha256Hex`. */
export interface PutPromise {
  onlyIfAbsent: boolean;
  sha256: string | undefined;
  md5: string | undefined;
  payloadSha256Hex: string | undefined;
}

/** Carries the promise of a request to the store, through an engine that knows nothing of it. */
export const putPromises = new AsyncLocalStorage<PutPromise>();

export interface ObjectStoreOptions {
  directory: string;
  /** On the same file system as `directory`. */
  incomingDirectory: string;
  /** Runs `commit`, which makes the object visible, and whatever has to happen with it. */
  store: (object: StoredObjectFacts, commit: () => Promise<void>) => Promise<void>;
}

/**
 * Files on disk, as the engine lays them out, with what S3 guarantees beyond it: an object appears whole or not at
 * all, its body is what the request promised, and of several writers "only if absent" one wins.
 */
export class ObjectStore extends FilesystemStore {
  readonly #options: ObjectStoreOptions;
  readonly #turns = new Map<string, Promise<unknown>>();

  constructor(options: ObjectStoreOptions) {
    super(options.directory);
    this.#options = options;
  }

  override getResourcePath(bucket: string, key: string | undefined, resource: string): string {
    // Every path to a file leads through here, so no key gets out of the bucket's folder, wherever it came from.
    if (key) requireStorableKey(key);
    return super.getResourcePath(bucket, key, resource);
  }

  override async putObject(object: StoredContent): Promise<{ size: number; md5: string }> {
    const promise = putPromises.getStore();
    const requireAbsence = async () => {
      if (promise?.onlyIfAbsent && (await this.existsObject(object.bucket, object.key))) {
        throw new S3Error("PreconditionFailed", "At least one of the pre-conditions you specified did not hold", {
          Condition: "If-None-Match",
        });
      }
    };
    await requireAbsence();
    const incoming = join(this.#options.incomingDirectory, randomUUID());
    try {
      const received = await receive(object.content, incoming);
      requireKept(promise, received);
      const eTag = received.md5.toString("hex");
      await this.#inTurn(object.key, async () => {
        await requireAbsence();
        await this.#options.store({ key: object.key, bytes: received.bytes, eTag }, () =>
          this.#commit(object, incoming, eTag),
        );
      });
      return { size: received.bytes, md5: eTag };
    } finally {
      await rm(incoming, { force: true });
    }
  }

  /** Whole or not at all, so that a full disk leaves those of an object that was there before. */
  override async putMetadata(bucket: string, key: string, metadata: Record<string, string>, md5: string) {
    const staged = join(this.#options.incomingDirectory, randomUUID());
    const stagedStore = new FilesystemStore(staged);
    try {
      await mkdir(join(staged, bucket), { recursive: true });
      await stagedStore.putMetadata(bucket, STAGED_KEY, metadata, md5);
      for (const resource of ["object.md5", "metadata.json"]) {
        await rename(
          stagedStore.getResourcePath(bucket, STAGED_KEY, resource),
          this.getResourcePath(bucket, key, resource),
        );
      }
    } finally {
      await rm(staged, { recursive: true, force: true });
    }
  }

  override async deleteObject(bucket: string, key: string): Promise<void> {
    const object = this.getResourcePath(bucket, key, "object");
    await this.#inTurn(key, async () => {
      // The object goes first: without it the rest is of no consequence.
      for (const path of [object, `${object}.md5`, this.getResourcePath(bucket, key, "metadata.json")]) {
        await unlink(path).catch(ignore("ENOENT"));
      }
    });
    const root = this.getBucketPath(bucket);
    for (let folder = dirname(object); folder.length > root.length; folder = dirname(folder)) {
      const removed = await rmdir(folder).then(
        () => true,
        () => false,
      );
      if (!removed) return;
    }
  }

  async #commit(object: StoredContent, incoming: string, eTag: string): Promise<void> {
    const path = this.getResourcePath(object.bucket, object.key, "object");
    for (let attempt = 1; ; attempt++) {
      try {
        await mkdir(dirname(path), { recursive: true });
        await this.putMetadata(object.bucket, object.key, object.metadata, eTag);
        await rename(incoming, path);
        return;
      } catch (error) {
        // Somebody may just have removed the empty folder.
        if (!isErrorWithCode(error, "ENOENT") || attempt === COMMIT_ATTEMPTS) throw error;
      }
    }
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

interface Received {
  bytes: number;
  md5: Buffer;
  sha256: Buffer;
}

/**
 * Writes the body to `path`, down to the disk itself, and tells what it was. A body that cannot be written is read to
 * its end all the same: an answer reaches the sender only then, and the next request of its connection with it.
 */
async function receive(content: Readable, path: string): Promise<Received> {
  const md5 = createHash("md5");
  const sha256 = createHash("sha256");
  let bytes = 0;
  let failure: unknown;
  const file = await open(path, "wx", 0o600);
  try {
    for await (const chunk of content as AsyncIterable<Buffer>) {
      if (failure) continue;
      bytes += chunk.length;
      md5.update(chunk);
      sha256.update(chunk);
      await file.writeFile(chunk).catch((error) => {
        failure = error;
      });
    }
    if (failure) throw failure;
    await file.sync();
  } finally {
    await file.close();
  }
  return { bytes, md5: md5.digest(), sha256: sha256.digest() };
}

function requireKept(promise: PutPromise | undefined, received: Received): void {
  if (promise?.sha256 !== undefined && promise.sha256 !== received.sha256.toString("base64")) {
    throw new S3Error("BadDigest", "The SHA256 you specified did not match the calculated checksum.");
  }
  if (promise?.md5 !== undefined && promise.md5 !== received.md5.toString("base64")) {
    throw new S3Error("BadDigest", "The Content-MD5 you specified did not match what we received.");
  }
  if (promise?.payloadSha256Hex !== undefined && promise.payloadSha256Hex !== received.sha256.toString("hex")) {
    const mismatch = new S3Error(
      "XAmzContentSHA256Mismatch",
      "The provided 'x-amz-content-sha256' header does not match what was computed.",
    );
    mismatch.status = 400;
    throw mismatch;
  }
}

function ignore(code: string): (error: unknown) => void {
  return (error) => {
    if (!isErrorWithCode(error, code)) throw error;
  };
}

function isErrorWithCode(error: unknown, code: string): boolean {
  return error instanceof Error && "code" in error && error.code === code;
}
