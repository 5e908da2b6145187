import { expect, test, vi } from "vitest";
import { stubBrowserStorage } from "#tests/support/fake-browser-storage.ts";
import { type PendingFile, rememberFiles, toPendingId } from "./pending-files.ts";
import { leaveOut, readAgain } from "./resume-uploads.ts";

const file = new File(["bytes"], "a.jpg", { lastModified: 1 });

function pend(id: string, handle: object): PendingFile {
  return { id, path: id, tab: "gone", owner: "ann", handle: handle as FileSystemHandle };
}

const readable = { kind: "file", getFile: async () => file, requestPermission: async () => "granted" };

test("a folder that takes another press keeps its files back, and no other's", async () => {
  const denied = { ...readable, requestPermission: () => Promise.reject(new DOMException("", "SecurityError")) };
  const unread = pend("b.jpg", {
    ...denied,
    getFile: () => Promise.reject(new DOMException("", "NotAllowedError")),
  });
  const files = [unread, pend("a.jpg", readable)];
  const found = await readAgain(files);
  expect(found).toMatchObject([{ pending: { id: "a.jpg" }, chosen: { path: "a.jpg" } }]);
  expect(leaveOut(files, found)).toEqual([unread]);
});

test("what is on a drive that is not plugged in is still to be found", async () => {
  const missing = pend("b.jpg", {
    ...readable,
    getFile: () => Promise.reject(new DOMException("", "NotFoundError")),
  });
  expect(leaveOut([missing], await readAgain([missing]))).toEqual([missing]);
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
  const found = await readAgain(await later.readAbandonedFiles("ann"));
  expect(found).toHaveLength(2);
  const uploadFiles = vi.fn();
  await resume(found, uploadFiles);
  expect(uploadFiles).toHaveBeenCalledOnce();
  expect(await later.readAbandonedFiles("ann")).toMatchObject([{ id: toPendingId(file) }]);
});
