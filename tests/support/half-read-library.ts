import type { User } from "#lib/accounts/user.ts";
import type { Change } from "#lib/library/change.ts";
import { createOwnThread } from "#lib/library/index-threads.ts";
import { createLibraryIndex, type LibraryIndex } from "#lib/library/library-index.ts";
import type { LibraryServices } from "#lib/library/library-services.ts";
import { createTableChangeSource } from "#lib/library/table-change-source.ts";
import { temporaryDirectory } from "./temporary-directory.ts";

interface HalfReadLibrary extends AsyncDisposable {
  library: LibraryIndex;
  /** Lets the index read what is missing, and waits until it has. */
  readRest(): Promise<void>;
}

/**
 * A user's lists out of an index that is being built again, which has read all but one of the items until `readRest()`.
 */
export async function openHalfReadLibrary(
  { database }: Pick<LibraryServices, "database">,
  user: User,
  isMissing: (change: Change) => boolean,
): Promise<HalfReadLibrary> {
  const source = createTableChangeSource(database);
  const rest = Promise.withResolvers<void>();
  const folder = await temporaryDirectory();
  const threads = createOwnThread();
  const library = createLibraryIndex({
    folder: folder.path,
    threads,
    writesSnapshots: false,
    limits: { maxFiles: 10, maxBytes: 1e9 },
    source: {
      ...source,
      readChanges: async () => ({ changes: [] }),
      async readAll(userId, cursor) {
        if (cursor !== undefined) await rest.promise;
        const { changes } = await source.readAll(userId, undefined);
        return cursor === undefined
          ? { changes: changes.filter((change) => !isMissing(change)), nextCursor: "rest" }
          : { changes, nextCursor: undefined };
      },
    },
  });
  return {
    library,
    async readRest() {
      rest.resolve();
      await library.finishRebuild(user.id);
    },
    async [Symbol.asyncDispose]() {
      rest.resolve();
      await library.close();
      await threads.close();
      await folder[Symbol.asyncDispose]();
    },
  };
}
