import { spawn } from "node:child_process";
import { join } from "node:path";

const TEST = "tests/integration/upload-race.test.ts";
const ROUNDS = 1_000;

/** The same new file uploaded by many at once, in random orders of their writes, for many rounds. */
export async function run(rounds: number = ROUNDS): Promise<void> {
  const vitest = join(import.meta.dirname, "../../node_modules/vitest/vitest.mjs");
  const child = spawn(process.execPath, [vitest, "run", "--project", "integration", TEST], {
    env: { ...process.env, SOAK_ROUNDS: String(rounds) },
    stdio: "inherit",
  });
  process.exitCode = await new Promise<number>((resolve) => child.once("close", (code) => resolve(code ?? 1)));
}
