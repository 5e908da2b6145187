import type { Services } from "#lib/services.ts";
import { createBucketSnapshots } from "./bucket-snapshots.ts";
import type { CacheLimits } from "./file-cache.ts";
import type { IndexThreads } from "./index-threads.ts";
import { createLibraryIndex, type LibraryIndex } from "./library-index.ts";
import { createSnapshotRequests } from "./snapshot-request-repository.ts";
import { createTableChangeSource } from "./table-change-source.ts";

/** What use cases work with that read lists. */
export interface LibraryServices extends Services {
  library: LibraryIndex;
}

const MEBIBYTE = 1024 * 1024;
/** Half of what serverless hosting has for temporary files; some 10,000 photos a mebibyte. */
const LIMITS: CacheLimits = { maxFiles: 200, maxBytes: 256 * MEBIBYTE };

/** The lists of all users, from table and bucket; `folder` belongs to this process alone. */
export function createLibrary(
  { database, storage }: Pick<Services, "database" | "storage">,
  options: { folder: string; threads: IndexThreads; writesSnapshots: boolean; requestsSnapshots?: boolean },
): LibraryIndex {
  return createLibraryIndex({
    ...options,
    limits: LIMITS,
    source: createTableChangeSource(database),
    snapshots: createBucketSnapshots(storage),
    requests: options.requestsSnapshots ? createSnapshotRequests(database) : undefined,
    log: (message, { error, ...details }) =>
      console.warn(JSON.stringify({ level: "WARN", message, ...details, ...(error ? { error: String(error) } : {}) })),
  });
}
