import { spawn } from "node:child_process";
import { join } from "node:path";

/*
 * npm run test:soak -- <name> [rounds]: a test of the integration stage, for far longer than a change can wait. The
 * test reads SOAK_ROUNDS and says in its own file what more rounds mean there.
 */

interface Soak {
  file: string;
  rounds: number;
}

const soaks: Record<string, Soak> = {
  twice: { file: "tests/integration/upload-race.test.ts", rounds: 1_000 },
};

const [name = "", rounds] = process.argv.slice(2);
const soak = soaks[name];
if (soak) {
  const vitest = join(import.meta.dirname, "../../node_modules/vitest/vitest.mjs");
  const child = spawn(process.execPath, [vitest, "run", "--project", "integration", soak.file], {
    env: { ...process.env, SOAK_ROUNDS: String(Number(rounds ?? soak.rounds)) },
    stdio: "inherit",
  });
  child.once("close", (code) => {
    process.exitCode = code ?? 1;
  });
} else {
  console.error(`Expected the name of a soak (${Object.keys(soaks).join(", ")}) but received "${name}"`);
  process.exitCode = 1;
}
