import type { User } from "#lib/accounts/user.ts";
import { AppError } from "#lib/errors.ts";
import { getCollection } from "#lib/images/collection-repository.ts";
import type { OwnChange } from "#lib/library/change.ts";
import type { LibraryServices } from "#lib/library/library-services.ts";
import { MAX_STACK } from "#lib/library/restack.ts";
import { findEdit } from "./bulk-action.ts";
import type { BulkRequest } from "./bulk-api.ts";
import type { BulkChange } from "./bulk-change.ts";
import { writeIds } from "./bulk-objects.ts";
import { editBulkChange, findRepeated } from "./bulk-repository.ts";
import { addStacks, planMove, selectMatches, selectSuperfluous } from "./choose-images.ts";
import { LONG_REQUEST_MS, newChange, openChange, runChange, type StartedChange } from "./open-bulk-change.ts";
import { type RepeatableCall, toRepeatableCall } from "./repeatable-call.ts";
import { giveUpCollecting, resumeBulkChange } from "./run-bulk-change.ts";

/**
 * Photos of one moment each have a place in it; the index has them in order without moving others up to ten times as
 * many.
 */
const MAX_SAME_TIME = 10_000;

/**
 * Changes images of the user's: a few before it returns, many in the background. What a query matches is as the user
 * sees it, with `own` changes of a moment ago. Called again with the same `key`, it returns the change as it is by then.
 * @throws AppError `not_found` for an album, tag or place in an album that there is not; `invalid_state` for what makes
 * no stack; `invalid_request` for a key that came with another request; `too_many_bulk_changes`; `unavailable` while the library is being read, or the table is busy
 */
export async function changeImages(
  services: LibraryServices,
  user: User,
  request: BulkRequest,
  own?: OwnChange[],
  key?: string,
): Promise<StartedChange> {
  const call = key === undefined ? undefined : toRepeatableCall(key, request);
  const known = call && (await findRepeated(services.database, user.id, call));
  if (known) {
    const deadline = Date.now() + LONG_REQUEST_MS;
    return { change: (await resumeBulkChange(services, known, { deadline })) ?? known };
  }
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
      call,
      action,
      targetId,
      ...(await planMove(services, user, { album, ids, to }, own)),
    });
  }
  const { from: fromId, time, position } = request;
  return changeChosen(services, user, { call, action, ids, query, leftAlone, targetId, fromId, time, position }, own);
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
    call,
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
  }: Pick<BulkRequest, "action" | "ids" | "query"> & {
    call?: RepeatableCall | undefined;
    leftAlone?: string[] | undefined;
  } & Pick<Partial<BulkChange>, "targetId" | "fromId" | "fromName" | "time" | "position" | "places">,
  own?: OwnChange[],
): Promise<StartedChange> {
  const chosen = new Set(ids ?? (await selectMatches(services, user, query, own)));
  for (const id of leftAlone ?? []) chosen.delete(id);
  if (time?.takenAt !== undefined && chosen.size > MAX_SAME_TIME) {
    const most = MAX_SAME_TIME.toLocaleString("en");
    throw new AppError("invalid_state", `At most ${most} photos can be given one and the same time.`);
  }
  const wanted = {
    ...newChange(user.id, "collecting"),
    action,
    targetId,
    fromId,
    fromName,
    time,
    position,
    places,
    total: chosen.size,
  };
  const change = await openChange(services, wanted, chosen, call);
  try {
    await writeIds(services.storage, change, [...chosen]);
  } catch (error) {
    // Later changes would wait for it, and the call that is repeated be answered with it, until the job gives it up.
    await giveUpCollecting(services.database, change, Date.now()).catch(() => undefined);
    throw error;
  }
  const started = await editBulkChange(services.database, change, (current) =>
    current.state === "collecting" ? { ...current, state: "running" } : undefined,
  );
  if (!started) throw new AppError("unavailable", "The photos could not be collected in time. Please try again.");
  return runChange(services, started);
}

/** @throws AppError `invalid_state` */
function refuseUnlessStack(photos: number): void {
  if (photos < 2) throw new AppError("invalid_state", "A stack needs at least two photos.");
  if (photos > MAX_STACK) throw new AppError("invalid_state", `A stack has at most ${MAX_STACK} photos.`);
}
