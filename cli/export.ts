import { parseArgs } from "node:util";
import { type ExportSummary, exportLibrary, planExport } from "./export/export-library.ts";
import { createApiClient } from "./import/api-client.ts";
import { startProgress } from "./import/progress.ts";
import { readPassword } from "./import/read-password.ts";

/* npm run export: brings everything of an account into a folder. May be stopped at any time and run again. */

const USAGE = `Usage: npm run export -- <folder> --email <address>
  --password <password>   else SKYLIGHT_PASSWORD, else you are asked
  --url <address>         of Skylight, http://localhost:3000 unless given
  --concurrency <number>  downloads at once, 4 unless given`;

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
  const { folder, concurrency } = settings;
  const stopping = new AbortController();
  const { signal } = stopping;
  process.once("SIGINT", () => stopping.abort());
  process.once("SIGTERM", () => stopping.abort());
  try {
    const password = settings.password ?? process.env.SKYLIGHT_PASSWORD ?? (await readPassword("Password: "));
    const client = createApiClient({ ...settings, password, signal });
    await client.logIn();
    const plan = await planExport(client);
    const bytes = plan.images.reduce((sum, { image }) => sum + image.bytes, 0);
    const progress = startProgress({ files: plan.images.length, bytes }, process.stdout);
    const onDone = (image: { bytes: number }) => progress.advance(image.bytes);
    const summary = await exportLibrary({ plan, folder, client, concurrency, signal, onDone });
    progress.stop();
    print(summary);
    if (signal.aborted) return EXIT_INTERRUPTED;
    return summary.failed.length + summary.left > 0 ? EXIT_INCOMPLETE : 0;
  } catch (error) {
    if (signal.aborted) return EXIT_INTERRUPTED;
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

function print({ downloaded, kept, failed, left }: ExportSummary): void {
  console.log(`${downloaded} downloaded, ${kept} already there, ${failed.length} failed`);
  if (failed.length > 0) console.log("Failed:");
  for (const { file, reason } of failed) console.log(`  ${file}: ${reason}`);
  if (left > 0) console.log(`${left} files were not tried. Run the same command again to go on.`);
}
