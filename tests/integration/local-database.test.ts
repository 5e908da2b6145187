import { randomBytes } from "node:crypto";
import { readdir, stat } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { expect, test } from "vitest";
import { startCompaction } from "#local/cloud/compaction.ts";
import { openEngine } from "#local/cloud/dynamodb-engine.ts";
import type { ItemStore } from "#local/cloud/engine-types.ts";
import { temporaryDirectory } from "#tests/support/temporary-directory.ts";

/** Of live data there is less than a hundredth of it. */
const MAX_FOLDER_BYTES = 20 * 1024 ** 2;
const COMPACTION_TIMEOUT_MS = 30_000;
const QUERIES = 100_000;
const CONCURRENCY = 500;
const UPLOADS = 1_000;
const WRITES_PER_UPLOAD = 12;
/** Of an image's item, with what it repeats in the indexes. */
const ITEM_BYTES = 4_000;

function open(directory: string) {
  const engine = openEngine(directory);
  const items = engine.store.getItemDb("skylight");
  return { engine, items, put: promisify<string, object>(items.put.bind(items)) };
}

/** Reads as the engine's queries do, which often stop before the end. */
async function readFirst(items: ItemStore, from: string): Promise<unknown> {
  for await (const item of items.createValueStream({ gte: from })) return item;
}

async function folderBytes(path: string): Promise<number> {
  const names = await readdir(path);
  // A file that was replaced may be gone by now.
  const sizes = await Promise.all(
    names.map((name) =>
      stat(join(path, name)).then(
        ({ size }) => size,
        () => 0,
      ),
    ),
  );
  return sizes.reduce((sum, size) => sum + size, 0);
}

test(`no iterator is open after ${QUERIES} queries`, { tags: "long" }, async () => {
  await using folder = await temporaryDirectory();
  const { engine, items, put } = open(folder.path);
  for (const key of ["a", "b", "c"]) await put(key, { key });
  for (let done = 0; done < QUERIES; done += CONCURRENCY) {
    await Promise.all(Array.from({ length: CONCURRENCY }, () => readFirst(items, "b")));
  }
  expect(await readFirst(items, "b")).toEqual({ key: "b" });
  await expect.poll(() => engine.openIterators()).toBe(0);
  await engine.store.db.close();
});

test(`the folder stays small while ${UPLOADS} images go through their states`, { tags: "long" }, async () => {
  await using folder = await temporaryDirectory();
  const { engine, items, put } = open(folder.path);
  for (let image = 0; image < UPLOADS; image++) {
    for (let revision = 0; revision < WRITES_PER_UPLOAD; revision++) {
      // Every image of one user is written under the same usage item, too.
      await Promise.all([
        put(`image-${image % 50}`, { image, revision, text: randomBytes(ITEM_BYTES / 2).toString("hex") }),
        put("usage", { image, revision }),
      ]);
    }
    await readFirst(items, "image");
  }
  // LevelDB compacts in the background, which takes its time where other processes are busy.
  await expect.poll(() => folderBytes(folder.path), { timeout: COMPACTION_TIMEOUT_MS }).toBeLessThan(MAX_FOLDER_BYTES);
  await engine.store.db.close();
});

test("what an earlier version left behind is compacted, once, and never while somebody is busy", async () => {
  await using folder = await temporaryDirectory();
  const directory = join(folder.path, "dynamodb");
  const { engine, items, put } = open(directory);
  await put("image-0", { image: 0 });
  // Open as every iterator was then: nothing that was stored since it was opened can go.
  const pinning = engine.store.db.values();
  for (let image = 0; image < UPLOADS; image++) {
    await Promise.all(
      Array.from({ length: WRITES_PER_UPLOAD }, () =>
        put(`image-${image % 50}`, { image, text: randomBytes(ITEM_BYTES / 2).toString("hex") }),
      ),
    );
  }
  await pinning.close();
  expect(await folderBytes(directory)).toBeGreaterThan(MAX_FOLDER_BYTES);

  const onError = (error: unknown) => expect.fail(String(error));
  const compaction = startCompaction({ db: engine.store.db, directory, onError });
  for (let request = 0; request < 1_000; request++) compaction.countRequest();
  expect(await compaction.compactIfWorthwhile()).toBe(false);
  expect(await compaction.compactIfWorthwhile()).toBe(true);
  expect(await folderBytes(directory)).toBeLessThan(MAX_FOLDER_BYTES / 2);
  expect(await readFirst(items, "image-7")).toMatchObject({ image: 957 });
  expect(await compaction.compactIfWorthwhile()).toBe(false);
  await compaction.stop();
  await engine.store.db.close();
});
