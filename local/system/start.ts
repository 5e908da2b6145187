import { fileURLToPath } from "node:url";
import { ensureBuild } from "./build.ts";
import { runUntilSignal } from "./main.ts";

/* npm start: the whole system on this machine, built. Environment: PORT, S3_PORT, DATA_DIR. */

const root = fileURLToPath(new URL("../..", import.meta.url));

await runUntilSignal("npm start", async () => ({ mode: "built", path: await ensureBuild(root) }));
