import "server-only";
import { webConfig } from "#lib/config.ts";
import { openIndexFolder } from "#lib/library/index-folder.ts";
import type { LibraryIndex } from "#lib/library/library-index.ts";
import { createLibrary, type LibraryServices } from "#lib/library/library-services.ts";
import { sharedWorkerPool } from "#lib/library/worker-pool.ts";
import { createServices, type Services } from "#lib/services.ts";

/** Next gives pages and route handlers instances of modules of their own; the one library of the process hangs here. */
const SHARED = Symbol.for("skylight.library");

let services: LibraryServices | undefined;

/** The web server's services, made from its environment at the first request. @throws ConfigError */
export function webServices(): LibraryServices {
  if (!services) {
    const common = createServices(webConfig());
    services = {
      ...common,
      // Made when a list is first asked for, so that nothing else depends on the disk.
      get library() {
        return sharedLibrary(common);
      },
    };
  }
  return services;
}

function sharedLibrary(common: Services): LibraryIndex {
  const holder = globalThis as { [SHARED]?: LibraryIndex };
  // Where storage is a disk of this machine, processes run on after an answer; elsewhere they may freeze.
  const hasOwnDisk = common.config.disk !== undefined;
  holder[SHARED] ??= createLibrary(common, {
    folder: openIndexFolder(),
    threads: sharedWorkerPool(),
    hasOwnDisk,
    writesSnapshots: hasOwnDisk && common.config.writesSnapshots,
    requestsSnapshots: !hasOwnDisk,
  });
  return holder[SHARED];
}
