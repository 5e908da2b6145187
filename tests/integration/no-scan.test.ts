import { globSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { sdkCallsFrom } from "#tests/infra/support/sdk-calls.ts";

const cwd = new URL("../..", import.meta.url).pathname;

/** Beginning a check and going on with it walks through everything, which is what they are for. */
const checks = ["app/api/admin/integrity/route.ts", "app/api/admin/integrity/[id]/continue/route.ts"];

const pages = globSync("app/**/{page,layout}.tsx", { cwd });
const calls = globSync("app/api/**/route.ts", { cwd }).filter((path) => !checks.includes(path));

describe.each([
  ["pages", pages],
  ["calls", calls],
])("%s", (_, modules) => {
  test("never scan the table", async () => {
    expect(modules.length).toBeGreaterThan(15);
    const { commands } = await sdkCallsFrom(modules);
    expect([...commands]).toContain("QueryCommand");
    expect([...commands]).not.toContain("ScanCommand");
  });
});

test("a scan would be seen", async () => {
  expect([...(await sdkCallsFrom(checks)).commands]).toContain("ScanCommand");
});
