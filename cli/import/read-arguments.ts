import { parseArgs } from "node:util";
import type { WordsOptions } from "#lib/imports/decide-words.ts";
import type { PlanOptions } from "#lib/imports/plan-import.ts";

export const USAGE = `Usage: npm run import -- <folder or zip…> --email <address>
  Folders of photos, and exports of Google (Takeout), Apple (iCloud) and immich-go. Name all parts of an export at once.
  --password <password>    else SKYLIGHT_PASSWORD, else you are asked
  --url <address>          of Skylight, http://localhost:3000 unless given
  --concurrency <number>   uploads at once, 4 unless given
  --dry-run                says what would come in, and sends nothing
  --albums by-folder       makes each folder an album
  --album <name>           puts all photos into one album
  --archive <how>          archived photos: "archived" unless given, "shown" in the timeline, or left "out"
  --include-trash          takes photos of the trash too
  --include-locked         takes photos of the locked folder too
  --untitled-albums        names albums without a title after their folder
  --no-partner             leaves out photos that a partner shared
  --no-people              makes no tags of people
  --no-keywords            makes no tags of keywords that are written in photos`;

const DEFAULT_URL = "http://localhost:3000";
const DEFAULT_CONCURRENCY = 4;
const MAX_CONCURRENCY = 32;
const ARCHIVED_AS = ["archived", "shown", "out"] as const;

export interface Settings {
  sources: string[];
  email: string;
  password: string | undefined;
  url: string;
  concurrency: number;
  isDryRun: boolean;
  plan: PlanOptions;
  words: WordsOptions;
}

/** The settings, or a sentence about what is wrong with the arguments. */
export function readArguments(args: readonly string[]): Settings | string {
  try {
    const { values, positionals: sources } = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        email: { type: "string" },
        password: { type: "string" },
        url: { type: "string", default: DEFAULT_URL },
        concurrency: { type: "string", default: String(DEFAULT_CONCURRENCY) },
        "dry-run": { type: "boolean", default: false },
        albums: { type: "string" },
        album: { type: "string" },
        archive: { type: "string", default: "archived" },
        "include-trash": { type: "boolean", default: false },
        "include-locked": { type: "boolean", default: false },
        "untitled-albums": { type: "boolean", default: false },
        "no-partner": { type: "boolean", default: false },
        "no-people": { type: "boolean", default: false },
        "no-keywords": { type: "boolean", default: false },
      },
    });
    const concurrency = Number(values.concurrency);
    const archived = ARCHIVED_AS.find((how) => how === values.archive);
    if (sources.length === 0) return "Expected a folder or zip but received none.";
    if (!values.email && !values["dry-run"]) return "Expected --email but received none.";
    if (!URL.canParse(values.url)) return `Expected an address after --url but received "${values.url}".`;
    if (!Number.isInteger(concurrency) || concurrency < 1 || concurrency > MAX_CONCURRENCY) {
      return `Expected 1 to ${MAX_CONCURRENCY} after --concurrency but received "${values.concurrency}".`;
    }
    if (values.albums !== undefined && values.albums !== "by-folder") {
      return `Expected by-folder after --albums but received "${values.albums}".`;
    }
    if (values.album?.trim() === "") return "Expected a name after --album but received none.";
    if (!archived) return `Expected ${ARCHIVED_AS.join(", ")} after --archive but received "${values.archive}".`;
    return {
      sources,
      email: values.email ?? "",
      password: values.password,
      url: values.url.replace(/\/+$/, ""),
      concurrency,
      isDryRun: values["dry-run"],
      plan: {
        trashed: values["include-trash"],
        archived,
        partner: !values["no-partner"],
        locked: values["include-locked"],
        untitledAlbums: values["untitled-albums"],
        albumsByFolder: values.albums === "by-folder",
        album: values.album?.trim(),
      },
      words: { people: !values["no-people"], keywords: !values["no-keywords"] },
    };
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}
