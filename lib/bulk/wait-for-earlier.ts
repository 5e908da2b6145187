import { setTimeout as wait } from "node:timers/promises";
import type { Database } from "#lib/database/database.ts";
import type { Services } from "#lib/services.ts";
import { findEdit } from "./bulk-action.ts";
import { type BulkChange, CHUNK_IMAGES, isRunning } from "./bulk-change.ts";
import { createIdReader } from "./bulk-objects.ts";
import { findBulkChange, findBulkChanges } from "./bulk-repository.ts";

/*
 * Two changes of one owner that concern the same of the same photos are made in the order in which they were asked for:
 * the later one waits until the earlier has ended, however it ends. As a change waits for earlier ones only, no two wait
 * for each other.
 */

/** Of larger changes it is not looked up whether they have photos in common. */
const MAX_COMPARED = 100_000;
/** By how much the clocks of two processes may differ. */
const MAX_SKEW_MS = 60_000;

type Compared = Pick<Services, "database" | "storage">;

/**
 * Which of the changes in progress a new one has to wait for, by id. `ids` are its images; those of an undoing are those
 * of what it undoes.
 */
export async function selectEarlier(
  services: Compared,
  change: BulkChange,
  inProgress: readonly BulkChange[],
  ids?: ReadonlySet<string>,
): Promise<string[]> {
  const concerned = new Set(listConcerns(change));
  const rivals = inProgress.filter(
    (earlier) => isAwaited(earlier) && listConcerns(earlier).some((one) => concerned.has(one)),
  );
  if (rivals.length === 0) return [];
  const own = ids ?? (await readLeft(services, change));
  const waitsFor: string[] = [];
  for (const earlier of rivals) {
    if (own === undefined || (await hasInCommon(services, earlier, own))) waitsFor.push(earlier.id);
  }
  return waitsFor;
}

/** Whether a change that has not begun waits for one that was asked for earlier. */
export async function isWaiting(
  database: Database,
  { ownerId, waitsFor = [], chunk }: Pick<BulkChange, "ownerId" | "waitsFor" | "chunk">,
): Promise<boolean> {
  if (waitsFor.length === 0 || chunk > 0) return false;
  return (await findBulkChanges(database, ownerId, waitsFor)).some(isAwaited);
}

/** One whose process died before it had written down its images changes none, and is given up by the job only later. */
function isAwaited({ state, lease }: BulkChange): boolean {
  if (state !== "collecting") return isRunning({ state });
  return lease === undefined || Date.parse(lease.until) + MAX_SKEW_MS > Date.now();
}

/** Members of an image; of its albums and tags those that are named. */
function listConcerns({ action, targetId, fromId }: BulkChange): string[] {
  const edit = findEdit(action);
  if (!edit) return ["trashedAt"];
  return edit.target === undefined ? [...edit.members] : [targetId, fromId].flatMap((id) => id ?? []);
}

async function hasInCommon(services: Compared, earlier: BulkChange, ids: ReadonlySet<string>): Promise<boolean> {
  const known = await awaitImages(services.database, earlier);
  if (!known || !isRunning(known)) return false;
  const left = known.state === "collecting" ? undefined : await readLeft(services, known);
  return left === undefined || [...left].some((id) => ids.has(id));
}

/** Most changes have written down their images by then. */
const MAX_COLLECTING_MS = 500;
const POLL_COLLECTING_MS = 25;

/** A change once it is known which images it is about, if that is soon; undefined when there is none any more. */
async function awaitImages(database: Database, change: BulkChange): Promise<BulkChange | undefined> {
  const untilMs = Date.now() + MAX_COLLECTING_MS;
  let known: BulkChange | undefined = change;
  while (known?.state === "collecting" && Date.now() < untilMs) {
    await wait(POLL_COLLECTING_MS);
    known = await findBulkChange(database, change);
  }
  return known;
}

/** The images that a change has still to do; undefined where that is not known, or too many. */
async function readLeft({ database, storage }: Compared, change: BulkChange): Promise<Set<string> | undefined> {
  const { ownerId, chunk: first, total } = change;
  if (total - first * CHUNK_IMAGES > MAX_COMPARED) return undefined;
  let origin: BulkChange | undefined = change;
  while (origin?.undoOf !== undefined) origin = await findBulkChange(database, { ownerId, id: origin.undoOf });
  if (!origin) return undefined;
  const readIds = createIdReader(storage, origin);
  const left = new Set<string>();
  for (let chunk = first; chunk * CHUNK_IMAGES < total; chunk++) {
    const ids = await readIds(chunk);
    if (!ids) return undefined;
    for (const id of ids) left.add(id);
  }
  return left;
}
