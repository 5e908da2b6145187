import { parseArgs } from "node:util";
import { leftOutReasons } from "#lib/images/intake.ts";
import { createApiClient } from "./import/api-client.ts";
import { type FoundFiles, findPhotos } from "./import/find-photos.ts";
import { defaultMemoryPath, openHashMemory } from "./import/hash-memory.ts";
import { type ImportSummary, importPhotos } from "./import/import-photos.ts";
import { startProgress } from "./import/progress.ts";
import { readPassword } from "./import/read-password.ts";

/* npm run import: uploads a folder of photos through the REST API. May be stopped at any time and run again. */

const USAGE = `Usage: npm run import -- <folder> --email <address>
  --password <password>   else SKYLIGHT_PASSWORD, else you are asked
  --url <address>         of Skylight, http://localhost:3000 unless given
  --concurrency <number>  uploads at once, 4 unless given`;

const DEFAULT_URL = "http://localhost:3000";
const DEFAULT_CONCURRENCY = 4;
const MAX_CONCURRENCY = 32;

const EXIT_INCOMPLETE = 1;
const EXIT_USAGE = 2;
const EXIT_INTERRUPTED = 130;

process.exitCode = await main();

async function main(): Promise<number> {
  const settings = readArguments();
  if (typeof settings === "string") {
    console.error(`${settings}\n\n${USAGE}`);
    return EXIT_USAGE;
  }
  const stopping = new AbortController();
  process.once("SIGINT", () => stopping.abort());
  process.once("SIGTERM", () => stopping.abort());
  try {
    const password = settings.password ?? process.env.SKYLIGHT_PASSWORD ?? (await readPassword("Password: "));
    const { photos, leftOut } = await findPhotos(settings.folder);
    const client = createApiClient({ ...settings, password, signal: stopping.signal });
    await client.logIn();
    const progress = startProgress(
      { files: photos.length, bytes: photos.reduce((sum, { bytes }) => sum + bytes, 0) },
      process.stdout,
    );
    const summary = await importPhotos({
      photos,
      client,
      memory: await openHashMemory(defaultMemoryPath(process.env)),
      concurrency: settings.concurrency,
      signal: stopping.signal,
      onDone: ({ bytes }) => progress.advance(bytes),
    });
    progress.stop();
    print(summary, leftOut);
    if (stopping.signal.aborted) return EXIT_INTERRUPTED;
    return summary.refused.length + summary.failed.length + summary.left > 0 ? EXIT_INCOMPLETE : 0;
  } catch (error) {
    if (stopping.signal.aborted) return EXIT_INTERRUPTED;
    console.error(error instanceof Error ? error.message : error);
    return EXIT_INCOMPLETE;
  }
}

interface Settings {
  folder: string;
  email: string;
  password: string | undefined;
  url: string;
  concurrency: number;
}

/** The settings, or a sentence about what is wrong with the arguments. */
function readArguments(): Settings | string {
  try {
    const { values, positionals } = parseArgs({
      allowPositionals: true,
      options: {
        email: { type: "string" },
        password: { type: "string" },
        url: { type: "string", default: DEFAULT_URL },
        concurrency: { type: "string", default: String(DEFAULT_CONCURRENCY) },
      },
    });
    const [folder, ...more] = positionals;
    const concurrency = Number(values.concurrency);
    if (folder === undefined || more.length > 0) return `Expected one folder but received ${positionals.length}.`;
    if (!values.email) return "Expected --email but received none.";
    if (!URL.canParse(values.url)) return `Expected an address after --url but received "${values.url}".`;
    if (!Number.isInteger(concurrency) || concurrency < 1 || concurrency > MAX_CONCURRENCY) {
      return `Expected 1 to ${MAX_CONCURRENCY} after --concurrency but received "${values.concurrency}".`;
    }
    const url = values.url.replace(/\/+$/, "");
    return { folder, email: values.email, password: values.password, url, concurrency };
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

function print(summary: ImportSummary, leftOut: FoundFiles["leftOut"]): void {
  const { uploaded, duplicates, refused, failed, left } = summary;
  console.log(
    `${uploaded} uploaded, ${duplicates} already there, ${refused.length} refused, ${failed.length} failed` +
      (leftOut.length > 0 ? `, ${leftOut.length} left out` : ""),
  );
  for (const [title, files] of [
    ["Rejected", refused],
    ["Failed", failed],
  ] as const) {
    if (files.length > 0) console.log(`${title}:`);
    for (const { path, reason } of files) console.log(`  ${path}: ${reason}`);
  }
  if (leftOut.length > 0) console.log("Left out:");
  for (const { path, kind } of leftOut) console.log(`  ${path}: ${leftOutReasons[kind]}`);
  if (left > 0) console.log(`${left} files were not tried. Run the same command again to go on.`);
}
