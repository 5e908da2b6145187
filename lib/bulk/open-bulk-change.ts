import { setTimeout as wait } from "node:timers/promises";
import { ulid } from "ulid";
import { AppError } from "#lib/errors.ts";
import { logFault } from "#lib/log-fault.ts";
import type { Services } from "#lib/services.ts";
import { type BulkChange, type BulkResult, CHUNK_IMAGES, isRunning } from "./bulk-change.ts";
import { createBulkChange, deleteBulkChange, editBulkChange, takePlace } from "./bulk-repository.ts";
import type { RepeatableCall } from "./repeatable-call.ts";
import { continueBulkChange, resumeBulkChange, startLease } from "./run-bulk-change.ts";
import { isWaiting, selectEarlier } from "./wait-for-earlier.ts";

/* What starting and undoing a change have in common. */

/** A request changes this long what it cannot change to the end, below what hosting allows a request. */
export const LONG_REQUEST_MS = 1_000;
const SHORT_REQUEST_MS = 20_000;
/** An earlier change of the same photos may end within the request. */
const WAIT_EARLIER_MS = 500;
const POLL_EARLIER_MS = 50;
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
 * Stores a new change, of `ids` or of what it undoes, in one of the places that its user has for those in progress.
 * Returns it with the earlier ones that it waits for.
 * @throws AppError `too_many_bulk_changes`; `unavailable` where the same `call` is being answered
 */
export async function openChange(
  services: Pick<Services, "database" | "storage">,
  change: BulkChange,
  ids?: ReadonlySet<string>,
  call?: RepeatableCall,
): Promise<BulkChange> {
  const { database } = services;
  await createBulkChange(database, change);
  try {
    const { running, tooMany } = await takePlace(database, change, call);
    for (const id of tooMany) {
      // The scheduled job forgets it with its plans.
      await editBulkChange(database, { ownerId: change.ownerId, id }, (other) =>
        isRunning(other) ? undefined : { ...other, expiresAt: new Date().toISOString() },
      );
    }
    const waitsFor = await selectEarlier(services, change, running, ids);
    if (waitsFor.length === 0) return change;
    const waiting = await editBulkChange(database, change, (current) => ({ ...current, waitsFor }));
    if (!waiting) throw new AppError("unavailable", "The change was lost. Please try again.");
    return waiting;
  } catch (error) {
    await deleteBulkChange(database, change);
    throw error;
  }
}

/** Makes a change as far as a request has time for; what is left is continued in the background. */
export async function runChange(services: Services, started: BulkChange): Promise<StartedChange> {
  const results: BulkResult[] = [];
  const isShort = started.total <= CHUNK_IMAGES;
  const waitUntilMs = Date.now() + WAIT_EARLIER_MS;
  while (Date.now() < waitUntilMs && (await isWaiting(services.database, started))) await wait(POLL_EARLIER_MS);
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
