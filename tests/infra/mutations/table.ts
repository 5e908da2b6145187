import { join } from "node:path";
import type { Mutation } from "./mutation.ts";
import { mutations } from "./mutations.ts";

/* bench/results/mutations.md: all changes, the test that noticed each, and when that was tried last. */

const HEAD = `# Changes to infra/ and the tests that notice them

\`npm run test:infra -- mutations\` makes each of these changes by itself, on a copy, and runs the test that is to notice it.
A run of some of them renews their lines.

| change | file | noticed by | tried |
|---|---|---|---|
`;

/** The table with the lines of what was tried at `when`; the others are as `table` has them. */
export function renewTable(table: string, noticed: ReadonlyMap<Mutation, boolean>, when: Date): string {
  const rows = mutations.map((mutation) => {
    const isNoticed = noticed.get(mutation);
    if (isNoticed === undefined) return findRow(table, mutation) ?? `${toStart(mutation)} **not tried** | |`;
    const test = isNoticed ? toTestName(mutation) : "**nothing**";
    return `${toStart(mutation)} ${test} | ${when.toISOString().slice(0, 10)} |`;
  });
  return `${HEAD}${rows.join("\n")}\n`;
}

/** The line of a change that its test has noticed. */
function findRow(table: string, mutation: Mutation): string | undefined {
  const start = `${toStart(mutation)} ${toTestName(mutation)} | `;
  return table.split("\n").find((line) => line.startsWith(start) && /\| [\d-]{10} \|$/.test(line));
}

/** What the line of a change begins with. */
export function toStart({ what, file }: Mutation): string {
  return `| ${what} | \`${file}\` |`;
}

function toTestName({ test }: Mutation): string {
  return "says" in test ? `\`${join(test.root, test.file)}\`: ${test.says}` : `\`${test.vitest}\`: ${test.title}`;
}
