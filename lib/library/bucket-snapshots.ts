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
    async delete(userId, replacedBy) {
      const all = await listKeys(storage, snapshotsPrefix(userId));
      for (const key of replacedBy === undefined ? all : selectReplaced(all, replacedBy)) {
        await deleteObject(storage, key);
      }
    },
  };
}

/** Keys of the versions before one without the newest of them; what has no version is older than all. */
function selectReplaced(keys: string[], by: number): string[] {
  const versionOf = (key: string) => Number.parseInt(key.slice(key.lastIndexOf("/") + 1), 10) || 0;
  return keys
    .filter((key) => versionOf(key) < by)
    .sort((one, other) => versionOf(other) - versionOf(one))
    .slice(1);
}
