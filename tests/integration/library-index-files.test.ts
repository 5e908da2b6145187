import { copyFile, readdir, readFile, rm, symlink, truncate, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, onTestFinished, test, vi } from "vitest";
import { createOwnThread, IndexStorageError, type IndexThreads } from "#lib/library/index-threads.ts";
import { createLibraryIndex } from "#lib/library/library-index.ts";
import { createWorkerPool } from "#lib/library/worker-pool.ts";
import { everything, expectRight, fileSnapshots, listFiles, openIndex } from "../support/index-steps.ts";
import { createSeededTable, type SeededTable } from "../support/seeded-change-table.ts";
import { temporaryDirectory } from "../support/temporary-directory.ts";

/* The files of library indexes: damaged, beyond their limits, removed, and on a disk that is full. */

const PHOTOS = 300;
const DAY_MS = 24 * 60 * 60 * 1000;

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

test("where not even a folder can be made, libraries are in memory, and in files once there is room", async () => {
  await using directory = await temporaryDirectory();
  const full = join(directory.path, "full");
  await writeFile(full, "");
  const folder = join(full, "indexes");
  const [table, other] = [createSeededTable(50), createSeededTable(30, "01JOTHER000000000000000000")];
  const threads = createOwnThread();
  const index = openIndex(folder, table, { threads });
  await expectRight(index, table);
  await rm(full);
  await expectRight(index, table);
  await index.finishRebuild(other.userId);
  expect(await listFiles(folder)).toEqual([`${other.userId}.sqlite`]);
  await threads.close();
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
