import { globSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, inject, it } from "vitest";
import { longUnless } from "../support/long-tests.ts";
import { mutations } from "./mutations/mutations.ts";
import { runCommand } from "./support/command.ts";
import { terraform } from "./support/plan.ts";
import { terraformEnvironment } from "./support/tools.ts";

const { program, folder } = inject("infra");
const testsFolder = new URL("../../infra/tests", import.meta.url);
const [testsOfStack, testsOfValues] = ["stack.tftest.hcl", "stack_values.tftest.hcl"];
const wholeStack = [testsOfStack, testsOfValues];

describe.skipIf(!program)("the configuration", () => {
  it("is formatted as the tool formats it", async () => {
    const result = await runCommand(program ?? "", ["fmt", "-check", "-recursive", "-no-color"], {
      cwd: folder,
      env: terraformEnvironment(),
    });
    expect(result.stdout).toBe("");
    expect(result.code).toBe(0);
  });

  // The plans below say so of all that they plan. The tests themselves are judged by running them: validating knows no
  // second provider of theirs.
  it.concurrent.each([".", "bootstrap", "copies"])("is valid: infra/%s", { tags: "long" }, async (root) => {
    const result = await runCommand(program ?? "", ["validate", "-no-tests", "-no-color"], {
      cwd: join(folder, root),
      env: terraformEnvironment(),
    });
    expect(`${result.stdout}${result.stderr}`).toContain("Success!");
  });

  // A process works on one processor, and two files plan the whole stack in each of their runs: the one that is about
  // values is left to the long run.
  for (const [title, files, isShort] of [
    ["for every variable", [testsOfStack], true],
    ["with the values that are taken, and refuses what cannot work", [testsOfValues], false],
    ["module by module", readdirSync(testsFolder).filter((file) => !wholeStack.includes(file)), true],
  ] as const) {
    it.concurrent(`plans as expected ${title}`, longUnless(isShort), async () => {
      const filters = files.filter((file) => file.endsWith(".tftest.hcl")).map((file) => `-filter=tests/${file}`);
      expect(await terraform("test", "-no-color", ...filters)).toMatch(/Success! \d+ passed, 0 failed/);
    });
  }
});

describe.skipIf(!program)("the bootstrap", () => {
  it.concurrent("lets in exactly whom it should, and keeps a deployment from what it may not do", async () => {
    const output = await terraform("-chdir=bootstrap", "test", "-no-color");
    expect(output).toMatch(/Success! \d+ passed, 0 failed/);
  });
});

describe.skipIf(!program)("what takes the copies", () => {
  it.concurrent("lets the installation add, and keeps what it deletes", async () => {
    const output = await terraform("-chdir=copies", "test", "-no-color");
    expect(output).toMatch(/Success! \d+ passed, 0 failed/);
  });
});

describe("the table of mutations", () => {
  it("changes what is there, each in one place", () => {
    const folder = new URL("../../infra/", import.meta.url);
    const places = (file: string, from: string) => readFileSync(new URL(file, folder), "utf8").split(from).length - 1;
    const lost = mutations.filter(({ file, from }) => places(file, from) !== 1);
    expect(lost.map(({ what }) => what)).toEqual([]);
    expect(new Set(mutations.map(({ what }) => what)).size).toBe(mutations.length);
  });
});

describe("the modules", () => {
  const infra = new URL("../../infra", import.meta.url).pathname;
  const modules = globSync("modules/*", { cwd: infra });

  it.each(modules)("%s has the four files", (module) => {
    const files = globSync("*.tf", { cwd: join(infra, module) }).sort();
    expect(files).toEqual(expect.arrayContaining(["main.tf", "outputs.tf", "variables.tf", "versions.tf"]));
  });

  it.each([".", "bootstrap", "copies", ...modules])(
    "%s describes and types every variable and describes every output",
    (module) => {
      for (const [kind, file, needs] of [
        ["variable", "variables.tf", ["description", "type"]],
        ["output", "outputs.tf", ["description", "value"]],
      ] as const) {
        const blocks = readFileSync(join(infra, module, file), "utf8").split(new RegExp(`^(?=${kind} ")`, "m"));
        for (const block of blocks.filter((text) => text.startsWith(kind))) {
          for (const need of needs) expect(block, block.split("\n")[0]).toMatch(new RegExp(`^  ${need}\\s+=`, "m"));
        }
      }
    },
  );
});
