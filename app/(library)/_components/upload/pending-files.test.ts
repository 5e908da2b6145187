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
let watchAnswers: () => () => number[];

beforeEach(() => {
  vi.unstubAllGlobals();
  ({ closeTabs, watchAnswers } = stubBrowserStorage());
});

test("another account in the same browser does not get the previous one's files, which are forgotten", async () => {
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

test("what one tab discards another still sends", async () => {
  await (await openTab()).rememberFiles("ann", [choose("a.jpg")]);
  closeTabs();
  const discarding = await openTab();
  const [offered] = await discarding.readAbandonedFiles("ann");
  // The same file, chosen once more in another tab.
  await (await openTab()).rememberFiles("ann", [choose("a.jpg")]);
  await discarding.forgetFiles([offered?.id ?? ""]);
  closeTabs();
  expect(await (await openTab()).readAbandonedFiles("ann")).toHaveLength(1);
});

test("of two tabs that look at once, one takes the files over, and finds them again as long as it lives", async () => {
  await (await openTab()).rememberFiles("ann", [choose("a.jpg")]);
  closeTabs();
  const [one, other] = [await openTab(), await openTab()];
  const found = await Promise.all([one.readAbandonedFiles("ann"), other.readAbandonedFiles("ann")]);
  expect(found.flat()).toHaveLength(1);
  expect([...(await one.readAbandonedFiles("ann")), ...(await other.readAbandonedFiles("ann"))]).toHaveLength(1);
});

test("however many they are, they are read and taken over some at a time", async () => {
  const files = Array.from({ length: 1_234 }, (_unused, index) => choose(`${index}.jpg`));
  await (await openTab()).rememberFiles("ann", files);
  closeTabs();
  const answers = watchAnswers();
  expect(await (await openTab()).readAbandonedFiles("ann")).toHaveLength(1_234);
  expect(Math.max(...answers())).toBeLessThanOrEqual(500);
});

test("files of one folder are known to be so, since each is stored with a handle of its own", async () => {
  const [one, other] = [{ kind: "directory" }, { kind: "directory" }] as FileSystemHandle[];
  const files = [one, one, other].map((handle, index) => ({ ...choose(`${index}.jpg`), handle }));
  await (await openTab()).rememberFiles("ann", files);
  closeTabs();
  const found = await (await openTab()).readAbandonedFiles("ann");
  expect(new Set(found.map(({ source }) => source)).size).toBe(2);
});
