import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parseCsv } from "#lib/imports/csv.ts";

/** Exports of other programs, which stay out of the repository; set SKYLIGHT_EXPORTS to the folder of `takeout` and `xmp`. */
export const EXPORTS_FOLDER = process.env.SKYLIGHT_EXPORTS ?? new URL("../../../shared", import.meta.url).pathname;

/** The rows of the table of a set, by column; none where the set is not at hand. */
export function expectedRows(set: "takeout" | "xmp"): Record<string, string>[] {
  const path = join(EXPORTS_FOLDER, set, "expected.csv");
  if (!existsSync(path)) return [];
  const [header = [], ...rows] = parseCsv(readFileSync(path, "utf8"), 10_000);
  return rows.map((row) => Object.fromEntries(header.map((name, at) => [name, row[at] ?? ""])));
}
