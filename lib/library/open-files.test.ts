import { expect, test } from "vitest";
import { IN_MEMORY, type IndexFile } from "./index-file.ts";
import { createOpenFiles } from "./open-files.ts";

const MAX_MEBIBYTES = 128;

test("pages of many users' files have a bound, and those used last most of it", () => {
  const files = createOpenFiles();
  const addresses = Array.from({ length: 32 }, (_, number) => ({ path: IN_MEMORY, ownerId: `owner${number}` }));
  const opened = addresses.map((address) => files.create(address, { epoch: "1", markMs: 0 }));
  const mebibytes = () => opened.map((file) => readCacheKibibytes(file) / 1024);
  const bounded = () => mebibytes().reduce((sum, one) => sum + one, 0);
  expect(bounded()).toBeLessThanOrEqual(MAX_MEBIBYTES);
  for (const address of [...addresses, ...addresses.slice(0, 3)]) files.open(address);
  expect(bounded()).toBeLessThanOrEqual(MAX_MEBIBYTES);
  expect(mebibytes().flatMap((one, number) => (one === 16 ? [number] : []))).toEqual([0, 1, 2, 31]);
  for (const { path, ownerId } of addresses) files.close(path, ownerId);
});

function readCacheKibibytes({ database }: IndexFile): number {
  // Negative: kibibytes, not pages.
  return -Number(database.prepare("PRAGMA cache_size").get()?.cache_size);
}
