import { ulid } from "ulid";
import { expect, test } from "vitest";
import { imageQuerySchema } from "#lib/library/image-query.ts";
import { createOwnThread } from "#lib/library/index-threads.ts";
import { createLibraryIndex } from "#lib/library/library-index.ts";
import { photoChange } from "../../bench/seed/listed-photos.ts";
import { createFakeChangeTable, type FakeChangeTable } from "../support/fake-change-table.ts";
import { digestPlainly, walkPlainly } from "../support/plain-library.ts";
import { temporaryDirectory } from "../support/temporary-directory.ts";

const MINUTE_MS = 60_000;
const YEAR_MS = 365 * 24 * 60 * MINUTE_MS;
const START_MS = Date.UTC(2026, 5, 1);
const everything = imageQuerySchema.parse({});

/** A library to which a phone adds a photo every five minutes, for which the walk comes by every half hour. */
async function openBusyLibrary(folder: string) {
  const table = createFakeChangeTable(START_MS);
  const threads = createOwnThread();
  const index = createLibraryIndex({
    folder,
    limits: { maxFiles: 10, maxBytes: 1e9 },
    source: table.source,
    threads,
    writesSnapshots: false,
    clock: () => table.nowMs,
  });
  let photos = 0;
  const read = async () => (await index.read("user", "count", everything)).digest;
  const add = (timing: { delayMs?: number; skewMs?: number } = {}) => {
    const id = ulid(START_MS + photos);
    write(table, id, photoChange(photos++, 1_000).listed, timing);
    return id;
  };
  const live = async (minutes: number) => {
    for (let minute = 0; minute < minutes; minute += 5) {
      table.nowMs += 5 * MINUTE_MS;
      add();
      await read();
      if (minute % 30 === 0) table.walk = walkPlainly(table.items.values(), table.nowMs);
    }
  };
  for (let number = 0; number < 30; number++) add();
  await index.finishRebuild("user");
  return {
    table,
    add,
    live,
    isRight: async () => JSON.stringify(await read()) === JSON.stringify(digestPlainly(table.items.values())),
    async [Symbol.asyncDispose]() {
      await index.close();
      await threads.close();
    },
  };
}

function write(table: FakeChangeTable, id: string, listed: unknown, { delayMs = 0, skewMs = 0 } = {}): void {
  table.write({ kind: "image", id, listed, skewMs, stallMs: 0, delayMs });
}

test("a library that is in use all the time is repaired, and left alone once it is right", async () => {
  await using directory = await temporaryDirectory();
  await using library = await openBusyLibrary(directory.path);
  const { table, add, live, isRight } = library;
  await live(60);
  expect(table.rebuilds).toBe(1);
  // The feed shows neither a photo that was added nor that another one was deleted.
  add({ delayMs: YEAR_MS });
  const [first] = table.items.values();
  write(table, first?.id ?? "", undefined, { delayMs: YEAR_MS });
  expect(await isRight()).toBe(false);
  await live(120);
  expect(await isRight()).toBe(true);
  expect(table.rebuilds).toBe(2);
  await live(120);
  expect(table.rebuilds).toBe(2);
});

test("so is one of which a clock that was wrong has left an item in the future", async () => {
  await using directory = await temporaryDirectory();
  await using library = await openBusyLibrary(directory.path);
  const { table, add, live, isRight } = library;
  add({ skewMs: YEAR_MS });
  add({ delayMs: 2 * YEAR_MS });
  await live(120);
  expect(await isRight()).toBe(true);
  const { rebuilds } = table;
  await live(60);
  expect(table.rebuilds).toBe(rebuilds);
});
