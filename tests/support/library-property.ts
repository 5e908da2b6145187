import { createReadStream, existsSync } from "node:fs";
import { copyFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { toListedAttribute } from "#lib/images/listed-image.ts";
import type { ChangeKind } from "#lib/library/change.ts";
import type { SnapshotStore } from "#lib/library/change-source.ts";
import { imageQuerySchema } from "#lib/library/image-query.ts";
import { createOwnThread } from "#lib/library/index-threads.ts";
import { createLibraryIndex, type LibraryIndex } from "#lib/library/library-index.ts";
import { compareAll, USER_ID } from "./compare-library.ts";
import { createFakeChangeTable, type FakeChangeTable, ReadBrokeOffError } from "./fake-change-table.ts";
import {
  createHistories,
  createSteps,
  expectedTiming,
  type History,
  MAX_DELAY,
  MAX_STALL,
  START_MS,
  type Step,
  toImage,
  toImageId,
  unexpectedTiming,
} from "./library-histories.ts";
import { walkPlainly } from "./plain-library.ts";
import { temporaryDirectory } from "./temporary-directory.ts";

/*
 * The property that the library index stands on: whatever happened to a library, by whomever, with whatever delays and
 * breaks, every reader's lists and counts are those of a plain model of the table once the overlaps have passed.
 */

const SECOND_MS = 1_000;
const OVERLAP_SECONDS = 60;
const HOUR_SECONDS = 3_600;
/** Files that nobody needs after a crash of the machine are faster in memory. */
const MEMORY_FOLDER = existsSync("/dev/shm") ? "/dev/shm" : tmpdir();
/** From one long overlap to the next, by a reader's clock. */
const WIDE_SECONDS = 10 * 60 + 1;

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
    table.walk = walkPlainly(table.items.values(), table.nowMs);
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
