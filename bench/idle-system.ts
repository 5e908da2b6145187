import { ensureBuild } from "#local/system/build.ts";
import { prepareDataFolder } from "#local/system/data-folder.ts";
import { startLocalSystem } from "#local/system/local-system.ts";
import { allocateFromOneArena } from "#local/system/one-arena.ts";
import { readLocalSettings } from "#local/system/settings.ts";

/*
 * What `npm start` runs, in a process that tells its parent "ready" and then, at each message, how many iterators its
 * database has open. It ends with its parent.
 */

allocateFromOneArena();
const settings = readLocalSettings(process.env);
await prepareDataFolder(settings.dataDir, settings.minFreeBytes);
const root = new URL("..", import.meta.url).pathname;
const system = await startLocalSystem(settings, { mode: "built", path: await ensureBuild(root) });

const end = async () => {
  await system.stop();
  process.exit();
};
process.on("SIGTERM", end);
process.on("disconnect", end);
process.on("message", () => process.send?.({ openIterators: system.cloud.openIterators() }));
await system.healthy();
process.send?.("ready");
