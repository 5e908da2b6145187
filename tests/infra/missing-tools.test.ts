import { dirname } from "node:path";
import { expect, it } from "vitest";
import { runCommand } from "./support/command.ts";

const root = new URL("../..", import.meta.url).pathname;

/** npm test -- "e2e moto" on a machine that has Node alone. */
const runWithoutTools = (SKYLIGHT_REQUIRE_INFRA: string) =>
  runCommand(process.execPath, ["tests/run.ts", "e2e moto"], {
    cwd: root,
    env: { PATH: dirname(process.execPath), SKYLIGHT_TERRAFORM: undefined, SKYLIGHT_REQUIRE_INFRA },
  });

const missing = "Neither terraform nor tofu is on the path. moto's server is not installed";

it("the browser tests over moto are skipped where moto is missing, and say so", async () => {
  const { code, stdout, stderr } = await runWithoutTools("");
  expect(stderr).toContain(`e2e moto: ${missing}`);
  expect(stdout).toMatch(/\n0 passed, 0 failed, 1 skipped\n$/);
  expect(code).toBe(0);
});

it("they fail there where they are required, as in the workflow", async () => {
  const { code, stdout, stderr } = await runWithoutTools("1");
  expect(stderr).toContain("SKYLIGHT_REQUIRE_INFRA is set: failed.");
  expect(stdout).toMatch(/\n0 passed, 1 failed, 0 skipped\n$/);
  expect(code).toBe(1);
});
