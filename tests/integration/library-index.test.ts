import { spawn } from "node:child_process";
import { createReadStream } from "node:fs";
import { copyFile, readdir, readFile, rm, symlink, truncate, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, onTestFinished, test, vi } from "vitest";
import type { OwnChange } from "#lib/library/change.ts";
import type { SnapshotStore } from "#lib/library/change-source.ts";
import { imageQuerySchema } from "#lib/library/image-query.ts";
import { createOwnThread, IndexStorageError, type IndexThreads } from "#lib/library/index-threads.ts";
import { createLibraryIndex, type LibraryIndex, type LibraryIndexOptions } from "#lib/library/library-index.ts";
import { createWorkerPool } from "#lib/library/worker-pool.ts";
import { createSeededTable, type SeededTable } from "../support/seeded-change-table.ts";
import { temporaryDirectory } from "../support/temporary-directory.ts";

const PHOTOS = 300;
const DAY_MS = 24 * 60 * 60 * 1000;
const everything = imageQuerySchema.parse({});
const trash = imageQuerySchema.parse({ trashed: true });

function openIndex(
  folder: string,
  table: SeededTable,
  {
    threads = createOwnThread(),
    snapshots,
    writesSnapshots = false,
    clock,
  }: { threads?: IndexThreads; snapshots?: SnapshotStore; writesSnapshots?: boolean; clock?: () => number } = {},
): LibraryIndex {
  const limits = { maxFiles: 10, maxBytes: 1e9 };
  return createLibraryIndex({
    folder,
    limits,
    source: table.source,
    threads,
    snapshots,
    writesSnapshots,
    ...(clock ? { clock } : {}),
  });
}

const listFiles = async (folder: string) => (await readdir(folder)).filter((name) => name.endsWith(".sqlite")).sort();

function fileSnapshots(path: string): SnapshotStore & { isThere: boolean } {
  const store = {
    isThere: false,
    read: async () => (store.isThere ? createReadStream(path) : undefined),
    async write(_userId: string, _version: number, from: string) {
      await copyFile(from, path);
      store.isThere = true;
    },
    async delete(_userId: string, belowVersion?: number) {
      // What is there is of the version of today.
      if (belowVersion === undefined) store.isThere = false;
    },
  };
  return store;
}

/** Answers of an index that is whole, and whether they are those of the table. */
async function expectRight(index: LibraryIndex, table: SeededTable): Promise<void> {
  await index.finishRebuild(table.userId);
  const { digest, rebuild } = await index.read(table.userId, "count", trash);
  expect(rebuild).toBeUndefined();
  expect(digest).toEqual(table.digest());
}

for (const mode of ["apply", "snapshot", "rebuild"]) {
  test(`killed during ${mode}, the next request answers right`, async () => {
    await using directory = await temporaryDirectory();
    const folder = join(directory.path, "indexes");
    const script = new URL("../support/library-process.ts", import.meta.url).pathname;
    const child = spawn(process.execPath, [script, folder, String(PHOTOS), mode], {
      stdio: ["ignore", "pipe", "inherit"],
    });
    const ended = new Promise((resolve) => child.once("close", resolve));
    for (let seen = 0; seen < 3; seen++) await new Promise((resolve) => child.stdout.once("data", resolve));
    child.kill("SIGKILL");
    await ended;

    const table = createSeededTable(PHOTOS);
    const threads = createOwnThread();
    const index = openIndex(folder, table, { threads });
    // The killed process had later revisions than this table has, unless it only rebuilt.
    if (mode === "rebuild") await expectRight(index, table);
    else {
      await index.finishRebuild(table.userId);
      const { digest, value } = await index.read(table.userId, "count", everything);
      expect(digest.count).toBe(table.digest().count);
      const months = await index.read(table.userId, "months", everything);
      expect(months.value.months.reduce((sum, { count }) => sum + count, 0)).toBe(value);
    }
    await threads.close();
  });
}

test.each([
  ["truncated", (path: string) => truncate(path, 20_000)],
  ["overwritten", (path: string) => writeFile(path, Buffer.alloc(200_000, 7))],
  ["empty", (path: string) => writeFile(path, "")],
])("a file that is %s is made anew", async (_what, damage) => {
  await using directory = await temporaryDirectory();
  const table = createSeededTable(PHOTOS);
  const threads = createOwnThread();
  await expectRight(openIndex(directory.path, table, { threads }), table);
  await threads.close();
  await damage(join(directory.path, `${table.userId}.sqlite`));
  const others = createOwnThread();
  await expectRight(openIndex(directory.path, table, { threads: others }), table);
  await others.close();
});

test("a file of another user is not opened", async () => {
  await using directory = await temporaryDirectory();
  const [mine, others] = [createSeededTable(20), createSeededTable(50, "01JOTHER000000000000000000")];
  const threads = createOwnThread();
  await expectRight(openIndex(directory.path, others, { threads }), others);
  await threads.close();
  await copyFile(join(directory.path, `${others.userId}.sqlite`), join(directory.path, `${mine.userId}.sqlite`));
  const again = createOwnThread();
  await expectRight(openIndex(directory.path, mine, { threads: again }), mine);
  await again.close();
});

test("a snapshot spares the reading of the table, and one cut short does no harm", async () => {
  await using directory = await temporaryDirectory();
  const table = createSeededTable(PHOTOS);
  const path = join(directory.path, "snapshot");
  const snapshots = fileSnapshots(path);
  const threads = createOwnThread();
  const first = openIndex(join(directory.path, "first"), table, { threads, snapshots });
  await first.finishRebuild(table.userId);
  await first.writeSnapshot(table.userId);
  await threads.close();

  const source = { ...table.source, readAll: () => Promise.reject(new Error("The table was read")) };
  const second = createOwnThread();
  await expectRight(
    openIndex(join(directory.path, "second"), { ...table, source }, { threads: second, snapshots }),
    table,
  );
  await second.close();
  await truncate(path, 5_000);
  const third = createOwnThread();
  await expectRight(openIndex(join(directory.path, "third"), table, { threads: third, snapshots }), table);
  await third.close();
});

test("one user's file holds nothing of another, and files beyond the limit go", async () => {
  await using directory = await temporaryDirectory();
  const ids = ["01JAAAA0000000000000000000", "01JBBBB0000000000000000000", "01JCCCC0000000000000000000"];
  const tables = ids.map((id) => {
    const table = createSeededTable(30, id);
    const mark = (changes: Awaited<ReturnType<typeof table.source.readAll>>) => ({
      ...changes,
      changes: changes.changes.map((one) => ({ ...one, listed: { ...(one.listed as object), n: `secret-${id}` } })),
    });
    return {
      ...table,
      source: {
        ...table.source,
        readAll: async (user: string, cursor?: string) => mark(await table.source.readAll(user, cursor)),
      },
    };
  });
  const threads = createWorkerPool(2);
  const source = {
    ...tables[0]?.source,
    readAll: (user: string, cursor?: string) => tables[ids.indexOf(user)]?.source.readAll(user, cursor),
  } as SeededTable["source"];
  const index = createLibraryIndex({
    folder: directory.path,
    limits: { maxFiles: 2, maxBytes: 1e9 },
    source,
    threads,
    writesSnapshots: false,
  });
  for (const id of ids) await index.finishRebuild(id);
  await threads.close();
  const files = (await readdir(directory.path)).filter((name) => name.endsWith(".sqlite"));
  expect(files.sort()).toEqual([`${ids[1]}.sqlite`, `${ids[2]}.sqlite`]);
  for (const name of files) {
    const parts = await Promise.all(
      (await readdir(directory.path))
        .filter((other) => other.startsWith(name))
        .map((other) => readFile(join(directory.path, other), "latin1")),
    );
    const found = new Set(parts.join("").match(/secret-[0-9A-Z]{26}/g));
    expect([...found]).toEqual([`secret-${name.slice(0, 26)}`]);
  }
});

test("with a full disk a library is answered from memory", async () => {
  await using directory = await temporaryDirectory();
  const table = createSeededTable(50);
  const inner = createOwnThread();
  const full: IndexThreads = {
    run: (name, address, input) =>
      address.path === ":memory:" || name === "close"
        ? inner.run(name, address, input)
        : Promise.reject(new IndexStorageError("database or disk is full")),
    close: inner.close,
  };
  await expectRight(openIndex(directory.path, table, { threads: full }), table);
  expect(await readdir(directory.path)).toEqual([]);
  await full.close();
});

/** A snapshot of a library, and the libraries of a process whose disk has no room for it so many times. */
async function openWithoutRoom(directory: string, table: SeededTable, timesFull: number) {
  const threads = createOwnThread();
  const snapshots = fileSnapshots(join(directory, "snapshot"));
  const job = openIndex(join(directory, "job"), table, { threads, snapshots });
  await job.finishRebuild(table.userId);
  await job.writeSnapshot(table.userId);
  await job.discard(table.userId);
  const folder = join(directory, "web");
  const counts = { fullReads: 0, requests: 0 };
  let nowMs = Date.now();
  const index = createLibraryIndex({
    folder,
    limits: { maxFiles: 10, maxBytes: 1e9 },
    source: {
      ...table.source,
      async readAll(userId, cursor) {
        if (userId === table.userId && cursor === undefined) counts.fullReads++;
        // The next request comes before the next page, and the job has been there meanwhile.
        nowMs += 11_000;
        await new Promise((resolve) => setTimeout(resolve, userId === table.userId ? 400 : 0));
        return table.source.readAll(userId, cursor);
      },
    },
    threads,
    snapshots: {
      ...snapshots,
      async read(userId, version) {
        if (userId !== table.userId) return undefined;
        if (timesFull-- > 0) await symlink("/dev/full", join(folder, `${userId}.sqlite.part`));
        return snapshots.read(userId, version);
      },
    },
    writesSnapshots: false,
    requests: { request: async () => void counts.requests++, isOpen: async () => false },
    clock: () => nowMs,
  });
  return { index, folder, counts, threads };
}

test.each([1, 2])(
  "a disk that is full %i times is given back the files of others, and a snapshot is fetched",
  async (times) => {
    await using directory = await temporaryDirectory();
    const table = createSeededTable(PHOTOS);
    const { index, folder, counts, threads } = await openWithoutRoom(directory.path, table, times);
    const others = ["01JOTHER000000000000000001", "01JOTHER000000000000000002"];
    for (const other of others) await index.finishRebuild(other);
    await expectRight(index, table);
    expect(counts.fullReads).toBe(0);
    const left = [...others.slice(times), table.userId].map((id) => `${id}.sqlite`).sort();
    expect(await listFiles(folder)).toEqual(left);
    await threads.close();
  },
);

test("a library for which the disk has never room is read into memory once, not begun again for the job's snapshot", {
  tags: "long",
}, async () => {
  await using directory = await temporaryDirectory();
  const table = createSeededTable(1_200);
  const { index, counts, threads } = await openWithoutRoom(directory.path, table, Number.POSITIVE_INFINITY);
  for (let times = 0, isWhole = false; !isWhole && times < 30; times++) {
    isWhole = (await index.read(table.userId, "count", everything)).rebuild === undefined;
  }
  await expectRight(index, table);
  expect(counts.fullReads).toBe(1);
  await threads.close();
});

test("a clock that was a day ahead hides nothing once it is right again", async () => {
  await using directory = await temporaryDirectory();
  const table = createSeededTable(50);
  let aheadMs = DAY_MS;
  const threads = createOwnThread();
  const index = openIndex(directory.path, table, { threads, clock: () => Date.now() + aheadMs });
  await index.finishRebuild(table.userId);
  await index.read(table.userId, "count", everything);
  aheadMs = 0;
  table.touchSome();
  await expectRight(index, table);
  await threads.close();
  aheadMs = 0;
  table.touchSome();
  const again = createOwnThread();
  await expectRight(openIndex(directory.path, table, { threads: again }), table);
  await again.close();
});

test("a folder that something else has removed is made again", async () => {
  await using directory = await temporaryDirectory();
  const folder = join(directory.path, "indexes");
  const [first, second] = [createSeededTable(20), createSeededTable(30, "01JOTHER000000000000000000")];
  const threads = createOwnThread();
  await expectRight(openIndex(folder, first, { threads }), first);
  const index = openIndex(folder, second, { threads });
  await rm(folder, { recursive: true });
  await expectRight(index, second);
  expect(await readdir(folder)).toContain(`${second.userId}.sqlite`);
  await threads.close();
});

test("files that no one has looked at for a day go", async () => {
  vi.useFakeTimers({ toFake: ["setInterval"] });
  onTestFinished(() => void vi.useRealTimers());
  await using directory = await temporaryDirectory();
  const table = createSeededTable(20);
  const other = "01JOTHER000000000000000000";
  let nowMs = Date.now();
  const threads = createOwnThread();
  const index = openIndex(directory.path, table, { threads, clock: () => nowMs });
  await index.finishRebuild(table.userId);
  nowMs += DAY_MS - 1_000;
  await index.finishRebuild(other);
  expect(await listFiles(directory.path)).toEqual([other, table.userId].map((id) => `${id}.sqlite`).sort());
  nowMs += 2_000;
  await index.discard(other);
  await index.finishRebuild(other);
  expect(await listFiles(directory.path)).toEqual([`${other}.sqlite`]);
  nowMs += 2 * DAY_MS;
  vi.advanceTimersByTime(60 * 60_000);
  await index.close();
  expect(await listFiles(directory.path)).toEqual([]);
  await threads.close();
});

/** A library that nothing happens to, looked at every third day for two months, whose file is evicted in between. */
async function visitForMonths(
  options: Pick<LibraryIndexOptions, "writesSnapshots"> & { requests?: boolean },
): Promise<{ fullReads: number; writes: number }> {
  await using directory = await temporaryDirectory();
  const table = createSeededTable(600);
  const counts = { fullReads: 0, writes: 0 };
  const stored = fileSnapshots(join(directory.path, "snapshot"));
  const snapshots: SnapshotStore = {
    ...stored,
    read: () => stored.read(table.userId, 0),
    async write(...written) {
      counts.writes += 1;
      await stored.write(...written);
    },
  };
  const source = {
    ...table.source,
    async readAll(userId: string, cursor?: string) {
      if (cursor === undefined) counts.fullReads += 1;
      return table.source.readAll(userId, cursor);
    },
  };
  const threads = createOwnThread();
  let nowMs = Date.now();
  const open = (name: string, more: Partial<LibraryIndexOptions>) =>
    createLibraryIndex({
      folder: join(directory.path, name),
      limits: { maxFiles: 10, maxBytes: 1e9 },
      source,
      threads,
      snapshots,
      writesSnapshots: options.writesSnapshots,
      clock: () => nowMs,
      ...more,
    });
  const job = open("job", { writesSnapshots: false });
  const request = async (userId: string) => {
    await job.writeSnapshot(userId);
    await job.discard(userId);
  };
  const index = open("web", options.requests ? { requests: { request, isOpen: async () => false } } : {});
  for (let day = 0; day < 60; day += 3) {
    await index.finishRebuild(table.userId);
    for (let time = 0; time < 3; time++) await index.read(table.userId, "count", everything);
    await index.close();
    await index.discard(table.userId);
    nowMs += 3 * DAY_MS;
  }
  await threads.close();
  return counts;
}

test("who looks at a library now and then never has it read from the table again", { timeout: 60_000 }, async () => {
  expect(await visitForMonths({ writesSnapshots: true })).toEqual({ fullReads: 1, writes: 20 });
});

test("a job renews what processes that freeze can't, and is asked once", { timeout: 60_000 }, async () => {
  const { fullReads, writes } = await visitForMonths({ writesSnapshots: false, requests: true });
  // The first time the job reads it as well.
  expect(fullReads).toBe(2);
  expect(writes).toBeLessThanOrEqual(21);
});

test("a snapshot that could not be written is not tried again at once", async () => {
  await using directory = await temporaryDirectory();
  const table = createSeededTable(600);
  const inner = createOwnThread();
  let copies = 0;
  const threads: IndexThreads = {
    run(name, address, input) {
      if (name !== "copyTo") return inner.run(name, address, input);
      copies += 1;
      return Promise.reject(new IndexStorageError("database or disk is full"));
    },
    close: inner.close,
  };
  let nowMs = Date.now();
  const snapshots = fileSnapshots(join(directory.path, "snapshot"));
  const index = openIndex(join(directory.path, "indexes"), table, {
    threads,
    snapshots,
    clock: () => nowMs,
    writesSnapshots: true,
  });
  const read = async () => {
    await index.finishRebuild(table.userId);
    await index.close();
  };
  for (let time = 0; time < 5; time++) await read();
  expect(copies).toBe(1);
  nowMs += 6 * 60_000;
  await read();
  expect(copies).toBe(2);
  await threads.close();
});

test("who asks while an index is discarded waits, and has a file that stays", async () => {
  await using directory = await temporaryDirectory();
  const table = createSeededTable(20);
  const inner = createOwnThread();
  const closing = Promise.withResolvers<void>();
  const threads: IndexThreads = {
    async run(name, address, input) {
      if (name === "close") await closing.promise;
      return inner.run(name, address, input);
    },
    close: inner.close,
  };
  const index = openIndex(directory.path, table, { threads });
  await index.finishRebuild(table.userId);
  const discarded = index.discard(table.userId);
  const read = index.read(table.userId, "count", everything);
  await Promise.race([read, new Promise((resolve) => setTimeout(resolve, 50))]);
  closing.resolve();
  await discarded;
  expect((await read).digest).toEqual(table.digest());
  expect(await listFiles(directory.path)).toEqual([`${table.userId}.sqlite`]);
  await threads.close();
});

test("a file that is being closed is opened again by the thread that has it", async () => {
  await using directory = await temporaryDirectory();
  const threads = createWorkerPool(2);
  const addressOf = (ownerId: string) => ({ path: join(directory.path, `${ownerId}.sqlite`), ownerId });
  // One thread has three users and the other one, so that another file would go to the other thread.
  for (const user of ["a", "b", "c", "d", "e"]) await threads.run("create", addressOf(user), { epoch: "1", markMs: 0 });
  await threads.run("close", addressOf("b"), null);
  const order: string[] = [];
  const ask = async (name: "copyTo" | "close" | "readState", input: string | null) => {
    await threads.run(name, addressOf("a"), input as never);
    order.push(name);
  };
  const copies = Array.from({ length: 5 }, (_, number) => ask("copyTo", join(directory.path, `copy-${number}`)));
  await Promise.all([...copies, ask("close", null), ask("readState", null)]);
  expect(order.slice(-2)).toEqual(["close", "readState"]);
  await threads.close();
});

test("changes that somebody made up leave nothing in the index", async () => {
  await using directory = await temporaryDirectory();
  const table = createSeededTable(20);
  const threads = createOwnThread();
  const applied: unknown[] = [];
  const counted: IndexThreads = {
    ...threads,
    run(name, address, input) {
      if (name === "apply") applied.push(...(input as { changes: unknown[] }).changes);
      return threads.run(name, address, input);
    },
  };
  const index = openIndex(directory.path, table, { threads: counted });
  await expectRight(index, table);
  const read = async (own: OwnChange[]) => {
    applied.length = 0;
    return (await index.read(table.userId, "list", { query: everything, page: { limit: 100 } }, own)).value.images;
  };
  const strangers = ["image", "album", "tag"] as const;
  const own = strangers.map((kind) => ({ kind, id: "01JSTRANGER000000000000000", revision: 5 }));
  const [first, ...others] = await read(own);
  expect(applied).toEqual([]);
  // What the index has and the table has no longer is gone, though.
  const id = first?.id ?? "";
  table.remove(id);
  expect(await read([...own, { kind: "image", id, revision: 99 }])).toEqual(others);
  expect(applied).toHaveLength(1);
  await threads.close();
});

test("a cursor of another query is refused across threads", async () => {
  await using directory = await temporaryDirectory();
  const table = createSeededTable(50);
  const threads = createWorkerPool(1);
  const index = openIndex(directory.path, table, { threads });
  await index.finishRebuild(table.userId);
  const { value } = await index.read(table.userId, "list", { query: everything, page: { limit: 5 } });
  const query = imageQuerySchema.parse({ favourite: true });
  const page = { limit: 5, cursor: value.nextCursor };
  await expect(index.read(table.userId, "list", { query, page })).rejects.toMatchObject({ code: "invalid_cursor" });
  await threads.close();
});

test("misspelt filters are refused", () => {
  for (const query of [
    { favorite: true },
    { tags: ["a"] },
    { from: "yesterday" },
    { box: "1,2,3" },
    { sort: "position" },
  ]) {
    expect(imageQuerySchema.safeParse(query).success).toBe(false);
  }
});

test("the last changes are read again for a minute, and every ten minutes for a while, but not for ever", async () => {
  await using directory = await temporaryDirectory();
  const table = createSeededTable(PHOTOS);
  const threads = createOwnThread();
  let nowMs = Date.now();
  let seen = 0;
  const index = createLibraryIndex({
    folder: directory.path,
    limits: { maxFiles: 10, maxBytes: 1e9 },
    source: {
      ...table.source,
      async readChanges(...query) {
        const page = await table.source.readChanges(...query);
        seen = page.changes.length;
        return page;
      },
    },
    threads,
    writesSnapshots: false,
    clock: () => nowMs,
  });
  const readAfter = async (ms: number) => {
    nowMs += ms;
    seen = 0;
    await index.read(table.userId, "count", everything);
    return seen;
  };
  await index.finishRebuild(table.userId);
  await readAfter(0);
  table.touchSome();
  nowMs = Date.now();
  expect(await readAfter(0)).toBeGreaterThan(0);
  expect(await readAfter(50_000)).toBeGreaterThan(0);
  // The first that is asked after a minute reads them, those after it do not.
  expect(await readAfter(20_000)).toBeGreaterThan(0);
  expect(await readAfter(1_000)).toBe(0);
  expect(await readAfter(1_000)).toBe(0);
  expect(await readAfter(10 * 60_000)).toBeGreaterThan(0);
  expect(await readAfter(1_000)).toBe(0);
  await readAfter(30 * 60_000);
  expect(await readAfter(10 * 60_000)).toBe(0);
  await threads.close();
});
