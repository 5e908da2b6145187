import { expect, test, vi } from "vitest";
import { mayHavePendingFiles, mayHaveSharedFiles } from "./kept-in-browser.ts";

test.each([
  ["has never remembered any", { databases: async () => [{ name: "other" }] }, false],
  ["has remembered some", { databases: async () => [{ name: "other" }, { name: "skylight-uploads" }] }, true],
  ["cannot say what it has", {}, true],
])("pending files are looked for by a browser that %s: %#", async (_of, indexedDB, expected) => {
  vi.stubGlobal("indexedDB", indexedDB);
  expect(await mayHavePendingFiles()).toBe(expected);
});

test("shared files are looked for where a phone has shared some, not where there is nothing to keep them", async () => {
  expect(await mayHaveSharedFiles()).toBe(false);
  vi.stubGlobal("caches", { has: async (name: string) => name === "shared-files" });
  expect(await mayHaveSharedFiles()).toBe(true);
});
