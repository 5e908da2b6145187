import { createReadStream } from "node:fs";
import { copyFile, readdir } from "node:fs/promises";
import { expect } from "vitest";
import type { SnapshotStore } from "#lib/library/change-source.ts";
import { imageQuerySchema } from "#lib/library/image-query.ts";
import { createOwnThread, type IndexThreads } from "#lib/library/index-threads.ts";
import { createLibraryIndex, type LibraryIndex } from "#lib/library/library-index.ts";
import type { SeededTable } from "./seeded-change-table.ts";

export const everything = imageQuerySchema.parse({});
const trash = imageQuerySchema.parse({ trashed: true });

/** An index of a table in a folder, on a thread of its own unless another is given. */
export function openIndex(
  folder: string,
  table: SeededTable,
  {
    threads = createOwnThread(),
    snapshots,
    writesSnapshots = false,
    clock,
  }: { threads?: IndexThreads; snapshots?: SnapshotStore; writesSnapshots?: boolean; clock?: () => number } = {},
): LibraryIndex {
  const limits = { maxFiles: 10, maxBytes: 1e9 };
  return createLibraryIndex({
    folder,
    limits,
    source: table.source,
    threads,
    snapshots,
    writesSnapshots,
    ...(clock ? { clock } : {}),
  });
}

/** The names of the index files in a folder. */
export const listFiles = async (folder: string) =>
  (await readdir(folder)).filter((name) => name.endsWith(".sqlite")).sort();

/** Snapshots of one user in one file. */
export function fileSnapshots(path: string): SnapshotStore & { isThere: boolean } {
  const store = {
    isThere: false,
    read: async () => (store.isThere ? createReadStream(path) : undefined),
    async write(_userId: string, _version: number, from: string) {
      await copyFile(from, path);
      store.isThere = true;
    },
    async delete(_userId: string, replacedBy?: number) {
      // What is there is of the version of today.
      if (replacedBy === undefined) store.isThere = false;
    },
  };
  return store;
}

/** Waits until an index is whole, and expects its answers to be those of the table. */
export async function expectRight(index: LibraryIndex, table: SeededTable): Promise<void> {
  await index.finishRebuild(table.userId);
  const { digest, rebuild } = await index.read(table.userId, "count", trash);
  expect(rebuild).toBeUndefined();
  expect(digest).toEqual(table.digest());
}
