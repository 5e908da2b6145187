import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { mutations } from "./mutations/mutations.ts";
import { toStart } from "./mutations/table.ts";

const root = join(import.meta.dirname, "../..");
const read = (...path: string[]) => readFileSync(join(root, ...path), "utf8");

/*
 * That the changes are noticed takes minutes: npm run test:infra -- mutations. That they can be made is seen at once.
 */

it.each(mutations)("changes what is there once: $what", ({ file, from, to }) => {
  expect(read("infra", file).split(from)).toHaveLength(2);
  expect(to).not.toBe(from);
});

it.each(mutations)("names a test that there is: $what", ({ test }) => {
  if ("vitest" in test) {
    expect(read(test.vitest)).toContain(test.title);
    return;
  }
  expect(existsSync(join(root, "infra", test.root, test.file))).toBe(true);
  // Terraform's own words where a test has to fail that expects a refusal.
  if (test.says !== "Missing expected failure") {
    expect(read("infra", test.root, test.file)).toContain(`error_message = "${test.says}"`);
  }
});

it.each(mutations)(
  "is in the table of those that were tried, and not as one that nothing noticed: $what",
  (mutation) => {
    const line = read("bench/results/mutations.md")
      .split("\n")
      .find((each) => each.startsWith(toStart(mutation)));
    expect(line).toBeDefined();
    expect(line).not.toContain("**nothing**");
  },
);
