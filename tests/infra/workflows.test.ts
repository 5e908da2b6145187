import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { checkWorkflow } from "./support/check-workflow.ts";

const folder = new URL("../../.github/workflows/", import.meta.url);
const workflows = readdirSync(folder).filter((name) => name.endsWith(".yml"));
const read = (name: string) => readFileSync(new URL(name, folder), "utf8");

describe.each(workflows)("the workflow %s", (name) => {
  it("is one that GitHub understands", async () => {
    expect(await checkWorkflow(read(name))).toEqual([]);
  });

  it("runs only actions whose content is fixed, with their version beside", () => {
    const used = Array.from(read(name).matchAll(/\buses: *(.+)/g), ([, action]) => action);
    expect(used.length).toBeGreaterThan(0);
    expect(used.filter((action) => !/^[\w./-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/.test(action ?? ""))).toEqual([]);
  });

  it("begins without any permission", () => {
    expect(read(name)).toMatch(/^permissions: \{\}$/m);
  });
});

describe("the check of workflows", () => {
  const job = (step: string) => `on: push\njobs:\n  one:\n    runs-on: ubuntu-24.04\n    steps:\n      - ${step}\n`;
  const echo = (expression: string) => job(`run: echo \${{ ${expression} }}`);

  it.each([
    ["a trigger that there is not", "on: pushed\njobs: {}\n"],
    ["a key that there is not", job("rnu: ls")],
    ["a context that there is not", echo("githbu.sha")],
    ["an expression that does not end", echo("hashFiles('a'")],
    ["a step that there is not", echo("steps.none.outputs.some")],
    ["a job that there is not", `${job("run: ls")}  two:\n    needs: zero\n    runs-on: ubuntu-24.04\n`],
    ["a permission that there is not", `permissions: {contents: rite}\n${job("run: ls")}`],
  ])("shows %s", async (_what, text) => {
    expect(await checkWorkflow(text)).not.toEqual([]);
  });

  it("lets a sound one pass", async () => {
    expect(await checkWorkflow(echo("github.sha"))).toEqual([]);
  });
});
