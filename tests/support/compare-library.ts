import type { Change } from "#lib/library/change.ts";
import type { MonthCount } from "#lib/library/count-months.ts";
import { type ImageQuery, type ImageQueryInput, imageQuerySchema } from "#lib/library/image-query.ts";
import type { LibraryIndex } from "#lib/library/library-index.ts";
import type { FakeChangeTable } from "./fake-change-table.ts";
import { foreignSearches, SHARE_ID, toImageId } from "./library-histories.ts";
import {
  countFacetsPlainly,
  countMonthsPlainly,
  countSpotsPlainly,
  countStacksPlainly,
  digestPlainly,
  findPositionPlainly,
  groupDuplicatesPlainly,
  isKnownPlainly,
  listPlainly,
} from "./plain-library.ts";

export const USER_ID = "01JUSER0000000000000000000";
const PAGE = 3;
/** Questions of which one has its facets counted, which go through all that matches, and one its places. */
const FACETS_EVERY = 4;

const questions: ImageQueryInput[] = [
  {},
  { order: "asc" },
  { sort: "added" },
  { sort: "added", order: "asc" },
  { trashed: true, sort: "trashed" },
  { trashed: true, text: "sun" },
  { favourite: true },
  { favourite: false, type: "image/jpeg" },
  { archived: true },
  { archived: false, text: "img" },
  { text: "sun" },
  { text: "s" },
  { text: "SUNSET beach", sort: "added" },
  { text: "2019" },
  { text: "dog 2019 jpg" },
  { text: "nothing" },
  { text: "  " },
  { text: "🎉" },
  { text: "canon", from: "2019-01-01", to: "2020-01-01" },
  { from: "2019-01-01", to: "2020-01-01" },
  { from: "2018-12-31T15:00:00Z", to: "2019-12-31T15:00:00Z" },
  { tag: toImageId("tag", 0) },
  { tag: [toImageId("tag", 0), toImageId("tag", 1)], favourite: true },
  { album: toImageId("album", 0), sort: "position", order: "asc" },
  { album: toImageId("album", 1), sort: "position", text: "img", order: "asc" },
  { album: toImageId("album", 1), text: "img_000" },
  { inNoAlbum: true },
  { type: "image/png" },
  { orientation: "landscape", camera: "Nikon D90" },
  { hasLocation: false },
  { box: [170, -20, -170, 0] },
  { box: [11, 48, 12, 49], text: "sun" },
  { status: "failed" },
  { status: "uploading" },
  { status: "ready", minBytes: 5_000 },
  { nearDuplicateOf: toImageId("image", 1) },
  { unstacked: true },
  { stackOf: toImageId("image", 1), order: "asc" },
  { city: "Nadi", order: "asc" },
  { country: "Fiji", maxBytes: 6_000 },
  { region: "Rhineland", hasLocation: true },
  { lens: "RF24-105mm", inNoAlbum: false },
  { hasLocation: true, text: "rf24" },
  { orientation: "portrait" },
  { orientation: "square", inNoAlbum: false },
  { maxBytes: 6_000, from: "2019-01-01" },
  { addedThrough: SHARE_ID },
  { addedThrough: SHARE_ID, addedBy: "guest 1", text: "img" },
  { ids: [0, 1, 2, 5].map((slot) => toImageId("image", slot)), order: "asc" },
  ...Object.keys(foreignSearches).map((text) => ({ text })),
];

/**
 * Compares every answer of an index with that of a plain model of the table. @throws Error that names the first
 * difference
 */
export async function compareAll(index: LibraryIndex, { items }: FakeChangeTable): Promise<void> {
  await compareOthers(index, items);
  const { digest } = await index.read(USER_ID, "count", imageQuerySchema.parse({}));
  expectSame("digest", digest, digestPlainly(items.values()));
  for (const [number, question] of questions.entries()) {
    const query = imageQuerySchema.parse(question);
    const expected = listPlainly(items.values(), query);
    const ids: string[] = [];
    let cursor: string | undefined;
    do {
      const { value } = await index.read(USER_ID, "listIds", { query, page: { limit: PAGE, cursor } });
      ids.push(...value.ids);
      cursor = value.nextCursor;
    } while (cursor !== undefined);
    expectSame(`list of ${JSON.stringify(question)}`, ids, expected);
    const count = (await index.read(USER_ID, "count", query)).value;
    expectSame(`count of ${JSON.stringify(question)}`, count, expected.length);
    const { months, failed } = (await index.read(USER_ID, "months", query)).value;
    expectSame(`months of ${JSON.stringify(question)}`, months, countMonthsPlainly(items.values(), query));
    if (failed !== undefined) {
      expectSame("failed files", failed, listPlainly(items.values(), { ...query, status: "failed" }).length);
    }
    // Drawn lists are newest first, and albums in their own order begin with their first.
    if (query.order === (query.sort === "position" ? "asc" : "desc")) {
      const stranger = [...items.values()].find(({ kind, id }) => kind === "image" && !expected.includes(id))?.id;
      await compareChunks(index, query, expected, months, stranger);
    }
    if (number % FACETS_EVERY === 0) await compareFacets(index, query, items.values());
    const middle = expected[Math.floor(expected.length / 2)];
    if (middle === undefined) continue;
    const around = (await index.read(USER_ID, "neighbours", { query, id: middle, count: 2 })).value;
    const at = expected.indexOf(middle);
    if (number % FACETS_EVERY === 2) await comparePlaces(index, query, expected, at);
    if (query.sort === "position" && query.text === undefined) await compareMove(index, items, query, expected);
    expectSame(
      `neighbours in ${JSON.stringify(question)}`,
      [around.before.map(({ id }) => id), around.after.map(({ id }) => id)],
      [expected.slice(Math.max(0, at - 2), at).reverse(), expected.slice(at + 1, at + 3)],
    );
  }
}

async function compareFacets(index: LibraryIndex, query: ImageQuery, items: Iterable<Change>): Promise<void> {
  const { total: _, ...facets } = (await index.read(USER_ID, "facets", query)).value;
  const received = Object.fromEntries(
    Object.entries(facets).map(([name, values]) => [
      name,
      values.map(({ value, count }) => [value, count]).sort(([one = ""], [other = ""]) => (one < other ? -1 : 1)),
    ]),
  );
  expectSame(`facets of ${JSON.stringify(query)}`, received, countFacetsPlainly(items, query));
}

/** What is no list: the map, what looks alike, and what words may become. */
async function compareOthers(index: LibraryIndex, items: FakeChangeTable["items"]): Promise<void> {
  const world = { box: [-180, -90, 180, 90] as [number, number, number, number], zoom: 2 };
  const clusters = (await index.read(USER_ID, "clusters", world)).value;
  expectSame(
    "map",
    clusters.map(({ count }) => count),
    countSpotsPlainly(items.values()),
  );
  const { groups } = (await index.read(USER_ID, "duplicates", { limit: 100, skip: 0 })).value;
  const received = groups.map((group) => group.map(({ id }) => id).sort()).sort();
  expectSame("duplicates", received, groupDuplicatesPlainly(items.values()));
  const superfluous = (await index.read(USER_ID, "selectSuperfluous", null)).value;
  const others = groups.flatMap((group) => group.slice(1).map(({ id }) => id));
  expectSame("superfluous ones", superfluous.split("\n").filter(Boolean).sort(), others.sort());
  const covers = (await index.read(USER_ID, "list", { query: imageQuerySchema.parse({}), page: { limit: 100 } })).value;
  const sizes = covers.images.flatMap(({ id, stackSize }) =>
    stackSize === undefined ? [] : [[id, stackSize] as const],
  );
  expectSame(
    "stacks",
    Object.entries(Object.fromEntries(sizes)).sort(),
    Object.entries(countStacksPlainly(items.values())).sort(),
  );
  for (const name of ["Canon EOS R6", "Nikon D90", "Bonn", "Nadi"]) {
    const suggestions = (await index.read(USER_ID, "suggest", name.slice(0, 3).toLowerCase())).value;
    const isSuggested = suggestions.some(({ label }) => label === name);
    expectSame(`suggestion of ${name}`, isSuggested, isKnownPlainly(items.values(), name));
  }
}

/** A place in a list is found by what is there, and what is there by the place. */
async function comparePlaces(index: LibraryIndex, query: ImageQuery, list: string[], at: number): Promise<void> {
  const before = (await index.read(USER_ID, "countBefore", { query, id: list[at] ?? "" })).value;
  expectSame(`place in ${JSON.stringify(query)}`, before, at);
  const { ids } = (await index.read(USER_ID, "listIds", { query, page: { limit: PAGE, start: at } })).value;
  expectSame(`page at ${at} of ${JSON.stringify(query)}`, ids, list.slice(at, at + PAGE));
}

/** The last of an album's images and its middle one come to stand before its first. */
async function compareMove(
  index: LibraryIndex,
  items: FakeChangeTable["items"],
  { album = "" }: ImageQuery,
  list: string[],
): Promise<void> {
  const [first = ""] = list;
  const ids = [list.at(-1), list[list.length >> 1]].flatMap((id) => (id === undefined || id === first ? [] : [id]));
  const plan = (await index.read(USER_ID, "planMove", { album, ids, to: { before: first } })).value;
  const positions = new Map(plan?.ids.map((id, at) => [id, plan.first + at * plan.step]));
  const positionOf = (id: string) => positions.get(id) ?? findPositionPlainly(items.values(), album, id);
  const moved = list.toSorted((a, b) => positionOf(a) - positionOf(b) || (a < b ? -1 : 1));
  const expected = [...list.filter((id) => ids.includes(id)), ...list.filter((id) => !ids.includes(id))];
  expectSame(`order of album ${album} after a move`, moved, expected);
}

/** Chunks from anywhere are cut out of the list, and say where in their month they begin. */
async function compareChunks(
  index: LibraryIndex,
  query: ImageQuery,
  list: string[],
  months: MonthCount[],
  stranger: string | undefined,
): Promise<void> {
  const limit = 3;
  const readAround = async (id: string) =>
    (await index.read(USER_ID, "chunk", { query, chunk: { start: 0, around: id, limit } })).value.ids;
  for (const [at, id] of list.entries()) {
    const from = Math.max(0, at - 1);
    const what = `chunk around ${at} of ${JSON.stringify(query)}`;
    expectSame(what, await readAround(id), list.slice(from, from + limit));
  }
  if (stranger !== undefined) expectSame("chunk around what is not listed", await readAround(stranger), []);
  for (let start = 0; start <= list.length; start += 2) {
    const { ids, first } = (await index.read(USER_ID, "chunk", { query, chunk: { start, limit } })).value;
    const what = `chunk at ${start} of ${JSON.stringify(query)}`;
    expectSame(what, ids, list.slice(start, start + limit));
    if (!first) continue;
    const before = months.slice(
      0,
      months.findIndex(({ month }) => month === first.month),
    );
    expectSame(
      `${what}: where it begins`,
      before.reduce((sum, { count }) => sum + count, first.offset),
      start,
    );
  }
}

function expectSame(what: string, received: unknown, expected: unknown): void {
  const [one, other] = [JSON.stringify(received), JSON.stringify(expected)];
  if (one !== other) throw new Error(`The ${what}: expected ${other} but received ${one}`);
}
