import { globSync } from "node:fs";
import { expect, test } from "vitest";
import { sdkCallsFrom } from "#tests/infra/support/sdk-calls.ts";

const cwd = new URL("../..", import.meta.url).pathname;

/** Beginning a check and going on with it walks through everything, which is what they are for. */
const checks = ["app/api/admin/integrity/route.ts", "app/api/admin/integrity/[id]/continue/route.ts"];

const pages = globSync("app/**/{page,layout}.tsx", { cwd });
const calls = globSync("app/api/**/route.ts", { cwd }).filter((path) => !checks.includes(path));

test("pages and calls never scan the table", async () => {
  expect(pages.length).toBeGreaterThan(15);
  expect(calls.length).toBeGreaterThan(15);
  const { commands } = await sdkCallsFrom([...pages, ...calls]);
  expect([...commands]).toContain("QueryCommand");
  expect([...commands]).not.toContain("ScanCommand");
});

test("a scan would be seen", async () => {
  expect([...(await sdkCallsFrom(checks)).commands]).toContain("ScanCommand");
});
