import type { LeftOutEntry } from "#lib/imports/entry.ts";
import type { ImportPlan } from "#lib/imports/plan-import.ts";
import { summarisePlan } from "#lib/imports/summarise-plan.ts";
import type { WordsSummary } from "#lib/imports/write-words.ts";
import { toDisplayPath } from "./find-entries.ts";
import type { ImportSummary } from "./import-photos.ts";

/* What the importer says in the end: a line for every file that was not taken, with its reason. */

/** What was found, before anything is sent. */
export function printPlan(plan: ImportPlan): void {
  const { sidecars, albums } = plan;
  if (sidecars.length + albums.length === 0) return;
  const { photos, alone, partners, starred, archived } = summarisePlan(plan);
  console.log(
    [
      `${photos} photos, ${sidecars.length} sidecars and ${albums.length} files of albums found`,
      ...(alone > 0 ? [`${alone} photos without a sidecar`] : []),
      ...(partners > 0 ? [`${partners} from a partner`] : []),
      ...(starred > 0 ? [`${starred} with one to four stars, which only files keep: five make a favourite`] : []),
      ...(archived > 0 ? [`${archived} archived`] : []),
    ].join(", "),
  );
}

/** What a dry run says in place of importing. */
export function printDryRun(plan: ImportPlan): void {
  const { photos, bytes, albums } = summarisePlan(plan);
  console.log(`${photos} photos (${toMebibytes(bytes)} MiB) would be uploaded, ${plan.leftOut.length} left out`);
  if (albums.length > 0) console.log(`Albums: ${clean(albums.join(", "))}`);
  printEntries("Left out", plan.leftOut);
  printEntries("Notes", plan.notes);
}

/** Warns, before anything is sent, where not all of a plan may fit; `roomBytes` as findRoom() tells. */
export function printRoom(plan: ImportPlan, roomBytes: number): void {
  const { bytes } = summarisePlan(plan);
  if (bytes <= roomBytes) return;
  console.log(
    `The photos are ${toMebibytes(bytes)} MiB, but there is room for ${Math.floor(roomBytes / 1024 / 1024)} MiB. Those that are there already need none.`,
  );
}

function toMebibytes(bytes: number): number {
  return Math.ceil(bytes / 1024 / 1024);
}

/** What became of the files. */
export function printUploads(summary: ImportSummary, plan: ImportPlan): void {
  const { uploaded, duplicates, refused, failed, left } = summary;
  console.log(
    `${uploaded} uploaded, ${duplicates} already there, ${refused.length} refused, ${failed.length} failed` +
      (plan.leftOut.length > 0 ? `, ${plan.leftOut.length} left out` : ""),
  );
  printLines("Rejected", refused);
  printLines("Failed", failed);
  printEntries("Left out", plan.leftOut);
  printEntries("Notes", plan.notes);
  if (left > 0) console.log(`${left} files were not tried. Run the same command again to continue.`);
}

/** What became of what stands beside them. */
export function printWords(words: WordsSummary): void {
  if (words.changed + words.albumsMade + words.tagsMade > 0) {
    console.log(`${words.changed} photos described, ${words.albumsMade} albums and ${words.tagsMade} tags made`);
  }
  if (words.searchesMade + words.stacksMade > 0) {
    console.log(`${words.searchesMade} saved searches and ${words.stacksMade} stacks made`);
  }
  printLines("No photo", words.unusable);
  printLines("Not described", words.failed);
  printLines("Cut", words.notes);
  if (words.left > 0) {
    console.log(`${words.left} photos were not described yet. Run the same command again when they are ready.`);
  }
}

/** What ended the describing. */
export function printNotDescribed(error: unknown): void {
  console.log(clean(error instanceof Error ? error.message : String(error)));
  console.log("Some photos were not described. Run the same command again to continue.");
}

function printEntries(title: string, entries: readonly LeftOutEntry[]): void {
  printLines(
    title,
    entries.map((entry) => ({ path: toDisplayPath(entry), reason: entry.reason })),
  );
}

function printLines(title: string, lines: readonly { path: string; reason: string }[]): void {
  if (lines.length > 0) console.log(`${title}:`);
  for (const { path, reason } of lines) console.log(`  ${clean(path)}: ${reason}`);
}

/** Names of strangers, without what a terminal would take for a command. */
function clean(path: string): string {
  return path.replaceAll(/[\p{Cc}\u202a-\u202e\u2066-\u2069]/gu, "?");
}
