import { beforeEach, expect, test, vi } from "vitest";
import { stubBrowserStorage } from "#tests/support/fake-browser-storage.ts";
import { rememberUploads } from "./remember-uploads.ts";
import { createUploadStore, type UploadItem } from "./upload-store.ts";

let closeTabs: () => void;

beforeEach(() => {
  ({ closeTabs } = stubBrowserStorage());
});

function choose(name: string, isPassing = false) {
  const file = new File(["bytes"], name, { lastModified: 1 });
  const chosen = { file, path: name, isPassing };
  const item: UploadItem = {
    key: name,
    file,
    content: file,
    path: name,
    contentType: "image/jpeg",
    phase: "waiting",
    sentBytes: 0,
  };
  return { key: name, chosen, item };
}

/** The paths that the page finds after a reload. */
async function reload(): Promise<string[]> {
  closeTabs();
  vi.resetModules();
  const later = await import("./pending-files.ts");
  return (await later.readAbandonedFiles("ann")).map(({ path }) => path);
}

test.each([
  { status: 0, kept: ["a.jpg"] },
  { status: 401, kept: ["a.jpg"] },
  { status: 409, kept: [] },
  { status: 503, kept: ["a.jpg"] },
])("a file that failed with $status is tried again after a reload: $kept", async ({ status, kept }) => {
  const uploads = createUploadStore();
  const files = [choose("a.jpg")];
  uploads.add(files.map(({ item }) => item));
  rememberUploads("ann", uploads, files);
  uploads.change("a.jpg", { phase: "failed", message: "No", status });
  await new Promise((resolve) => setTimeout(resolve, 300));
  expect(await reload()).toEqual(kept);
});

test("what lies on no disk is not remembered", async () => {
  const uploads = createUploadStore();
  const files = [choose("a.jpg"), choose("pasted.png", true)];
  uploads.add(files.map(({ item }) => item));
  rememberUploads("ann", uploads, files);
  await new Promise((resolve) => setTimeout(resolve, 300));
  expect(await reload()).toEqual(["a.jpg"]);
});
