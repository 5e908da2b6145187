import { expect, test } from "vitest";
import { readDroppedFiles } from "./read-dropped-files.ts";

type Done = (entries: object[]) => void;

const unreadable = (_: unknown, fail: () => void) => fail();
const file = (path: string) => ({
  name: path,
  fullPath: `/${path}`,
  file: (done: (file: File) => void) => done(new File(["x"], path)),
});

/** Hands its entries out one at a time and then fails, or is at its end. */
function folder(path: string, entries: object[], isDamaged = false) {
  const readEntries = (done: Done, fail: () => void) => {
    const next = entries.shift();
    if (next) done([next]);
    else if (isDamaged) fail();
    else done([]);
  };
  return { name: path, fullPath: `/${path}`, isDirectory: true, createReader: () => ({ readEntries }) };
}

function drop(...entries: object[]): DataTransfer {
  const items = entries.map((entry) => ({ kind: "file", webkitGetAsEntry: () => entry, getAsFile: () => null }));
  return { items } as unknown as DataTransfer;
}

test("what the browser cannot read is there, marked", async () => {
  const locked = { ...file("a/locked.jpg"), file: unreadable };
  const damaged = folder("a/b", [file("a/b/two.jpg")], true);
  const files = await readDroppedFiles(drop(folder("a", [file("a/one.jpg"), locked, damaged]), file("gone.jpg")));
  expect(files.map(({ path, isUnreadable = false }) => [path, isUnreadable])).toEqual([
    ["a/one.jpg", false],
    ["a/locked.jpg", true],
    ["a/b", true],
    ["a/b/two.jpg", false],
    ["gone.jpg", true],
  ]);
});
