import { expect, test } from "vitest";
import { imageQuerySchema } from "#lib/library/image-query.ts";
import { createOwnThread, IndexStorageError, type IndexThreads } from "#lib/library/index-threads.ts";
import { createLibraryIndex } from "#lib/library/library-index.ts";
import { createSeededTable, type SeededTable } from "../support/seeded-change-table.ts";
import { temporaryDirectory } from "../support/temporary-directory.ts";

const everything = imageQuerySchema.parse({});
/** Room for two libraries of 40 photos, and for none of 900. */
const MAX_BYTES = 768 * 1024;

/** Threads that have no room on their disk until it is given to them, and what their indexes take in memory. */
function createFullDisk() {
  const inner = createOwnThread();
  const held = new Map<string, number>();
  const disk = {
    isFull: true,

    heldBytes: () => [...held.values()].reduce((sum, bytes) => sum + bytes, 0),
  };
  const threads: IndexThreads = {
    async run(name, address, input) {
      if (disk.isFull && address.path !== ":memory:" && name !== "close") throw new IndexStorageError("disk is full");
      const output = await inner.run(name, address, input);
      if (name === "close") held.delete(address.ownerId);
      else if (name === "apply" && address.path === ":memory:") {
        held.set(address.ownerId, (output as { memoryBytes: number }).memoryBytes);
      }
      return output;
    },
    close: inner.close,
  };
  return { disk, threads };
}

/** One source for the tables of several users. */
function joinTables(tables: SeededTable[]): SeededTable["source"] {
  const of = (userId: string) => tables.find((table) => table.userId === userId)?.source as SeededTable["source"];
  return {
    readEpoch: async () => "1",
    readWalkDigest: async () => undefined,
    readChanges: (userId, ...rest) => of(userId).readChanges(userId, ...rest),
    readItems: (userId, ...rest) => of(userId).readItems(userId, ...rest),
    readAll: (userId, ...rest) => of(userId).readAll(userId, ...rest),
  };
}

test("with a full disk indexes take a part of the memory only, and who finds no room is told so", async () => {
  await using directory = await temporaryDirectory();
  const tables = Array.from({ length: 10 }, (_, number) =>
    createSeededTable(100, `01JUSER000000000000000000${number}`),
  );
  const large = createSeededTable(900, "01JLARGE00000000000000000A");
  const { disk, threads } = createFullDisk();
  let nowMs = Date.now();
  const logged: string[] = [];
  const index = createLibraryIndex({
    folder: directory.path,
    limits: { maxFiles: 10, maxBytes: 1e9, maxMemoryBytes: MAX_BYTES },
    source: joinTables([...tables, large]),
    threads,
    writesSnapshots: false,
    clock: () => nowMs,
    log: (message) => void logged.push(message),
  });
  const read = async ({ userId }: SeededTable) => {
    await index.finishRebuild(userId);
    return (await index.read(userId, "count", everything)).digest;
  };
  for (const table of [...tables, ...tables.slice(0, 2)]) {
    expect(await read(table)).toEqual(table.digest());
    expect(disk.heldBytes()).toBeLessThanOrEqual(MAX_BYTES);
  }
  await expect(read(large)).rejects.toMatchObject({ code: "unavailable" });
  expect(logged.filter((message) => message.includes("neither"))).toHaveLength(1);
  expect(disk.heldBytes()).toBeLessThanOrEqual(MAX_BYTES);
  // It is not read from the table again with each request meanwhile, and others go on.
  await expect(read(large)).rejects.toMatchObject({ code: "unavailable" });
  expect(logged.filter((message) => message.includes("neither"))).toHaveLength(1);
  expect(await read(tables[0] as SeededTable)).toEqual(tables[0]?.digest());
  disk.isFull = false;
  nowMs += 61_000;
  expect(await read(large)).toEqual(large.digest());
  await index.close();
  await threads.close();
});
