import { contentTypeByExtension } from "#lib/images/image.ts";
import type { ImportEntry } from "#lib/imports/entry.ts";
import { planImport } from "#lib/imports/plan-import.ts";
import { defaultPlanOptions, type PlanOptions } from "#lib/imports/plan-photo.ts";

export const JPEG = "\xff\xd8\xff\xe0 a picture";

/** A plan of files by path, "part:path" where they are in several. */
export async function plan(files: Record<string, string | object>, options: Partial<PlanOptions> = {}) {
  const entries = Object.entries(files).map(([name, content]): ImportEntry => {
    const [path = "", part = "a.zip"] = name.split(":").toReversed();
    const text = typeof content === "string" ? content : JSON.stringify(content);
    const bytes = Buffer.from(text, text === JPEG ? "latin1" : "utf8");
    const blob = new Blob([new Uint8Array(bytes)]);
    return { path, part, bytes: blob.size, open: async () => blob };
  });
  const made = await planImport(entries, { ...defaultPlanOptions, ...options }, contentTypeByExtension);
  const reasons = (lines: { path: string; reason: string }[]) =>
    Object.fromEntries(lines.map(({ path, reason }) => [path, reason]));
  return {
    ...made,
    photos: made.photos.map(({ entry, fileName, albums, facts }) => ({ path: entry.path, fileName, albums, facts })),
    sidecars: made.sidecars.map(({ path }) => path),
    albums: made.albums.map(({ path }) => path),
    leftOut: reasons(made.leftOut),
    notes: reasons(made.notes),
  };
}

/** When photos of a Takeout were taken, as their JSON says it. */
export const taken = { photoTakenTime: { timestamp: "1560000000" } };
