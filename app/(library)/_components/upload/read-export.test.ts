import { expect, test, vi } from "vitest";
import { createDescriber, findEntries } from "./read-export.ts";
import { createUploadStore, type UploadItem } from "./upload-store.ts";

const upload = (key: string): UploadItem => ({
  key,
  file: { name: key, size: 1, type: "" },
  content: new Blob(),
  path: key,
  contentType: "image/jpeg",
  phase: "sending",
  sentBytes: 0,
});

test("photos are described again once those that failed have come in, one time after the other", async () => {
  const uploads = createUploadStore();
  uploads.add([upload("a"), upload("b"), upload("c")]);
  const ends: (() => void)[] = [];
  const describe = vi.fn(() => new Promise<void>((end) => ends.push(end)));
  const describeWhenOver = createDescriber(["a", "b", "c"], uploads, describe);
  const first = describeWhenOver();
  uploads.change("a", { phase: "done" });
  for (const key of ["b", "c"]) uploads.change(key, { phase: "failed" });
  await vi.waitFor(() => expect(describe).toHaveBeenCalledTimes(1));

  for (const key of ["b", "c"]) uploads.change(key, { phase: "sending" });
  const again = ["b", "c"].map(() => describeWhenOver());
  for (const key of ["b", "c"]) uploads.change(key, { phase: "done" });
  await new Promise((go) => setTimeout(go, 200));
  expect(describe).toHaveBeenCalledTimes(1);
  ends[0]?.();
  await first;
  await vi.waitFor(() => expect(describe).toHaveBeenCalledTimes(2));
  ends[1]?.();
  await Promise.all(again);
  expect(describe).toHaveBeenCalledTimes(2);
});

test("photos that have arrived are described though the list of uploads was closed meanwhile", async () => {
  const uploads = createUploadStore();
  uploads.add([upload("a"), upload("b"), upload("other")]);
  const ends: (() => void)[] = [];
  const described: [string, string][][] = [];
  const describeWhenOver = createDescriber(["a", "b"], uploads, (imageIds) => {
    described.push([...imageIds]);
    return new Promise<void>((end) => ends.push(end));
  });
  const first = describeWhenOver();
  uploads.change("a", { phase: "processing", imageId: "image-a" });
  uploads.change("b", { phase: "failed" });
  await vi.waitFor(() => expect(ends).toHaveLength(1));

  uploads.change("b", { phase: "sending" });
  const again = describeWhenOver();
  uploads.change("b", { phase: "duplicate", imageId: "image-b" });
  uploads.change("other", { phase: "done", imageId: "image-c" });
  await vi.waitFor(() => expect(uploads.snapshot().counts.duplicate).toBe(1));
  uploads.clearFinished();
  ends[0]?.();
  await first;
  await vi.waitFor(() => expect(ends).toHaveLength(2));
  ends[1]?.();
  await again;
  expect(described).toEqual([
    [["a", "image-a"]],
    [
      ["a", "image-a"],
      ["b", "image-b"],
    ],
  ]);
});

test.each(["__MACOSX/x.zip", "photos/.Trash/x.zip"])(
  "a zip that a system keeps for itself is left out: %s",
  async (path) => {
    const { entries, leftOut } = await findEntries([{ file: new File(["PK"], "x.zip"), path }]);
    expect(entries).toEqual([]);
    expect(leftOut).toEqual([{ path, part: "", reason: "A hidden file, or one that a system keeps for itself." }]);
  },
);
