import { contentTypeByExtension } from "#lib/images/image.ts";
import { createLibraryClient } from "#lib/imports/library-client.ts";
import { type ImportPlan, planImport } from "#lib/imports/plan-import.ts";
import { writeWords } from "#lib/imports/write-words.ts";
import { createApiClient } from "./import/api-client.ts";
import { findEntries } from "./import/find-entries.ts";
import { defaultMemoryPath, openHashMemory } from "./import/hash-memory.ts";
import { importPhotos } from "./import/import-photos.ts";
import { printDryRun, printPlan, printSummary } from "./import/print-summary.ts";
import { startProgress } from "./import/progress.ts";
import { readArguments, type Settings, USAGE } from "./import/read-arguments.ts";
import { readPassword } from "./import/read-password.ts";

/*
 * npm run import: takes folders and exports of other programs in through the REST API. May be stopped at any time and
 * run again.
 */

const EXIT_INCOMPLETE = 1;
const EXIT_USAGE = 2;
const EXIT_INTERRUPTED = 130;

process.exitCode = await main();

async function main(): Promise<number> {
  const settings = readArguments(process.argv.slice(2));
  if (typeof settings === "string") {
    console.error(`${settings}\n\n${USAGE}`);
    return EXIT_USAGE;
  }
  const stopping = new AbortController();
  process.once("SIGINT", () => stopping.abort());
  process.once("SIGTERM", () => stopping.abort());
  try {
    return await run(settings, stopping.signal);
  } catch (error) {
    if (stopping.signal.aborted) return EXIT_INTERRUPTED;
    console.error(error instanceof Error ? error.message : error);
    return EXIT_INCOMPLETE;
  }
}

async function run(settings: Settings, signal: AbortSignal): Promise<number> {
  const { concurrency } = settings;
  if (settings.isDryRun) {
    const plan = await makePlan(settings);
    printPlan(plan);
    printDryRun(plan);
    return 0;
  }
  const password = settings.password ?? process.env.SKYLIGHT_PASSWORD ?? (await readPassword("Password: "));
  const client = createApiClient({ ...settings, password, signal });
  await client.logIn();
  const plan = await makePlan(settings);
  printPlan(plan);
  const { photos } = plan;
  const bytes = photos.reduce((sum, { entry }) => sum + entry.bytes, 0);
  const uploading = startProgress({ files: photos.length, bytes }, process.stdout);
  const summary = await importPhotos({
    photos,
    client,
    memory: await openHashMemory(defaultMemoryPath(process.env)),
    concurrency,
    signal,
    onDone: ({ entry }) => uploading.advance(entry.bytes),
  });
  uploading.stop();
  const words = await writeWords({
    imported: summary.imported,
    library: createLibraryClient(client.call, signal),
    words: settings.words,
    concurrency,
    signal,
  });
  printSummary(summary, words, plan);
  if (signal.aborted) return EXIT_INTERRUPTED;
  const unfinished = summary.refused.length + summary.failed.length + summary.left + words.failed.length + words.left;
  return unfinished > 0 ? EXIT_INCOMPLETE : 0;
}

/** What becomes of every file; all parts of an export are read before the first upload. */
async function makePlan(settings: Settings): Promise<ImportPlan> {
  const { entries, leftOut } = await findEntries(settings.sources);
  const plan = await planImport(entries, settings.plan, contentTypeByExtension);
  return { ...plan, leftOut: [...leftOut, ...plan.leftOut] };
}
