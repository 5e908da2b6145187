import { copyFileSync, existsSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync, type SQLInputValue, StatementSync } from "node:sqlite";
import { expect, onTestFinished, test } from "vitest";
import { toListedAttribute } from "#lib/images/listed-image.ts";
import { toImage, toImageId } from "#tests/support/library-histories.ts";
import { temporaryDirectory } from "#tests/support/temporary-directory.ts";
import { applyChanges } from "./apply-changes.ts";
import type { Change, ChangeKind } from "./change.ts";
import { createIndexFile, type IndexFile, openIndexFile } from "./index-file.ts";

/* What a process leaves that breaks off, or dies, at any statement by which it writes changes into an index. */

const OWNER = "owner";
const AT_MS = Date.UTC(2026, 0, 1);
/** So few pages are kept in memory that what is not committed yet is in the log as well. */
const CACHE_KIB = 8;

const toChange = (kind: ChangeKind, slot: number, revision: number, listed: unknown): Change => ({
  kind,
  id: toImageId(kind, slot),
  revision,
  changedAtMs: AT_MS + revision,
  listed,
});

/** A photo of a burst, in an album and with a tag. */
function photo(slot: number, revision: number, overrides: Record<string, unknown> = {}): Change {
  const image = toImage({
    slot,
    wallClockMs: Date.UTC(2020, 0, 1, 12),
    momentMs: slot * 400,
    movedMs: 0,
    hasTaken: true,
    source: "exif_original",
    status: "ready",
    favourite: false,
    archived: false,
    tags: [0],
    albums: [0],
    position: slot,
    contentType: "image/jpeg",
    isLandscape: true,
    camera: "Nikon D90",
    title: `Photo ${slot}`,
    ...overrides,
  } as never);
  return toChange("image", slot, revision, toListedAttribute(image));
}

const before = [
  toChange("tag", 0, 1, { n: "sun" }),
  toChange("album", 0, 1, { n: "Holiday" }),
  ...Array.from({ length: 40 }, (_, slot) => photo(slot, 1)),
];
const changes = [
  photo(40, 1, { title: "New" }),
  photo(3, 2, { title: "Other words", tags: [], albums: [] }),
  photo(4, 2, { wallClockMs: Date.UTC(2021, 5, 1) }),
  photo(5, 2, { stack: "" }),
  { ...photo(6, 2), listed: { ...(photo(6, 2).listed as object), x: AT_MS } },
  toChange("image", 7, 2, undefined),
  toChange("tag", 0, 2, { n: "moon" }),
  toChange("album", 0, 2, undefined),
];
const state = { markMs: AT_MS + 10, caughtUpMs: AT_MS + 10 };

/** All that an index says, of whatever its statements wrote. */
function readAll({ database }: IndexFile): Record<string, unknown[]> {
  const tables = database
    .prepare(
      "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'words%' AND name NOT LIKE 'sqlite%'",
    )
    .all()
    .map(({ name }) => String(name));
  const read = (table: string, columns = "*") => {
    const statement = database.prepare(`SELECT ${columns} FROM ${table}`);
    statement.setReadBigInts(true);
    return statement.all();
  };
  const entries = tables.map((table) => [table, read(table)] as const);
  return { ...Object.fromEntries(entries), words: read("vocabulary", "term, doc") };
}

/** Calls `before` at each statement that writes, of any file, until the test ends or it is taken back. */
function watchWrites(onWrite: () => void): () => void {
  const { run } = StatementSync.prototype;
  const { exec } = DatabaseSync.prototype;
  StatementSync.prototype.run = function (this: StatementSync, ...values: SQLInputValue[]) {
    onWrite();
    return run.apply(this, values as never);
  } as typeof run;
  DatabaseSync.prototype.exec = function (this: DatabaseSync, text: string) {
    if (text !== "ROLLBACK") onWrite();
    return exec.call(this, text);
  };
  return () => {
    StatementSync.prototype.run = run;
    DatabaseSync.prototype.exec = exec;
  };
}

test("an index in whose changing a process broke off or died at any statement is what it was, and then what it has to be", async () => {
  const directory = await temporaryDirectory(existsSync("/dev/shm") ? "/dev/shm" : tmpdir());
  onTestFinished(() => directory[Symbol.asyncDispose]());
  const pathOf = (name: string) => join(directory.path, name);
  const made = createIndexFile(pathOf("base"), { ownerId: OWNER, epoch: "1", markMs: 0 });
  applyChanges(made, before, { markMs: AT_MS });
  const former = readAll(made);
  made.close();
  copyFileSync(pathOf("base"), pathOf("whole"));
  const whole = openIndexFile(pathOf("whole"), OWNER);
  applyChanges(whole, changes, state);
  const expected = readAll(whole);
  whole.close();
  expect(expected).not.toEqual(former);

  for (let last = 1; ; last++) {
    const [broken, dead] = [pathOf("broken"), pathOf(`dead-${last}`)];
    copyFileSync(pathOf("base"), broken);
    const file = openIndexFile(broken, OWNER);
    file.limitCache(CACHE_KIB);
    let writes = 0;
    const stopWatching = watchWrites(() => {
      writes += 1;
      if (writes < last) return;
      // What is in the files at this moment is what a process leaves that is killed.
      copyFileSync(broken, dead);
      copyFileSync(`${broken}-wal`, `${dead}-wal`);
      throw new Error("The disk failed");
    });
    let isDone = false;
    try {
      applyChanges(file, changes, state);
      isDone = true;
    } catch (error) {
      expect(error).toMatchObject({ message: "The disk failed" });
    } finally {
      stopWatching();
    }
    if (isDone) {
      file.close();
      expect(last).toBeGreaterThan(50);
      break;
    }
    const afterDeath = openIndexFile(dead, OWNER);
    for (const left of [file, afterDeath]) {
      expect(readAll(left)).toEqual(former);
      applyChanges(left, changes, state);
      expect(readAll(left)).toEqual(expected);
      left.close();
    }
  }
});
