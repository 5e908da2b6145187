import { readFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { z } from "zod";

const DEFAULT_DATA_DIR = ".data";
/** Written by the local system while it runs. */
const CLOUD_FILE = "cloud.json";

const cloudFileSchema = z.object({ processId: z.number().int(), environment: z.record(z.string(), z.string()) });

/** No system runs on the data folder. */
export class NotRunningError extends Error {
  override readonly name = "NotRunningError";
}

/**
 * What has to be added to an environment to reach the table: nothing when it names one itself, else the variables of
 * the system that runs on this machine.
 * @throws NotRunningError when none does
 */
export async function cloudEnvironment(
  environment: Record<string, string | undefined>,
): Promise<Record<string, string>> {
  if (environment.TABLE) return {};
  const folder = resolve(environment.DATA_DIR || DEFAULT_DATA_DIR);
  const notRunning = new NotRunningError(
    `Skylight is not running on ${folder}. Start it with npm start, then try again.`,
  );
  try {
    const file = cloudFileSchema.parse(JSON.parse(await readFile(join(folder, CLOUD_FILE), "utf8")));
    // A file that a crash left behind names a process that is gone.
    process.kill(file.processId, 0);
    return file.environment;
  } catch {
    throw notRunning;
  }
}
