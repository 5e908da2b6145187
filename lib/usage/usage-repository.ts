import { decodeTime } from "ulid";
import { CONFLICT, putNextRevision, retryOnConflict } from "#lib/database/compare-and-set.ts";
import type { Database } from "#lib/database/database.ts";
import { findItem, getItems } from "#lib/database/get-items.ts";
import { keys, partitions } from "#lib/database/keys.ts";
import { queryPage } from "#lib/database/query.ts";
import { readOrLog } from "#lib/database/read-item.ts";
import { takeTurns } from "#lib/database/take-turns.ts";
import { AppError } from "#lib/errors.ts";
import { emptyUsage, type ImageRemovals, MAX_SUBTRACTION_MARKS, type Usage, usageSchema } from "./usage.ts";

const MAX_CHANGE_ATTEMPTS = 40;

/** A user's usage, for views: what can be read of it; the empty one for a user who never uploaded. */
export async function getUsage(database: Database, userId: string): Promise<Usage> {
  const { usage } = await getUsageRevision(database, userId);
  return withPlausibleSums(usage);
}

/** The usage of users by user id; for lists, so eventually consistent and parsed leniently. */
export async function findUsages(database: Database, userIds: string[]): Promise<Map<string, Usage>> {
  const items = await getItems(database, userIds.map(keys.usage));
  const stored = new Map(items.map((item) => [item.pk, withPlausibleSums(parseLenient(item))]));
  return new Map(userIds.map((userId) => [userId, stored.get(keys.usage(userId).pk) ?? emptyUsage]));
}

/** Ends the count of what was added through a share; the images stay. */
export async function forgetShareUsage(database: Database, userId: string, shareId: string): Promise<void> {
  await changeUsage(database, userId, (usage) =>
    usage.added[shareId] ? { ...usage, added: without(usage.added, shareId) } : undefined,
  );
}

/** A user's usage with its revision, for checks and lists: as stored, even if its sums make no sense. */
export async function getUsageRevision(
  database: Database,
  userId: string,
): Promise<{ usage: Usage; revision: number }> {
  const item = await findItem(database, keys.usage(userId));
  return { usage: item ? parseLenient(item) : emptyUsage, revision: numberOr0(item?.revision) };
}

/**
 * Sets the sums of a user's usage, those of shares where given, provided it still is of that revision. Returns whether
 * it was.
 */
export async function correctUsage(
  database: Database,
  userId: string,
  sums: Pick<Usage, "usedBytes" | "imageCount"> & Partial<Pick<Usage, "added">>,
  revision: number,
): Promise<boolean> {
  const { usage } = await getUsageRevision(database, userId);
  const reserved = Object.values(usage.reservations).reduce((total, { bytes }) => total + bytes, 0);
  return putUsage(database, userId, { ...usage, ...sums, committedBytes: sums.usedBytes + reserved }, revision);
}

/** An item's sums, whatever they are, and of the rest what can be read. */
function parseLenient(item: Record<string, unknown>): Usage {
  return {
    usedBytes: numberOr0(item.usedBytes),
    imageCount: numberOr0(item.imageCount),
    committedBytes: numberOr0(item.committedBytes),
    reservations: usageSchema.shape.reservations.safeParse(item.reservations).data ?? {},
    subtracted: usageSchema.shape.subtracted.safeParse(item.subtracted).data ?? {},
    deleted: usageSchema.shape.deleted.safeParse(item.deleted).data ?? {},
    added: usageSchema.shape.added.safeParse(item.added).data ?? {},
  };
}

function withPlausibleSums(usage: Usage): Usage {
  const usedBytes = Math.max(0, usage.usedBytes);
  const committedBytes = Math.max(usedBytes, usage.committedBytes);
  return { ...usage, usedBytes, committedBytes, imageCount: Math.max(0, usage.imageCount) };
}

function numberOr0(value: unknown): number {
  return typeof value === "number" ? value : 0;
}

/**
 * Users whose oldest reservation was made before a moment (ISO 8601 UTC), oldest first; among them some whose oldest
 * has ended since, see `renewOpenPlace`.
 */
export async function listUsersWithOldReservations(
  database: Database,
  before: string,
  limit: number,
): Promise<string[]> {
  const { items } = await queryPage(database, {
    index: "open",
    where: "openPk = :pk AND openSk < :before",
    values: { ":pk": partitions.openReservations(), ":before": before },
    limit,
  });
  return items.map((item) => String(item.openSk).split("#")[1] ?? "");
}

/**
 * Moves a user's usage in the `open` index to where its oldest reservation belongs, or out of it when there is none.
 * Does nothing when the usage changes at the same moment: it is listed again.
 */
export async function renewOpenPlace(database: Database, userId: string): Promise<void> {
  const { usage, revision } = await readUsage(database, userId);
  // A user who has been removed gets no usage again.
  if (revision > 0) await putUsage(database, userId, usage, revision);
}

/** When a reservation was made, milliseconds since the epoch: its image's id is a ULID, which begins with the time. */
export function reservedAt(imageId: string): number {
  return decodeTime(imageId);
}

/**
 * Replaces the usage by what `next` makes of it, provided that no other process has changed it; otherwise asks `next`
 * again with what is stored by then. `next` returns undefined when nothing is to be done. Returns whether anything was.
 */
export async function changeUsage(
  database: Database,
  userId: string,
  next: (usage: Usage) => Usage | undefined | Promise<Usage | undefined>,
  removals?: ImageRemovals,
): Promise<boolean> {
  const change = async () => {
    const { usage: stored, revision } = await readUsage(database, userId);
    const usage = removals ? await withoutOldMarks(stored, removals) : stored;
    const changed = await next(usage);
    if (!changed) return false;
    return (await putUsage(database, userId, changed, revision)) || CONFLICT;
  };
  // Many uploads of one user begin and finish at the same moment, in other processes too.
  return takeTurns(database, keys.usage(userId).pk, () =>
    retryOnConflict("Your storage account", change, MAX_CHANGE_ATTEMPTS),
  );
}

/**
 * The usage with few enough marks: those that it loses are recorded on those of their images that still exist first.
 */
async function withoutOldMarks(usage: Usage, removals: ImageRemovals): Promise<Usage> {
  const marked = Object.keys(usage.subtracted);
  if (marked.length < MAX_SUBTRACTION_MARKS) return usage;
  await removals.noteSubtracted(marked);
  return { ...usage, subtracted: {} };
}

/** Stores a usage, provided what is stored is of that revision. Returns whether it was. */
async function putUsage(database: Database, userId: string, usage: Usage, revision: number): Promise<boolean> {
  const item = { ...usageSchema.parse(usage), ...openEntry(userId, usage) };
  return putNextRevision(database, keys.usage(userId), item, revision || undefined);
}

/** A user's usage, to be changed. @throws AppError `unavailable` when it cannot be read */
async function readUsage(database: Database, userId: string): Promise<{ usage: Usage; revision: number }> {
  const item = await findItem(database, keys.usage(userId));
  if (!item) return { usage: emptyUsage, revision: 0 };
  const usage = readOrLog(usageSchema, item);
  // A check with repair sets its sums right.
  if (!usage) throw new AppError("unavailable", "The record of your storage is damaged. Ask an admin to repair it.");
  return { usage, revision: numberOr0(item.revision) };
}

function openEntry(userId: string, usage: Usage): Record<string, string> {
  const [oldest] = Object.keys(usage.reservations).sort();
  if (oldest === undefined) return {};
  return { openPk: partitions.openReservations(), openSk: `${new Date(reservedAt(oldest)).toISOString()}#${userId}` };
}

/** A record without one of its keys. */
export function without<T>(record: Record<string, T>, key: string): Record<string, T> {
  return Object.fromEntries(Object.entries(record).filter(([name]) => name !== key));
}
