import { existsSync } from "node:fs";
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
const [{ builtServer, ensureBuild }, { endWarmApp, warmApp }] = await Promise.all([
  import("./build.ts"),
  import("./app-host.ts"),
]);
const server = builtServer(root);
// What is there is most often what is to be served, and its code is loaded while this process loads its own.
const warm = existsSync(server) ? warmApp(server) : undefined;
const { runUntilSignal } = await import("./main.ts");
await runUntilSignal("npm start", async () => {
  const path = await ensureBuild(root, () => endWarmApp(warm));
  return { mode: "built", path, warm };
});
