import { ulid } from "ulid";
import type { Database } from "#lib/database/database.ts";
import { findCollection } from "#lib/images/collection-repository.ts";
import { addResults, type BulkChange, type BulkResult, CHUNK_IMAGES, toExpiry } from "./bulk-change.ts";
import { createIdReader } from "./bulk-objects.ts";
import { editBulkChange, givePlaceBack } from "./bulk-repository.ts";
import { changeChunk } from "./change-chunk.ts";
import type { ChangeServices } from "./change-image.ts";
import { planChunk } from "./plan-chunk.ts";
import { isWaiting } from "./wait-for-earlier.ts";

/** A change whose process has not been heard of for so long is taken over by another one. */
const LEASE_MS = 90_000;
/** By how much the clocks of two processes may differ. */
const MAX_SKEW_MS = 60_000;

export interface RunOptions {
  /** Stops before the next chunk then, milliseconds since the epoch. */
  deadline: number;
  signal?: AbortSignal | undefined;
  /** Is told what became of the images of each chunk. */
  onResults?: (results: BulkResult[]) => void;
  now?: () => number;
}

/** A lease for a process that begins now. */
export function startLease(nowMs: number, holder: string = ulid()): NonNullable<BulkChange["lease"]> {
  return { holder, until: new Date(nowMs + LEASE_MS).toISOString() };
}

/**
 * Takes over a change that no process works on, and continues it. Returns it as it is then; undefined when another
 * process works on it, it waits for an earlier one, or it has ended.
 */
export async function resumeBulkChange(
  services: ChangeServices,
  known: BulkChange,
  options: RunOptions,
): Promise<BulkChange | undefined> {
  const nowMs = (options.now ?? Date.now)();
  if (known.cancelRequestedAt === undefined && (await isWaiting(services.database, known))) return undefined;
  const taken = await editBulkChange(services.database, known, (change) =>
    change.state === "running" && isIdle(change, nowMs) ? { ...change, lease: startLease(nowMs) } : undefined,
  );
  return taken && continueBulkChange(services, taken, options);
}

/** A lease that ends later than any that begins now was taken by a clock that was ahead, and counts no longer. */
function isIdle({ lease }: BulkChange, nowMs: number): boolean {
  if (lease === undefined) return true;
  const leftMs = Date.parse(lease.until) - nowMs;
  return leftMs <= 0 || leftMs > LEASE_MS + MAX_SKEW_MS;
}

/**
 * Continues a change whose lease the caller holds, chunk by chunk, until it is done, cancelled, or has to stop. What a
 * process did before it died in the middle of a chunk is done again, to the same end. Returns the change as it is then;
 * undefined when another process has taken it over or it waits for an earlier one.
 */
export async function continueBulkChange(
  services: ChangeServices,
  held: BulkChange,
  { deadline, signal, onResults, now = Date.now }: RunOptions,
): Promise<BulkChange | undefined> {
  const { database, storage } = services;
  const holder = held.lease?.holder;
  const readIds = createIdReader(storage, held);
  const save = (from: BulkChange, next: (current: BulkChange) => BulkChange) =>
    editBulkChange(database, from, (current) =>
      current.state === "running" && current.lease?.holder === holder ? next(current) : undefined,
    );
  const end = async (from: BulkChange, state: "done" | "cancelled" | "failed") => {
    const ended = await save(from, (current) => endBulkChange(current, state, now()));
    if (ended) await givePlaceBack(database, ended);
    return ended;
  };
  for (let change = held; ; ) {
    if (change.chunk * CHUNK_IMAGES >= change.total) return end(change, "done");
    if (change.cancelRequestedAt !== undefined && !(await isOfDeleted(database, change)))
      return end(change, "cancelled");
    const isHeldBack = await isWaiting(database, change);
    if (isHeldBack || now() >= deadline || signal?.aborted) {
      const left = await save(change, (current) => ({ ...current, lease: undefined }));
      return isHeldBack ? undefined : left;
    }
    const chunk = await planChunk(services, change, readIds);
    // The table was restored without the bucket, or a plan is damaged: there is nothing to go by.
    if (!chunk) return end(change, "failed");
    const results = await changeChunk(services, change, chunk);
    const saved = await save(change, (current) => ({
      ...addResults(current, results),
      lease: startLease(now(), holder),
    }));
    if (!saved) return undefined;
    onResults?.(results);
    change = saved;
  }
}

/**
 * Whether it takes images out of an album, or a tag off them, that is gone: as none may be left there, it is not
 * stopped.
 */
async function isOfDeleted(database: Database, { action, ownerId, targetId, fromId, undoOf }: BulkChange) {
  const kind = action === "remove_from_album" ? "album" : "tag";
  const id = action === "replace_tag" ? fromId : targetId;
  const isTakingOut = action === "remove_from_album" || action === "remove_tag" || action === "replace_tag";
  if (!isTakingOut || id === undefined || undoOf !== undefined) return false;
  return (await findCollection(database, { kind, ownerId, id })) === undefined;
}

/** Ends a change of which it was not written down which images it is about; nothing was changed. */
export async function giveUpCollecting(
  database: Database,
  change: BulkChange,
  nowMs: number,
): Promise<BulkChange | undefined> {
  const ended = await editBulkChange(database, change, (current) =>
    current.state === "collecting" ? endBulkChange(current, "failed", nowMs) : undefined,
  );
  if (ended) await givePlaceBack(database, ended);
  return ended;
}

/** The change with nothing left to do; what images were before it is kept for some days. */
function endBulkChange(change: BulkChange, state: "done" | "cancelled" | "failed", nowMs: number): BulkChange {
  return {
    ...change,
    state,
    lease: undefined,
    finishedAt: new Date(nowMs).toISOString(),
    expiresAt: toExpiry(nowMs),
  };
}
