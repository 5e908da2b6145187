import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";

const root = join(import.meta.dirname, "..");
const text = readFileSync(join(root, "docs/architecture.md"), "utf8");
const quoted = (part: string) => [...part.matchAll(/`([^`\s]+)`/g)].map(([, name = ""]) => name);
/** What begins with a folder of the repository and names one file or folder. */
const paths = quoted(text).filter((name) =>
  /^(app|bench|cli|docs|hosting|infra|jobs|lib|local|tests|thumbnail-worker)\/[\w./-]*$/.test(name),
);

test("every path that the document names exists", () => {
  expect(paths.length).toBeGreaterThan(30);
  expect(paths.filter((path) => !existsSync(join(root, path)))).toEqual([]);
});

test("each of the ten questions is answered by a file", () => {
  const [, questions = ""] = text.split("## Ten questions");
  const answers = questions.split(/^\d+\. /m).slice(1);
  expect(answers).toHaveLength(10);
  for (const answer of answers)
    expect(
      quoted(answer).some((name) => paths.includes(name)),
      answer,
    ).toBe(true);
});

test("what an answer says of a function is in one of its files", () => {
  const [, questions = ""] = text.split("## Ten questions");
  for (const answer of questions.split(/^\d+\. /m).slice(1)) {
    const names = quoted(answer);
    const sources = names.filter((name) => paths.includes(name)).map((path) => readFileSync(join(root, path), "utf8"));
    for (const name of names.filter((name) => !paths.includes(name))) {
      expect(
        sources.some((source) => source.includes(name)),
        name,
      ).toBe(true);
    }
  }
});

test("the floors are those that the linter holds", () => {
  const rules = readFileSync(join(root, ".dependency-cruiser.cjs"), "utf8");
  const [, list = ""] = /const FLOORS = (\[[\s\S]*?\n\]);/.exec(rules) ?? [];
  const floors = JSON.parse(list.replace(/,(\s*\])/g, "$1"));
  const [, table = ""] = text.split("| floor of `lib` | holds |");
  const rows = table.split("\n\n")[0]?.split("\n").slice(2) ?? [];
  expect(rows.map((row) => quoted(row.split("|")[1] ?? ""))).toEqual(floors);
});
