import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { contentTypeForFileName } from "#lib/images/image.ts";
import type { TestFile } from "./image-factory.ts";

const FOLDER = process.env.SKYLIGHT_PHOTOS ?? new URL("../../../shared/photos", import.meta.url).pathname;

/**
 * The real photos of a set, which stay out of the repository; empty where they are not at hand. Set SKYLIGHT_PHOTOS to
 * the folder that holds `good` and `hostile`. A name without a known ending is announced as a JPEG.
 */
export function corpusFiles(set: "good" | "hostile"): TestFile[] {
  const folder = join(FOLDER, set);
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
