import { findFreeSpace } from "#lib/imports/find-free-space.ts";
import { createLibraryClient } from "#lib/imports/library-client.ts";
import { lacksCatalogue } from "#lib/imports/plan-import.ts";
import { importReasons } from "#lib/imports/reasons.ts";
import { CATALOGUE_NAME } from "#lib/imports/skylight-catalogue.ts";
import { writeWords } from "#lib/imports/write-words.ts";
import { createApiClient } from "./api/api-client.ts";
import { findPassword } from "./api/connection.ts";
import { startCounting, startProgress } from "./api/progress.ts";
import { runCommand } from "./api/run-command.ts";
import { defaultMemoryPath, openHashMemory } from "./import/hash-memory.ts";
import { importPhotos } from "./import/import-photos.ts";
import { makePlan } from "./import/make-plan.ts";
import {
  printDryRun,
  printNotDescribed,
  printPlan,
  printRoom,
  printUploads,
  printWords,
} from "./import/print-summary.ts";
import { readArguments, type Settings, USAGE } from "./import/read-arguments.ts";

/*
 * npm run import: takes folders and exports of other programs in through the REST API. May be stopped at any time and
 * run again.
 */

process.exitCode = await runCommand(readArguments(process.argv.slice(2)), USAGE, run);

async function run(settings: Settings, signal: AbortSignal): Promise<{ isComplete: boolean }> {
  const { concurrency } = settings;
  // A dry run needs no account, and with one says whether there is room.
  const isAlone = settings.isDryRun && settings.email === "";
  const client = createApiClient({ ...settings, password: isAlone ? "" : await findPassword(settings), signal });
  if (!isAlone) await client.logIn();
  const plan = await makePlan(settings, signal, process.stdout);
  printPlan(plan);
  if (!isAlone) printRoom(plan, await findFreeSpace(client.call));
  if (settings.isDryRun) {
    printDryRun(plan);
    return { isComplete: true };
  }
  if (lacksCatalogue(plan) && !settings.isWithoutCatalogue) {
    throw new Error(
      `${CATALOGUE_NAME}: ${importReasons.catalogueUnreadable} To import the photos all the same, add --without-catalogue.`,
    );
  }
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
  // Said before anything else can fail.
  printUploads(summary, plan);
  const describing = startCounting(summary.imported.length, "photos described", process.stdout);
  try {
    const words = await writeWords({
      imported: summary.imported,
      collections: plan.collections,
      library: createLibraryClient(client.call, signal),
      words: settings.words,
      concurrency,
      signal,
      onDescribed: describing.count,
    });
    describing.stop();
    printWords(words);
    const { refused, failed, left } = summary;
    const unfinished = [refused, failed, words.failed, words.unusable].flat().length + left + words.left;
    return { isComplete: unfinished === 0 };
  } catch (error) {
    describing.stop();
    if (!signal.aborted) printNotDescribed(error);
    return { isComplete: false };
  }
}
