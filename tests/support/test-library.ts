import { createOwnThread } from "#lib/library/index-threads.ts";
import type { LibraryIndex } from "#lib/library/library-index.ts";
import { createLibrary } from "#lib/library/library-services.ts";
import type { Services } from "#lib/services.ts";
import { temporaryDirectory } from "./temporary-directory.ts";

export interface TestLibrary extends AsyncDisposable {
  library: LibraryIndex;
}

/** Lists over a test's table, from a folder of their own. */
export async function openTestLibrary(clients: Pick<Services, "database" | "storage">): Promise<TestLibrary> {
  const folder = await temporaryDirectory();
  const threads = createOwnThread();
  const library = createLibrary(clients, { folder: folder.path, threads, writesSnapshots: false });
  return {
    library,
    async [Symbol.asyncDispose]() {
      await library.close();
      await threads.close();
      await folder[Symbol.asyncDispose]();
    },
  };
}
