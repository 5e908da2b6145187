import { expect, test } from "vitest";
import type { StoredImage } from "#lib/images/image-audit-repository.ts";
import type { ObjectWindow } from "#lib/storage/object-window.ts";
import type { ListedObject } from "#lib/storage/objects.ts";
import { checkImages } from "./check-images.ts";
import type { Finding } from "./finding.ts";
import { createReporter } from "./report.ts";

const LONG_AGO = 0;
const WINDOW = 10;
const SLICE = 4;
const none = {} as Parameters<typeof checkImages>[0];

/** Sees at most ten objects of a range at a time. */
function createWindow(keys: string[]): ObjectWindow {
  const objects = keys.sort().map((key): ListedObject => ({ key, bytes: 1, modifiedAt: LONG_AGO }));
  return async (from, to) => {
    const inRange = objects.filter(({ key }) => key > from && key <= to);
    return { objects: inRange.slice(0, WINDOW), isPartial: inRange.length > WINDOW };
  };
}

const idAt = (index: number) => `I${String(index).padStart(3, "0")}`;

/** Walks through images and objects of a user as the engine does. */
async function walk(
  imageIds: string[],
  originals: string[],
  renditions: string[],
  stopAfter = Number.POSITIVE_INFINITY,
) {
  const windows = { originals: createWindow(originals), renditions: createWindow(renditions) };
  const found: Finding[] = [];
  const counts = { steps: 0, images: 0, objects: 0 };
  let after: string | undefined;
  for (;;) {
    const left = imageIds.filter((id) => after === undefined || id > after);
    const images = left
      .slice(0, SLICE)
      .map((imageId): StoredImage => ({ imageId, item: {}, image: undefined, hasIndexDrift: false }));
    const isLast = left.length <= SLICE;
    let asked = 0;
    const checked = await checkImages(
      none,
      { userId: "U", after, images, to: images.at(-1)?.imageId, read: images.length, isLast },
      windows,
      { reservations: {}, subtracted: {} },
      {
        report: createReporter(found, "U", false),
        now: Date.now(),
        trashedBefore: "",
        isTimeUp: () => ++asked >= stopAfter,
      },
    );
    counts.steps += 1;
    counts.images += checked.images;
    counts.objects += checked.objects;
    if (checked.visited === "all" && isLast) return { ...counts, found };
    const through = checked.visited === "all" ? images.at(-1)?.imageId : checked.visited.through;
    expect(through).toBeDefined();
    expect(after === undefined || (through ?? "") > after).toBe(true);
    after = through;
  }
}

test("every image and object is visited once, however the objects are spread over the images", async () => {
  const imageIds = Array.from({ length: 20 }, (_, index) => idAt(index * 3));
  const originals = Array.from({ length: 60 }, (_, index) => `uploads/U/${idAt(index)}/original`);
  const renditions = Array.from({ length: 60 }, (_, index) =>
    ["large", "medium", "thumbnail"].map((name) => `thumbnails/U/${idAt(index)}/v1/${name}.webp`),
  ).flat();
  const { images, objects, found } = await walk(imageIds, originals, renditions);
  expect({ images, objects }).toEqual({ images: 20, objects: 240 });
  // Two of three folders have no image; what is beside an unreadable one is left alone.
  const orphans = found.filter(({ kind }) => kind === "orphan_object").map(({ where }) => where);
  expect(new Set(orphans).size).toBe(orphans.length);
  expect(orphans).toHaveLength(160);
  expect(found.filter(({ kind }) => kind === "unreadable_image")).toHaveLength(20);
});

test("a user without images and with many objects is walked through in windows", async () => {
  const originals = Array.from({ length: 95 }, (_, index) => `uploads/U/${idAt(index)}/original`);
  const { objects, steps } = await walk([], originals, []);
  expect(objects).toBe(95);
  expect(steps).toBeGreaterThan(8);
});

test("a folder with more objects than a window holds does not stop the walk", async () => {
  const full = Array.from({ length: 35 }, (_, index) => `thumbnails/U/${idAt(1)}/v1/${String(index).padStart(2, "0")}`);
  const after = Array.from({ length: 5 }, (_, index) => `thumbnails/U/${idAt(2 + index)}/v1/large.webp`);
  const { found } = await walk([idAt(0)], [], [...full, ...after]);
  const orphans = found.map(({ where }) => where);
  expect(orphans).toEqual(expect.arrayContaining(after));
  expect(orphans.filter((where) => full.includes(where))).toHaveLength(WINDOW);
});

test("a deadline is kept between two images of one user, and the walk continues there", async () => {
  const imageIds = Array.from({ length: 20 }, (_, index) => idAt(index));
  const { images, steps } = await walk(imageIds, [], [], 1);
  expect(images).toBe(20);
  expect(steps).toBe(20);
});
