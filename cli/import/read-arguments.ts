import { parseArgs } from "node:util";
import type { WordsOptions } from "#lib/imports/decide-words.ts";
import type { PlanOptions } from "#lib/imports/plan-photo.ts";
import { type Connection, connectionOptions, readConnection } from "../api/connection.ts";

export const USAGE = `Usage: npm run import -- <folder or zip…> --email <address>
  Folders of photos, and exports of Google (Takeout), Apple (iCloud) and immich-go. Name all parts of an export at once.
  --password <password>    else SKYLIGHT_PASSWORD, else you are asked
  --url <address>          of Skylight, http://localhost:3000 unless given
  --concurrency <number>   uploads at once, 4 unless given
  --dry-run                says what would come in, and sends nothing; with --email, whether there is room for it
  --albums by-folder       makes each folder an album
  --album <name>           puts all photos into one album
  --archive <how>          archived photos: "archived" unless given, "shown" in the timeline, or left "out"
  --include-trash          takes photos of the trash too
  --include-locked         takes photos of the locked folder too
  --untitled-albums        names albums without a title after their folder
  --memories               makes albums of the memories in an export of Apple
  --comments               puts comments on an album at the end of its description
  --no-partner             leaves out photos that a partner shared
  --no-people              makes no tags of people
  --no-keywords            makes no tags of keywords that are written in photos
  --no-long-captions       leaves out captions of more than 2,000 characters, which are cut otherwise
  --without-catalogue      imports the photos of an export of Skylight whose skylight.json can't be read`;

const ARCHIVED_AS = ["archived", "shown", "out"] as const;

export interface Settings extends Connection {
  sources: string[];
  isDryRun: boolean;
  /** Whether photos come in though their export's catalogue cannot be read. */
  isWithoutCatalogue: boolean;
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
        ...connectionOptions,
        "dry-run": { type: "boolean", default: false },
        albums: { type: "string" },
        album: { type: "string" },
        archive: { type: "string", default: "archived" },
        "include-trash": { type: "boolean", default: false },
        "include-locked": { type: "boolean", default: false },
        "untitled-albums": { type: "boolean", default: false },
        memories: { type: "boolean", default: false },
        comments: { type: "boolean", default: false },
        "no-partner": { type: "boolean", default: false },
        "no-people": { type: "boolean", default: false },
        "no-keywords": { type: "boolean", default: false },
        "no-long-captions": { type: "boolean", default: false },
        "without-catalogue": { type: "boolean", default: false },
      },
    });
    const archived = ARCHIVED_AS.find((how) => how === values.archive);
    if (sources.length === 0) return "Expected a folder or zip but received none.";
    const connection = readConnection(values, { needsAccount: !values["dry-run"] });
    if (typeof connection === "string") return connection;
    if (values.albums !== undefined && values.albums !== "by-folder") {
      return `Expected by-folder after --albums but received "${values.albums}".`;
    }
    if (values.album?.trim() === "") return "Expected a name after --album but received none.";
    if (!archived) return `Expected ${ARCHIVED_AS.join(", ")} after --archive but received "${values.archive}".`;
    return {
      ...connection,
      sources,
      isDryRun: values["dry-run"],
      isWithoutCatalogue: values["without-catalogue"],
      plan: {
        trashed: values["include-trash"],
        archived,
        partner: !values["no-partner"],
        locked: values["include-locked"],
        untitledAlbums: values["untitled-albums"],
        memories: values.memories,
        comments: values.comments,
        albumsByFolder: values.albums === "by-folder",
        album: values.album?.trim(),
      },
      words: {
        people: !values["no-people"],
        keywords: !values["no-keywords"],
        hasLongCaptionsOut: values["no-long-captions"],
      },
    };
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}
