import { UpdateCommand } from "@aws-sdk/lib-dynamodb";
import { decodeTime } from "ulid";
import { CONFLICT, putNextRevision, retryOnConflict } from "#lib/database/compare-and-set.ts";
import { type Database, whenConditionHolds } from "#lib/database/database.ts";
import { findItem, getItems } from "#lib/database/get-items.ts";
import { keys, partitions } from "#lib/database/keys.ts";
import { queryPage } from "#lib/database/query.ts";
import { readOrLog } from "#lib/database/read-item.ts";
import { takeTurns } from "#lib/database/take-turns.ts";
import { AppError } from "#lib/errors.ts";
import {
  addToShare,
  deletedWithin,
  emptyUsage,
  type ImageRemovals,
  MAX_COUNTED_SHARES,
  MAX_OPEN_RESERVATIONS,
  MAX_RESERVATIONS_OF_GUESTS,
  MAX_SUBTRACTION_MARKS,
  MAX_UNDER_WAY,
  UNDER_WAY_MS,
  type Usage,
  usageSchema,
} from "./usage.ts";

/** Beside their quota users may have deleted as much again lately; storage keeps that for a while. */
const DELETED_ALLOWANCE = 1;

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

/**
 * Holds bytes for uploads: for all of them or, if it throws, for none. A second call for the same images holds nothing
 * more. `deletedKeptDays` is how long storage keeps what is deleted: with it, what a user stores and what was deleted in
 * that time stay below twice the quota. With `share`, what that share's guests hold stays within its bounds as well.
 * @throws AppError `quota_exceeded` (details: quotaBytes, availableBytes), `share_full` or `too_many_open_uploads`
 */
export async function reserveBytes(
  database: Database,
  userId: string,
  request: {
    uploads: readonly { imageId: string; bytes: number }[];
    quotaBytes: number;
    deletedKeptDays?: number;
    share?: ShareBounds | undefined;
  },
  removals?: ImageRemovals,
): Promise<void> {
  const reserve = async (stored: Usage): Promise<Usage | undefined> => {
    const { share } = request;
    const uploads = request.uploads.filter(({ imageId }) => !stored.reservations[imageId]);
    if (uploads.length === 0) return undefined;
    const bytes = uploads.reduce((sum, upload) => sum + upload.bytes, 0);
    const usage = share ? await withPlaceToCount(stored, share) : stored;
    if (share) assertShareRoom(usage, share, { files: uploads.length, bytes });
    assertRoom(usage, { ...request, bytes });
    assertFewOpen(usage, share, uploads.length);
    const holder = toHolder(share);
    const reserved = uploads.map((upload) => [upload.imageId, { bytes: upload.bytes, ...holder }] as const);
    return {
      ...usage,
      committedBytes: usage.committedBytes + bytes,
      reservations: { ...usage.reservations, ...Object.fromEntries(reserved) },
      added: addToShare(usage, share?.id, { files: uploads.length, bytes }),
    };
  };
  await changeUsage(database, userId, reserve, removals);
}

/** How much those let in by a share may hold. */
export interface ShareBounds {
  id: string;
  /** Which of them it is. */
  guestId: string;
  maxFiles: number;
  maxBytes: number;
  /** Those of the user's shares through which nothing can be added now, what is best forgotten first. */
  findEnded(ids: string[]): Promise<string[]>;
}

/** The usage with a place for the count of a share: where all are taken, without that of one that has ended. */
async function withPlaceToCount(usage: Usage, { id, findEnded }: ShareBounds): Promise<Usage> {
  const counted = Object.keys(usage.added);
  if (usage.added[id] || counted.length < MAX_COUNTED_SHARES) return usage;
  const [ended] = await findEnded(counted);
  return ended === undefined ? usage : { ...usage, added: without(usage.added, ended) };
}

function assertShareRoom(
  { added }: Usage,
  { id, maxFiles, maxBytes }: ShareBounds,
  { files, bytes }: { files: number; bytes: number },
): void {
  const held = added[id] ?? { files: 0, bytes: 0 };
  const isCounted = added[id] !== undefined || Object.keys(added).length < MAX_COUNTED_SHARES;
  if (isCounted && held.files + files <= maxFiles && held.bytes + bytes <= maxBytes) return;
  throw new AppError("share_full", "As many photos have been added here as are allowed.", {
    details: { maxFiles, maxBytes },
  });
}

function toHolder(share: ShareBounds | undefined): { shareId?: string; guestId?: string } {
  return share ? { shareId: share.id, guestId: share.guestId } : {};
}

/** @throws AppError `too_many_open_uploads` where so many more would be too many */
function assertFewOpen({ reservations }: Usage, share: ShareBounds | undefined, more: number): void {
  const open = Object.entries(reservations);
  if (!share) {
    refuseMoreOpen(open.length + more, MAX_OPEN_RESERVATIONS);
    return;
  }
  const ofGuests = open.filter(([, { shareId }]) => shareId !== undefined);
  refuseMoreOpen(ofGuests.length + more, MAX_RESERVATIONS_OF_GUESTS);
  const since = Date.now() - UNDER_WAY_MS;
  const underWay = ofGuests.filter(([imageId]) => reservedAt(imageId) > since);
  const ofShare = underWay.filter(([, { shareId }]) => shareId === share.id);
  const ofGuest = ofShare.filter(([, { guestId }]) => guestId === share.guestId);
  refuseMoreOpen(ofGuest.length + more, MAX_UNDER_WAY.guest);
  refuseMoreOpen(ofShare.length + more, MAX_UNDER_WAY.share);
  refuseMoreOpen(underWay.length + more, MAX_UNDER_WAY.guests);
}

function refuseMoreOpen(open: number, max: number): void {
  if (open <= max) return;
  throw new AppError("too_many_open_uploads", "Too many uploads are open at once. Finish some of them first.", {
    details: { maxOpenUploads: max },
  });
}

function assertRoom(usage: Usage, request: { bytes: number; quotaBytes: number; deletedKeptDays?: number }): void {
  const { bytes, quotaBytes, deletedKeptDays = 0 } = request;
  const deletedBytes = deletedWithin(usage, deletedKeptDays, Date.now());
  const room = quotaBytes - usage.committedBytes;
  if (bytes > room) {
    throw new AppError("quota_exceeded", "There is not enough space left for this file.", {
      details: { quotaBytes, availableBytes: Math.max(0, room) },
    });
  }
  const roomWithDeleted = room + DELETED_ALLOWANCE * quotaBytes - deletedBytes;
  if (bytes > roomWithDeleted) {
    throw new AppError(
      "quota_exceeded",
      `Much was deleted lately. Deleted files are kept safe for ${deletedKeptDays} days; their space is free after that.`,
      { details: { quotaBytes, availableBytes: Math.max(0, roomWithDeleted), deletedBytes } },
    );
  }
}

/**
 * Turns a reservation into used bytes of the true size. Returns false, changing nothing, when it was settled or
 * released before.
 */
export async function commitReservation(
  database: Database,
  userId: string,
  request: { imageId: string; bytes: number },
): Promise<boolean> {
  if (await commitReservedBytes(database, userId, request)) return true;
  return changeUsage(database, userId, (usage) => {
    const reservation = usage.reservations[request.imageId];
    if (!reservation) return undefined;
    return {
      ...usage,
      usedBytes: usage.usedBytes + request.bytes,
      imageCount: usage.imageCount + 1,
      committedBytes: usage.committedBytes - reservation.bytes + request.bytes,
      reservations: without(usage.reservations, request.imageId),
      added: addToShare(usage, reservation.shareId, { files: 0, bytes: request.bytes - reservation.bytes }),
    };
  });
}

/**
 * Commits a reservation of exactly so many bytes, which is what nearly every upload has. That needs no reading first:
 * `committedBytes` stays as it is, and finishes at the same moment do not get in each other's way. The item's place in
 * the `open` index stays too, and may so be that of a reservation that has ended; the sweep then finds nothing that old
 * and renews it. Returns false, changing nothing, when there is no such reservation.
 */
async function commitReservedBytes(
  database: Database,
  userId: string,
  { imageId, bytes }: { imageId: string; bytes: number },
): Promise<boolean> {
  const update = new UpdateCommand({
    TableName: database.table,
    Key: keys.usage(userId),
    UpdateExpression:
      "SET usedBytes = usedBytes + :bytes, imageCount = imageCount + :one, revision = revision + :one REMOVE reservations.#image",
    ConditionExpression: "reservations.#image.#bytes = :bytes",
    ExpressionAttributeNames: { "#image": imageId, "#bytes": "bytes" },
    ExpressionAttributeValues: { ":bytes": bytes, ":one": 1 },
  });
  return (await whenConditionHolds(database.client.send(update))) !== undefined;
}

/** Gives a reservation back whose image was never created. */
export async function releaseReservation(database: Database, userId: string, imageId: string): Promise<void> {
  await changeUsage(database, userId, (usage) => (usage.reservations[imageId] ? release(usage, imageId) : undefined));
}

/** A usage without the reservation of an image. */
export function release(usage: Usage, imageId: string): Usage {
  const { bytes, shareId } = usage.reservations[imageId] ?? { bytes: 0 };
  return {
    ...usage,
    committedBytes: usage.committedBytes - bytes,
    reservations: without(usage.reservations, imageId),
    added: addToShare(usage, shareId, { files: -1, bytes: -bytes }),
  };
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

function without<T>(record: Record<string, T>, key: string): Record<string, T> {
  return Object.fromEntries(Object.entries(record).filter(([name]) => name !== key));
}
