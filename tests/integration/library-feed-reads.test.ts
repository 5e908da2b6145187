import { join } from "node:path";
import { expect, test } from "vitest";
import type { ShareViewer } from "#lib/access/viewer.ts";
import { type ImageQuery, imageQuerySchema } from "#lib/library/image-query.ts";
import { createOwnThread } from "#lib/library/index-threads.ts";
import { createLibraryIndex, type LibraryIndexOptions } from "#lib/library/library-index.ts";
import type { OpenShare } from "#lib/shares/open-share.ts";
import { countSharedBefore, countSharedMonths, listSharedImages, viewShared } from "#lib/shares/view-shared-images.ts";
import { createStorage } from "#lib/storage/storage.ts";
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

test("a visitor's page reads the feed once for all that it shows", async () => {
  process.env.AWS_ACCESS_KEY_ID ??= "test";
  process.env.AWS_SECRET_ACCESS_KEY ??= "test";
  await using folder = await temporaryDirectory();
  const { table, index, reads } = await openLibrary(folder.path);
  const storage = createStorage({ region: "us-east-1", bucket: "skylight", s3PathStyle: true });
  const services = { library: index, storage, database: undefined as never };
  const rights = { showsTakenAt: true, showsFileNames: true, canDownload: true, withOriginals: false };
  const viewer = { ownerId: table.userId, query: imageQuerySchema.parse({}), rights } as ShareViewer<ImageQuery>;
  const askedAtMs = Date.now();
  const { count } = await viewShared(services, { share: {}, viewer } as OpenShare, askedAtMs);
  const { images } = await listSharedImages(services, viewer, { limit: 100 }, askedAtMs);
  const months = await countSharedMonths(services, viewer, askedAtMs);
  expect(await countSharedBefore(services, viewer, images[1]?.id ?? "", askedAtMs)).toBe(1);
  expect(images).toHaveLength(count);
  expect(months.reduce((sum, month) => sum + month.count, 0)).toBe(count);
  expect(reads).toHaveLength(1);
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
