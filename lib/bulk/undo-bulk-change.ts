import type { User } from "#lib/accounts/user.ts";
import { AppError } from "#lib/errors.ts";
import type { Services } from "#lib/services.ts";
import { restoreTag } from "#lib/tags/change-tag.ts";
import { type BulkChange, CHUNK_IMAGES, isRunning, toExpiry } from "./bulk-change.ts";
import { readPlan } from "./bulk-objects.ts";
import { deleteBulkChange, editBulkChange, findBulkChange } from "./bulk-repository.ts";
import { newChange, openChange, runChange, type StartedChange } from "./open-bulk-change.ts";

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
    return runChange(services, change);
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
