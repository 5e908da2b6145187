import { expect, test, vi } from "vitest";
import { stubBrowserStorage } from "#tests/support/fake-browser-storage.ts";
import { type PendingFile, rememberFiles, toPendingId } from "./pending-files.ts";
import { type FoundFile, leaveOut, readAgain } from "./resume-uploads.ts";

const file = new File(["bytes"], "a.jpg", { lastModified: 1 });

function pend(id: string, handle: object): PendingFile {
  return { id, path: id, tab: "gone", owner: "ann", handle: handle as FileSystemHandle };
}

async function readAll(files: readonly PendingFile[]): Promise<FoundFile[]> {
  const all: FoundFile[] = [];
  for await (const found of readAgain(files)) all.push(...found);
  return all;
}

const readable = { kind: "file", getFile: async () => file, requestPermission: async () => "granted" };

test("a folder that takes another press keeps its files back, and no other's", async () => {
  const denied = { ...readable, requestPermission: () => Promise.reject(new DOMException("", "SecurityError")) };
  const unread = pend("b.jpg", {
    ...denied,
    getFile: () => Promise.reject(new DOMException("", "NotAllowedError")),
  });
  const files = [unread, pend("a.jpg", readable)];
  const found = await readAll(files);
  expect(found).toMatchObject([{ pending: { id: "a.jpg" }, chosen: { path: "a.jpg" } }]);
  expect(leaveOut(files, found)).toEqual([unread]);
});

test("what is on a drive that is not plugged in is still to be found", async () => {
  const missing = pend("b.jpg", {
    ...readable,
    getFile: () => Promise.reject(new DOMException("", "NotFoundError")),
  });
  expect(leaveOut([missing], await readAll([missing]))).toEqual([missing]);
});

test("nothing is forgotten before it is uploaded, except what a file was before it changed", async () => {
  const { closeTabs } = stubBrowserStorage();
  await rememberFiles("ann", [
    { file, path: "a.jpg", handle: readable as unknown as FileSystemHandle },
    { file: new File(["more bytes"], "a.jpg"), path: "a.jpg", handle: readable as unknown as FileSystemHandle },
  ]);
  vi.resetModules();
  closeTabs();
  const later = await import("./pending-files.ts");
  const { resume } = await import("./resume-uploads.ts");
  const found = await readAll(await later.readAbandonedFiles("ann"));
  expect(found).toHaveLength(2);
  const uploadFiles = vi.fn();
  await resume(found, uploadFiles);
  expect(uploadFiles).toHaveBeenCalledOnce();
  expect(await later.readAbandonedFiles("ann")).toMatchObject([{ id: toPendingId(file) }]);
});

test("of a folder of thousands permission is asked once, few files are open, and the first come before the last are read", async () => {
  const requestPermission = vi.fn(async () => "granted");
  let [open, mostOpen, opened] = [0, 0, 0];
  const getFile = async () => {
    open += 1;
    opened += 1;
    mostOpen = Math.max(mostOpen, open);
    await new Promise((resolve) => setTimeout(resolve));
    open -= 1;
    return file;
  };
  // As out of a database, each has a handle of its own.
  const files = Array.from({ length: 3_000 }, (_unused, index) => ({
    ...pend(`${index}.jpg`, { kind: "file", getFile, requestPermission }),
    source: "folder",
  }));
  let found = 0;
  for await (const portion of readAgain(files)) {
    if (found === 0) expect(opened).toBeLessThan(1_000);
    found += portion.length;
  }
  expect(found).toBe(3_000);
  expect(mostOpen).toBeLessThanOrEqual(200);
  expect(requestPermission).toHaveBeenCalledOnce();
});
