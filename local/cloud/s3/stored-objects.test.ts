import fs from "node:fs";
import { mkdir, writeFile } from "node:fs/promises";
import { syncBuiltinESMExports } from "node:module";
import { join } from "node:path";
import { afterEach, expect, onTestFinished, test, vi } from "vitest";
import { temporaryDirectory } from "#tests/support/temporary-directory.ts";
import { OBJECT_SUFFIX } from "./object-file.ts";
import { listStoredKeys } from "./stored-objects.ts";

const IMAGES = 300;

afterEach(() => {
  vi.restoreAllMocks();
  syncBuiltinESMExports();
});

/** A bucket with a folder for each image of one user, and beside it a file that is none of its. */
async function makeBucket(root: string): Promise<string> {
  const bucket = join(root, "bucket");
  for (let image = 0; image < IMAGES; image++) {
    const folder = join(bucket, "thumbnails/ada", String(image));
    await mkdir(folder, { recursive: true });
    await writeFile(join(folder, `small${OBJECT_SUFFIX}`), "");
  }
  await writeFile(join(root, `secret${OBJECT_SUFFIX}`), "");
  return bucket;
}

/** How many names of files and folders `act` reads from the disk. */
function countNames(act: () => void): number {
  const spy = vi.spyOn(fs, "readdirSync");
  syncBuiltinESMExports();
  act();
  return spy.mock.results.reduce((sum, { value }) => sum + value.length, 0);
}

test("the folder of one image is listed without reading the names of all others", async () => {
  const root = await temporaryDirectory();
  onTestFinished(() => root[Symbol.asyncDispose]());
  const bucket = await makeBucket(root.path);
  let keys: string[] = [];
  const names = countNames(() => {
    keys = [...listStoredKeys(bucket, { prefix: "thumbnails/ada/7/", startAfter: "" })];
  });
  expect(keys).toEqual(["thumbnails/ada/7/small"]);
  expect(names).toBe(1);
});

test("a prefix that ends within a name, and one of the whole bucket, name the same keys as before", async () => {
  const root = await temporaryDirectory();
  onTestFinished(() => root[Symbol.asyncDispose]());
  const bucket = await makeBucket(root.path);
  const list = (prefix: string, startAfter = "") => [...listStoredKeys(bucket, { prefix, startAfter })];
  expect(list("thumbnails/ada/29", "thumbnails/ada/298/small")).toEqual(["thumbnails/ada/299/small"]);
  expect(list("thumb")).toHaveLength(IMAGES);
  expect(list("")).toHaveLength(IMAGES);
  expect(list("thumbnails/ada/7/small/")).toEqual([]);
});

test("no prefix leads out of the bucket or to a file of its own making", async () => {
  const root = await temporaryDirectory();
  onTestFinished(() => root[Symbol.asyncDispose]());
  const bucket = await makeBucket(root.path);
  const prefixes = ["../", "thumbnails/../../", "/", "thumbnails//", "./", "\0/", `${"x".repeat(300)}/`];
  prefixes.push(`thumbnails/ada/7/small${OBJECT_SUFFIX}/`);
  for (const prefix of prefixes) {
    expect([...listStoredKeys(bucket, { prefix, startAfter: "" })], JSON.stringify(prefix)).toEqual([]);
  }
});
