import { deleteObject, listKeys, openObject, writeFile } from "#lib/storage/objects.ts";
import type { Storage } from "#lib/storage/storage.ts";
import type { SnapshotStore } from "./change-source.ts";

/* indexes/<userId>/<schema version>.sqlite.zst: compressed copies of index files, replaced by newer ones */
export const INDEXES_PREFIX = "indexes/";

/** The folder that holds all snapshots of a user's index; ends in "/". */
export function snapshotsPrefix(userId: string): string {
  return `${INDEXES_PREFIX}${userId}/`;
}

/** Snapshots in the bucket. */
export function createBucketSnapshots(storage: Storage): SnapshotStore {
  const toKey = (userId: string, version: number) => `${snapshotsPrefix(userId)}${version}.sqlite.zst`;
  return {
    read: async (userId, version) => (await openObject(storage, toKey(userId, version)))?.stream,
    write: (userId, version, path) => writeFile(storage, toKey(userId, version), path, "application/zstd"),
    async delete(userId, belowVersion = Number.POSITIVE_INFINITY) {
      for (const key of await listKeys(storage, snapshotsPrefix(userId))) {
        const version = Number.parseInt(key.slice(snapshotsPrefix(userId).length), 10);
        if (!(version >= belowVersion)) await deleteObject(storage, key);
      }
    },
  };
}
