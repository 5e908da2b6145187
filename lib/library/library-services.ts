import type { Services } from "#lib/services.ts";
import { createBucketSnapshots } from "./bucket-snapshots.ts";
import { ONE_MACHINE_OVERLAP_MS } from "./catch-up.ts";
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
/** Of the 512 MB that serverless hosting has for temporary files; 2,000 to 4,000 photos a mebibyte. */
const SERVERLESS_LIMITS: CacheLimits = { maxFiles: 200, maxBytes: 320 * MEBIBYTE, maxMemoryBytes: 192 * MEBIBYTE };
/** A disk that is full is given back half of it, so this is a matter of tidiness. */
const OWN_DISK_LIMITS: CacheLimits = {
  maxFiles: 2_000,
  maxBytes: 16 * 1024 * MEBIBYTE,
  maxMemoryBytes: 512 * MEBIBYTE,
};

interface LibraryOptions {
  /** Belongs to this process alone. */
  folder: string;
  threads: IndexThreads;
  writesSnapshots: boolean;
  requestsSnapshots?: boolean;
  /** Whether table and bucket are on this machine, whose disk bears the files of all users. */
  hasOwnDisk?: boolean;
}

/** The lists of all users, from table and bucket. */
export function createLibrary(
  { database, storage }: Pick<Services, "database" | "storage">,
  { hasOwnDisk = false, ...options }: LibraryOptions,
): LibraryIndex {
  return createLibraryIndex({
    ...options,
    limits: hasOwnDisk ? OWN_DISK_LIMITS : SERVERLESS_LIMITS,
    ...(hasOwnDisk ? { overlapMs: ONE_MACHINE_OVERLAP_MS } : {}),
    source: createTableChangeSource(database),
    snapshots: createBucketSnapshots(storage),
    requests: options.requestsSnapshots ? createSnapshotRequests(database) : undefined,
    log: (message, { error, ...details }) =>
      console.warn(JSON.stringify({ level: "WARN", message, ...details, ...(error ? { error: String(error) } : {}) })),
  });
}
