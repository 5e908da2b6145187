import { setTimeout as sleep } from "node:timers/promises";
import { parseArgs } from "node:util";
import type { Folders } from "#lib/exports/export-folders.ts";
import { createApiClient } from "./api/api-client.ts";
import { type Connection, connectionOptions, findPassword, readConnection } from "./api/connection.ts";
import { startProgress } from "./api/progress.ts";
import { runCommand } from "./api/run-command.ts";
import { type ExportSummary, exportLibrary, planExport } from "./export/export-library.ts";
import { readFormerPlaces } from "./export/former-places.ts";

/* npm run export: brings everything of an account into a folder. May be stopped at any time and run again. */

const USAGE = `Usage: npm run export -- <folder> --email <address>
  --password <password>   else SKYLIGHT_PASSWORD, else you are asked
  --url <address>         of Skylight, http://localhost:3000 unless given
  --concurrency <number>  downloads at once, 4 unless given
  --by-album              puts photos into folders by album, each into the first of its albums; by month otherwise
  --embed-xmp             writes what the sidecars say into JPEGs as well, for programs that read none`;

const ASK_AGAIN_MS = 2_000;

process.exitCode = await runCommand(readArguments(), USAGE, run);

type Settings = Connection & { folder: string; folders: Folders; embedsXmp: boolean };

async function run(settings: Settings, signal: AbortSignal): Promise<{ isComplete: boolean }> {
  const { folder, folders, concurrency, embedsXmp } = settings;
  const client = createApiClient({ ...settings, password: await findPassword(settings), signal });
  await client.logIn();
  const former = await readFormerPlaces(folder);
  const plan = await planExport(client, createWait(signal), former, folders);
  const bytes = plan.images.reduce((sum, { image }) => sum + image.bytes, 0);
  const progress = startProgress({ files: plan.images.length, bytes }, process.stdout);
  const onDone = (image: { bytes: number }) => progress.advance(image.bytes);
  const summary = await exportLibrary({ plan, former, folder, client, concurrency, embedsXmp, signal, onDone });
  progress.stop();
  print(summary);
  return { isComplete: summary.failed.length + summary.left === 0 };
}

/** Waits while the server reads the library from its table, and says so once. */
function createWait(signal: AbortSignal): () => Promise<void> {
  let isSaid = false;
  return async () => {
    if (!isSaid) console.log("Skylight is still reading the library. The export will start when that is done.");
    isSaid = true;
    await sleep(ASK_AGAIN_MS, undefined, { signal });
  };
}

/** The settings, or a sentence about what is wrong with the arguments. */
function readArguments(): Settings | string {
  try {
    const { values, positionals } = parseArgs({
      allowPositionals: true,
      options: {
        ...connectionOptions,
        "by-album": { type: "boolean", default: false },
        "embed-xmp": { type: "boolean", default: false },
      },
    });
    const [folder, ...more] = positionals;
    if (folder === undefined || more.length > 0) return `Expected one folder but received ${positionals.length}.`;
    const connection = readConnection(values);
    if (typeof connection === "string") return connection;
    const folders = values["by-album"] ? "album" : "month";
    return { ...connection, folder, folders, embedsXmp: values["embed-xmp"] };
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

function print({ downloaded, kept, failed, notEmbedded, setAside, left, ended }: ExportSummary): void {
  console.log(`${downloaded} downloaded, ${kept} already there, ${failed.length} failed`);
  if (notEmbedded > 0)
    console.log(`${notEmbedded} have their XMP beside them only: no JPEG, no room in it, or XMP that cannot be read`);
  if (setAside.length > 0) console.log("Other files had these names and were renamed:");
  for (const file of setAside) console.log(`  ${file}`);
  if (failed.length > 0) console.log("Failed:");
  for (const { file, reason } of failed) console.log(`  ${file}: ${reason}`);
  if (ended !== undefined) console.log(ended);
  if (left > 0) console.log(`${left} files were not tried. Run the same command again to continue.`);
}
