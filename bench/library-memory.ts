import { createReadStream } from "node:fs";
import { copyFile } from "node:fs/promises";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { createZstdCompress } from "node:zlib";
import { applyChanges } from "#lib/library/apply-changes.ts";
import type { SnapshotStore } from "#lib/library/change-source.ts";
import { imageQuerySchema } from "#lib/library/image-query.ts";
import { createIndexFile } from "#lib/library/index-file.ts";
import { createLibraryIndex } from "#lib/library/library-index.ts";
import { createWorkerPool } from "#lib/library/worker-pool.ts";
import { temporaryDirectory } from "#tests/support/temporary-directory.ts";
import { residentMb } from "./process-usage.ts";
import { collectionChanges, photoChange } from "./seed/listed-photos.ts";

const USERS = 50;
const PHOTOS = 20_000;
const ROUNDS = 2;
const BATCH = 1_000;
/** As lib/library/library-services.ts has them. */
const LIMITS = { maxFiles: 200, maxBytes: 256 * 1024 * 1024 };
const THREADS = 2;

/**
 * Resident memory after users of large libraries have taken turns with what the web server holds of the index: its
 * cache, its threads and their files. Next and the SDK are not in this process.
 */
export async function measureMemory(measures: Record<string, number>): Promise<void> {
  await using folder = await temporaryDirectory();
  const library = join(folder.path, "library");
  fill(library);
  const threads = createWorkerPool(THREADS);
  const idleMb = residentMb(process.pid);
  const index = createLibraryIndex({
    folder: join(folder.path, "cache"),
    limits: LIMITS,
    source: {
      readEpoch: async () => "1",
      readWalkDigest: async () => undefined,
      readChanges: async () => ({ changes: [] }),
      readItems: async () => [],
      readAll: () => Promise.reject(new Error("Expected every library to be opened from its snapshot")),
    },
    threads,
    snapshots: snapshotsOf(library, join(folder.path, "copy")),
    writesSnapshots: false,
  });
  const query = imageQuerySchema.parse({});
  for (let turn = 0; turn < ROUNDS * USERS; turn++) {
    const userId = `user-${turn % USERS}`;
    await index.read(userId, "list", { query, page: { limit: 100 } });
    await index.read(userId, "months", query);
    await index.read(userId, "list", { query: { ...query, text: "sunset" }, page: { limit: 100 } });
  }
  measures.libraryRssMb = Math.round(residentMb(process.pid) - idleMb);
  await threads.close();
}

function fill(path: string): void {
  const file = createIndexFile(path, { ownerId: "owner", epoch: "1", markMs: Date.now() });
  applyChanges(file, collectionChanges(), { rebuildCursor: undefined });
  for (let number = 0; number < PHOTOS; number += BATCH) {
    applyChanges(
      file,
      Array.from({ length: BATCH }, (_, offset) => photoChange(number + offset, PHOTOS)),
    );
  }
  file.close();
}

/** The same library as the snapshot of whoever asks. */
function snapshotsOf(library: string, copy: string): SnapshotStore {
  return {
    async read(userId) {
      await copyFile(library, copy);
      const database = new DatabaseSync(copy);
      database.prepare("UPDATE meta SET value = json_set(value, '$.ownerId', ?)").run(userId);
      database.close();
      return createReadStream(copy).pipe(createZstdCompress());
    },
    write: async () => {},
    delete: async () => {},
  };
}
