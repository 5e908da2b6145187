import { startLocalCloud } from "#local/cloud/cloud.ts";

/*
 * A local cloud in a process of its own, for tests that kill it. Argument: its folder. Tells its parent the cloud's
 * addresses and ends together with it.
 */
const [dataDir] = process.argv.slice(2);
if (!dataDir) throw new Error("Expected the folder of the cloud as argument but received none");

const { stop, ...cloud } = await startLocalCloud({ dataDir });
process.on("disconnect", () => process.exit());
process.on("SIGTERM", async () => {
  await stop();
  process.exit();
});
process.send?.(cloud);
