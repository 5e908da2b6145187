import { fileURLToPath } from "node:url";
import { allocateFromOneArena } from "./one-arena.ts";

/* npm start: the whole system on this machine, built. Environment: PORT, S3_PORT, DATA_DIR. */

const root = fileURLToPath(new URL("../..", import.meta.url));

allocateFromOneArena();
const [{ ensureBuild }, { runUntilSignal }] = await Promise.all([import("./build.ts"), import("./main.ts")]);
await runUntilSignal("npm start", async () => ({ mode: "built", path: await ensureBuild(root) }));
