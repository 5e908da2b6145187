import { ulid } from "ulid";
import type { User } from "#lib/accounts/user.ts";
import { AppError } from "#lib/errors.ts";
import { getCollection } from "#lib/images/collection-repository.ts";
import type { OwnChange } from "#lib/library/change.ts";
import { fromApiQuery } from "#lib/library/image-query.ts";
import type { LibraryServices } from "#lib/library/library-services.ts";
import type { MoveRequest } from "#lib/library/plan-move.ts";
import { MAX_STACK } from "#lib/library/restack.ts";
import { logFault } from "#lib/log-fault.ts";
import type { Services } from "#lib/services.ts";
import { restoreTag } from "#lib/tags/change-tag.ts";
import { findEdit } from "./bulk-action.ts";
import type { BulkRequest } from "./bulk-api.ts";
import { type BulkChange, type BulkResult, CHUNK_IMAGES, isRunning, toExpiry } from "./bulk-change.ts";
import { readPlan, writeIds } from "./bulk-objects.ts";
import { createBulkChange, deleteBulkChange, editBulkChange, findBulkChange, takePlace } from "./bulk-repository.ts";
import { continueBulkChange, resumeBulkChange, startLease } from "./run-bulk-change.ts";

/** A request changes this long what it cannot change to the end, below what hosting allows a request. */
const LONG_REQUEST_MS = 1_000;
const SHORT_REQUEST_MS = 20_000;
/** Where the process lives on after the answer, it continues itself. */
const BACKGROUND_MS = 30 * 60_000;

/**
 * Photos of one moment each have a place in it; the index has them in order without moving others up to ten times as
 * many.
 */
const MAX_SAME_TIME = 10_000;

export interface StartedChange {
  change: BulkChange;
  /** What became of each image; absent when the change continues after the answer. */
  results?: BulkResult[] | undefined;
}

/**
 * Changes images of the user's: a few before it returns, many in the background. What a query matches is as the user
 * sees it, with `own` changes of a moment ago.
 * @throws AppError `not_found` for an album, tag or place in an album that there is not; `invalid_state` for what makes
 * no stack; `too_many_bulk_changes`; `unavailable` while the library is being read, or the table is busy
 */
export async function changeImages(
  services: LibraryServices,
  user: User,
  request: BulkRequest,
  own?: OwnChange[],
): Promise<StartedChange> {
  const { action, ids: named, query: given, except, superfluous, album, tag, to, stacks = false } = request;
  // Only one photo can be on top.
  const chosen = superfluous ? await selectSuperfluous(services, user, own) : named;
  const ids = named && stacks && action !== "top_of_stack" ? await addStacks(services, user, named, own) : chosen;
  const query = given && { unstacked: true, ...given };
  const leftAlone = except && stacks ? await addStacks(services, user, except, own) : except;
  if (action === "stack") refuseUnlessStack(new Set(ids).size);
  const kind = findEdit(action)?.target;
  const targetId = album ?? tag;
  if (kind && targetId !== undefined) await getCollection(services.database, { kind, ownerId: user.id, id: targetId });
  if (album !== undefined && ids && to !== undefined) {
    return changeChosen(services, user, {
      action,
      targetId,
      ...(await planMove(services, user, { album, ids, to }, own)),
    });
  }
  const { from: fromId, time, position } = request;
  return changeChosen(services, user, { action, ids, query, leftAlone, targetId, fromId, time, position }, own);
}

/** Where images are that a list does not show. */
const EVERYWHERE = [{}, { trashed: true }, { status: "uploading" }] as const;

export interface MemberChange {
  members: Pick<NonNullable<BulkRequest["query"]>, "album" | "tag">;
  change: Pick<BulkChange, "action" | "targetId" | "fromId" | "fromName">;
  /** Images that are left alone; those that are changed after the answer are added. */
  inProgress: Set<string>;
}

/**
 * Changes all images with a tag, or in an album, that is deleted, wherever they are.
 * @throws AppError `too_many_bulk_changes`; `unavailable` while the library is being read, or when some of them could
 * not be changed
 */
export async function changeMembers(
  services: LibraryServices,
  user: User,
  { members, change, inProgress }: MemberChange,
  own?: OwnChange[],
): Promise<StartedChange[]> {
  const started: StartedChange[] = [];
  for (const place of EVERYWHERE) {
    const matches = await selectMatches(services, user, { ...members, ...place }, own);
    const ids = matches.filter((id) => !inProgress.has(id));
    if (ids.length === 0) continue;
    const one = await changeChosen(services, user, { ...change, ids });
    // What cannot be read or is gone keeps nothing from being deleted.
    if (one.change.failures.some(({ code }) => code === "unavailable")) {
      throw new AppError("unavailable", "Some photos could not be changed. Please try again.");
    }
    if (one.change.state !== "done") for (const id of ids) inProgress.add(id);
    started.push(one);
  }
  return started;
}

async function changeChosen(
  services: LibraryServices,
  user: User,
  {
    action,
    ids,
    query,
    leftAlone,
    targetId,
    fromId,
    fromName,
    time,
    position,
    places,
  }: Pick<BulkRequest, "action" | "ids" | "query"> & { leftAlone?: string[] | undefined } & Pick<
      Partial<BulkChange>,
      "targetId" | "fromId" | "fromName" | "time" | "position" | "places"
    >,
  own?: OwnChange[],
): Promise<StartedChange> {
  const chosen = new Set(ids ?? (await selectMatches(services, user, query, own)));
  for (const id of leftAlone ?? []) chosen.delete(id);
  if (time?.takenAt !== undefined && chosen.size > MAX_SAME_TIME) {
    const most = MAX_SAME_TIME.toLocaleString("en");
    throw new AppError("invalid_state", `At most ${most} photos can be given one and the same time.`);
  }
  const change = await openChange(services, {
    ...newChange(user.id, "collecting"),
    action,
    targetId,
    fromId,
    fromName,
    time,
    position,
    places,
    total: chosen.size,
  });
  await writeIds(services.storage, change, [...chosen]);
  const started = await editBulkChange(services.database, change, (current) =>
    current.state === "collecting" ? { ...current, state: "running" } : undefined,
  );
  if (!started) throw new AppError("unavailable", "The photos could not be collected in time. Please try again.");
  return run(services, started);
}

async function selectSuperfluous(
  { library }: Pick<LibraryServices, "library">,
  user: User,
  own: OwnChange[] | undefined,
): Promise<string[]> {
  const { value, rebuild } = await library.read(user.id, "selectSuperfluous", null, own);
  if (rebuild) throw stillReading();
  return toLines(value);
}

async function addStacks(
  { library }: Pick<LibraryServices, "library">,
  user: User,
  ids: string[],
  own: OwnChange[] | undefined,
): Promise<string[]> {
  const { value, rebuild } = await library.read(user.id, "addStacks", ids, own);
  if (rebuild) throw stillReading();
  return value;
}

/** @throws AppError `not_found` for an image that the album does not have; `unavailable` */
async function planMove(
  { library }: Pick<LibraryServices, "library">,
  user: User,
  request: MoveRequest,
  own: OwnChange[] | undefined,
): Promise<Required<Pick<BulkRequest, "ids">> & Pick<BulkChange, "places">> {
  const { value, rebuild } = await library.read(user.id, "planMove", request, own);
  if (rebuild) throw stillReading();
  if (!value) throw new AppError("not_found", "The album has no such image.");
  const { ids, first, step } = value;
  return { ids, places: { first, step } };
}

/** @throws AppError `invalid_state` */
function refuseUnlessStack(photos: number): void {
  if (photos < 2) throw new AppError("invalid_state", "A stack needs at least two photos.");
  if (photos > MAX_STACK) throw new AppError("invalid_state", `A stack has at most ${MAX_STACK} photos.`);
}

function stillReading(): AppError {
  return new AppError("unavailable", "Your library is still being read. Please try again in a minute.");
}

async function selectMatches(
  { library }: Pick<LibraryServices, "library">,
  user: User,
  query: BulkRequest["query"],
  own: OwnChange[] | undefined,
): Promise<string[]> {
  if (!query) return [];
  const { value, rebuild } = await library.read(user.id, "selectIds", fromApiQuery(query), own);
  if (rebuild) throw stillReading();
  return toLines(value);
}

function toLines(text: string): string[] {
  return text === "" ? [] : text.split("\n");
}

/**
 * Gives the images of an earlier change their former values, and restores the tag that was merged by it; asked for
 * again, continues what was started then.
 * @throws AppError `not_found`; `invalid_state` when it cannot be undone; `too_many_bulk_changes`; `unavailable`
 */
export async function undoBulkChange(services: Services, user: User, id: string): Promise<StartedChange> {
  const undone = await findBulkChange(services.database, { ownerId: user.id, id });
  if (!undone) throw new AppError("not_found", "There is no such change.");
  if (undone.undoneBy !== undefined) {
    const known = await findBulkChange(services.database, { ownerId: user.id, id: undone.undoneBy });
    if (!known) throw new AppError("invalid_state", "This change has already been undone.");
    return { change: known };
  }
  refuseUnlessUndoable(undone);
  const { action, targetId, fromId, fromName } = undone;
  const restore = async () => {
    if (fromId !== undefined && fromName !== undefined) await restoreTag(services, user.id, fromId, fromName);
  };
  // Images name a tag by id, so it is there before they do.
  await restore();
  const change = await openChange(services, {
    ...newChange(user.id, "running"),
    action,
    targetId,
    fromId,
    total: await countPlanned(services, undone),
    undoOf: id,
  });
  // What was there before it stays until the undoing has ended, which may be after its time.
  const marked = await editBulkChange(services.database, undone, (current) =>
    current.undoneBy === undefined ? { ...current, undoneBy: change.id, expiresAt: toExpiry(Date.now()) } : undefined,
  );
  if (marked) {
    // A merge that was about to delete the tag may have done so before it could see this mark.
    await restore();
    return run(services, change);
  }
  // Another request was faster.
  await deleteBulkChange(services.database, change);
  return undoBulkChange(services, user, id);
}

/**
 * Of how many images a change that has ended may have changed some: a process that died may have left a chunk behind.
 */
async function countPlanned({ storage }: Pick<Services, "storage">, change: BulkChange): Promise<number> {
  const { state, chunk, total } = change;
  if (state === "done") return total;
  const plan = await readPlan(storage, change, chunk);
  const isBegun = plan !== undefined && plan !== "unreadable";
  return Math.min(total, (chunk + Number(isBegun)) * CHUNK_IMAGES);
}

/** @throws AppError `invalid_state` */
function refuseUnlessUndoable(change: BulkChange): void {
  const { action, expiresAt } = change;
  if (action === "delete_permanently")
    throw new AppError("invalid_state", "Permanently deleted photos can't be restored.");
  if (isRunning(change)) throw new AppError("invalid_state", "It has not ended yet. Stop it first.");
  if (expiresAt === undefined || expiresAt <= new Date().toISOString()) {
    throw new AppError("invalid_state", "It is too long ago to be undone.");
  }
}

type NewChange = Omit<BulkChange, "action" | "targetId" | "total">;

function newChange(ownerId: string, state: "collecting" | "running"): NewChange {
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

async function openChange({ database }: Pick<Services, "database">, change: BulkChange): Promise<BulkChange> {
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

async function run(services: Services, started: BulkChange): Promise<StartedChange> {
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
