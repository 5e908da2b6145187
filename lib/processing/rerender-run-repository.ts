import { CONFLICT, putNextRevision, retryOnConflict } from "#lib/database/compare-and-set.ts";
import { decodeCursor, encodeCursor } from "#lib/database/cursor.ts";
import type { Database } from "#lib/database/database.ts";
import { findItem } from "#lib/database/get-items.ts";
import { keys, partitions } from "#lib/database/keys.ts";
import { queryPage } from "#lib/database/query.ts";
import { readOrLog } from "#lib/database/read-item.ts";
import { putIfAbsent, updateItem } from "#lib/database/write-items.ts";
import type { Image } from "#lib/images/image.ts";
import { toReadableImages } from "#lib/images/image-item.ts";
import { emptyPass, type RerenderProgress, type RerenderRun, rerenderRunSchema } from "./rerender-run.ts";

/** Stores a new re-render. Returns false, changing nothing, when its number is taken already. */
export function createRerender(database: Database, run: RerenderRun): Promise<boolean> {
  return putIfAbsent(database, { ...keys.rerenderRun(run.number), ...run, revision: 0 });
}

/** The re-render of that number, or undefined. */
export async function findRerender(database: Database, number: number): Promise<RerenderRun | undefined> {
  return (await findStored(database, number))?.run;
}

/** The newest re-renders, latest first; those that cannot be read are left out and logged. */
export async function listRerenders(database: Database, limit: number): Promise<RerenderRun[]> {
  const { items } = await queryPage(database, {
    where: "pk = :pk",
    values: { ":pk": partitions.rerenderRuns() },
    isDescending: true,
    limit,
    isConsistent: true,
  });
  return items.flatMap((item) => readRun(item) ?? []);
}

/** A page of the ready images that a re-render failed on, latest first. @throws AppError `invalid_cursor` */
export async function listRerenderFailures(
  database: Database,
  { run, limit, cursor }: { run: number; limit: number; cursor?: string | undefined },
): Promise<{ images: Image[]; nextCursor: string | undefined }> {
  const value = partitions.rerenderFailed(run);
  const { items, lastKey } = await queryPage(database, {
    index: "directory",
    where: "directoryPk = :pk",
    values: { ":pk": value },
    isDescending: true,
    limit,
    startKey: decodeCursor(cursor, { attribute: "directoryPk", value }),
  });
  return { images: toReadableImages(items), nextCursor: encodeCursor(lastKey) };
}

/** The number after the newest re-render, whether or not that one can be read. */
export async function getNextRerenderNumber(database: Database): Promise<number> {
  const { items } = await queryPage(database, {
    where: "pk = :pk",
    values: { ":pk": partitions.rerenderRuns() },
    isDescending: true,
    limit: 1,
    isConsistent: true,
  });
  return 1 + (Number(String(items[0]?.sk ?? "").split("#")[1]) || 0);
}

/**
 * Replaces a re-render by what `next` makes of it, provided that no other process has changed it; otherwise it reads
 * and asks `next` again. Returns what is stored then; undefined when there is none or `next` declines.
 * @throws AppError `unavailable` when others keep changing it
 */
export async function changeRerender(
  database: Database,
  number: number,
  next: (run: RerenderRun) => RerenderRun | undefined,
): Promise<RerenderRun | undefined> {
  return retryOnConflict("The re-render", async () => {
    const before = await findStored(database, number);
    const after = before && next(before.run);
    if (!after) return undefined;
    return (await putNextRevision(database, keys.rerenderRun(number), after, before.revision)) ? after : CONFLICT;
  });
}

/** Counts what became of one image. */
export async function countRerendered(
  database: Database,
  number: number,
  outcome: keyof RerenderProgress,
): Promise<void> {
  const one = { names: { "#outcome": outcome }, values: { ":one": 1 } };
  await updateItem(database, keys.rerenderProgress(number), "ADD #outcome :one", one);
}

export async function readRerenderProgress(database: Database, number: number): Promise<RerenderProgress> {
  const item = await findItem(database, keys.rerenderProgress(number));
  return {
    rendered: Number(item?.rendered ?? 0),
    failed: Number(item?.failed ?? 0),
    skipped: Number(item?.skipped ?? 0),
  };
}

async function findStored(
  database: Database,
  number: number,
): Promise<{ run: RerenderRun; revision: number } | undefined> {
  const item = await findItem(database, keys.rerenderRun(number));
  const run = item && readRun(item);
  return run && { run, revision: Number(item?.revision) };
}

function readRun(item: Record<string, unknown>): RerenderRun | undefined {
  // Version 0.1.0 had another name for what was completed, and its positions named an address in the directory; a pass
  // with such a position starts again.
  const named = { completedBefore: item.settledBefore, ...item };
  const isOldPosition = typeof item.position === "object" && item.position !== null && "email" in item.position;
  const current = isOldPosition ? { ...named, position: undefined, pass: emptyPass } : named;
  return readOrLog(rerenderRunSchema, current, { what: "re-render", key: item.sk });
}
