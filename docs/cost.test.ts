import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { costRows, estimateCost } from "#lib/operations/estimate-cost.ts";

const document = readFileSync(join(import.meta.dirname, "cost.md"), "utf8");

/** As the document takes them: 4 MB an original, 0.12 MB of renditions, 0.28 s to make these. */
const MEGABYTE = 1_000_000;
const estimate = (images: number, uploads: number) =>
  estimateCost({ storedBytes: images * 4 * MEGABYTE, renditionShare: 0.03, images, uploads, renderMs: uploads * 280 });

test("the document has the overview's rows with the overview's figures", () => {
  const [, section = ""] = document.split("## A month, in the rows of the overview");
  const rows = Array.from(section.matchAll(/^\| `(\w+)` \| .*? \| ([\d.]+) \| ([\d.]+) \| ([\d.]+) \|$/gm));
  expect(rows.map(([, name]) => name)).toEqual(costRows);
  const columns = [estimate(0, 0), estimate(1_000, 100), estimate(1_000_000, 100_000)];
  for (const [index, [, name, ...figures]] of rows.entries()) {
    expect(figures, name).toEqual(columns.map((lines) => lines[index]?.dollars.toFixed(2)));
  }
});

test("what is together is the sum of the rows above it, as exactly as it is told", () => {
  let sums = 0;
  for (const table of document.match(/^(\|.*\|\n)+/gm) ?? []) {
    let totals: number[] = [];
    for (const row of table.split("\n").slice(2)) {
      const [name = "", ...cells] = row.split("|").slice(1, -1);
      const figures = cells.map((cell) => cell.replaceAll("*", "").trim());
      if (!name.includes("**together")) {
        totals = figures.map((figure, column) => (totals[column] ?? 0) + Number(figure));
        continue;
      }
      const decimals = figures.map((figure) => figure.split(".")[1]?.length ?? 0);
      expect(figures, name).toEqual(totals.map((total, column) => total.toFixed(decimals[column])));
      totals = [];
      sums += 1;
    }
  }
  expect(sums).toBe(7);
});

test("an idle stack costs less than half a dollar a month beside what is free, and its rows add up", () => {
  const [, section = ""] = document.split("## With nobody there");
  const table = section.split("**together")[0] ?? "";
  const figures = Array.from(table.matchAll(/\| ([\d.]+) \| ([\d.]+) \|$/gm), ([, list, left]) =>
    [list, left].map(Number),
  );
  const [, ...sums] = /\*\*together, a month\*\* \| \*\*([\d.]+)\*\* \| \*\*([\d.]+)\*\*/.exec(section) ?? [];
  expect(figures.length).toBeGreaterThan(5);
  const sum = (column: 0 | 1) => figures.reduce((total, pair) => total + (pair[column] ?? 0), 0);
  expect([sum(0), sum(1)].map((total) => total.toFixed(2)).map(Number)).toEqual([Number(sums[0]), Number(sums[1])]);
  expect(Number(sums[1])).toBeLessThan(0.5);
  const DASHBOARD = 3;
  const standing = estimate(0, 0).reduce((total, { dollars }) => total + dollars, 0);
  expect(sum(0) - DASHBOARD).toBeCloseTo(standing, 1);
});
