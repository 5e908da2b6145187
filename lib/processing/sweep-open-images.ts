import { MAX_UPLOAD_URL_SECONDS } from "#lib/config.ts";
import type { Database } from "#lib/database/database.ts";
import { findItem } from "#lib/database/get-items.ts";
import { keys, OPEN_SHARDS } from "#lib/database/keys.ts";
import { postponeOpenItem } from "#lib/database/open-items.ts";
import { deleteImage, lastPutEndsAt, SLOW_PUT_MS } from "#lib/images/delete-image.ts";
import type { Image } from "#lib/images/image.ts";
import { findImageIncludingDeleting, touchUpload } from "#lib/images/image-repository.ts";
import { originalKey } from "#lib/images/object-keys.ts";
import { listOpenItems, type OpenItem } from "#lib/images/open-images.ts";
import { logFault } from "#lib/log-fault.ts";
import { addTotals } from "#lib/metrics/counter-repository.ts";
import { countMessages } from "#lib/queue/queue.ts";
import type { Services } from "#lib/services.ts";
import { findObject } from "#lib/storage/objects.ts";
import { commitReservation, releaseReservation } from "#lib/usage/reserve-bytes.ts";
import { getUsage, listUsersWithOldReservations, renewOpenPlace, reservedAt } from "#lib/usage/usage-repository.ts";
import { failOrphanedProcessing } from "./fail-orphaned-processing.ts";
import { requestRendering } from "./message.ts";

const MINUTE_MS = 60_000;
/** Younger work is left alone: it is most likely under way. */
const GRACE_MS = 2 * MINUTE_MS;
/** Beyond every retry of a message: five receives of two minutes each. */
const PROCESSING_LIMIT_MS = 15 * MINUTE_MS;
/** Beyond the life of any upload URL, and any PUT by it. */
const UPLOAD_LIMIT_MS = MAX_UPLOAD_URL_SECONDS * 1000 + SLOW_PUT_MS;
const BATCH = 200;
/** Where items of a page cannot be dealt with, the next takes their place, up to so many of a shard. */
const MAX_PAGES = 5;

export interface SweepReport {
  /** Stored, but their event never came: rendering was asked for. */
  requested: number;
  /** Given up by their uploader, or of a share that has ended: removed, their reservation given back. */
  abandoned: number;
  /** In processing though no message is left for them: shown as failed, to be retried. */
  failed: number;
  /** Removals that had ended midway, finished. */
  removed: number;
  /** Reservations without an image, given back. */
  released: number;
  /** Reservations of images that are there, counted as used. */
  settled: number;
  /** What could not be dealt with, and why is in the log; it comes again after the rest. */
  skipped: number;
}

type SweepServices = Pick<Services, "database" | "storage" | "queue">;
type Outcome = "requested" | "abandoned" | "failed" | "removed";

/**
 * Finds the work that a crash, a lost event or a closed browser left behind and brings it to an end. Safe to run at
 * any time and from several places at once; looks at the 200 oldest of each kind per run, and past those that it can do
 * nothing about.
 */
export async function sweepOpenImages(services: SweepServices, now: Date = new Date()): Promise<SweepReport> {
  const report: SweepReport = {
    requested: 0,
    abandoned: 0,
    failed: 0,
    removed: 0,
    released: 0,
    settled: 0,
    skipped: 0,
  };
  // While messages are waiting, an image is most likely waiting with them.
  const isQueueIdle = (await countMessages(services.queue)) === 0;
  for (let shard = 0; shard < OPEN_SHARDS; shard++) await sweepShard(services, { shard, now, isQueueIdle }, report);
  await sweepReservations(services, now, report);
  return report;
}

async function sweepShard(
  services: SweepServices,
  { shard, now, isQueueIdle }: { shard: number; now: Date; isQueueIdle: boolean },
  report: SweepReport,
): Promise<void> {
  const before = new Date(now.getTime() - GRACE_MS).toISOString();
  let from: Record<string, unknown> | undefined;
  for (let page = 0, lookedAt = 0; page < MAX_PAGES && lookedAt < BATCH; page++) {
    const { items, next } = await listOpenItems(services.database, { shard, before, limit: BATCH, from });
    for (const item of items) {
      try {
        const outcome = await sweepItem(services, item, now, isQueueIdle);
        if (outcome) report[outcome] += 1;
        lookedAt += 1;
      } catch (error) {
        report.skipped += 1;
        logFault("the sweep passed over an image", { imageId: item.imageId, userId: item.ownerId }, error);
        await comeBackLater(services, item, now);
      }
    }
    if (next === undefined) return;
    from = next;
  }
}

/** Lets what waits behind an item go first next time. The place of an image that is in order says its age: it stays. */
async function comeBackLater({ database }: SweepServices, item: OpenItem, now: Date): Promise<void> {
  if (item.image !== undefined && item.image.removingSince === undefined) return;
  await postponeOpenItem(database, keys.image(item.ownerId, item.imageId), now.toISOString(), item.imageId);
}

function sweepItem(
  services: SweepServices,
  { image }: OpenItem,
  now: Date,
  isQueueIdle: boolean,
): Promise<Outcome | undefined> {
  if (!image) throw new Error("What is stored is no image");
  return sweepImage(services, image, now, isQueueIdle);
}

async function sweepImage(
  services: SweepServices,
  image: Image,
  now: Date,
  isQueueIdle: boolean,
): Promise<Outcome | undefined> {
  const { database, storage, queue } = services;
  const id = { ownerId: image.ownerId, imageId: image.id };
  const ageMs = now.getTime() - Date.parse(image.removingSince ?? image.statusAt);
  if (image.removingSince !== undefined) {
    return (await deleteImage(services, id)) ? "removed" : undefined;
  }
  if (image.status === "uploading") {
    const isStored = (await findObject(storage, originalKey(image.ownerId, image.id))) !== undefined;
    if (isStored && isQueueIdle) {
      await touchUpload(database, id, now.toISOString());
      await requestRendering(queue, id);
      return "requested";
    }
    if (!isStored && (ageMs > UPLOAD_LIMIT_MS || (await isOfEndedShare(database, image)))) {
      // Not one that its owner has taken up again just now.
      const onceUrlEnded = lastPutEndsAt(image) > now.getTime();
      // What the index named may be gone or changed by now, which leaves nothing to be done.
      const isDeleted = await deleteImage(services, id, { revision: image.revision, onceUrlEnded });
      return isDeleted ? "abandoned" : undefined;
    }
    return undefined;
  }
  if (isQueueIdle && ageMs > PROCESSING_LIMIT_MS) {
    const at = now.toISOString();
    const message = "No message is left in the queue for this image; the worker was lost while rendering it.";
    const isFailed = await failOrphanedProcessing({ database }, image, message, at);
    return isFailed ? "failed" : undefined;
  }
  return undefined;
}

/** Whether it was announced through a share that has ended: what was not sent by then is not to arrive. */
async function isOfEndedShare(database: Database, { ownerId, addedBy }: Image): Promise<boolean> {
  return addedBy !== undefined && (await findItem(database, keys.share(ownerId, addedBy.shareId))) === undefined;
}

async function sweepReservations(services: SweepServices, now: Date, report: SweepReport): Promise<void> {
  const { database } = services;
  const limit = new Date(now.getTime() - UPLOAD_LIMIT_MS).toISOString();
  for (const userId of await listUsersWithOldReservations(database, limit, BATCH)) {
    try {
      await sweepUserReservations(database, userId, limit, report);
    } catch (error) {
      report.skipped += 1;
      logFault("the sweep passed over a user's reservations", { userId }, error);
      await postponeOpenItem(database, keys.usage(userId), now.toISOString(), userId);
    }
  }
}

async function sweepUserReservations(
  database: Database,
  userId: string,
  limit: string,
  report: SweepReport,
): Promise<void> {
  const { reservations } = await getUsage(database, userId);
  const old = Object.keys(reservations).filter((imageId) => reservedAt(imageId) < Date.parse(limit));
  // Settling an upload leaves the usage where it was in the index.
  if (old.length === 0) return renewOpenPlace(database, userId);
  for (const imageId of old) {
    const image = await findImageIncludingDeleting(database, { ownerId: userId, imageId });
    if (!image) {
      await releaseReservation(database, userId, imageId);
      report.released += 1;
    } else if (image.status !== "uploading" && image.removingSince === undefined) {
      // The worker was lost between the two; until it counts as used, it would stand in the way of other uploads.
      if (await commitReservation(database, userId, { imageId, bytes: image.bytes })) {
        await addTotals(database, { images: 1, bytes: image.bytes });
        report.settled += 1;
      }
    }
  }
}
