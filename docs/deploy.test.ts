import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";

const root = join(import.meta.dirname, "..");
const guide = readFileSync(join(root, "docs/deploy.md"), "utf8");
const blocks = Array.from(guide.matchAll(/^```sh\n(.*?)^```$/gms), ([, lines = ""]) => lines);
/** Without what goes on in the next line, and without the content of files that are written. */
const lines = blocks.flatMap((block) =>
  block
    .replace(/<<'END'[^\n]*\n.*?^END$/gms, "")
    .replace(/\\\n/g, " ")
    .split("\n"),
);

/* Blocks are pasted one after the other, in one shell: bash, or zsh as macOS has it. */

test("the guide stays in the repository's folder, from where each block begins", () => {
  expect(blocks.length).toBeGreaterThan(10);
  expect(lines.filter((line) => /(^|[&;(|]\s*)cd\s/.test(line))).toEqual([]);
  const calls = lines.flatMap((line) => line.match(/\bterraform\s+[^"&|;)]+/g) ?? []);
  expect(calls.length).toBeGreaterThan(10);
  for (const call of calls) {
    const [, folder] = /^terraform -chdir=(infra(?:\/\w+)?) /.exec(call) ?? [];
    expect(folder !== undefined && existsSync(join(root, folder, "versions.tf")), call).toBe(true);
  }
});

test("what the guide runs and reads is there", () => {
  const paths = lines.flatMap((line) => line.match(/(?<![\w/="])(?:hosting|infra)\/[\w./-]+\.\w+/g) ?? []);
  expect(paths.length).toBeGreaterThan(5);
  // Written by the guide itself, or by those who paste it.
  const written = /\.(tfvars|tfstate)$|\/backend\.tf$/;
  expect(paths.filter((path) => !written.test(path) && !existsSync(join(root, path)))).toEqual([]);
});

// In zsh a comment's words are arguments, and its apostrophe opens a quote that swallows the next lines.
test("no line of the guide has a comment, or a placeholder that a program would take for an argument", () => {
  expect(lines.filter((line) => /(^|\s)#|…/.test(line))).toEqual([]);
});

test("every block of the guide is sound for a shell", () => {
  for (const block of blocks) expect(() => execFileSync("bash", ["-n"], { input: block, stdio: "pipe" })).not.toThrow();
});

// What reads a word from the terminal would take the next line that is pasted.
test("what waits for an answer is a block of its own", () => {
  for (const block of blocks.filter((block) => /^read /m.test(block))) expect(block.trim().split("\n")).toHaveLength(1);
});

test("each tool that the guide calls is in its list", () => {
  const [, needs = ""] = /You need (.*?\.)\s/s.exec(guide) ?? [];
  for (const tool of ["aws", "gh", "jq", "curl", "openssl"]) {
    const isCalled = [...lines, readFileSync(join(root, "hosting/smoke-test.sh"), "utf8")]
      .join("\n")
      .includes(`${tool} `);
    if (isCalled) expect(needs).toContain(`\`${tool}\``);
  }
});

test("who removes everything learns what AWS keeps of it, and how nothing is kept", () => {
  const [, section = ""] = /^## Remove everything\n(.*?)^## /ms.exec(guide) ?? [];
  expect(section).toContain("$DeletedTableBackup");
  expect(section).toContain(
    "terraform -chdir=infra apply -var deletion_protection=false -var point_in_time_recovery=false",
  );
  expect(section).toContain("aws logs delete-log-group");
});
