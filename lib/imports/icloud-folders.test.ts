import { expect, test } from "vitest";
import { createExportParts } from "./export-parts.ts";
import { readAppleTables } from "./icloud-folders.ts";

function entry(path: string, text: string) {
  const blob = new Blob([text]);
  return { path, part: "a.zip", bytes: blob.size, open: async () => blob };
}

test("a table of quotes alone costs itself at most, and the others are read", { timeout: 30_000 }, async () => {
  const tables = [
    entry("Photos/quotes.csv", `"${'""'.repeat(6 * 1024 * 1024)}"`),
    entry("Albums/Trip.csv", "imgName\nIMG_1.jpg\n"),
  ];
  const { files, find } = await readAppleTables(tables, createExportParts(tables));
  expect(files.map(({ table }) => table?.kind)).toEqual([undefined, "names"]);
  expect(find(entry("Photos/IMG_1.jpg", ""))?.albums).toEqual(["Trip"]);
});

test("a path of digits takes no time", async () => {
  const { find } = await readAppleTables([], createExportParts([]));
  const path = `${"1".repeat(2_000)}x/Photos/a.jpg`;
  const start = performance.now();
  expect(find(entry(path, ""))).toBeUndefined();
  expect(performance.now() - start).toBeLessThan(500);
});
