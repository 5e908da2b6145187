import { createRequire } from "node:module";
import { join } from "node:path";
import { endWithGroup } from "./process-group.ts";

/* `next build` of the current folder, in a process of its own; ends with all it started when its parent does. */

process.on("disconnect", endWithGroup);
// Only the build keeps this process alive.
process.channel?.unref();
process.argv[2] = "build";
createRequire(join(process.cwd(), "package.json"))("next/dist/bin/next");
