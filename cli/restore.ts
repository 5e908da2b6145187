import { parseArgs } from "node:util";
import { DynamoDBServiceException } from "@aws-sdk/client-dynamodb";
import { S3ServiceException } from "@aws-sdk/client-s3";
import { ConfigError, restoreConfig } from "#lib/config.ts";
import { createDatabase, type Database } from "#lib/database/database.ts";
import { RENDITIONS_PREFIX, UPLOADS_PREFIX } from "#lib/images/object-keys.ts";
import { createStorage, type Storage } from "#lib/storage/storage.ts";
import { type Choice, type Counts, isPutBack } from "./restore/report.ts";
import { restoreItems } from "./restore/restore-items.ts";
import { restoreObjects } from "./restore/restore-objects.ts";
import { beginCopy, findWindow, hasTable, nameOfCopy, waitForCopy } from "./restore/table-copy.ts";

/*
 * npm run restore: brings back what the table and the bucket held at a time, on AWS. It adds and never removes, says
 * beforehand what it would do, and may be interrupted and run again.
 */

const USAGE = `Usage: npm run restore -- table --to <time>      items of the table
       npm run restore -- table --from <table>   items of the table, out of another that holds a copy
       npm run restore -- objects --to <time>    originals and renditions in the bucket
  --to <time>    shortly before the accident, such as 2026-11-20T08:00:00Z
  --apply        do it; without, only say what would be done
  --overwrite    also put back what differs, not only what is missing

Needs TABLE, BUCKET and AWS_REGION in the environment, and an administrator's credentials for the AWS SDK.`;

const EXIT_FAILED = 1;
const EXIT_USAGE = 2;

process.exitCode = await main();

async function main(): Promise<number> {
  const settings = readArguments();
  if (typeof settings === "string") {
    console.error(`${settings}\n\n${USAGE}`);
    return EXIT_USAGE;
  }
  try {
    const config = restoreConfig();
    if (settings.what === "table") await restoreTable(createDatabase(config), settings);
    else await restoreBucket(createStorage(config), settings);
    return 0;
  } catch (error) {
    const isFromAws = error instanceof DynamoDBServiceException || error instanceof S3ServiceException;
    if (isFromAws) console.error(`AWS refused: ${error.name}: ${error.message}`);
    else console.error(error instanceof ConfigError ? error.message : error);
    return EXIT_FAILED;
  }
}

type Settings = Choice &
  ({ what: "table"; source: { to: Date } | { from: string } } | { what: "objects"; source: { to: Date } });

/** The settings, or a sentence about what is wrong with the arguments. */
function readArguments(): Settings | string {
  try {
    const { values, positionals } = parseArgs({
      allowPositionals: true,
      options: {
        to: { type: "string" },
        from: { type: "string" },
        apply: { type: "boolean", default: false },
        overwrite: { type: "boolean", default: false },
      },
    });
    const [what, ...more] = positionals;
    if ((what !== "table" && what !== "objects") || more.length > 0) return 'Expected "table" or "objects".';
    const choice = { isDryRun: !values.apply, overwrites: values.overwrite };
    if (values.from !== undefined) {
      if (what !== "table" || values.to !== undefined) return 'Expected --from with "table", and without --to.';
      return { ...choice, what, source: { from: values.from } };
    }
    // Without a zone a time means another moment on every machine.
    const isTime = /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d)$/.test(values.to ?? "");
    const to = new Date(values.to ?? "");
    if (!isTime || Number.isNaN(to.getTime()))
      return `Expected a time with its zone after --to but received "${values.to ?? ""}".`;
    if (to.getTime() > Date.now()) return `Expected a time that is over after --to but received "${values.to}".`;
    return { ...choice, what, source: { to } };
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

async function restoreTable(database: Database, settings: Settings & { what: "table" }): Promise<void> {
  const { source } = settings;
  const copy = "from" in source ? source.from : nameOfCopy(database, source.to);
  if (!(await hasTable(database, copy))) {
    if ("from" in source) throw new ConfigError(`There is no table ${copy} in this account and region.`);
    if (settings.isDryRun) return await announceCopy(database, copy);
    await beginCopy(database, copy, source.to);
    console.log(`Restoring ${database.table} as it was at ${source.to.toISOString()} into ${copy}.`);
  }
  await waitForCopy(database, copy, () => console.log("Waiting until it can be read …"));
  const report = await restoreItems(database, copy, settings);
  for (const [kind, counts] of [...report].sort()) console.log(`${kind.padEnd(16)} ${describe(counts)}`);
  conclude(settings, [...report.values()]);
  console.log(`When all is well: aws dynamodb delete-table --table-name ${copy}`);
}

async function announceCopy(database: Database, copy: string): Promise<void> {
  const window = await findWindow(database);
  if (!window) throw new ConfigError(`${database.table} has no continuous backup (point_in_time_recovery).`);
  const { from, until } = window;
  console.log(`${database.table} can be restored to any time from ${from.toISOString()} to ${until.toISOString()}.`);
  console.log(`With --apply it is restored into ${copy}, which takes minutes to hours, and compared with that.`);
}

async function restoreBucket(storage: Storage, settings: Settings & { what: "objects" }): Promise<void> {
  const found: Counts[] = [];
  for (const prefix of [UPLOADS_PREFIX, RENDITIONS_PREFIX]) {
    const counts = await restoreObjects(storage, prefix, settings.source.to, settings);
    console.log(`${prefix.padEnd(16)} ${describe(counts)}`);
    found.push(counts);
  }
  conclude(settings, found);
}

function describe({ missing, different, alike }: Counts): string {
  return `${missing} missing, ${different} different, ${alike} alike`;
}

function conclude(choice: Choice, found: Counts[]): void {
  const sum = (kind: keyof Counts) => found.reduce((total, counts) => total + counts[kind], 0);
  const changes = sum("missing") + (isPutBack("different", choice) ? sum("different") : 0);
  if (choice.isDryRun) console.log(`Nothing was changed. With --apply ${changes} would be put back.`);
  else console.log(`${changes} were put back.`);
  if (!choice.overwrites && sum("different") > 0) console.log("What differs is left as it is: see --overwrite.");
}
