import { createReadStream, createWriteStream } from "node:fs";
import { rename, rm } from "node:fs/promises";
import type { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { constants, createZstdCompress, createZstdDecompress } from "node:zlib";
import type { SnapshotStore } from "./change-source.ts";
import { IndexStorageError } from "./index-threads.ts";
import { readableVersions, SCHEMA_VERSION } from "./schema.ts";

/** 1 is the fastest; 3 is a fifth smaller for twice the time of a thread that serves nobody. */
const COMPRESSION_LEVEL = 3;
/** What is handed on at a time. Node's 16 KiB make unpacking take half as long again, and larger ones save nothing. */
const CHUNK_BYTES = 128 * 1024;

/**
 * Compresses a copy of an index, stores it, and deletes the snapshots that it takes the place of. Leaves the file at
 * `path` unchanged.
 */
export async function storeSnapshot(store: SnapshotStore, userId: string, path: string): Promise<void> {
  const compressed = `${path}.zst`;
  const compress = createZstdCompress({
    chunkSize: CHUNK_BYTES,
    params: { [constants.ZSTD_c_compressionLevel]: COMPRESSION_LEVEL, [constants.ZSTD_c_checksumFlag]: 1 },
  });
  try {
    await pipeline(createReadStream(path), compress, createWriteStream(compressed));
    await store.write(userId, SCHEMA_VERSION, compressed);
    await store.delete(userId, SCHEMA_VERSION);
  } finally {
    await rm(compressed, { force: true });
  }
}

/** A connection that breaks in the middle of a large snapshot is tried again: the table takes far longer to read. */
const ATTEMPTS = 2;

/**
 * Puts the newest snapshot that this release can read at `path`; false when there is none that is whole and could be
 * fetched, since the table has it all. Whether it is a usable index only opening it says.
 * @throws IndexStorageError when the disk has no room for it
 */
export async function fetchSnapshot(
  store: SnapshotStore,
  userId: string,
  path: string,
  log: (message: string, details: Record<string, unknown>) => void,
): Promise<boolean> {
  for (const version of readableVersions) {
    for (let attempt = 1; attempt <= ATTEMPTS; attempt++) {
      try {
        const stored = await store.read(userId, version);
        if (!stored) break;
        await unpack(stored, path);
        return true;
      } catch (error) {
        if (isWithoutRoom(error)) throw new IndexStorageError("There is no room for a snapshot", { cause: error });
        log("A snapshot could not be fetched", { userId, version, attempt, error });
        if (isDamaged(error)) break;
      }
    }
  }
  return false;
}

async function unpack(stored: Readable, path: string): Promise<void> {
  const partial = `${path}.part`;
  try {
    await pipeline(stored, createZstdDecompress({ chunkSize: CHUNK_BYTES }), createWriteStream(partial));
    await rename(partial, path);
  } catch (error) {
    await rm(partial, { force: true });
    throw error;
  }
}

/**
 * Whether it is what was fetched that is wrong: what Node's zlib says of data that is no Zstandard, or not all of it.
 */
function isDamaged(error: unknown): boolean {
  return error instanceof Error && "code" in error && /^(Z_|ZSTD_)/.test(String(error.code));
}

function isWithoutRoom(error: unknown): boolean {
  return error instanceof Error && "code" in error && (error.code === "ENOSPC" || error.code === "EDQUOT");
}
