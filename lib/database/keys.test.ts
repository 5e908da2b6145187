import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { type Key, keys, partitions } from "./keys.ts";

const source = readFileSync(join(import.meta.dirname, "keys.ts"), "utf8");
const [, drawing = ""] = /\/\*\n([\s\S]*?)\n \*\//.exec(source) ?? [];
/** The cells of each row of the two tables; whatever a key names is one placeholder. */
const rows = drawing.split("\n").map((line) =>
  line
    .slice(3)
    .replace(/<[^>]*>/g, "<>")
    .split(/ {2,}/),
);
const PARTS = ["<>", "<>", "<>"];

test("the tables at the top draw every key, each in a row of its own", () => {
  const makers = Object.entries(keys) as unknown as [string, (...parts: string[]) => Key][];
  const missing = makers.filter(([, make]) => {
    const { pk, sk } = make(...PARTS);
    // Numbers are padded with zeros.
    const drawn = [pk, sk.replace(/0+(?=<)/, "")];
    return !rows.some((cells) => cells[1] === drawn[0] && cells[2] === drawn[1]);
  });
  expect(missing.map(([name]) => name)).toEqual([]);
});

test("and every partition that is queried", () => {
  const makers = Object.entries(partitions) as unknown as [string, (...parts: string[]) => string][];
  const missing = makers.filter(([, make]) => !rows.some((cells) => cells[1] === make(...PARTS)));
  expect(missing.map(([name]) => name)).toEqual([]);
});
