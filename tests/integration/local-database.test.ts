import { readdir, stat } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { expect, test } from "vitest";
import { type ItemStore, openEngine } from "#local/system/dynamodb-engine.ts";
import { temporaryDirectory } from "#tests/support/temporary-directory.ts";

/** Of which the live data are less than one. */
const MAX_FOLDER_BYTES = 10 * 1024 ** 2;
const QUERIES = 10_000;
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

test(`no iterator is open after ${QUERIES} queries`, async () => {
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

test(`the folder stays small while ${UPLOADS} images go through their states`, async () => {
  await using folder = await temporaryDirectory();
  const { engine, items, put } = open(folder.path);
  for (let image = 0; image < UPLOADS; image++) {
    for (let revision = 0; revision < WRITES_PER_UPLOAD; revision++) {
      // Every image of one user is written under the same usage item, too.
      await Promise.all([
        put(`image-${image % 50}`, { image, revision, text: crypto.randomUUID().repeat(ITEM_BYTES / 36) }),
        put("usage", { image, revision }),
      ]);
    }
    await readFirst(items, "image");
  }
  expect(await folderBytes(folder.path)).toBeLessThan(MAX_FOLDER_BYTES);
  await engine.store.db.close();
});
