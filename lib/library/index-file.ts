import { rmSync } from "node:fs";
import { DatabaseSync, type StatementSync } from "node:sqlite";
import { type Digest, emptyDigest } from "./digest.ts";
import { createLabelTally, type LabelTally } from "./label-counts.ts";
import { createLabels, type Labels } from "./labels.ts";
import { createSchema, upgradeSchema } from "./schema.ts";
import { openVocabulary } from "./word-prefixes.ts";

/** SQLite's name for a database that lives and dies with its connection. */
export const IN_MEMORY = ":memory:";

const BUSY_TIMEOUT_MS = 5_000;

/** What an index says of itself. */
export interface IndexState {
  /** Whose it is. */
  ownerId: string;
  /** The table's epoch that it was built in. */
  epoch: string;
  /** All changes of before, less the overlap, are in it; milliseconds since the epoch. */
  markMs: number;
  /** Highest `changedAt` of what was applied. */
  newestMs: number;
  /** The reader's clock when a catch-up last came to its end, exact to the hour. */
  caughtUpMs: number;
  digest: Digest;
  /** When the reading of the whole table began that it comes from. */
  builtMs?: number;
  /** When a snapshot of it was last begun or asked for, by the reader's clock. */
  snapshotMs?: number;
  /** Where a rebuild from the table goes on; absent when all of the table is in. "" is its beginning. */
  rebuildCursor?: string;
  /** Items that the rebuild has read so far. */
  rebuilt?: number;
}

/** One user's open index. */
export interface IndexFile {
  database: DatabaseSync;
  labels: Labels;
  /** A prepared statement, kept; `place` is read as a BigInt by those that ask for it. */
  sql(text: string): StatementSync;
  tallyLabels: LabelTally;
  readState(): IndexState;
  /** Joins whatever transaction is open. */
  writeState(state: IndexState): void;
  /** Size of the database. */
  readBytes(): number;
  /** Bounds the pages that are kept in memory; what is beyond is let go of at once. */
  limitCache(kibibytes: number): void;
  close(): void;
}

/** The file is no index, is damaged, or belongs to another user or version: to be thrown away. */
export class UnusableIndexError extends Error {
  override readonly name = "UnusableIndexError";
}

const XOR = /^[0-9a-f]{16}$/;

/** A state in which SQLite does not notice that bytes were changed. @throws UnusableIndexError when it is none */
function checkState(value: unknown): IndexState {
  const state = value as IndexState;
  const { epoch, markMs, newestMs, caughtUpMs, digest, rebuildCursor = "" } = state ?? {};
  const isRight =
    [markMs, newestMs, caughtUpMs].every(Number.isFinite) &&
    Number.isInteger(digest?.count) &&
    XOR.test(digest.xor) &&
    [epoch, rebuildCursor].every((text) => typeof text === "string");
  if (!isRight) throw new UnusableIndexError("What it says of itself is damaged");
  return state;
}

/** Makes an empty index in place of whatever `path` holds. `markMs` is when its reading of the table begins. */
export function createIndexFile(path: string, state: Pick<IndexState, "ownerId" | "epoch" | "markMs">): IndexFile {
  deleteIndexFile(path);
  const database = new DatabaseSync(path);
  try {
    createSchema(database);
    const file = wrap(database);
    file.writeState({
      ...state,
      newestMs: 0,
      caughtUpMs: state.markMs,
      builtMs: state.markMs,
      digest: emptyDigest,
      rebuildCursor: "",
      rebuilt: 0,
    });
    return file;
  } catch (error) {
    database.close();
    throw error;
  }
}

/** @throws UnusableIndexError when there is no usable index of `ownerId` there */
export function openIndexFile(path: string, ownerId: string): IndexFile {
  let database: DatabaseSync | undefined;
  try {
    database = new DatabaseSync(path);
    if (!upgradeSchema(database)) throw new UnusableIndexError("It is no index that this release can read");
    const file = wrap(database);
    if (file.readState().ownerId !== ownerId) throw new UnusableIndexError("It is the index of another user");
    return file;
  } catch (error) {
    database?.close();
    if (error instanceof UnusableIndexError) throw error;
    throw new UnusableIndexError("It could not be opened", { cause: error });
  }
}

/** Removes an index with what SQLite keeps beside it; no error when there is none. */
export function deleteIndexFile(path: string): void {
  if (path === IN_MEMORY) return;
  for (const suffix of ["", "-wal", "-shm", "-journal"]) rmSync(path + suffix, { force: true });
}

/** Far more than a user's questions have forms; the own order of each album has one of its own. */
const MAX_STATEMENTS = 500;

function wrap(database: DatabaseSync): IndexFile {
  // NORMAL: a power cut may lose the last changes, which the next catch-up brings again, and damages nothing.
  database.exec(
    `PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA busy_timeout = ${BUSY_TIMEOUT_MS};
     PRAGMA temp_store = MEMORY; PRAGMA trusted_schema = OFF;`,
  );
  openVocabulary(database);
  const statements = new Map<string, StatementSync>();
  const sql = (text: string): StatementSync => {
    let statement = statements.get(text);
    if (!statement) {
      if (statements.size >= MAX_STATEMENTS) statements.clear();
      statement = database.prepare(text);
      statements.set(text, statement);
    }
    return statement;
  };
  return {
    database,
    labels: createLabels(database),
    tallyLabels: createLabelTally(database),
    sql,
    readState() {
      const row = sql("SELECT value FROM meta WHERE name = 'state'").get();
      if (!row) throw new UnusableIndexError("It does not say whose it is");
      return checkState(JSON.parse(String(row.value)));
    },
    writeState(state) {
      sql("INSERT OR REPLACE INTO meta VALUES ('state', ?)").run(JSON.stringify(state));
    },
    readBytes: () =>
      Number(sql("PRAGMA page_count").get()?.page_count) * Number(sql("PRAGMA page_size").get()?.page_size),
    limitCache(kibibytes) {
      database.exec(`PRAGMA cache_size = -${kibibytes}`);
    },
    close: () => database.close(),
  };
}
