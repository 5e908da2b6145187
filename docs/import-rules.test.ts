import { execFile } from "node:child_process";
import { mkdir, symlink, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import { expect, test } from "vitest";
import { temporaryDirectory } from "../tests/support/temporary-directory.ts";

const root = join(import.meta.dirname, "..");
const config = join(root, ".dependency-cruiser.cjs");
const DEPCRUISE = join(root, "node_modules/dependency-cruiser/bin/dependency-cruiser.mjs");

interface Rule {
  name: string;
  to: { path?: string[] };
}

/** For each rule that is not a floor's: a file that breaks it, and what is in that file. */
const breaches: Record<string, [path: string, source: string]> = {
  "no-cycles": ["app/one.ts", 'import "./other.ts";'],
  "nothing-unresolved": ["app/lost.ts", 'import "./missing.ts";'],
  "lib-on-a-floor": ["app/stray.ts", 'import "../lib/attic/box.ts";'],
  "lib-without-frameworks": ["lib/images/page.ts", 'import "../../app/leaf.ts";'],
  "next-auth-in-accounts-only": ["lib/images/token.ts", 'import "next-auth/jwt.js";'],
  "tests-and-tools-stay-outside": ["app/tools.ts", 'import "../cli/tool.ts";'],
  "local-without-tests": ["local/start.ts", 'import "../bench/measure.ts";'],
  "app-calls-use-cases": ["app/store.ts", 'import "../lib/images/image-repository.ts";'],
  "components-stay-in-the-browser": ["app/component.tsx", '"use client";\nimport "./step.ts";'],
  "pure-files-stay-pure": ["lib/images/image-api.ts", 'import "../config.ts";'],
  "repository-keeps-to-its-noun": ["lib/images/image-repository.ts", 'import "../usage/usage-repository.ts";'],
  "worker-without-web": ["thumbnail-worker/handler.ts", 'import "../lib/http/inside.ts";'],
  "sandbox-knows-no-cloud": ["thumbnail-worker/sandbox/decode.ts", 'import "./step.ts";'],
  "jobs-call-lib": ["jobs/job.ts", 'import "../app/leaf.ts";'],
};
/** What they import, some of it on the way to something else. */
const targets: Record<string, string> = {
  "app/other.ts": 'import "./one.ts";',
  "app/leaf.ts": "",
  "app/step.ts": 'import "../lib/config.ts";',
  "lib/attic/box.ts": "",
  "lib/usage/usage-repository.ts": "",
  "cli/tool.ts": "",
  "bench/measure.ts": "",
  "thumbnail-worker/sandbox/step.ts": 'import "../../lib/config.ts";',
  "node_modules/next-auth/package.json": '{ "name": "next-auth", "version": "4.0.0" }',
  "node_modules/next-auth/jwt.js": "",
};

/** A file of a floor, by the pattern of its rule. */
function toFile(pattern: string): string {
  const name = pattern.replace(/^\^|\(\/\|\$\)$/g, "").replaceAll("\\", "");
  return name.endsWith(".ts") ? name : `${name}/inside.ts`;
}

test("each rule of imports is broken by a file that does what it forbids", async () => {
  const { forbidden } = createRequire(import.meta.url)(config) as { forbidden: (Rule & { from: { path?: string } })[] };
  const others = forbidden.map(({ name }) => name).filter((name) => !name.startsWith("floor-of-"));
  expect(Object.keys(breaches)).toEqual(others);
  const files = new Map(Object.entries(targets));
  for (const [path, source] of Object.values(breaches)) files.set(path, source);
  for (const { name, from, to } of forbidden.filter((rule) => rule.name.startsWith("floor-of-"))) {
    // The last one that is forbidden is of its own floor or of the one above.
    const [path, imported] = [toFile(from.path ?? ""), toFile(to.path?.at(-1) ?? "")];
    files.set(path, `import ${JSON.stringify(`${"../".repeat(path.split("/").length - 1)}${imported}`)};`);
    if (!files.has(imported)) files.set(imported, "");
    expect(path, name).toMatch(/^lib\//);
  }
  await using folder = await temporaryDirectory();
  for (const [path, source] of files) {
    await mkdir(dirname(join(folder.path, path)), { recursive: true });
    await writeFile(join(folder.path, path), source);
  }
  await symlink(config, join(folder.path, ".dependency-cruiser.cjs"));

  const command = [DEPCRUISE, "--output-type", "json", "app", "lib", "jobs", "thumbnail-worker", "local"];
  const options = { cwd: folder.path, maxBuffer: 16 * 1024 * 1024 };
  // It fails, as it should, and says of what all the same.
  const { stdout } = await promisify(execFile)(process.execPath, command, options).catch(
    (error: { stdout: string }) => error,
  );
  const { summary } = JSON.parse(stdout) as { summary: { violations: { rule: { name: string } }[] } };
  const broken = new Set(summary.violations.map(({ rule }) => rule.name));
  expect(forbidden.map(({ name }) => name).filter((name) => !broken.has(name))).toEqual([]);
});
