import { beforeAll, expect, test } from "vitest";
import { type ImageQueryInput, imageQuerySchema } from "./image-query.ts";
import { createIndexFile, IN_MEMORY, type IndexFile } from "./index-file.ts";
import { toToken } from "./labels.ts";
import { listImages } from "./run-query.ts";

/* What few photos of a large library have is found without a look at all others. */

const PHOTOS = 60_000;
/** The first photos, more than are sorted. */
const OF_OLD_CAMERA = 20_500;
/** Photos of the same camera in the middle and among the last. */
const LATER = [40_000, PHOTOS - 10];
const [LARGE, SQUARE, LOCATED] = [101, 103, 105];

let file: IndexFile;

beforeAll(() => {
  file = createIndexFile(IN_MEMORY, { ownerId: "owner", epoch: "1", markMs: 0 });
  const camera = file.labels.intern("camera", "Old");
  const [type, img] = [file.labels.intern("type", "image/jpeg"), file.labels.intern("word", "img")];
  file.database.exec(`BEGIN;
    INSERT INTO images (place, id, revision, shown, status, favourite, archived, added, taken, file_name, type, bytes,
      width, height, traits, camera, latitude, longitude)
    WITH RECURSIVE numbers (n) AS (SELECT 0 UNION ALL SELECT n + 1 FROM numbers WHERE n + 1 < ${PHOTOS})
    SELECT (1000000000000 + n) << 20, 'photo ' || n, 1, 1, 1, 0, 0, n, 0, 'img.jpg', ${type},
      CASE n WHEN ${LARGE} THEN 50000000 ELSE 1000000 END, 40, CASE n WHEN ${SQUARE} THEN 40 ELSE 30 END, 0,
      CASE WHEN n < ${OF_OLD_CAMERA} OR n IN (${LATER.join(", ")}) THEN ${camera} END,
      CASE n WHEN ${LOCATED} THEN 480000000 END, CASE n WHEN ${LOCATED} THEN 110000000 END FROM numbers;
    INSERT INTO words (rowid, text)
    SELECT place, '${toToken(img)}' || iif(camera IS NULL, '', ' ${toToken(camera)}') FROM images;
    COMMIT`);
});

/** What a list begins with, and the milliseconds of a processor that finding it took. */
function list(input: ImageQueryInput, { limit, cursor }: { limit: number; cursor?: string | undefined }) {
  const before = process.threadCpuUsage();
  const { images, nextCursor } = listImages(file, imageQuerySchema.parse(input), { limit, cursor });
  const { user, system } = process.threadCpuUsage(before);
  return { ids: images.map(({ id }) => id), nextCursor, ms: (user + system) / 1_000 };
}

const idsOf = (numbers: number[]) => numbers.map((number) => `photo ${number}`);

test("photos of a camera that was put away long ago are found by time of upload without asking each newer one", () => {
  const query = { camera: "Old", sort: "added" } as const;
  const newest = [...LATER].reverse().concat(OF_OLD_CAMERA - 1, OF_OLD_CAMERA - 2, OF_OLD_CAMERA - 3);
  const first = list(query, { limit: 3 });
  expect(first.ids).toEqual(idsOf(newest.slice(0, 3)));
  // Some 30; asking each takes 350.
  expect(first.ms).toBeLessThan(150);
  expect(list(query, { limit: 2, cursor: first.nextCursor }).ids).toEqual(idsOf(newest.slice(3)));
  const oldest = list({ ...query, order: "asc" }, { limit: 2 });
  expect(oldest.ids).toEqual(idsOf([0, 1]));
  const end = list({ ...query, order: "asc" }, { limit: OF_OLD_CAMERA + 10, cursor: oldest.nextCursor });
  expect(end.ids).toHaveLength(OF_OLD_CAMERA + LATER.length - 2);
  expect(end.ids.slice(-2)).toEqual(idsOf(LATER));
});

test.each<[string, ImageQueryInput, number]>([
  ["with a location", { hasLocation: true }, LOCATED],
  ["with a location and a word that all have", { hasLocation: true, text: "img" }, LOCATED],
  ["in a box", { box: "10,40,12,50" }, LOCATED],
  ["of a square", { orientation: "square" }, SQUARE],
  ["of a large file", { minBytes: 20_000_000 }, LARGE],
])("the one photo %s is found by it", (_, query, number) => {
  expect(list(query, { limit: 2 }).ids).toEqual(idsOf([number]));
});
