import { z } from "zod";
import { positionSchema } from "#lib/images/image.ts";
import { timeEditSchema } from "#lib/images/own-time.ts";
import { bulkActions } from "./bulk-action.ts";
import { bulkFailureCodes } from "./bulk-api.ts";
import type { RepeatableCall } from "./repeatable-call.ts";

/*
 * A change of many images: which images is settled when it starts, and it is made chunk by chunk. Of each chunk a plan
 * is stored before anything in it is changed, so that a process that takes over after a crash does exactly the same,
 * and undoing knows what was there before.
 */

/**
 * Images that are planned, changed and counted together. A change of no more is made before the request is answered.
 */
export const CHUNK_IMAGES = 200;
/** How many of the images that failed are named. */
export const MAX_FAILURES = 100;
/** How many changes of a user may be in progress. */
export const MAX_RUNNING = 5;

/** How many changes of a user can be undone, and of how many images together; of each image some 150 bytes are kept. */
const MAX_KEPT = 200;
const MAX_KEPT_IMAGES = 2_000_000;

const DAY_MS = 24 * 60 * 60 * 1000;
/** How long what images were before is kept. */
const UNDO_MS = 7 * DAY_MS;

/** Until when what ends at a moment can be undone. */
export function toExpiry(endedMs: number): string {
  return new Date(endedMs + UNDO_MS).toISOString();
}

/** A change that may be kept for undoing, and the call that started it where that can be repeated. */
export type KeptChange = Pick<BulkChange, "id" | "total"> & { call?: RepeatableCall | undefined };

/**
 * Of changes, oldest first, those that are too many to be kept. The newest is none of them, however many images it has.
 */
export function selectTooMany(kept: readonly KeptChange[]): KeptChange[] {
  let images = 0;
  const firstKept = kept.findLastIndex(({ total }, index) => {
    images += total;
    return index < kept.length - 1 && (kept.length - index > MAX_KEPT || images > MAX_KEPT_IMAGES);
  });
  return kept.slice(0, firstKept + 1);
}

const count = z.int().nonnegative();
const codeSchema = z.enum(bulkFailureCodes);

/** As it is stored. Times are ISO 8601 UTC. */
export const bulkChangeSchema = z.object({
  id: z.string(),
  ownerId: z.string(),
  /** Counts the writes; a write holds only on the revision that it was made from. */
  revision: count,
  action: z.enum(bulkActions),
  /** The album or tag that it is about. */
  targetId: z.string().optional(),
  /** The tag in place of which `targetId` comes. */
  fromId: z.string().optional(),
  /** Its name, where it is deleted after the change; undoing the change restores it. */
  fromName: z.string().optional(),
  /** What `set_time` sets. */
  time: timeEditSchema.optional(),
  /** What `set_position` sets. */
  position: positionSchema.nullable().optional(),
  /** The places in the album that `move_in_album` gives its images: the first's, and how far each is from the next. */
  places: z.object({ first: z.number(), step: z.number().positive() }).optional(),
  /** `collecting`: its images are being written down; nothing is changed yet. */
  state: z.enum(["collecting", "running", "done", "cancelled", "failed"]),
  createdAt: z.string(),
  finishedAt: z.string().optional(),
  /** When it is forgotten together with what images were before it. */
  expiresAt: z.string().optional(),
  cancelRequestedAt: z.string().optional(),
  /** The process that works on it, and until when it is left to that one. */
  lease: z.object({ holder: z.string(), until: z.string() }).optional(),
  /** Changes that were asked for earlier and concern the same of the same images: it begins when they have ended. */
  waitsFor: z.array(z.string()).optional(),
  total: count,
  /** The chunk that comes next. */
  chunk: count,
  changed: count,
  unchanged: count,
  failed: count,
  failures: z.array(z.object({ id: z.string(), code: codeSchema })),
  undoOf: z.string().optional(),
  undoneBy: z.string().optional(),
});
export type BulkChange = z.infer<typeof bulkChangeSchema>;

/** What became of one image. */
export interface BulkResult {
  id: string;
  outcome: "changed" | "unchanged" | "failed";
  code?: z.infer<typeof codeSchema> | undefined;
  /** Which one the change has made, where this process made it. */
  revision?: number | undefined;
}

/** The images that were changed just now, with their revisions. */
export function listChangedImages(results: BulkResult[]): { id: string; revision: number }[] {
  return results.flatMap(({ id, revision }) => (revision === undefined ? [] : [{ id, revision }]));
}

export function isRunning({ state }: Pick<BulkChange, "state">): boolean {
  return state === "collecting" || state === "running";
}

/** The change with the results of its next chunk. */
export function addResults(change: BulkChange, results: BulkResult[]): BulkChange {
  const countOutcome = (outcome: BulkResult["outcome"]) =>
    results.filter((result) => result.outcome === outcome).length;
  const failures = results.flatMap(({ id, code }) => (code === undefined ? [] : [{ id, code }]));
  return {
    ...change,
    chunk: change.chunk + 1,
    changed: change.changed + countOutcome("changed"),
    unchanged: change.unchanged + countOutcome("unchanged"),
    failed: change.failed + countOutcome("failed"),
    failures: [...change.failures, ...failures].slice(0, MAX_FAILURES),
  };
}

/** As its owner sees it. */
export function toBulkChangeView(change: BulkChange) {
  const { state, action, expiresAt, undoneBy, chunk } = change;
  const hasEnded = state === "done" || state === "cancelled" || (state === "failed" && chunk > 0);
  const canBeUndone = action !== "delete_permanently" && hasEnded && !undoneBy;
  const isCancelling = isRunning(change) && change.cancelRequestedAt !== undefined;
  return {
    ...change,
    state: isCancelling ? ("cancelling" as const) : state === "collecting" ? ("running" as const) : state,
    processed: change.changed + change.unchanged + change.failed,
    undoUntil: canBeUndone ? expiresAt : undefined,
  };
}
