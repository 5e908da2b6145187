import { describe, expect, it } from "vitest";
import type { ImageListItem } from "#lib/library/image-list-api.ts";
import { createGalleryStore } from "./gallery-store.ts";

function view(id: string, change: Partial<ImageListItem> = {}): ImageListItem {
  return {
    id,
    fileName: `${id}.jpg`,
    contentType: "image/jpeg",
    bytes: 1,
    sha256: "",
    status: "ready",
    width: 300,
    height: 200,
    uploadedAt: "2026-01-01T00:00:00.000Z",
    favourite: false,
    tags: [],
    archived: false,
    albumIds: [],
    renditions: {},
    ...change,
  };
}

const toIds = (images: { view: ImageListItem }[]) => images.map((image) => image.view.id);

describe("what the server lists", () => {
  it("grows by pages, each taken once", () => {
    const store = createGalleryStore();
    store.seed({ images: [view("a"), view("b")], nextCursor: "after b" }, 1);
    store.append({ images: [view("c")], nextCursor: "after c" }, "after b");
    store.append({ images: [view("c")], nextCursor: "after c" }, "after b");
    expect(toIds(store.snapshot().listed)).toEqual(["a", "b", "c"]);
    expect(store.snapshot().nextCursor).toBe("after c");
  });

  it("keeps what was loaded when the first page comes anew, and ignores a page rendered earlier", () => {
    const store = createGalleryStore();
    store.seed({ images: [view("a"), view("b")], nextCursor: "after b" }, 5);
    store.append({ images: [view("c")] }, "after b");
    store.seed({ images: [view("new"), view("a"), view("b")], nextCursor: "after b" }, 6);
    store.seed({ images: [], nextCursor: undefined }, 5);
    expect(toIds(store.snapshot().listed)).toEqual(["new", "a", "b", "c"]);
    expect(store.snapshot().nextCursor).toBeUndefined();
  });

  it("starts over when the new first page does not reach what was loaded", () => {
    const store = createGalleryStore();
    store.seed({ images: [view("a")], nextCursor: "after a" }, 1);
    store.seed({ images: [view("x"), view("y")], nextCursor: "after y" }, 2);
    expect(toIds(store.snapshot().listed)).toEqual(["x", "y"]);
    expect(store.snapshot().nextCursor).toBe("after y");
  });
});

describe("what this tab does", () => {
  it("moves no upload for the next one", () => {
    const store = createGalleryStore();
    for (const id of ["first", "second", "first"]) store.add(view(id, { status: "processing" }));
    expect(toIds(store.snapshot().added)).toEqual(["first", "second"]);
  });

  it("shows an upload once, in front, also when the server lists it", () => {
    const store = createGalleryStore();
    store.seed({ images: [view("a")] }, 1);
    store.add(view("up", { status: "processing" }));
    store.seed({ images: [view("up"), view("a")] }, 2);
    expect(toIds(store.snapshot().added)).toEqual(["up"]);
    expect(toIds(store.snapshot().listed)).toEqual(["a"]);
  });

  it("keeps a tile's shape when its image turns out to be a panorama", () => {
    const store = createGalleryStore();
    store.seed({ images: [view("a", { status: "processing", width: undefined, height: undefined })] }, 1);
    expect(store.pendingIds()).toEqual(["a"]);
    store.update([view("a", { width: 4000, height: 1000 })]);
    expect(store.snapshot().listed[0]?.ratio).toBe(1);
    expect(store.pendingIds()).toEqual([]);
    store.markImageBroken("a");
    expect(store.pendingIds()).toEqual(["a"]);
    store.update([view("a")]);
    expect(store.pendingIds()).toEqual([]);
  });

  it("hides what was deleted and shows it again at its place", () => {
    const store = createGalleryStore();
    store.seed({ images: [view("a"), view("b"), view("c")] }, 1);
    store.hide(["b"]);
    expect(toIds(store.snapshot().listed)).toEqual(["a", "c"]);
    store.reinsert(view("b"));
    expect(toIds(store.snapshot().listed)).toEqual(["a", "b", "c"]);
  });

  it("puts a restored image that was never listed where its time belongs", () => {
    const store = createGalleryStore();
    const taken = (id: string, takenAt: string) => view(id, { takenAt });
    store.seed({ images: [taken("2025", "2025-01-01T00:00:00"), taken("2023", "2023-01-01T00:00:00+05:00")] }, 1);
    store.reinsert(taken("2024", "2024-01-01T00:00:00Z"));
    store.reinsert(taken("2022", "2022-01-01T00:00:00Z"));
    expect(toIds(store.snapshot().listed)).toEqual(["2025", "2024", "2023", "2022"]);
  });
});
