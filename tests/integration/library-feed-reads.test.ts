import { join } from "node:path";
import { expect, test } from "vitest";
import { imageQuerySchema } from "#lib/library/image-query.ts";
import { createOwnThread } from "#lib/library/index-threads.ts";
import { createLibraryIndex, type LibraryIndexOptions } from "#lib/library/library-index.ts";
import { createSeededTable } from "../support/seeded-change-table.ts";
import { temporaryDirectory } from "../support/temporary-directory.ts";

const MINUTE_MS = 60_000;
const trash = imageQuerySchema.parse({ trashed: true });

/** An index of a library of a few photos whose feed was read, and from when on it is read from now on. */
async function openLibrary(folder: string, options: Partial<LibraryIndexOptions> = {}) {
  const table = createSeededTable(20);
  const reads: number[] = [];
  const source: typeof table.source = {
    ...table.source,
    readChanges: (userId, sinceMs, cursor) => {
      reads.push(sinceMs);
      return table.source.readChanges(userId, sinceMs, cursor);
    },
  };
  const index = createLibraryIndex({
    folder: join(folder, "indexes"),
    limits: { maxFiles: 10, maxBytes: 1e9 },
    source,
    threads: createOwnThread(),
    writesSnapshots: false,
    ...options,
  });
  await index.finishRebuild(table.userId);
  reads.length = 0;
  const count = (askedAtMs?: number) => index.read(table.userId, "count", trash, [], askedAtMs);
  return { table, index, reads, count };
}

test("what a request asks after its first question does not read the feed again; the next request does", async () => {
  await using folder = await temporaryDirectory();
  const { table, index, reads, count } = await openLibrary(folder.path);
  const askedAtMs = Date.now();
  const [first] = [await count(), await count(askedAtMs)];
  expect(reads).toHaveLength(1);
  table.touchSome();
  const next = await count(Date.now() + 1);
  expect(reads).toHaveLength(2);
  expect(next.digest).not.toEqual(first.digest);
  expect(next.digest).toEqual(table.digest());
  await index.close();
});

test.each([
  { machines: "several", overlapMs: undefined, from: MINUTE_MS },
  { machines: "one", overlapMs: 10_000, from: 10_000 },
])("on $machines, changes of the last $from ms are read again", async ({ overlapMs, from }) => {
  await using folder = await temporaryDirectory();
  const { table, index, reads, count } = await openLibrary(folder.path, overlapMs === undefined ? {} : { overlapMs });
  table.touchSome();
  await count();
  const newestMs = Date.now();
  await count();
  const looksBackMs = newestMs - (reads[1] ?? 0);
  expect(looksBackMs).toBeGreaterThanOrEqual(from - 1_000);
  expect(looksBackMs).toBeLessThan(from + 1_000);
  await index.close();
});
