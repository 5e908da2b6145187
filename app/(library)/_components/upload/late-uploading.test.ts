import { expect, test, vi } from "vitest";
import { en } from "#app/_messages/en.ts";
import { speakHere } from "#app/_messages/messages-provider.tsx";
import { contentTypeByExtension } from "#lib/images/image.ts";
import { createGalleryStore } from "../gallery/list/gallery-store.ts";
import { createLateUploading } from "./late-uploading.ts";

test("what was chosen while the code did not come is uploaded once it is there, whatever had it fetched", async () => {
  vi.stubGlobal("window", new EventTarget());
  vi.stubGlobal("fetch", async () => {
    throw new TypeError("Failed to fetch");
  });
  const limits = { maxBytes: 1_000_000, contentTypeByExtension };
  const uploading = createLateUploading({ owner: undefined, limits, gallery: createGalleryStore(), refresh() {} });
  // The page has no words yet, without which the code does not come.
  const file = new File(["not a picture"], "notes.txt", { type: "text/plain" });
  uploading.uploadFiles([{ file, path: file.name }]);
  await vi.waitFor(() => expect(uploading.countWaiting()).toBe(1));
  expect(uploading.isBusy()).toBe(true);

  speakHere({ language: "en", areas: en });
  const { uploads } = await uploading.load();
  expect(uploading.countWaiting()).toBe(0);
  await vi.waitFor(() => expect(uploads.snapshot().total).toBe(1));
  await vi.dynamicImportSettled();
});
