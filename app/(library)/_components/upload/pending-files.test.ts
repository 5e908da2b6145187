import { beforeEach, expect, test, vi } from "vitest";
import { createFakeIndexedDb } from "#tests/support/fake-indexed-db.ts";

/** The module as each tab loads it. */
async function openTab(): Promise<typeof import("./pending-files.ts")> {
  vi.resetModules();
  return import("./pending-files.ts");
}

function choose(name: string) {
  return { file: new File(["bytes"], name, { lastModified: 1 }), path: name };
}

const held = new Set<string>();
/** As when the browser closes every tab. */
const closeTabs = () => held.clear();

beforeEach(() => {
  held.clear();
  vi.stubGlobal("indexedDB", createFakeIndexedDb());
  const locks = {
    request: async (name: string, act: () => Promise<unknown>) => {
      held.add(name);
      return act();
    },
    query: async () => ({ held: [...held].map((name) => ({ name })) }),
  };
  vi.stubGlobal("navigator", { locks });
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
