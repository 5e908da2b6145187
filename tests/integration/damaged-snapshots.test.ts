import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { Readable } from "node:stream";
import { zstdCompressSync, zstdDecompressSync } from "node:zlib";
import { expect, test } from "vitest";
import { invalidCursor } from "#lib/cursor-text.ts";
import type { SnapshotStore } from "#lib/library/change-source.ts";
import { imageQuerySchema } from "#lib/library/image-query.ts";
import { UnusableIndexError } from "#lib/library/index-file.ts";
import { createOwnThread, type IndexThreads } from "#lib/library/index-threads.ts";
import { createLibraryIndex, type LibraryIndex } from "#lib/library/library-index.ts";
import { createSeededTable, type SeededTable } from "../support/seeded-change-table.ts";
import { temporaryDirectory } from "../support/temporary-directory.ts";

const PHOTOS = 400;
const PAGE_BYTES = 4_096;
const everything = imageQuerySchema.parse({});

/** A snapshot in memory, and what happened to it. */
interface MemorySnapshots extends SnapshotStore {
  stored: Buffer | undefined;
  reads: number;
  deletes: number;
  /** What comes of reading it; by default all of it. */
  open(whole: Buffer): Readable;
}

function memorySnapshots(stored?: Buffer): MemorySnapshots {
  const snapshots: MemorySnapshots = {
    stored,
    reads: 0,
    deletes: 0,
    open: (whole) => Readable.from([whole]),
    async read() {
      snapshots.reads += 1;
      return snapshots.stored && snapshots.open(snapshots.stored);
    },
    async write(_userId, _version, path) {
      snapshots.stored = await readFile(path);
    },
    async delete(_userId, replacedBy) {
      if (replacedBy !== undefined) return;
      snapshots.deletes += 1;
      snapshots.stored = undefined;
    },
  };
  return snapshots;
}

async function makeSnapshot(folder: string, table: SeededTable): Promise<Buffer> {
  const threads = createOwnThread();
  const snapshots = memorySnapshots();
  const index = openIndex(folder, table, snapshots, threads);
  await index.finishRebuild(table.userId);
  await index.writeSnapshot(table.userId);
  await threads.close();
  if (!snapshots.stored) throw new Error("No snapshot was written");
  return snapshots.stored;
}

function openIndex(
  folder: string,
  table: SeededTable,
  snapshots: SnapshotStore,
  threads: IndexThreads,
  writesSnapshots = false,
): LibraryIndex {
  const limits = { maxFiles: 10, maxBytes: 1e9 };
  return createLibraryIndex({ folder, limits, source: table.source, threads, snapshots, writesSnapshots });
}

/** The table, counting how often it was read from its beginning. */
function countingReads(table: SeededTable): { table: SeededTable; fullReads: () => number } {
  let fullReads = 0;
  const readAll: SeededTable["source"]["readAll"] = (userId, cursor) => {
    if (cursor === undefined) fullReads += 1;
    return table.source.readAll(userId, cursor);
  };
  return { table: { ...table, source: { ...table.source, readAll } }, fullReads: () => fullReads };
}

async function expectRight(index: LibraryIndex, table: SeededTable): Promise<void> {
  await index.finishRebuild(table.userId);
  const { digest, rebuild } = await index.read(table.userId, "count", everything);
  expect(rebuild).toBeUndefined();
  expect(digest).toEqual(table.digest());
}

/** Photos that a search finds in an index that was never damaged. */
async function findPlainly(folder: string, table: SeededTable, text: string): Promise<number> {
  const threads = createOwnThread();
  const index = openIndex(folder, table, memorySnapshots(), threads);
  await index.finishRebuild(table.userId);
  const { value } = await index.read(table.userId, "count", imageQuerySchema.parse({ text }));
  await threads.close();
  return value;
}

test.each([
  ["words", 0.3],
  ["rows", 0.1],
])("a snapshot that opens but is damaged inside, among its %s, is deleted and the table read once", async (_, part) => {
  await using directory = await temporaryDirectory();
  const { table, fullReads } = countingReads(createSeededTable(PHOTOS));
  const expected = await findPlainly(join(directory.path, "plain"), table, "sun");
  const file = zstdDecompressSync(await makeSnapshot(join(directory.path, "first"), table));
  const from = Math.floor((file.length / PAGE_BYTES) * part) * PAGE_BYTES;
  file.fill(0, from, from + file.length / 4);
  const before = fullReads();
  const snapshots = memorySnapshots(zstdCompressSync(file));
  const threads = createOwnThread();
  const index = openIndex(join(directory.path, "second"), table, snapshots, threads);

  const sun = await index.read(table.userId, "list", {
    query: imageQuerySchema.parse({ text: "sun" }),
    page: { limit: 5 },
  });
  expect(sun.value.images.length).toBeGreaterThan(0);
  await expectRight(index, table);
  const { value } = await index.read(table.userId, "count", imageQuerySchema.parse({ text: "sun" }));
  expect(value).toBe(expected);
  expect(fullReads() - before).toBe(1);
  expect({ deletes: snapshots.deletes, isThere: snapshots.stored !== undefined }).toEqual({
    deletes: 1,
    isThere: false,
  });
  await threads.close();
});

test("a damaged snapshot that cannot be deleted is not fetched again by the same request", async () => {
  await using directory = await temporaryDirectory();
  const table = createSeededTable(PHOTOS);
  const file = zstdDecompressSync(await makeSnapshot(join(directory.path, "first"), table));
  file.fill(0, file.length / 4, file.length / 2);
  const snapshots = memorySnapshots(zstdCompressSync(file));
  snapshots.delete = () => Promise.reject(new Error("Access denied"));
  const threads = createOwnThread();
  const index = openIndex(join(directory.path, "second"), table, snapshots, threads);
  const query = imageQuerySchema.parse({ text: "sun" });
  expect((await index.read(table.userId, "list", { query, page: { limit: 5 } })).value.images).not.toEqual([]);
  await expectRight(index, table);
  await threads.close();
});

test.each([
  ["lacks a table", "DROP TABLE words"],
  [
    "has a table of places that it takes for free",
    `CREATE TABLE taken (place INTEGER PRIMARY KEY);
     CREATE TRIGGER take AFTER INSERT ON images BEGIN INSERT INTO taken VALUES (1); END`,
  ],
])("a file that %s is made anew", async (_, damage) => {
  await using directory = await temporaryDirectory();
  const table = createSeededTable(PHOTOS);
  const threads = createOwnThread();
  await expectRight(openIndex(directory.path, table, memorySnapshots(), threads), table);
  await threads.close();
  const database = new DatabaseSync(join(directory.path, `${table.userId}.sqlite`));
  database.exec(damage);
  database.close();
  for (let times = 0; times < 10; times++) table.touchSome();
  const others = createOwnThread();
  await expectRight(openIndex(directory.path, table, memorySnapshots(), others), table);
  await others.close();
});

test.each([
  ["lacks its mark", "json_remove(value, '$.markMs')"],
  ["has a mark that is no number", "json_set(value, '$.markMs', 'yesterday')"],
  ["lacks its digest", "json_remove(value, '$.digest')"],
  ["has a digest that is no number", "json_set(value, '$.digest.xor', '')"],
  ["does not know any more how far the table was read", "json_set(value, '$.rebuildCursor', 'nowhere')"],
])("a file whose state %s is made anew", async (_, damaged) => {
  await using directory = await temporaryDirectory();
  const seeded = createSeededTable(PHOTOS);
  // As strict as the table is.
  const table: SeededTable = {
    ...seeded,
    source: {
      ...seeded.source,
      readChanges: async (userId, sinceMs, cursor) =>
        seeded.source.readChanges(userId, Date.parse(new Date(sinceMs).toISOString()), cursor),
      async readAll(userId, cursor) {
        if (cursor === "nowhere") throw invalidCursor();
        return seeded.source.readAll(userId, cursor);
      },
    },
  };
  const threads = createOwnThread();
  await expectRight(openIndex(directory.path, table, memorySnapshots(), threads), table);
  await threads.close();
  const database = new DatabaseSync(join(directory.path, `${table.userId}.sqlite`));
  database.exec(`UPDATE meta SET value = ${damaged} WHERE name = 'state'`);
  database.close();
  const others = createOwnThread();
  await expectRight(openIndex(directory.path, table, memorySnapshots(), others), table);
  await others.close();
});

test("a file that turns out to be damaged while it is copied for a snapshot is made anew", async () => {
  await using directory = await temporaryDirectory();
  // As many as a snapshot is written for.
  const { table, fullReads } = countingReads(createSeededTable(600));
  const inner = createOwnThread();
  let isDamaged = true;
  const threads: IndexThreads = {
    run: (name, address, input) =>
      name === "copyTo" && isDamaged
        ? Promise.reject(new UnusableIndexError("database disk image is malformed"))
        : inner.run(name, address, input),
    close: inner.close,
  };
  const snapshots = memorySnapshots();
  const index = openIndex(directory.path, table, snapshots, threads, true);
  const readAndWait = async () => {
    await index.finishRebuild(table.userId);
    await index.close();
  };
  await readAndWait();
  isDamaged = false;
  await readAndWait();
  await readAndWait();
  expect({ fullReads: fullReads(), isThere: snapshots.stored !== undefined }).toEqual({ fullReads: 2, isThere: true });
  await threads.close();
});

test("where storage does not answer, a library is read from the table", async () => {
  await using directory = await temporaryDirectory();
  const table = createSeededTable(PHOTOS);
  const snapshots = memorySnapshots(Buffer.alloc(1));
  snapshots.read = () => Promise.reject(new Error("SlowDown: Please reduce your request rate"));
  const threads = createOwnThread();
  await expectRight(openIndex(directory.path, table, snapshots, threads), table);
  await threads.close();
});

test("a connection that breaks in the middle of a snapshot does not have the table read", async () => {
  await using directory = await temporaryDirectory();
  const { table, fullReads } = countingReads(createSeededTable(PHOTOS));
  const snapshots = memorySnapshots(await makeSnapshot(join(directory.path, "first"), table));
  const before = fullReads();
  snapshots.open = (whole) => {
    if (snapshots.reads > 1) return Readable.from([whole]);
    return Readable.from(
      (function* () {
        yield whole.subarray(0, whole.length / 2);
        throw Object.assign(new Error("aborted"), { code: "ECONNRESET" });
      })(),
    );
  };
  const threads = createOwnThread();
  await expectRight(openIndex(join(directory.path, "second"), table, snapshots, threads), table);
  expect({ reads: snapshots.reads, fullReads: fullReads() - before }).toEqual({ reads: 2, fullReads: 0 });
  await threads.close();
});
