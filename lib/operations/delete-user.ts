import { removeAdminOrThrow } from "#lib/accounts/change-role.ts";
import { refuseIfProtected } from "#lib/accounts/configured-admin.ts";
import type { User } from "#lib/accounts/user.ts";
import {
  deleteItemsOfUser,
  deleteUserItems,
  findUser,
  listUsersBeingRemoved,
  startRemovingUser,
} from "#lib/accounts/user-repository.ts";
import { recordAudit } from "#lib/audit/record-audit.ts";
import type { RequestActor } from "#lib/audit/request-actor.ts";
import { keys } from "#lib/database/keys.ts";
import { postponeOpenItem } from "#lib/database/open-items.ts";
import { AppError } from "#lib/errors.ts";
import { deleteImageItems } from "#lib/images/image-deletion-repository.ts";
import { listImageIds } from "#lib/images/image-listing.ts";
import { originalsPrefix, renditionsOfUserPrefix } from "#lib/images/object-keys.ts";
import { listEventKeys } from "#lib/images/processing-event-repository.ts";
import { snapshotsPrefix } from "#lib/library/bucket-snapshots.ts";
import { logFault } from "#lib/log-fault.ts";
import { addTotals } from "#lib/metrics/counter-repository.ts";
import type { Services } from "#lib/services.ts";
import { deleteLargeFolder } from "#lib/storage/objects.ts";
import { emptyUsageOf } from "#lib/usage/subtract-image.ts";

/** Users in whose removals one run takes turns. */
const USERS_AT_ONCE = 25;
const TURN_MS = 5_000;
const IMAGES_AT_ONCE = 50;

type RemovalServices = Pick<Services, "database" | "storage">;

/**
 * Removes a user with everything that is theirs. The account is closed at once; the rest goes on until `deadline`
 * (milliseconds since the epoch), and the sweep finishes what is left. Returns whether everything is gone.
 * @throws AppError `last_admin`; `invalid_state` for one's own account and one that ADMIN_EMAILS protects; `not_found`
 */
export async function deleteUser(
  services: RemovalServices & Pick<Services, "config">,
  by: RequestActor,
  user: User,
  deadline: number,
): Promise<boolean> {
  if (by.actor.id === user.id) throw new AppError("invalid_state", "You can't remove your own account.");
  refuseIfProtected(services.config, by, user);
  await removeAdminOrThrow(services, user);
  if (user.removingSince === undefined) {
    await recordAudit(services, { action: "user_removed", ...by, subject: user });
    if (!(await startRemovingUser(services.database, user.id, new Date().toISOString()))) {
      throw new AppError("not_found", "There is no such user.");
    }
  }
  return continueRemoval(services, user.id, deadline);
}

/**
 * Goes on with removals that have begun until `deadline`, each in turn for a few seconds, so that a large one holds no
 * other up. One that fails is logged and comes again after the rest. Returns how many it finished.
 */
export async function continueUserRemovals(services: RemovalServices, deadline: number): Promise<number> {
  let finished = 0;
  let open = await listUsersBeingRemoved(services.database, USERS_AT_ONCE);
  while (open.length > 0 && Date.now() < deadline) {
    const unfinished: string[] = [];
    for (const userId of open) {
      const outcome = await takeTurn(services, userId, Math.min(deadline, Date.now() + TURN_MS));
      if (outcome === "finished") finished += 1;
      if (outcome === "unfinished") unfinished.push(userId);
    }
    open = unfinished;
  }
  return finished;
}

async function takeTurn(
  services: RemovalServices,
  userId: string,
  deadline: number,
): Promise<"finished" | "unfinished" | "failed"> {
  try {
    return (await continueRemoval(services, userId, deadline)) ? "finished" : "unfinished";
  } catch (error) {
    logFault("the removal of a user failed and is tried again later", { userId }, error);
    await postponeOpenItem(services.database, keys.user(userId), new Date().toISOString(), userId);
    return "failed";
  }
}

/**
 * Objects, images, what the worker wrote meanwhile, other items, e-mail address and profile, in this order; safe to
 * repeat from any step. Nobody sees the images any more, so they go without the steps of removing a single one.
 */
async function continueRemoval(services: RemovalServices, userId: string, deadline: number): Promise<boolean> {
  const { database, storage } = services;
  const user = await findUser(database, userId);
  if (!user) return true;
  if (user.removingSince === undefined) return false;
  if (Date.now() > deadline) return false;
  if (!(await deleteObjectsOf(storage, userId, deadline))) return false;
  if (!(await deleteImagesOf(database, userId, deadline))) return false;
  if (!(await deleteObjectsOf(storage, userId, deadline))) return false;
  const { images, bytes } = await emptyUsageOf(database, userId);
  if (images > 0 || bytes > 0) await addTotals(database, { images: -images, bytes: -bytes });
  if (!(await deleteItemsOfUser(database, userId, deadline))) return false;
  await deleteUserItems(database, user);
  await addTotals(database, { users: -1 });
  return true;
}

async function deleteObjectsOf(storage: Services["storage"], userId: string, deadline: number): Promise<boolean> {
  for (const prefix of [originalsPrefix(userId), renditionsOfUserPrefix(userId), snapshotsPrefix(userId)]) {
    if (!(await deleteLargeFolder(storage, prefix, deadline))) return false;
  }
  return true;
}

async function deleteImagesOf(database: Services["database"], userId: string, deadline: number): Promise<boolean> {
  for (;;) {
    const imageIds = await listImageIds(database, userId, IMAGES_AT_ONCE);
    if (imageIds.length === 0) return true;
    if (Date.now() > deadline) return false;
    const eventKeys = (await Promise.all(imageIds.map((imageId) => listEventKeys(database, imageId)))).flat();
    await deleteImageItems(database, userId, imageIds, eventKeys);
  }
}
