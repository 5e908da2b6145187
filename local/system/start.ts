import { enableCompileCache } from "node:module";
import { fileURLToPath } from "node:url";
import { allocateFromOneArena } from "./one-arena.ts";

/* npm start: the whole system on this machine, built. Environment: PORT, S3_PORT, DATA_DIR. */

const root = fileURLToPath(new URL("../..", import.meta.url));

// For the processes that it starts as well. Where it cannot be written there is none.
process.env.NODE_COMPILE_CACHE ??= fileURLToPath(
  new URL("node_modules/.cache/skylight", new URL("../../", import.meta.url)),
);
enableCompileCache();
allocateFromOneArena();
const [{ ensureBuild }, { runUntilSignal }] = await Promise.all([import("./build.ts"), import("./main.ts")]);
await runUntilSignal("npm start", async () => ({ mode: "built", path: await ensureBuild(root) }));
