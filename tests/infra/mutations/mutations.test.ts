import { cpSync, mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, inject, it } from "vitest";
import { runCommand } from "../support/command.ts";
import { terraformEnvironment } from "../support/tools.ts";
import type { NoticingTest } from "./mutation.ts";
import { mutations } from "./mutations.ts";
import { renewTable } from "./table.ts";

/*
 * npm run test:infra -- mutations. Not part of npm test: each line starts Terraform once more. With -t "is noticed: TLS" only
 * those that begin so are tried, and their lines of bench/results/mutations.md renewed.
 */

const { program, folder, motoEndpoint } = inject("infra");
const root = new URL("../../..", import.meta.url).pathname;
const TABLE = join(root, "bench/results/mutations.md");

interface Result {
  noticed: boolean;
  output: string;
}

describe.skipIf(!program)("a change to the configuration", () => {
  it.each(mutations)("is noticed: $what", async (mutation) => {
    if ("vitest" in mutation.test && !motoEndpoint) return;
    const source = readFileSync(join(folder, mutation.file), "utf8");
    expect(source.split(mutation.from), `"${mutation.from}" in ${mutation.file}`).toHaveLength(2);
    const changed = source.replace(mutation.from, () => mutation.to);
    const { noticed: isNoticed, output } = await tryChanged(mutation.file, changed, mutation.test);
    const kept = readFileSync(TABLE, "utf8");
    writeFileSync(TABLE, renewTable(kept, new Map([[mutation, isNoticed]]), new Date()));
    expect(isNoticed, output).toBe(true);
  });

  it.each([...new Set(mutations.flatMap(({ test }) => ("says" in test ? [`${test.root} ${test.file}`] : [])))])(
    "is what makes a test fail: %s passes without one",
    async (test) => {
      const [root = ".", file = ""] = test.split(" ");
      const { code, output } = await runTerraformTest(folder, root, file);
      expect(code, output).toBe(0);
    },
  );
});

/** Runs a test on the configuration with one file changed, which is put back afterwards. */
async function tryChanged(file: string, content: string, test: NoticingTest): Promise<Result> {
  if ("vitest" in test) return tryVitest(file, content, test);
  const path = join(folder, file);
  const before = readFileSync(path);
  writeFileSync(path, content);
  try {
    const { output } = await runTerraformTest(folder, test.root, test.file);
    // Terraform breaks its lines where a terminal would.
    return { noticed: toWords(output).includes(toWords(test.says)), output };
  } finally {
    writeFileSync(path, before);
  }
}

async function runTerraformTest(work: string, root: string, file: string) {
  const words = [`-chdir=${root}`, "test", "-no-color", `-filter=${file}`];
  const { code, stdout, stderr } = await runCommand(program ?? "", words, { cwd: work, env: terraformEnvironment() });
  return { code, output: stdout + stderr };
}

async function tryVitest(file: string, content: string, test: { vitest: string; title: string }): Promise<Result> {
  const copy = mkdtempSync(join(tmpdir(), "skylight-mutation-"));
  try {
    cpSync(join(root, "infra"), copy, { recursive: true, filter: (path) => !/\.terraform(\/|$)|\.tfstate/.test(path) });
    writeFileSync(join(copy, file), content);
    const words = [
      "run",
      "--config",
      "tests/infra/vitest.config.ts",
      test.vitest,
      "-t",
      test.title,
      "--reporter=tap-flat",
    ];
    const { code, stdout, stderr } = await runCommand(join(root, "node_modules/.bin/vitest"), words, {
      cwd: root,
      env: { SKYLIGHT_INFRA_FOLDER: copy },
    });
    return { noticed: code !== 0 && new RegExp(`^not ok .*${test.title}`, "m").test(stdout), output: stdout + stderr };
  } finally {
    await rm(copy, { recursive: true, force: true });
  }
}

function toWords(text: string): string {
  return text.replace(/[│\s]+/g, " ");
}
