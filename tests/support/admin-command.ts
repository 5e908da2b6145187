import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));

/** Runs `npm run admin` on the system under test. */
export async function runAdminCommand(...words: string[]): Promise<void> {
  const DATA_DIR = process.env.SKYLIGHT_DATA_DIR;
  if (!DATA_DIR) throw new Error("Expected SKYLIGHT_DATA_DIR to name the folder of the system under test");
  await promisify(execFile)(process.execPath, ["cli/admin.ts", ...words], {
    cwd: ROOT,
    env: { ...process.env, TABLE: "", DATA_DIR },
  });
}
