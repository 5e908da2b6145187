import { imageQuerySchema } from "#lib/library/image-query.ts";
import { createLibraryIndex } from "#lib/library/library-index.ts";
import { createWorkerPool } from "#lib/library/worker-pool.ts";
import { temporaryDirectory } from "#tests/support/temporary-directory.ts";
import { residentMb } from "./process-usage.ts";
import { collectionChanges, photoChange } from "./seed/listed-photos.ts";

const USERS = Number(process.env.BENCH_USERS ?? 50);
const PHOTOS = 20_000;
const ROUNDS = 2;
const PAGE = 500;
/** As lib/library/library-services.ts has them. */
const LIMITS = { maxFiles: 200, maxBytes: 256 * 1024 * 1024 };
const THREADS = 2;

/**
 * Resident memory after users of large libraries have taken turns with what the web server holds of the index: its
 * cache, its threads and their files. Next and the SDK are not in this process; their share is measured with `web`.
 */
export async function measureMemory(measures: Record<string, number>): Promise<void> {
  await using folder = await temporaryDirectory();
  const threads = createWorkerPool(THREADS);
  const idleMb = residentMb(process.pid);
  const index = createLibraryIndex({
    folder: folder.path,
    limits: LIMITS,
    source: {
      readEpoch: async () => "1",
      readWalkDigest: async () => undefined,
      readChanges: async () => ({ changes: [] }),
      readItems: async () => [],
      async readAll(_userId, cursor) {
        const from = Number(cursor ?? 0);
        const changes = Array.from({ length: PAGE }, (_, offset) => photoChange(from + offset, PHOTOS));
        const isLast = from + PAGE >= PHOTOS;
        return {
          changes: from === 0 ? [...collectionChanges(), ...changes] : changes,
          ...(isLast ? {} : { nextCursor: String(from + PAGE) }),
        };
      },
    },
    threads,
    writesSnapshots: false,
  });
  const query = imageQuerySchema.parse({});
  for (let round = 0; round < ROUNDS; round++) {
    for (let user = 0; user < USERS; user++) {
      const userId = `user-${user}`;
      if (round === 0) await index.finishRebuild(userId);
      await index.read(userId, "list", { query, page: { limit: 100 } });
      await index.read(userId, "months", query);
    }
  }
  measures.libraryRssMb = Math.round(residentMb(process.pid) - idleMb);
  await threads.close();
}
