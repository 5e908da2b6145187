import pMap from "p-map";
import { removeAdminOrThrow } from "#lib/accounts/change-access.ts";
import { refuseIfProtected } from "#lib/accounts/configured-admin.ts";
import type { User } from "#lib/accounts/user.ts";
import { findUser } from "#lib/accounts/user-item.ts";
import { startRemovingClosedUser, startRemovingUser } from "#lib/accounts/user-lifecycle-repository.ts";
import { deleteUserItems, listKeysOfUser, listUsersToRemove } from "#lib/accounts/user-removal-repository.ts";
import { recordAudit } from "#lib/audit/record-audit.ts";
import type { RequestActor } from "#lib/audit/request-actor.ts";
import { bulkPrefix } from "#lib/bulk/bulk-objects.ts";
import { deleteItems } from "#lib/database/delete-items.ts";
import { keys } from "#lib/database/keys.ts";
import { postponeOpenItem } from "#lib/database/open-items.ts";
import { AppError } from "#lib/errors.ts";
import { originalsPrefix, renditionsOfUserPrefix } from "#lib/images/object-keys.ts";
import { listEventKeys } from "#lib/images/processing-event-repository.ts";
import { snapshotsPrefix } from "#lib/library/bucket-snapshots.ts";
import { logFault } from "#lib/log-fault.ts";
import { addTotals } from "#lib/metrics/counter-repository.ts";
import type { Services } from "#lib/services.ts";
import { endShare } from "#lib/shares/end-share.ts";
import { listSharedWith } from "#lib/shares/share-repository.ts";
import { deleteLargeFolder } from "#lib/storage/objects.ts";
import { takeAllUsage } from "#lib/usage/subtract-image.ts";

/** Users in whose removals one run takes turns. */
const USERS_PAGE_SIZE = 25;
const TURN_MS = 5_000;
/** Few enough that a request of another user never waits for long in between. */
const CONCURRENT_QUERIES = 16;
const SHARES_PAGE_SIZE = 100;

type RemovalServices = Pick<Services, "database" | "storage">;

/**
 * Removes a user with everything that is theirs. The account is closed immediately; the rest continues until `deadline`
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
 * Continues removals, and starts those of closed accounts whose days are over, until `deadline`, each in turn for a few
 * seconds. One that is unfinished after its turn, or fails, comes after the rest, in this run and in the next, so that
 * none holds up another. Returns how many it finished.
 */
export async function continueUserRemovals(services: RemovalServices, deadline: number): Promise<number> {
  let finished = 0;
  let open = await listUsersToRemove(services.database, new Date().toISOString(), USERS_PAGE_SIZE);
  while (open.length > 0 && Date.now() < deadline) {
    const unfinished: string[] = [];
    for (const userId of open) {
      if (Date.now() >= deadline) break;
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
): Promise<"finished" | "unfinished" | "failed" | "kept"> {
  try {
    const user = await findUser(services.database, userId);
    if (user && user.removingSince === undefined) {
      const started = await startRemovingClosedUser(services.database, userId, new Date().toISOString());
      if (!started) return "kept";
    }
    if (await continueRemoval(services, userId, deadline)) return "finished";
    await postponeRemoval(services.database, userId);
    return "unfinished";
  } catch (error) {
    logFault("the removal of a user failed and is tried again later", { userId }, error);
    await postponeRemoval(services.database, userId);
    return "failed";
  }
}

function postponeRemoval(database: Services["database"], userId: string): Promise<void> {
  return postponeOpenItem(database, keys.user(userId), new Date().toISOString(), userId);
}

/**
 * Objects, shares with the user, items, objects that the worker has stored since, sums, e-mail address and profile, in
 * this order; safe to repeat from any step. Nobody sees the images any more, so they go without the steps of deleting a
 * single one.
 */
async function continueRemoval(services: RemovalServices, userId: string, deadline: number): Promise<boolean> {
  const { database, storage } = services;
  const user = await findUser(database, userId);
  if (!user) return true;
  if (user.removingSince === undefined) return false;
  if (Date.now() > deadline) return false;
  if (!(await deleteUserObjects(storage, userId, deadline))) return false;
  if (!(await endSharesWith(services, userId, deadline))) return false;
  if (!(await deleteUserPartition(database, userId, deadline))) return false;
  if (!(await deleteUserObjects(storage, userId, deadline))) return false;
  const { images, bytes } = await takeAllUsage(database, userId);
  if (images > 0 || bytes > 0) await addTotals(database, { images: -images, bytes: -bytes });
  await deleteUserItems(database, user);
  await addTotals(database, { users: -1 });
  return true;
}

async function deleteUserObjects(storage: Services["storage"], userId: string, deadline: number): Promise<boolean> {
  const prefixes = [originalsPrefix, renditionsOfUserPrefix, snapshotsPrefix, bulkPrefix];
  for (const prefix of prefixes.map((toPrefix) => toPrefix(userId))) {
    if (!(await deleteLargeFolder(storage, prefix, deadline))) return false;
  }
  return true;
}

/** Ends what others share with a user; it lies with them. Returns whether it came to the end. */
async function endSharesWith(services: RemovalServices, userId: string, deadline: number): Promise<boolean> {
  let cursor: string | undefined;
  do {
    const page = await listSharedWith(services.database, userId, { limit: SHARES_PAGE_SIZE, cursor });
    for (const share of page.ids) {
      if (Date.now() > deadline) return false;
      await endShare(services, share);
    }
    cursor = page.nextCursor;
  } while (cursor !== undefined);
  return true;
}

/**
 * Deletes images with their processing records, and what else is stored under a user. Returns whether nothing is left.
 */
async function deleteUserPartition(database: Services["database"], userId: string, deadline: number): Promise<boolean> {
  const { sk: imagePrefix } = keys.image(userId, "");
  for (;;) {
    let isEmpty = true;
    for await (const itemKeys of listKeysOfUser(database, userId)) {
      if (Date.now() > deadline) return false;
      isEmpty = false;
      const records = await pMap(
        itemKeys.filter(({ sk }) => sk.startsWith(imagePrefix)),
        ({ sk }) => listEventKeys(database, sk.slice(imagePrefix.length)),
        { concurrency: CONCURRENT_QUERIES },
      );
      // An image's item goes after its record: it is what says that there is something left.
      await deleteItems(database, records.flat());
      await deleteItems(database, itemKeys);
    }
    if (isEmpty) return true;
  }
}
