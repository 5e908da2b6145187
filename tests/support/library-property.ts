import { createReadStream, existsSync } from "node:fs";
import { copyFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { type ListedImage, toListedAttribute } from "#lib/images/listed-image.ts";
import type { Change, ChangeKind } from "#lib/library/change.ts";
import type { SnapshotStore } from "#lib/library/change-source.ts";
import { type ImageQuery, type ImageQueryInput, imageQuerySchema } from "#lib/library/image-query.ts";
import { createOwnThread } from "#lib/library/index-threads.ts";
import { createLibraryIndex, type LibraryIndex } from "#lib/library/library-index.ts";
import type { MonthCount } from "#lib/library/run-query.ts";
import { createFakeChangeTable, type FakeChangeTable, ReadBrokeOffError } from "./fake-change-table.ts";
import {
  countFacetsPlainly,
  countMonthsPlainly,
  countSpotsPlainly,
  digestPlainly,
  groupDuplicatesPlainly,
  isKnownPlainly,
  listPlainly,
} from "./plain-library.ts";
import { temporaryDirectory } from "./temporary-directory.ts";

/*
 * The property that the library index stands on: whatever happened to a library, by whomever, with whatever delays and
 * breaks, every reader's lists and counts are those of a plain model of the table once the overlaps have passed.
 */

export const USER_ID = "01JUSER0000000000000000000";
const START_MS = Date.UTC(2026, 5, 1);
const SECOND_MS = 1_000;
const OVERLAP_SECONDS = 60;
const MAX_SKEW = 20;
const MAX_STALL = 10;
const MAX_DELAY = 25;
/** Seconds after which no history is continued. */
const NEVER = 1_000_000_000;
const HOUR_SECONDS = 3_600;
/** Files that nobody needs after a crash of the machine are faster in memory. */
const MEMORY_FOLDER = existsSync("/dev/shm") ? "/dev/shm" : tmpdir();
/** From one long overlap to the next, by a reader's clock. */
const WIDE_SECONDS = 10 * 60 + 1;
const PAGE = 3;
/** Questions of which one has its facets counted: they go through all that matches. */
const FACETS_EVERY = 4;

const letters: Record<ChangeKind, string> = { image: "M", album: "A", tag: "T" };
const toImageId = (kind: ChangeKind, slot: number) => `01J${letters[kind]}${String(slot).padStart(22, "0")}`;

const photos = fc.record({
  slot: fc.nat(11),
  wallClockMs: fc.constantFrom(
    Date.UTC(2019, 0, 1),
    Date.UTC(2019, 0, 1),
    Date.UTC(2019, 11, 31) + 86_399_999,
    Date.UTC(2020, 0, 1),
    Date.UTC(1969, 11, 31) + 5,
    Date.UTC(1700, 0, 1),
    Date.UTC(2300, 0, 1),
    Date.UTC(2026, 4, 1),
  ),
  offsetMinutes: fc.constantFrom(undefined, 540, -480),
  hasTaken: fc.boolean(),
  status: fc.constantFrom("ready", "ready", "ready", "processing", "failed", "uploading"),
  favourite: fc.boolean(),
  archived: fc.boolean(),
  title: fc.constantFrom(undefined, "Sunset beach", "sunny Dog 2019", "Ünknown"),
  tags: fc.subarray([0, 1, 2]),
  albums: fc.subarray([0, 1]),
  position: fc.nat(5),
  contentType: fc.constantFrom("image/jpeg", "image/png"),
  isLandscape: fc.boolean(),
  spot: fc.constantFrom(undefined, [48.1, 11.5], [-17.5, 179.9], [-17.5, -179.9]),
  camera: fc.constantFrom(undefined, "Canon EOS R6", "Nikon D90"),
  hash: fc.constantFrom(undefined, "0000000000000000", "8000000000000001", "8000000000000007", "ffffffff00000000"),
  cover: fc.constantFrom(undefined, undefined, 0, 1),
});
type Photo = typeof photos extends fc.Arbitrary<infer T> ? T : never;

/** What the overlaps allow for. */
const expectedTiming = fc.record({ writer: fc.nat(2), stall: fc.nat(MAX_STALL), delay: fc.nat(MAX_DELAY) });
/** What they do not: writers that stall for an hour, entries that come late or never. */
const unexpectedTiming = fc.record({
  writer: fc.nat(2),
  stall: fc.constantFrom(0, MAX_STALL, 1_800, 3_600),
  delay: fc.constantFrom(0, MAX_DELAY, 1_800, NEVER),
});
const names = fc.constantFrom("Holiday sun", "dogs", "Best of 2019", "");
const reader = fc.nat(1);

const createSteps = (timing: typeof expectedTiming | typeof unexpectedTiming) =>
  fc.oneof(
    { weight: 8, arbitrary: fc.record({ what: fc.constant("put" as const), photo: photos, timing, own: reader }) },
    {
      weight: 4,
      arbitrary: fc.record({
        what: fc.constantFrom("trash" as const, "restore" as const, "delete" as const),
        slot: fc.nat(11),
        timing,
        own: reader,
      }),
    },
    {
      weight: 2,
      arbitrary: fc.record({
        what: fc.constant("name" as const),
        kind: fc.constantFrom("tag" as const, "album" as const),
        slot: fc.nat(2),
        name: names,
        timing,
      }),
    },
    {
      weight: 4,
      arbitrary: fc.record({ what: fc.constant("wait" as const), seconds: fc.constantFrom(1, 5, 20, 45, 90, 700) }),
    },
    { weight: 4, arbitrary: fc.record({ what: fc.constant("read" as const), reader }) },
    {
      weight: 1,
      arbitrary: fc.record({
        what: fc.constantFrom("crash" as const, "lose file" as const, "snapshot" as const, "lose snapshots" as const),
        reader,
        afterReads: fc.nat(6),
      }),
    },
    { weight: 1, arbitrary: fc.record({ what: fc.constantFrom("renew epoch" as const, "old snapshot" as const) }) },
  );
type Step = ReturnType<typeof createSteps> extends fc.Arbitrary<infer T> ? T : never;

const createHistories = (steps: fc.Arbitrary<Step>) =>
  fc.record({
    skews: fc.array(fc.integer({ min: -MAX_SKEW, max: MAX_SKEW }), { minLength: 5, maxLength: 5 }),
    steps: fc.array(steps, { minLength: 1, maxLength: 60 }),
  });
type History = ReturnType<typeof createHistories> extends fc.Arbitrary<infer T> ? T : never;

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
  { text: "canon", from: "2019-01-01", to: "2020-01-01" },
  { from: "2019-01-01", to: "2020-01-01" },
  { from: "2018-12-31T15:00:00Z", to: "2019-12-31T15:00:00Z" },
  { tag: toImageId("tag", 0) },
  { tag: [toImageId("tag", 0), toImageId("tag", 1)], favourite: true },
  { album: toImageId("album", 0), sort: "position", order: "asc" },
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
  { city: "Nadi", order: "asc" },
];

/** Runs random histories; throws, with the history that shows it made small, where index and model disagree. */
export async function checkLibraryModel(runs: number, seed?: number): Promise<void> {
  await fc.assert(fc.asyncProperty(createHistories(createSteps(expectedTiming)), runWithinOverlaps), {
    numRuns: runs,
    ...(seed === undefined ? {} : { seed }),
  });
}

/** The same with delays that no overlap covers, after which the integrity walk has come by. */
export async function checkRepairByWalk(runs: number): Promise<void> {
  await fc.assert(fc.asyncProperty(createHistories(createSteps(unexpectedTiming)), runBeyondOverlaps), {
    numRuns: runs,
  });
}

async function runWithinOverlaps(history: History): Promise<void> {
  await runHistory(history, async (table) => {
    // Every delay has passed; where clocks differ by more than the short overlap bears, the long one has come too.
    const skews = history.skews;
    const isWithinOverlap = Math.max(...skews) - Math.min(...skews) + MAX_STALL + MAX_DELAY < OVERLAP_SECONDS;
    table.nowMs += (isWithinOverlap ? MAX_DELAY + 1 : WIDE_SECONDS) * SECOND_MS;
  });
}

async function runBeyondOverlaps(history: History): Promise<void> {
  await runHistory(history, async (table, readers) => {
    // Entries that come late come into the wrong places of the feed, or into the overlaps after all.
    table.nowMs += HOUR_SECONDS * SECOND_MS;
    for (const reader of readers) await readOne(reader, table);
    table.walk = { digest: digestPlainly(table.items.values()), startMs: table.nowMs, endMs: table.nowMs };
    table.nowMs += WIDE_SECONDS * SECOND_MS;
  });
}

interface Reader {
  index: LibraryIndex;
  folder: string;
  skewSeconds: number;
}

/** Runs a history, lets time pass by `end`, and compares what every reader then has. */
async function runHistory(
  { skews, steps }: History,
  end: (table: FakeChangeTable, readers: Reader[]) => Promise<void>,
): Promise<void> {
  await using directory = await temporaryDirectory(MEMORY_FOLDER);
  const table = createFakeChangeTable(START_MS);
  const snapshots = createFolderSnapshots(directory.path);
  const threads: { close(): Promise<void> }[] = [];
  const openReader = (folder: string, skewSeconds: number): Reader => {
    const ownThread = createOwnThread();
    threads.push(ownThread);
    const index = createLibraryIndex({
      folder,
      limits: { maxFiles: 10, maxBytes: 1e9 },
      source: table.source,
      threads: ownThread,
      snapshots: snapshots.store,
      writesSnapshots: false,
      clock: () => table.nowMs + skewSeconds * SECOND_MS,
    });
    return { index, folder, skewSeconds };
  };
  const readers = [0, 1].map((number) => openReader(join(directory.path, `reader-${number}`), skews[3 + number] ?? 0));
  const readerOf = (number: number): Reader => readers[number] ?? (readers[0] as Reader);
  try {
    for (const step of steps) await runStep(step, { table, snapshots, skews, readerOf, openReader, readers });
    table.failAfterReads = 0;
    await end(table, readers);
    for (const { index } of readers) await compareAll(index, table);
  } finally {
    for (const thread of threads) await thread.close();
  }
}

interface World {
  table: FakeChangeTable;
  snapshots: ReturnType<typeof createFolderSnapshots>;
  skews: number[];
  readers: Reader[];
  readerOf(number: number): Reader;
  openReader(folder: string, skewSeconds: number): Reader;
}

async function runStep(step: Step, world: World): Promise<void> {
  const { table, snapshots, readerOf } = world;
  if (step.what === "wait") table.nowMs += step.seconds * SECOND_MS;
  else if (step.what === "renew epoch") table.epoch = String(Number(table.epoch) + 1);
  else if (step.what === "old snapshot") snapshots.goBack();
  else if (step.what === "read") await readOne(readerOf(step.reader), table);
  else if (step.what === "name") {
    const listed = step.name === "" ? undefined : { n: step.name };
    write(world, step.kind, toImageId(step.kind, step.slot), listed, step.timing);
  } else if (step.what === "put") {
    const id = toImageId("image", step.photo.slot);
    await readOwn(world, step.own, id, write(world, "image", id, toListedAttribute(toImage(step.photo)), step.timing));
  } else if (step.what === "trash" || step.what === "restore" || step.what === "delete") {
    const id = toImageId("image", step.slot);
    const before = table.items.get(`image ${id}`)?.listed as Record<string, unknown> | undefined;
    if (before === undefined) return;
    const { x: _, ...restored } = before;
    const listed =
      step.what === "trash" ? { ...before, x: table.nowMs } : step.what === "restore" ? restored : undefined;
    await readOwn(world, step.own, id, write(world, "image", id, listed, step.timing));
  } else if (step.what === "snapshot") {
    await readerOf(step.reader).index.writeSnapshot(USER_ID);
  } else if (step.what === "lose snapshots") {
    await snapshots.store.delete(USER_ID);
  } else if ("afterReads" in step) {
    await crash(world, step.reader, step.afterReads, step.what === "lose file");
  }
}

/** A reader breaks off at one of its next reads, whatever it is doing then, and another takes over its folder. */
async function crash(world: World, number: number, afterReads: number, losesFile: boolean): Promise<void> {
  const { table, readerOf, openReader, readers } = world;
  const { folder, skewSeconds, index } = readerOf(number);
  table.failAfterReads = afterReads;
  await readOne(readerOf(number), table).catch((error) => {
    if (!(error instanceof ReadBrokeOffError)) throw error;
  });
  table.failAfterReads = 0;
  await index.close();
  if (losesFile) await rm(folder, { recursive: true, force: true });
  readers[number] = openReader(folder, skewSeconds);
}

function write(
  { table, skews }: World,
  kind: ChangeKind,
  id: string,
  listed: unknown,
  { writer, stall, delay }: { writer: number; stall: number; delay: number },
): number {
  return table.write({
    kind,
    id,
    listed,
    skewMs: (skews[writer] ?? 0) * SECOND_MS,
    stallMs: stall * SECOND_MS,
    delayMs: delay * SECOND_MS,
  });
}

/** Who changed an image sees it at once, whatever the feed shows. */
async function readOwn({ readerOf, table }: World, number: number, id: string, revision: number): Promise<void> {
  const own = [{ kind: "image" as const, id, revision }];
  const { value } = await readerOf(number).index.read(USER_ID, "find", [id], own);
  const isThere = table.items.get(`image ${id}`)?.listed !== undefined;
  const found = value[0]?.revision;
  if (isThere ? found !== revision : found !== undefined) {
    throw new Error(`Expected revision ${isThere ? revision : "none"} of ${id} but found ${found}`);
  }
}

async function readOne({ index }: Reader, { items }: FakeChangeTable): Promise<void> {
  const { value } = await index.read(USER_ID, "count", imageQuerySchema.parse({}));
  if (value > items.size) throw new Error(`Expected at most ${items.size} images but counted ${value}`);
}

async function compareAll(index: LibraryIndex, { items }: FakeChangeTable): Promise<void> {
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
    const months = (await index.read(USER_ID, "months", query)).value;
    expectSame(`months of ${JSON.stringify(question)}`, months, countMonthsPlainly(items.values(), query));
    if (query.sort === "taken" && query.order === "desc") await compareChunks(index, query, expected, months);
    if (number % FACETS_EVERY === 0) await compareFacets(index, query, items.values());
    const middle = expected[Math.floor(expected.length / 2)];
    if (middle === undefined) continue;
    const around = (await index.read(USER_ID, "neighbours", { query, id: middle, count: 2 })).value;
    const at = expected.indexOf(middle);
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
  for (const name of ["Canon EOS R6", "Nikon D90", "Bonn", "Nadi"]) {
    const suggestions = (await index.read(USER_ID, "suggest", name.slice(0, 3).toLowerCase())).value;
    const isSuggested = suggestions.some(({ label }) => label === name);
    expectSame(`suggestion of ${name}`, isSuggested, isKnownPlainly(items.values(), name));
  }
}

/** Chunks from anywhere are cut out of the list, and say where in their month they begin. */
async function compareChunks(
  index: LibraryIndex,
  query: ImageQuery,
  list: string[],
  months: MonthCount[],
): Promise<void> {
  const limit = 3;
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

function toImage(photo: Photo): ListedImage {
  const addedAtMs = START_MS - (photo.slot % 5) * 86_400_000;
  const { wallClockMs, offsetMinutes, spot } = photo;
  return {
    fileName: `IMG_${String(photo.slot).padStart(4, "0")}.JPG`,
    contentType: photo.contentType,
    bytes: 1_000 * (photo.slot + 1),
    status: photo.status as ListedImage["status"],
    failureCode: photo.status === "failed" ? "corrupt_image" : undefined,
    favourite: photo.favourite,
    archived: photo.archived,
    tags: photo.tags.map((slot) => toImageId("tag", slot)),
    albums: photo.albums.map((slot) => ({
      id: toImageId("album", slot),
      position: photo.position,
      addedAtMs: START_MS,
    })),
    width: photo.isLandscape ? 400 : 300,
    height: photo.isLandscape ? 300 : 400,
    renditions: { thumbnail: { width: 128, height: 128 } },
    taken: photo.hasTaken ? { wallClockMs, offsetMinutes } : undefined,
    instantMs: photo.hasTaken ? wallClockMs - (offsetMinutes ?? 0) * 60_000 : addedAtMs,
    addedAtMs,
    place: spot ? { city: spot[0] === 48.1 ? "Bonn" : "Nadi", region: "", country: "Land" } : undefined,
    position: spot && { latitude: spot[0] ?? 0, longitude: spot[1] ?? 0 },
    camera: photo.camera,
    title: photo.title?.replace("Ü", "U"),
    perceptualHash: photo.hash,
    stackCoverId: photo.cover === undefined ? undefined : toImageId("image", photo.cover),
  };
}

/** Snapshots in a folder, of which one can go back to the one before the last. */
function createFolderSnapshots(folder: string): { store: SnapshotStore; goBack(): void } {
  let written = 0;
  let current = 0;
  const pathOf = (number: number) => join(folder, `snapshot-${number}`);
  return {
    goBack() {
      current = Math.max(Math.min(current, 1), current - 1);
    },
    store: {
      read: async () => (current === 0 ? undefined : createReadStream(pathOf(current))),
      async write(_userId, _version, path) {
        written += 1;
        await copyFile(path, pathOf(written));
        current = written;
      },
      async delete() {
        current = 0;
      },
    },
  };
}
