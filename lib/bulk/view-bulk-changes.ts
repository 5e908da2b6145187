import type { User } from "#lib/accounts/user.ts";
import { AppError } from "#lib/errors.ts";
import type { Services } from "#lib/services.ts";
import { type BulkChange, isRunning } from "./bulk-change.ts";
import { editBulkChange, findBulkChange, listBulkChanges } from "./bulk-repository.ts";
import { resumeBulkChange } from "./run-bulk-change.ts";

const MAX_LISTED = 20;
const FOLLOW_MS = 1_000;

/** The user's latest changes of many images, newest first. */
export function getBulkChanges({ database }: Pick<Services, "database">, user: User): Promise<BulkChange[]> {
  return listBulkChanges(database, user.id, MAX_LISTED);
}

/** @throws AppError `not_found` */
export async function getBulkChange(
  { database }: Pick<Services, "database">,
  user: User,
  id: string,
): Promise<BulkChange> {
  const change = await findBulkChange(database, { ownerId: user.id, id });
  if (!change) throw new AppError("not_found", "There is no such change.");
  return change;
}

/**
 * How far a change is. One that no process works on is worked on for a moment first: hosting may freeze processes after
 * their answers, and the scheduled job comes once a minute.
 * @throws AppError `not_found`
 */
export async function followBulkChange(services: Services, user: User, id: string): Promise<BulkChange> {
  const change = await getBulkChange(services, user, id);
  return (await resumeBulkChange(services, change, { deadline: Date.now() + FOLLOW_MS })) ?? change;
}

/**
 * Stops a change: at once where no process works on it, else after the images that it is at. Returns it as it is then.
 * @throws AppError `not_found`, `unavailable`
 */
export async function cancelBulkChange(services: Services, user: User, id: string): Promise<BulkChange> {
  const change = await getBulkChange(services, user, id);
  const at = new Date().toISOString();
  const marked = await editBulkChange(services.database, change, (current) =>
    isRunning(current) && current.cancelRequestedAt === undefined ? { ...current, cancelRequestedAt: at } : undefined,
  );
  const stopped = marked && (await resumeBulkChange(services, marked, { deadline: Date.now() }));
  return stopped ?? getBulkChange(services, user, id);
}
