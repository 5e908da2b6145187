import { UpdateCommand } from "@aws-sdk/lib-dynamodb";
import { type Database, whenConditionHolds } from "#lib/database/database.ts";
import { keys } from "#lib/database/keys.ts";
import { AppError } from "#lib/errors.ts";
import {
  addToShare,
  deletedWithin,
  type ImageRemovals,
  MAX_COUNTED_SHARES,
  MAX_OPEN_RESERVATIONS,
  MAX_RESERVATIONS_OF_GUESTS,
  MAX_UNDER_WAY,
  UNDER_WAY_MS,
  type Usage,
} from "./usage.ts";
import { changeUsage, reservedAt, without } from "./usage-repository.ts";

/** Beside their quota users may have deleted as much again lately; storage keeps that for a while. */
const DELETED_ALLOWANCE = 1;

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
