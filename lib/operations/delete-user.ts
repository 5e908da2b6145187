import { removeAdminOrThrow } from "#lib/accounts/change-role.ts";
import type { User } from "#lib/accounts/user.ts";
import {
  deleteItemsOfUser,
  deleteUserItems,
  findUser,
  listUsersBeingRemoved,
  startRemovingUser,
} from "#lib/accounts/user-repository.ts";
import { type AuditServices, recordAudit } from "#lib/audit/record-audit.ts";
import type { RequestActor } from "#lib/audit/request-actor.ts";
import { AppError } from "#lib/errors.ts";
import { deleteImage } from "#lib/images/delete-image.ts";
import { listImageIds } from "#lib/images/image-listing.ts";
import { originalsPrefix, renditionsOfUserPrefix } from "#lib/images/object-keys.ts";
import { addTotals } from "#lib/metrics/counter-repository.ts";
import type { Services } from "#lib/services.ts";
import { deleteFolder } from "#lib/storage/objects.ts";

const IMAGES_AT_ONCE = 25;

type RemovalServices = Pick<Services, "database" | "storage">;

/**
 * Removes a user with everything that is theirs. The account is closed at once; the rest goes on until `deadline`
 * (milliseconds since the epoch), and the sweep finishes what is left. Returns whether everything is gone.
 * @throws AppError `last_admin`; `invalid_state` for one's own account; `not_found`
 */
export async function deleteUser(
  services: RemovalServices & AuditServices,
  by: RequestActor,
  user: User,
  deadline: number,
): Promise<boolean> {
  if (by.actor.id === user.id) throw new AppError("invalid_state", "Nobody can remove their own account.");
  await removeAdminOrThrow(services, user);
  if (user.removingSince === undefined) {
    await recordAudit(services, { action: "user_removed", ...by, subject: user });
    if (!(await startRemovingUser(services.database, user.id, new Date().toISOString()))) {
      throw new AppError("not_found", "There is no such user.");
    }
  }
  return continueRemoval(services, user.id, deadline);
}

/** Goes on with removals that have begun, the oldest first, until `deadline`. Returns how many it finished. */
export async function continueUserRemovals(services: RemovalServices, deadline: number): Promise<number> {
  let finished = 0;
  for (const userId of await listUsersBeingRemoved(services.database, IMAGES_AT_ONCE)) {
    if (await continueRemoval(services, userId, deadline)) finished += 1;
  }
  return finished;
}

/** Images, other objects, other items, e-mail address and profile, in this order; safe to repeat from any step. */
async function continueRemoval(services: RemovalServices, userId: string, deadline: number): Promise<boolean> {
  const { database, storage } = services;
  const user = await findUser(database, userId);
  if (!user) return true;
  if (user.removingSince === undefined) return false;
  for (;;) {
    if (Date.now() > deadline) return false;
    const imageIds = await listImageIds(database, userId, IMAGES_AT_ONCE);
    if (imageIds.length === 0) break;
    for (const imageId of imageIds) await deleteImage(services, { ownerId: userId, imageId });
  }
  await deleteFolder(storage, originalsPrefix(userId));
  await deleteFolder(storage, renditionsOfUserPrefix(userId));
  await deleteItemsOfUser(database, userId);
  await deleteUserItems(database, user);
  await addTotals(database, { users: -1 });
  return true;
}
