import { truncate } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import type { SnapshotStore } from "#lib/library/change-source.ts";
import { createOwnThread, IndexStorageError, type IndexThreads } from "#lib/library/index-threads.ts";
import { createLibraryIndex, type LibraryIndexOptions } from "#lib/library/library-index.ts";
import { everything, expectRight, fileSnapshots, openIndex } from "../support/index-steps.ts";
import { createSeededTable } from "../support/seeded-change-table.ts";
import { temporaryDirectory } from "../support/temporary-directory.ts";

/* Snapshots of library indexes, which spare the reading of the table. */

const PHOTOS = 300;
const DAY_MS = 24 * 60 * 60 * 1000;

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
  // The clock is put right, which was ahead.
  nowMs -= 8 * 60_000;
  await read();
  expect(copies).toBe(3);
  await threads.close();
});
