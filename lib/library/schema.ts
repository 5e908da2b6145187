import { DatabaseSync, type StatementSync } from "node:sqlite";
import { refoldWords } from "./refold-words.ts";
import { restack, STACKABLE } from "./restack.ts";

/*
 * The tables of an index file. Each release also reads the version before its own (`upgrades`), so that a deployment
 * rebuilds nobody's index; a file of any other version is discarded.
 */

/** Of files and snapshots. A change of the tables, of how words are cut or of what a column means takes a new one. */
export const SCHEMA_VERSION = 9;

/** "SkyL": says in a file's header whose it is. */
const APPLICATION_ID = 0x536b794c;

/**
 * Notes what an image that comes or goes may change of stacks: those of its camera's at that time, or the one it was
 * put in.
 */
const noteStack = (name: string, event: string, row: "NEW" | "OLD") => `
CREATE TRIGGER ${name} AFTER ${event} ON images WHEN ${STACKABLE.replaceAll("i.", `${row}.`)} BEGIN
  INSERT OR IGNORE INTO touched_clocks SELECT ${row}.camera, ${row}.place >> 20
    WHERE ${row}.stack IS NULL AND ${row}.camera IS NOT NULL AND ${row}.clock_shift IS NOT NULL;
  INSERT OR IGNORE INTO touched_stacks SELECT ${row}.stack WHERE ${row}.stack <> '';
END;`;

/** Stacks that are put together anew before a change of the file is complete. */
const STACKS = `
CREATE INDEX images_by_stack ON images (stack) WHERE stack IS NOT NULL;
CREATE TABLE touched_clocks (camera INTEGER NOT NULL, clock INTEGER NOT NULL, PRIMARY KEY (camera, clock)) STRICT, WITHOUT ROWID;
CREATE TABLE touched_stacks (stack ANY NOT NULL PRIMARY KEY) STRICT, WITHOUT ROWID;
${noteStack("stack_gains", "INSERT", "NEW")}
${noteStack("stack_loses", "DELETE", "OLD")}
CREATE TRIGGER month_changes AFTER UPDATE OF shown ON images WHEN OLD.shown <> NEW.shown BEGIN
  INSERT INTO months VALUES (strftime('%Y%m', (NEW.place >> 20) / 1000.0, 'unixepoch'), NEW.shown - OLD.shown)
    ON CONFLICT (month) DO UPDATE SET photos = photos + excluded.photos;
END;
`;

/** Strips of the map are 2^19 units of longitude wide, 0.05 degrees: some kilometres. */
export const STRIP_BITS = 19;

const ADDED_AND_ON_MAP = `
CREATE INDEX images_by_added ON images (added, id, shown);
CREATE INDEX images_on_map ON images (longitude >> ${STRIP_BITS}, latitude, longitude)
  WHERE latitude IS NOT NULL AND trashed IS NULL AND status <> 3;`;

/** Words of each change are written apart and merged in time: eight such parts at once, for less work than four. */
const MERGE_LATER = "INSERT INTO words (words, rank) VALUES ('automerge', 8);";

/** What brings a file of an older version to the one after it, by the older version's number. No release had 1 or 2. */
const upgrades: Record<number, string> = {
  // Files that failed (2) are no longer on the timeline; guests add photos.
  3: `
ALTER TABLE images ADD COLUMN guest INTEGER;
UPDATE images SET shown = 0 WHERE status = 2;
DELETE FROM months;
INSERT INTO months SELECT strftime('%Y%m', (place >> 20) / 1000.0, 'unixepoch'), count(*) FROM images WHERE shown = 1 GROUP BY 1;
`,
  // Photos of one camera within a second stack; nobody had put any in stacks, or given one that the file timed another
  // time.
  4: `
ALTER TABLE images ADD COLUMN clock_shift INTEGER;
ALTER TABLE images ADD COLUMN stack_top INTEGER;
ALTER TABLE images ADD COLUMN stack_size INTEGER;
UPDATE images SET clock_shift = 0 WHERE source = (SELECT number FROM labels WHERE kind = 'source' AND key = 'exif_original')
  AND coalesce(wall_clock, place >> 20) % 86400000 <> 0;
${STACKS}
INSERT OR IGNORE INTO touched_clocks SELECT camera, clock FROM (
  SELECT camera, place >> 20 AS clock, lag(place >> 20) OVER (PARTITION BY camera ORDER BY place) AS before FROM images i
    WHERE ${STACKABLE} AND camera IS NOT NULL AND clock_shift IS NOT NULL)
  WHERE clock - before <= 1000;
`,
  // What a guest added is in no burst of another's.
  5: `
INSERT OR IGNORE INTO touched_clocks SELECT camera, place >> 20 FROM images i
  WHERE ${STACKABLE} AND guest IS NOT NULL AND stack IS NULL AND camera IS NOT NULL AND clock_shift IS NOT NULL;
`,
  // Another index has taken its place; some texts are cut into other words, see refold-words.ts.
  6: "DROP INDEX IF EXISTS images_trashed;",
  // One index by time of upload, and one by place on the map, in place of two each; words are merged less often.
  7: `
DROP INDEX IF EXISTS images_shown_by_added;
DROP INDEX images_by_added;
DROP INDEX images_on_map;
DROP TABLE IF EXISTS positions;
${ADDED_AND_ON_MAP}
${MERGE_LATER}
`,
  // Some texts are cut into other words, see refold-words.ts.
  8: "",
};

/** From here on texts are cut into words as now. */
const REFOLDED_VERSION = 9;

/** Versions whose snapshots can be read, newest first. */
export const readableVersions: readonly number[] = [SCHEMA_VERSION, ...Object.keys(upgrades).map(Number).reverse()];

/** Files from this size on are few in most libraries, and have an index. */
export const LARGE_BYTES = 10_000_000;

/** What only makes finding faster takes no version: the release before keeps it up without knowing it. */
const INDEXES = `CREATE INDEX IF NOT EXISTS images_trashed_by_id ON images (trashed, id) WHERE trashed IS NOT NULL;
CREATE INDEX IF NOT EXISTS images_square ON images (place) WHERE width = height;
CREATE INDEX IF NOT EXISTS images_large ON images (bytes) WHERE bytes >= ${LARGE_BYTES};
CREATE INDEX IF NOT EXISTS album_images_by_position ON album_images (album, position, place);`;

const PAGE_BYTES = 4_096;

/*
 * labels: what many images share (tags, albums, cameras, places, types …), by a number that stands for it in columns
 * and, as one character, among the words. So a photo carries "Canon EOS R6" as one posting, a rename of a tag or album
 * touches no photo, and filters are answered by the same engine as words.
 *
 * images.place is the place in time, see place-in-time.ts. `taken` is 0 where no time is known, and otherwise says how
 * the file writes it; `traits` is 1 for what is transparent plus 2 for what is incomplete plus 4 for each quarter that
 * its owner turned it. `instant` is null where wall clock and offset give it. `shown` is 1 for what is on the timeline
 * and not under another of its stack; `months` counts those. `clock_shift` is what the camera's clock lacks to the time
 * taken, null where it says none; for `stack` to `stack_size` see restack.ts. Of two perceptual hashes that differ in
 * at most three bits, one half differs in at most one, so the halves have an index each. The first half of an id is as
 * good as unique and takes half the room.
 *
 * `images_on_map` has all that clusters are made of, so that counting them reads no rows; 3 is "uploading". In each
 * strip of the map its photos come from south to north, so that a box is a stretch of each of its strips.
 *
 * The words have no prefix index of one letter, since each label, which is one character, would be in it a second time;
 * first letters are labels instead.
 */
const SCHEMA = `
CREATE TABLE meta (name TEXT PRIMARY KEY, value ANY) STRICT, WITHOUT ROWID;
CREATE TABLE labels (number INTEGER PRIMARY KEY, kind TEXT NOT NULL, key TEXT NOT NULL, name TEXT, UNIQUE (kind, key));
CREATE TABLE label_words (word TEXT NOT NULL, number INTEGER NOT NULL, PRIMARY KEY (word, number)) WITHOUT ROWID;
CREATE TABLE collections (kind TEXT NOT NULL, id TEXT NOT NULL, revision INTEGER NOT NULL,
  listed TEXT NOT NULL, PRIMARY KEY (kind, id)) WITHOUT ROWID;
CREATE TABLE tombstones (kind TEXT NOT NULL, id TEXT NOT NULL, revision INTEGER NOT NULL, changed INTEGER NOT NULL,
  PRIMARY KEY (kind, id)) WITHOUT ROWID;
CREATE TABLE images (
  place INTEGER PRIMARY KEY, id ANY NOT NULL, revision INTEGER NOT NULL,
  shown INTEGER NOT NULL, status INTEGER NOT NULL, failure INTEGER, favourite INTEGER NOT NULL,
  archived INTEGER NOT NULL, trashed INTEGER, added INTEGER NOT NULL, wall_clock INTEGER, taken INTEGER NOT NULL,
  zone INTEGER, source INTEGER, instant INTEGER, file_name TEXT NOT NULL, type INTEGER NOT NULL, bytes INTEGER NOT NULL,
  width INTEGER, height INTEGER, frames INTEGER, traits INTEGER NOT NULL, thumbhash BLOB, renditions INTEGER, city INTEGER, region INTEGER,
  country INTEGER, latitude INTEGER, longitude INTEGER, camera INTEGER, lens INTEGER, title TEXT, caption TEXT,
  phash INTEGER, clock_shift INTEGER, stack ANY, stack_top INTEGER, stack_size INTEGER, tags TEXT, albums TEXT,
  guest INTEGER) STRICT;
CREATE INDEX images_by_id ON images (substr(id, 1, 8));
${ADDED_AND_ON_MAP}
CREATE TABLE album_images (album INTEGER NOT NULL, place INTEGER NOT NULL, position REAL NOT NULL,
  PRIMARY KEY (album, place)) WITHOUT ROWID;
CREATE INDEX images_by_hash_high ON images (phash >> 32) WHERE phash IS NOT NULL;
CREATE INDEX images_by_hash_low ON images (phash & 4294967295) WHERE phash IS NOT NULL;
CREATE TABLE months (month INTEGER PRIMARY KEY, photos INTEGER NOT NULL) STRICT;
CREATE TRIGGER month_gains AFTER INSERT ON images WHEN NEW.shown = 1 BEGIN
  INSERT INTO months VALUES (strftime('%Y%m', (NEW.place >> 20) / 1000.0, 'unixepoch'), 1)
    ON CONFLICT (month) DO UPDATE SET photos = photos + 1;
END;
CREATE TRIGGER month_loses AFTER DELETE ON images WHEN OLD.shown = 1 BEGIN
  UPDATE months SET photos = photos - 1 WHERE month = CAST(strftime('%Y%m', (OLD.place >> 20) / 1000.0, 'unixepoch') AS INTEGER);
END;
${STACKS}
CREATE VIRTUAL TABLE words USING fts5 (text, content = '', contentless_delete = 1, detail = none,
  tokenize = 'ascii', prefix = '2 3 4');
${MERGE_LATER}
`;

/** Makes the tables of an empty file. */
export function createSchema(database: DatabaseSync): void {
  database.exec(`PRAGMA page_size = ${PAGE_BYTES};`);
  database.exec(
    `BEGIN; ${SCHEMA} ${INDEXES} PRAGMA application_id = ${APPLICATION_ID}; PRAGMA user_version = ${SCHEMA_VERSION}; COMMIT;`,
  );
}

/**
 * Brings a file to this release's tables; false when it is no index, of a version that cannot be read, or lacks any of
 * them.
 */
export function upgradeSchema(database: DatabaseSync): boolean {
  if (readPragma(database, "application_id") !== APPLICATION_ID) return false;
  let version = readPragma(database, "user_version");
  const isCutAsNow = version >= REFOLDED_VERSION;
  while (version !== SCHEMA_VERSION) {
    const statements = upgrades[version];
    if (statements === undefined) return false;
    version += 1;
    database.exec(`BEGIN; ${statements} PRAGMA user_version = ${version};`);
    if (version === SCHEMA_VERSION) {
      if (!isCutAsNow) refoldWords(database);
      restack(preparedOnce(database));
      // A snapshot of this version is due: until then whoever fetches the old one upgrades it again.
      database.exec("UPDATE meta SET value = json_remove(value, '$.snapshotMs') WHERE name = 'state'");
    }
    database.exec("COMMIT");
  }
  database.exec(INDEXES);
  return hasAllTables(database);
}

/** Whether a file has what a new one has; a later release may have given it more. */
function hasAllTables(database: DatabaseSync): boolean {
  const there = new Set(describeTables(database));
  expectedTables ??= describeNewFile();
  return expectedTables.every((one) => there.has(one));
}

let expectedTables: string[] | undefined;

function describeNewFile(): string[] {
  const database = new DatabaseSync(":memory:");
  try {
    createSchema(database);
    return describeTables(database);
  } finally {
    database.close();
  }
}

/** Each table, index and trigger, and each column, as one line. */
function describeTables(database: DatabaseSync): string[] {
  const rows = database
    .prepare(
      `SELECT s.type || ' ' || s.name || ' ' || coalesce(c.name, '') AS line
       FROM sqlite_schema s LEFT JOIN pragma_table_info(s.name) c ON s.type = 'table' WHERE s.name NOT LIKE 'sqlite_%'`,
    )
    .all();
  return rows.map(({ line }) => String(line));
}

function readPragma(database: DatabaseSync, name: string): number {
  return Number(Object.values(database.prepare(`PRAGMA ${name}`).get() ?? {})[0]);
}

function preparedOnce(database: DatabaseSync): (text: string) => StatementSync {
  const statements = new Map<string, StatementSync>();
  return (text) => {
    const statement = statements.get(text) ?? database.prepare(text);
    statements.set(text, statement);
    return statement;
  };
}
