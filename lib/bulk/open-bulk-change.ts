import { ulid } from "ulid";
import { logFault } from "#lib/log-fault.ts";
import type { Services } from "#lib/services.ts";
import { type BulkChange, type BulkResult, CHUNK_IMAGES, isRunning } from "./bulk-change.ts";
import { createBulkChange, deleteBulkChange, editBulkChange, takePlace } from "./bulk-repository.ts";
import { continueBulkChange, resumeBulkChange, startLease } from "./run-bulk-change.ts";

/* What starting and undoing a change have in common. */

/** A request changes this long what it cannot change to the end, below what hosting allows a request. */
const LONG_REQUEST_MS = 1_000;
const SHORT_REQUEST_MS = 20_000;
/** Where the process lives on after the answer, it continues itself. */
const BACKGROUND_MS = 30 * 60_000;

export interface StartedChange {
  change: BulkChange;
  /** What became of each image; absent when the change continues after the answer. */
  results?: BulkResult[] | undefined;
}

type NewChange = Omit<BulkChange, "action" | "targetId" | "total">;

/** A change that begins now, under the lease of this process. */
export function newChange(ownerId: string, state: "collecting" | "running"): NewChange {
  const now = Date.now();
  return {
    id: ulid(now),
    ownerId,
    revision: 0,
    state,
    createdAt: new Date(now).toISOString(),
    lease: startLease(now),
    chunk: 0,
    changed: 0,
    unchanged: 0,
    failed: 0,
    failures: [],
  };
}

/**
 * Stores a new change in one of the places that its user has for those in progress.
 * @throws AppError `too_many_bulk_changes`
 */
export async function openChange({ database }: Pick<Services, "database">, change: BulkChange): Promise<BulkChange> {
  await createBulkChange(database, change);
  try {
    for (const id of await takePlace(database, change)) {
      // The scheduled job forgets it with its plans.
      await editBulkChange(database, { ownerId: change.ownerId, id }, (other) =>
        isRunning(other) ? undefined : { ...other, expiresAt: new Date().toISOString() },
      );
    }
  } catch (error) {
    await deleteBulkChange(database, change);
    throw error;
  }
  return change;
}

/** Makes a change as far as a request has time for; what is left is continued in the background. */
export async function runChange(services: Services, started: BulkChange): Promise<StartedChange> {
  const results: BulkResult[] = [];
  const isShort = started.total <= CHUNK_IMAGES;
  const change = await continueBulkChange(services, started, {
    deadline: Date.now() + (isShort ? SHORT_REQUEST_MS : LONG_REQUEST_MS),
    onResults: (some) => isShort && results.push(...some),
  });
  if (isShort && change?.state === "done") return { change, results };
  // Elsewhere processes may freeze after an answer, and the scheduled job goes on with it.
  if (change && services.config.disk !== undefined) {
    resumeBulkChange(services, change, { deadline: Date.now() + BACKGROUND_MS }).catch((error) =>
      logFault("a change of many images stopped; the scheduled job continues it", { id: change.id }, error),
    );
  }
  return { change: change ?? started };
}
