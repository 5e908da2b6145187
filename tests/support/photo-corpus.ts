import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { contentTypeForFileName } from "#lib/images/image.ts";
import type { TestFile } from "./image-factory.ts";

export const PHOTOS_FOLDER = process.env.SKYLIGHT_PHOTOS ?? new URL("../../../shared/photos", import.meta.url).pathname;

/**
 * The real photos of a set, which stay out of the repository; empty where they are not at hand. Set SKYLIGHT_PHOTOS to
 * the folder that holds `good` and `hostile`. A name without a known ending is announced as a JPEG.
 */
export function corpusFiles(set: "good" | "hostile"): TestFile[] {
  const folder = join(PHOTOS_FOLDER, set);
  let names: string[];
  try {
    names = readdirSync(folder).sort();
  } catch {
    return [];
  }
  return names.map((fileName) => ({
    fileName,
    contentType: contentTypeForFileName(fileName) ?? "image/jpeg",
    body: readFileSync(join(folder, fileName)),
  }));
}

export interface ReportedFile {
  kind: string;
  /** What is right for it, in words. */
  result: string;
  file: TestFile;
}

/** The files of public bug reports with what their table says; empty where they are not at hand. */
export function reportedFiles(): ReportedFile[] {
  const folder = join(PHOTOS_FOLDER, "reports");
  let table: string;
  try {
    table = readFileSync(join(folder, "manifest.csv"), "utf8");
  } catch {
    return [];
  }
  return table
    .trim()
    .split("\n")
    .slice(1)
    .map((line) => {
      const [fileName = "", kind = "", , result = ""] = parseCsvLine(line);
      const contentType = contentTypeForFileName(fileName) ?? "image/jpeg";
      return { kind, result, file: { fileName, contentType, body: readFileSync(join(folder, fileName)) } };
    });
}

/** Fields of a line of CSV, quoted where they hold commas or quotes (RFC 4180). */
function parseCsvLine(line: string): string[] {
  return [...line.matchAll(/(?:^|,)(?:"((?:[^"]|"")*)"|([^,]*))/g)].map(
    ([, quoted, plain = ""]) => quoted?.replaceAll('""', '"') ?? plain,
  );
}
