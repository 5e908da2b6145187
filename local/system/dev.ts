import { watch } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { log } from "./log.ts";
import { runUntilSignal } from "./main.ts";

/* npm run dev: as npm start, with pages that reload themselves and a worker that is replaced when its code changes. */

const root = fileURLToPath(new URL("../..", import.meta.url));
const SETTLE_MS = 200;

await runUntilSignal(
  "npm run dev",
  async () => ({ mode: "development", path: root }),
  ({ workerHost }) => {
    let timer: NodeJS.Timeout | undefined;
    for (const folder of ["lib", "thumbnail-worker"]) {
      watch(join(root, folder), { recursive: true }, (_event, name) => {
        if (!name?.endsWith(".ts") || name.endsWith(".test.ts")) return;
        clearTimeout(timer);
        timer = setTimeout(() => {
          log("worker", `${folder}/${name} changed, starting the worker again`);
          workerHost?.restart();
        }, SETTLE_MS);
      });
    }
  },
);
