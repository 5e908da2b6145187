import { beforeEach, expect, test, vi } from "vitest";
import { stubBrowserStorage } from "#tests/support/fake-browser-storage.ts";

/** The module as each tab loads it. */
async function openTab(): Promise<typeof import("./pending-files.ts")> {
  vi.resetModules();
  return import("./pending-files.ts");
}

function choose(name: string) {
  return { file: new File(["bytes"], name, { lastModified: 1 }), path: name };
}

let closeTabs: () => void;

beforeEach(() => {
  vi.unstubAllGlobals();
  ({ closeTabs } = stubBrowserStorage());
});

test("the next account in the same browser gets nothing of the one before, which is forgotten", async () => {
  await (await openTab()).rememberFiles("ann", [choose("a.jpg")]);
  closeTabs();
  const { readAbandonedFiles } = await openTab();
  expect(await readAbandonedFiles("bob")).toEqual([]);
  expect(await readAbandonedFiles("ann")).toEqual([]);
});

test("one's own files are found after their tab is gone, not before", async () => {
  await (await openTab()).rememberFiles("ann", [choose("a.jpg")]);
  const { readAbandonedFiles } = await openTab();
  expect(await readAbandonedFiles("ann")).toEqual([]);
  closeTabs();
  expect(await readAbandonedFiles("ann")).toMatchObject([{ path: "a.jpg" }]);
});

test("over plain http, where browsers make no ids, it can still be asked to forget", async () => {
  vi.stubGlobal("crypto", {});
  const { forgetAllFiles } = await openTab();
  await expect(forgetAllFiles()).resolves.toBeUndefined();
});
