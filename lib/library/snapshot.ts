import { createReadStream, createWriteStream } from "node:fs";
import { rename, rm } from "node:fs/promises";
import { pipeline } from "node:stream/promises";
import { constants, createZstdCompress, createZstdDecompress } from "node:zlib";
import type { SnapshotStore } from "./change-source.ts";
import { IndexStorageError } from "./index-threads.ts";
import { readableVersions, SCHEMA_VERSION } from "./schema.ts";

/** 1 is the fastest; 3 is a fifth smaller for twice the time of a thread that serves nobody. */
const COMPRESSION_LEVEL = 3;

/** Compresses a copy of an index, stores it, and deletes snapshots that no release reads any more. Leaves the file at `path` unchanged. */
export async function storeSnapshot(store: SnapshotStore, userId: string, path: string): Promise<void> {
  const compressed = `${path}.zst`;
  const compress = createZstdCompress({
    params: { [constants.ZSTD_c_compressionLevel]: COMPRESSION_LEVEL, [constants.ZSTD_c_checksumFlag]: 1 },
  });
  try {
    await pipeline(createReadStream(path), compress, createWriteStream(compressed));
    await store.write(userId, SCHEMA_VERSION, compressed);
    await store.delete(userId, Math.min(...readableVersions));
  } finally {
    await rm(compressed, { force: true });
  }
}

/**
 * Puts the newest snapshot that this release can read at `path`; false when there is none, or none that is whole.
 * Whether it is a usable index only opening it says.
 * @throws IndexStorageError when the disk has no room for it
 */
export async function fetchSnapshot(store: SnapshotStore, userId: string, path: string): Promise<boolean> {
  const partial = `${path}.part`;
  for (const version of readableVersions) {
    const stored = await store.read(userId, version);
    if (!stored) continue;
    try {
      await pipeline(stored, createZstdDecompress(), createWriteStream(partial));
      await rename(partial, path);
      return true;
    } catch (error) {
      await rm(partial, { force: true });
      if (isWithoutRoom(error)) throw new IndexStorageError("There is no room for a snapshot", { cause: error });
      // Cut short or damaged: the table has it all.
    }
  }
  return false;
}

function isWithoutRoom(error: unknown): boolean {
  return error instanceof Error && "code" in error && (error.code === "ENOSPC" || error.code === "EDQUOT");
}
