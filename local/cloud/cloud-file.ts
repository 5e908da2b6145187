import { rm, writeFile } from "node:fs/promises";
import { join } from "node:path";

/** In the data folder while the system runs: how commands on this machine reach its cloud. */
export const CLOUD_FILE = "cloud.json";

/** Writes the environment by which the cloud is reached, readable by its owner only. Returns what removes it. */
export async function writeCloudFile(
  dataDir: string,
  environment: Record<string, string>,
): Promise<() => Promise<void>> {
  const path = join(dataDir, CLOUD_FILE);
  await writeFile(path, JSON.stringify({ processId: process.pid, environment }, null, 2), { mode: 0o600 });
  return () => rm(path, { force: true });
}
