import { createReadStream } from "node:fs";
import { copyFile, stat } from "node:fs/promises";
import { join } from "node:path";
import { applyChanges } from "#lib/library/apply-changes.ts";
import type { Change } from "#lib/library/change.ts";
import type { ChangeSource, SnapshotStore } from "#lib/library/change-source.ts";
import { countMonths } from "#lib/library/count-months.ts";
import { imageQuerySchema } from "#lib/library/image-query.ts";
import { createIndexFile, type IndexFile } from "#lib/library/index-file.ts";
import { createOwnThread } from "#lib/library/index-threads.ts";
import { createLibraryIndex, type LibraryIndex } from "#lib/library/library-index.ts";
import { countImages, listImages } from "#lib/library/run-query.ts";
import { storeSnapshot } from "#lib/library/snapshot.ts";
import { createWorkerPool } from "#lib/library/worker-pool.ts";
import { measureMemory } from "./library-memory.ts";
import { measureTable } from "./library-table.ts";
import { measureWeb } from "./library-web.ts";
import { type Measures, runParts } from "./run-parts.ts";
import { libraryQueries } from "./seed/library-queries.ts";
import { collectionChanges, photoChange } from "./seed/listed-photos.ts";
import { median, percentile } from "./statistics.ts";

/*
 * npm run bench -- library: what the library index alone costs, on seeded libraries. Measures of pages, of the API and
 * of the table are added to the same file by whoever measures them; those that are there stay.
 */

const RESULT = new URL("./results/library.json", import.meta.url).pathname;
const FOLDER = new URL(`../.data/bench-library-${process.pid}/`, import.meta.url).pathname;
const USER_ID = "01JBENCH000000000000000000";
const SMALL = Number(process.env.BENCH_PHOTOS ?? 100_000);
const LARGE = Number(process.env.BENCH_MANY_PHOTOS ?? 1_000_000);
const PAGE = { limit: 100 };
const BATCH = 1_000;
const ROUNDS = 5;
/** Part of the counted queries: each takes as long as a hundred pages. */
const COUNTED_EVERY = 4;
const COUNTED_KINDS = 3;
const TIMELINES = 200;

const parts = { small: measureSmall, large: measureLarge, table: measureTable, memory: measureMemory, web: measureWeb };

export function run(): Promise<void> {
  return runParts(parts, {
    folder: FOLDER,
    resultFile: RESULT,
    details: { photos: SMALL, manyPhotos: LARGE },
  });
}

async function measureSmall(measures: Measures): Promise<void> {
  const path = join(FOLDER, "small");
  const { file, times } = fill(path, SMALL);
  measures.apply1000Ms = round(median(times));
  measures.searchP95Ms = round(percentile(timeQueries(file, SMALL), 0.95));
  file.close();
  const owner = createOwnThread();
  await owner.run("copyTo", { path, ownerId: USER_ID }, join(FOLDER, "copy"));
  await owner.close();
  const { size } = await stat(join(FOLDER, "copy"));
  measures.bytesPerPhoto = round(size / SMALL);
  await measureOpening(measures, join(FOLDER, "copy"), size);
}

async function measureOpening(measures: Measures, copy: string, size: number): Promise<void> {
  const snapshot = join(FOLDER, "snapshot");
  const store: SnapshotStore = {
    read: async () => createReadStream(snapshot),
    write: (_userId, _version, from) => copyFile(from, snapshot),
    delete: async () => {},
  };
  await storeSnapshot(store, USER_ID, copy);
  measures.snapshotShare = round((await stat(snapshot)).size / size);
  const query = imageQuerySchema.parse({});
  const colds: number[] = [];
  let changes: Change[] = [];
  const threads = createWorkerPool(1);
  // The thread is up in a running system, whoever opens a library.
  await threads.run("create", { path: join(FOLDER, "warm"), ownerId: "warm" }, { epoch: "1", markMs: 0 });
  let index: LibraryIndex | undefined;
  for (let number = 0; number < ROUNDS; number++) {
    await index?.discard(USER_ID);
    index = createLibraryIndex({
      folder: join(FOLDER, "cache"),
      limits: { maxFiles: 10, maxBytes: 1e12 },
      source: sourceOf(() => changes),
      threads,
      snapshots: store,
      writesSnapshots: false,
    });
    const opened = index;
    colds.push(await timeAll(() => opened.read(USER_ID, "list", { query, page: PAGE })));
  }
  measures.coldOpenMs = round(median(colds));
  const read = () => timeAll(async () => index?.read(USER_ID, "list", { query, page: { limit: 1 } }));
  const idle: number[] = [];
  for (let number = 0; number < ROUNDS; number++) idle.push(await read());
  measures.catchUpMs = round(median(idle));
  changes = Array.from({ length: 500 }, (_, number) => ({ ...photoChange(number, SMALL, 9), changedAtMs: Date.now() }));
  await read();
  const again: number[] = [];
  for (let number = 0; number < ROUNDS; number++) again.push(await read());
  measures.catchUp500Ms = round(median(again));
  await threads.close();
}

async function measureLarge(measures: Measures): Promise<void> {
  const { file } = fill(join(FOLDER, "large"), LARGE);
  measures.searchMillionP95Ms = round(percentile(timeQueries(file, LARGE), 0.95));
  const timeline = imageQuerySchema.parse({});
  // Many at a time: one takes less than the clock can tell.
  const timelines = () => {
    for (let number = 0; number < TIMELINES; number++) [countMonths(file, timeline), countImages(file, timeline)];
  };
  measures.timelineMs = round(median(Array.from({ length: ROUNDS }, () => time(timelines) / TIMELINES)));
  const counted = libraryQueries(LARGE).filter((_, number) => number % COUNTED_EVERY === 0);
  const times = counted.flatMap(({ query }, number) => {
    const kind = number % COUNTED_KINDS;
    if (kind === 0) return [time(() => countImages(file, query))];
    if (kind === 1) return [time(() => countMonths(file, query))];
    return [time(() => listImages(file, { ...query, sort: "added" }, PAGE))];
  });
  measures.countP95Ms = round(percentile(times, 0.95));
  file.close();
}

/** An index of so many photos, and how long each batch of a thousand took. */
export function fill(path: string, photos: number): { file: IndexFile; times: number[] } {
  const file = createIndexFile(path, { ownerId: USER_ID, epoch: "1", markMs: Date.now() });
  applyChanges(file, collectionChanges(), { rebuildCursor: undefined });
  const times: number[] = [];
  for (let number = 0; number < photos; number += BATCH) {
    const changes = Array.from({ length: Math.min(BATCH, photos - number) }, (_, offset) =>
      photoChange(number + offset, photos),
    );
    times.push(time(() => applyChanges(file, changes)));
  }
  return { file, times };
}

function timeQueries(file: IndexFile, photos: number): number[] {
  const queries = libraryQueries(photos);
  for (const { query, cursor } of queries) listImages(file, query, { ...PAGE, cursor });
  return queries.map(({ query, cursor }) =>
    median(Array.from({ length: ROUNDS }, () => time(() => listImages(file, query, { ...PAGE, cursor })))),
  );
}

function sourceOf(changesSince: () => Change[]): ChangeSource {
  return {
    readEpoch: async () => "1",
    readWalkDigest: async () => undefined,
    readChanges: async () => ({ changes: changesSince() }),
    readItems: async () => [],
    readAll: async () => ({ changes: [] }),
  };
}

/** Milliseconds of processor that work of this thread takes, which other work of the machine makes no longer. */
function time(work: () => unknown): number {
  const before = process.threadCpuUsage();
  work();
  const { user, system } = process.threadCpuUsage(before);
  return (user + system) / 1_000;
}

/**
 * The same of work in which other threads take part; what they do at the same time counts as if one after the other.
 */
async function timeAll(work: () => Promise<unknown>): Promise<number> {
  const before = process.cpuUsage();
  await work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1_000;
}

function round(value: number): number {
  return Math.round(value * 1_000) / 1_000;
}
