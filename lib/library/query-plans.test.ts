import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { type ListedImage, toListedAttribute } from "#lib/images/listed-image.ts";
import { toImage, toImageId } from "#tests/support/library-histories.ts";
import { temporaryDirectory } from "#tests/support/temporary-directory.ts";
import { applyChanges } from "./apply-changes.ts";
import { compileQuery } from "./compile-query.ts";
import { countClusters } from "./count-clusters.ts";
import { countMonths } from "./count-months.ts";
import { type ImageQuery, type ImageQueryInput, imageQuerySchema } from "./image-query.ts";
import { createIndexFile, IN_MEMORY, type IndexFile, openIndexFile } from "./index-file.ts";
import { fromClause } from "./query-statements.ts";
import { readChunk } from "./read-chunk.ts";
import { findNeighbours, listImages } from "./run-query.ts";
import { LARGE_BYTES } from "./schema.ts";

/** Of all rows of images, one after the other. */
const SCAN = /^SCAN (images|i)\b/;
const [PHOTO, OTHER] = [toImageId("image", 1), toImageId("image", 2)];

/** An index with two photos, which notes the plans of the statements that it is asked for. */
function indexWithPlans(more: Partial<ListedImage> = {}): { file: IndexFile; plans: () => string[] } {
  const file = createIndexFile(IN_MEMORY, { ownerId: "owner", epoch: "1", markMs: 0 });
  const photo = { slot: 1, wallClockMs: Date.UTC(2019, 4, 1), momentMs: 0, hasTaken: true, source: "exif_original" };
  const image = toImage({ ...photo, status: "ready", tags: [], albums: [], contentType: "image/jpeg" } as never);
  const listed = toListedAttribute({ ...image, ...more });
  const change = { kind: "image", revision: 1, changedAtMs: 1, listed } as const;
  applyChanges(
    file,
    [PHOTO, OTHER].map((id) => ({ ...change, id })),
  );
  const texts = new Set<string>();
  const noting: IndexFile = {
    ...file,
    sql: (text) => {
      texts.add(text);
      return file.sql(text);
    },
  };
  const explain = (text: string) => file.database.prepare(`EXPLAIN QUERY PLAN ${text}`).all();
  return { file: noting, plans: () => [...texts].flatMap((text) => explain(text).map(({ detail }) => String(detail))) };
}

test.each<[string, ImageQueryInput]>([
  ["words", { text: "img" }],
  ["words in a span of time", { text: "img", from: "2019-01-01", to: "2020-01-01" }],
  ["words since a day", { text: "img", from: "2019-05-01" }],
  ["a span of time", { from: "2019-01-01", to: "2020-01-01" }],
  ["a moment", { from: "2019-05-01T12:00:00Z", to: "2019-06-01T12:00:00Z" }],
  ["a type", { text: "img", type: "image/jpeg" }],
])("a list by %s reads no table from end to end", (_, input) => {
  const { file, plans } = indexWithPlans();
  listImages(file, imageQuerySchema.parse(input), { limit: 100 });
  expect(plans().length).toBeGreaterThan(0);
  expect(plans().filter((plan) => SCAN.test(plan))).toEqual([]);
});

test.each<[string, ImageQueryInput]>([
  ["a location", { hasLocation: true }],
  ["a location beside a word", { hasLocation: true, text: "img" }],
  ["a box", { box: "10,40,12,50" }],
  ["a box across the 180th meridian", { box: "170,40,-170,50", text: "img" }],
  ["a square", { orientation: "square" }],
  ["a large file", { minBytes: 20_000_000, sort: "added" }],
])("where few photos have %s, these drive the list", (_, input) => {
  const { file, plans } = indexWithPlans();
  listImages(file, imageQuerySchema.parse(input), { limit: 100 });
  expect(plans()).toContain("SCAN c VIRTUAL TABLE INDEX 1:");
  // Indexes of nothing but such photos are read from one end.
  expect(plans().filter((plan) => SCAN.test(plan) && !plan.startsWith("SCAN images USING INDEX images_"))).toEqual([]);
});

test.each<[string, (file: IndexFile, query: ImageQuery) => unknown]>([
  ["its months", countMonths],
  ["a part of it", (file, query) => readChunk(file, query, { start: 0, limit: 100 })],
  ["the part around a photo", (file, query) => readChunk(file, query, { start: 0, around: PHOTO, limit: 100 })],
])("of the timeline by time of upload, %s is found without a sort and without reading the table", (_, read) => {
  const { file, plans } = indexWithPlans();
  for (const order of ["desc", "asc"]) read(file, imageQuerySchema.parse({ sort: "added", order }));
  expect(plans().length).toBeGreaterThan(0);
  expect(plans().filter((plan) => SCAN.test(plan) || plan.includes("TEMP B-TREE"))).toEqual([]);
});

test("what most photos have is counted in the order of their rows", () => {
  const { file, plans } = indexWithPlans();
  const compiled = compileQuery(file, imageQuerySchema.parse({ hasLocation: true }));
  const { text, parameters } = fromClause({ ...compiled, candidates: undefined });
  expect(file.sql(`SELECT count(*) AS count FROM ${text}`).get(...parameters)).toEqual({ count: 0 });
  expect(plans()).toContain("SCAN i");
});

test("photos within a part of the map are found strip by strip, not by a look at all of them", () => {
  const { file, plans } = indexWithPlans();
  countClusters(file, { box: [10, 40, 12, 50], zoom: 5 });
  expect(plans()).toContain("SEARCH images USING INDEX images_on_map (<expr>=? AND latitude>? AND latitude<?)");
  expect(plans().filter((plan) => SCAN.test(plan))).toEqual([]);
});

test("a file that was written before there was an index has it once it is opened", async () => {
  const directory = await temporaryDirectory();
  onTestFinished(() => directory[Symbol.asyncDispose]());
  const path = join(directory.path, "owner.sqlite");
  const written = createIndexFile(path, { ownerId: "owner", epoch: "1", markMs: 0 });
  written.database.exec("DROP INDEX images_large");
  written.close();
  const file = openIndexFile(path, "owner");
  // The query names the index and fails where there is none.
  const large = imageQuerySchema.parse({ minBytes: LARGE_BYTES });
  expect(listImages(file, large, { limit: 1 }).images).toEqual([]);
  file.close();
});

test.each<["desc" | "asc"]>([["asc"], ["desc"]])(
  "of an album in its own order (%s) a page is found without sorting the album",
  (order) => {
    const { file, plans } = indexWithPlans();
    const album = toImageId("album", 0);
    file.labels.intern("album", album);
    const query = imageQuerySchema.parse({ album, sort: "position", order });
    listImages(file, query, { limit: 100 });
    findNeighbours(file, query, PHOTO, 10);
    const found = plans();
    expect(found).toContain("SEARCH a USING COVERING INDEX album_images_by_position (album=?)");
    // Photos at one position, few as they are, are put into the order of their ids.
    expect(found.filter((plan) => SCAN.test(plan) || plan === "USE TEMP B-TREE FOR ORDER BY")).toEqual([]);
  },
);

test("words in an album in its own order are found by the words, not by a look at each photo for them", () => {
  const { file, plans } = indexWithPlans();
  const album = toImageId("album", 0);
  file.labels.intern("album", album);
  listImages(file, imageQuerySchema.parse({ text: "img", album, sort: "position", order: "asc" }), { limit: 100 });
  const found = plans();
  expect(found.filter((plan) => /^SCAN (images|i|a)\b/.test(plan))).toEqual([]);
  const words = found.findIndex((plan) => plan.startsWith("SCAN w VIRTUAL TABLE"));
  expect(words).toBeGreaterThanOrEqual(0);
  expect(found.findIndex((plan) => plan.startsWith("SEARCH a "))).toBeGreaterThan(words);
});

const ASKED_EACH = /EXISTS VIRTUAL TABLE|CORRELATED/;

test.each<["desc" | "asc"]>([["desc"], ["asc"]])(
  "the trash by when photos got there (%s) is found without a sort, a look at each photo's words or reading the table",
  (order) => {
    const { file, plans } = indexWithPlans({ trashedAtMs: 5 });
    const query = imageQuerySchema.parse({ trashed: true, sort: "trashed", order });
    const { nextCursor } = listImages(file, query, { limit: 1 });
    expect(nextCursor).toBeDefined();
    listImages(file, query, { limit: 1, cursor: nextCursor });
    findNeighbours(file, query, PHOTO, 10);
    expect(plans().filter((plan) => SCAN.test(plan) || plan.includes("TEMP B-TREE") || ASKED_EACH.test(plan))).toEqual(
      [],
    );
    expect(plans().some((plan) => plan.includes("(trashed,id)"))).toBe(true);
    expect(countMonths(file, query)).toEqual([{ month: "1970-01", count: 2 }]);
    expect(readChunk(file, query, { start: 0, around: PHOTO, limit: 10 }).ids).toHaveLength(2);
    expect(plans().filter((plan) => SCAN.test(plan) || ASKED_EACH.test(plan))).toEqual([]);
  },
);
