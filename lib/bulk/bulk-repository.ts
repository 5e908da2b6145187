import { isDeepStrictEqual } from "node:util";
import { CONFLICT, putNextRevision, retryOnConflict } from "#lib/database/compare-and-set.ts";
import type { Database } from "#lib/database/database.ts";
import { findItem, getItems } from "#lib/database/get-items.ts";
import { type Key, keys, partitions } from "#lib/database/keys.ts";
import { type Item, queryPage } from "#lib/database/query.ts";
import { readOrLog } from "#lib/database/read-item.ts";
import { deleteItemIf, putItem } from "#lib/database/write-items.ts";
import { AppError } from "#lib/errors.ts";
import { IDEMPOTENCY_KEY } from "./bulk-api.ts";
import {
  type BulkChange,
  bulkChangeSchema,
  isRunning,
  type KeptChange,
  MAX_RUNNING,
  selectTooMany,
} from "./bulk-change.ts";
import type { RepeatableCall } from "./repeatable-call.ts";

type BulkChangeId = Pick<BulkChange, "ownerId" | "id">;

export async function createBulkChange(database: Database, change: BulkChange): Promise<void> {
  await putItem(database, toItem(change));
}

/** Undefined when there is none, or when it cannot be read. */
export async function findBulkChange(
  database: Database,
  { ownerId, id }: BulkChangeId,
): Promise<BulkChange | undefined> {
  const item = await findItem(database, keys.bulkChange(ownerId, id));
  return item && readOrLog(bulkChangeSchema, item);
}

/** Those of some changes that there are and that can be read. */
export async function findBulkChanges(database: Database, ownerId: string, ids: string[]): Promise<BulkChange[]> {
  const wanted = ids.map((id) => keys.bulkChange(ownerId, id));
  return toReadable(await getItems(database, wanted, { isConsistent: true }));
}

/** The newest changes of a user, newest first. */
export async function listBulkChanges(database: Database, ownerId: string, limit: number): Promise<BulkChange[]> {
  const { pk, sk: prefix } = keys.bulkChange(ownerId, "");
  const { items } = await queryPage(database, {
    where: "pk = :pk AND begins_with(sk, :prefix)",
    values: { ":pk": pk, ":prefix": prefix },
    isDescending: true,
    limit,
  });
  return toReadable(items);
}

/**
 * Replaces a change by what `next` makes of it, under the condition that no one else has changed it; given a change
 * rather than an id, it starts from that one. Returns what is stored then; undefined when there is none or `next`
 * declines.
 * @throws AppError `unavailable` when others keep changing it
 */
export function editBulkChange(
  database: Database,
  target: BulkChangeId | BulkChange,
  next: (change: BulkChange) => BulkChange | undefined,
): Promise<BulkChange | undefined> {
  let known = "revision" in target ? target : undefined;
  return retryOnConflict("The status of this task", async () => {
    const before = known ?? (await findBulkChange(database, target));
    known = undefined;
    const edited = before && next(before);
    if (!before || !edited) return undefined;
    const isStored = await putNextRevision(
      database,
      keys.bulkChange(before.ownerId, before.id),
      toItem(edited),
      before.revision,
    );
    const stored = { ...edited, revision: before.revision + 1 };
    return isStored || (await isThere(database, stored)) ? stored : CONFLICT;
  });
}

/**
 * Whether a change is stored as it was to be: where the answer to a write is lost, it is sent again and refused. Made
 * once more, a step would count twice, and images be left out.
 */
async function isThere(database: Database, change: BulkChange): Promise<boolean> {
  // Members without a value are not stored.
  return isDeepStrictEqual(await findBulkChange(database, change), JSON.parse(JSON.stringify(change)));
}

/** Forgets a change, provided it is as it was read. */
export async function deleteBulkChange(database: Database, { ownerId, id, revision }: BulkChange): Promise<void> {
  await deleteItemIf(database, keys.bulkChange(ownerId, id), {
    condition: "revision = :revision",
    values: { ":revision": revision },
  });
}

/**
 * Changes in progress, those first on which no one has worked for longest, or that are leased for the shortest time; at
 * the end those that may wait for others.
 */
export function listOpenBulkChanges(database: Database, limit: number): Promise<BulkChange[]> {
  return listOpen(database, partitions.openBulkChanges(), LAST_TIME, limit);
}

/** Changes that have ended and whose time was over at a moment. */
export function listExpiredBulkChanges(database: Database, before: string, limit: number): Promise<BulkChange[]> {
  return listOpen(database, partitions.endedBulkChanges(), before, limit);
}

/** Sorts after any time, and before what begins with a letter. */
const AFTER_ALL_TIMES = "9";
const LAST_TIME = "A";

async function listOpen(database: Database, pk: string, before: string, limit: number): Promise<BulkChange[]> {
  const { items } = await queryPage(database, {
    index: "open",
    where: "openPk = :pk AND openSk < :before",
    values: { ":pk": pk, ":before": before },
    limit,
  });
  return toReadable(items);
}

function toReadable(items: Item[]): BulkChange[] {
  return items.flatMap((item) => readOrLog(bulkChangeSchema, item) ?? []);
}

/**
 * Takes one of the places that a user has for changes in progress. Places of changes that have ended are free, whether
 * or not they were given back. Returns the changes that were in progress by then, and the ids of those that are too many
 * to be kept for undoing beside it.
 * @throws AppError `too_many_bulk_changes`; `unavailable` where the same call, repeated, has taken a place meanwhile
 */
export async function takePlace(
  database: Database,
  { ownerId, id, total, undoOf }: Pick<BulkChange, "ownerId" | "id" | "total" | "undoOf">,
  call?: RepeatableCall,
): Promise<{ running: BulkChange[]; tooMany: string[] }> {
  let running: BulkChange[] = [];
  let tooMany: string[] = [];
  await editPlaces(database, ownerId, async ({ taken, kept }) => {
    // Where the answer to the last write was lost, it was sent again and refused: this change has its place, and what
    // the write was decided by stays. It must not find itself among the others, or it would wait for itself.
    if (taken.includes(id)) return undefined;
    if (call && (await findStarted(database, ownerId, kept, call))) {
      throw new AppError("unavailable", "The same call is being answered right now. Please try again.");
    }
    running = (await findBulkChanges(database, ownerId, taken)).filter(isRunning);
    if (running.length >= MAX_RUNNING) {
      throw new AppError("too_many_bulk_changes", "Other changes of many photos are still in progress.");
    }
    // What is being undone is needed until that has ended.
    const inUse = new Set([undoOf, ...running.flatMap((change) => [change.id, change.undoOf])]);
    const all = [...kept, { id, total, call }];
    tooMany = selectTooMany(all).flatMap((change) => (inUse.has(change.id) ? [] : change.id));
    return {
      taken: [...running.map((change) => change.id), id],
      kept: all.filter((change) => !tooMany.includes(change.id)),
    };
  });
  return { running, tooMany };
}

/**
 * The change that a call started which is repeated now; undefined when there is none, or it came to nothing.
 * @throws AppError `invalid_request` when the call with this key asked for something else
 */
export async function findRepeated(
  database: Database,
  ownerId: string,
  call: RepeatableCall,
): Promise<BulkChange | undefined> {
  const item = await findItem(database, keys.bulkPlaces(ownerId));
  return findStarted(database, ownerId, ((item ?? {}) as Partial<Places>).kept ?? [], call);
}

async function findStarted(
  database: Database,
  ownerId: string,
  kept: readonly KeptChange[],
  { keyHash, requestHash }: RepeatableCall,
): Promise<BulkChange | undefined> {
  const known = kept.findLast(({ call }) => call?.keyHash === keyHash);
  const [change] = known ? await findBulkChanges(database, ownerId, [known.id]) : [];
  if (!change || (change.state === "failed" && change.chunk === 0)) return undefined;
  if (known?.call?.requestHash === requestHash) return change;
  const message = "A call with this key has asked for something else";
  throw new AppError("invalid_request", `${message}.`, { issues: [{ path: IDEMPOTENCY_KEY, message }] });
}

export function givePlaceBack(database: Database, { ownerId, id }: BulkChangeId): Promise<void> {
  return editPlaces(database, ownerId, async ({ taken, kept }) =>
    taken.includes(id) ? { taken: taken.filter((other) => other !== id), kept } : undefined,
  );
}

interface Places {
  /** Ids of changes in progress. */
  taken: string[];
  /** Changes that may be kept for undoing, oldest first. */
  kept: KeptChange[];
}

function editPlaces(
  database: Database,
  ownerId: string,
  next: (places: Places) => Promise<Places | undefined>,
): Promise<void> {
  const key = keys.bulkPlaces(ownerId);
  return retryOnConflict("The list of your tasks", async () => {
    const item = await findItem(database, key);
    const { taken = [], kept = [] } = (item ?? {}) as Partial<Places>;
    const places = await next({ taken, kept });
    if (places && !(await putNextRevision(database, key, places, item?.revision))) return CONFLICT;
  });
}

function toItem(change: BulkChange): Key & Record<string, unknown> {
  const { lease, createdAt, waitsFor, chunk } = change;
  const mayWait = waitsFor !== undefined && chunk === 0;
  const since = isRunning(change)
    ? {
        openPk: partitions.openBulkChanges(),
        at: mayWait ? `${AFTER_ALL_TIMES}${createdAt}` : (lease?.until ?? createdAt),
      }
    : { openPk: partitions.endedBulkChanges(), at: change.expiresAt };
  return {
    ...keys.bulkChange(change.ownerId, change.id),
    ...change,
    openPk: since.openPk,
    openSk: `${since.at}#${change.id}`,
  };
}
