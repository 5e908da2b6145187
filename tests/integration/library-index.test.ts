import { spawn } from "node:child_process";
import { join } from "node:path";
import { expect, test } from "vitest";
import type { OwnChange } from "#lib/library/change.ts";
import { imageQuerySchema } from "#lib/library/image-query.ts";
import { createOwnThread, type IndexThreads } from "#lib/library/index-threads.ts";
import { createLibraryIndex } from "#lib/library/library-index.ts";
import { createWorkerPool } from "#lib/library/worker-pool.ts";
import { everything, expectRight, openIndex } from "../support/index-steps.ts";
import { longUnless } from "../support/long-tests.ts";
import { createSeededTable } from "../support/seeded-change-table.ts";
import { temporaryDirectory } from "../support/temporary-directory.ts";

/* What library indexes answer after a kill, with wrong clocks, to changes and queries that somebody made up. */

const PHOTOS = 300;
const DAY_MS = 24 * 60 * 60 * 1000;

for (const mode of ["apply", "snapshot", "rebuild"]) {
  test(`killed during ${mode}, the next request answers right`, longUnless(mode === "apply"), async () => {
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
