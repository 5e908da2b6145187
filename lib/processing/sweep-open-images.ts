import { deleteImage } from "#lib/images/delete-image.ts";
import type { Image } from "#lib/images/image.ts";
import { listOpenImages } from "#lib/images/image-listing.ts";
import { findImageIncludingDeleting, touchUpload } from "#lib/images/image-repository.ts";
import { originalKey } from "#lib/images/object-keys.ts";
import { countMessages } from "#lib/queue/queue.ts";
import type { Services } from "#lib/services.ts";
import { findObject } from "#lib/storage/objects.ts";
import { getUsage, listUsersWithOldReservations, releaseReservation, reservedAt } from "#lib/usage/usage-repository.ts";
import { failOrphanedProcessing } from "./fail-orphaned-processing.ts";
import { requestRendering } from "./message.ts";

const MINUTE_MS = 60_000;
/** Younger work is left alone: it is most likely under way. */
const GRACE_MS = 2 * MINUTE_MS;
/** Beyond every retry of a message: five receives of two minutes each. */
const PROCESSING_LIMIT_MS = 15 * MINUTE_MS;
/** Beyond the life of any upload URL, with an hour for a slow PUT that began at its end. */
const UPLOAD_LIMIT_MS = 2 * 60 * MINUTE_MS;
const BATCH = 200;

export interface SweepReport {
  /** Stored, but their event never came: rendering was asked for. */
  requested: number;
  /** Given up by their uploader: removed, their reservation given back. */
  abandoned: number;
  /** In processing though no message is left for them: shown as failed, to be retried. */
  failed: number;
  /** Removals that had ended midway, finished. */
  removed: number;
  /** Reservations without an image, given back. */
  released: number;
}

/**
 * Finds the work that a crash, a lost event or a closed browser left behind and brings it to an end. Safe to run at
 * any time and from several places at once; looks at the 200 oldest of each kind per run.
 */
export async function sweepOpenImages(
  services: Pick<Services, "database" | "storage" | "queue">,
  now: Date = new Date(),
): Promise<SweepReport> {
  const report: SweepReport = { requested: 0, abandoned: 0, failed: 0, removed: 0, released: 0 };
  const before = new Date(now.getTime() - GRACE_MS).toISOString();
  // While messages are waiting, an image is most likely waiting with them.
  const isQueueIdle = (await countMessages(services.queue)) === 0;
  for (const image of await listOpenImages(services.database, before, BATCH)) {
    const outcome = await sweepImage(services, image, now, isQueueIdle);
    if (outcome) report[outcome] += 1;
  }
  report.released = await sweepReservations(services, now);
  return report;
}

async function sweepImage(
  services: Pick<Services, "database" | "storage" | "queue">,
  image: Image,
  now: Date,
  isQueueIdle: boolean,
): Promise<Exclude<keyof SweepReport, "released"> | undefined> {
  const { database, storage, queue } = services;
  const id = { ownerId: image.ownerId, imageId: image.id };
  const ageMs = now.getTime() - Date.parse(image.removingSince ?? image.statusAt);
  if (image.removingSince !== undefined) {
    await deleteImage(services, id);
    return "removed";
  }
  if (image.status === "uploading") {
    const isStored = (await findObject(storage, originalKey(image.ownerId, image.id))) !== undefined;
    if (isStored && isQueueIdle) {
      await touchUpload(database, id, now.toISOString());
      await requestRendering(queue, id);
      return "requested";
    }
    if (!isStored && ageMs > UPLOAD_LIMIT_MS) {
      await deleteImage(services, id);
      return "abandoned";
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

async function sweepReservations({ database }: Pick<Services, "database">, now: Date): Promise<number> {
  const limit = now.getTime() - UPLOAD_LIMIT_MS;
  let released = 0;
  for (const userId of await listUsersWithOldReservations(database, new Date(limit).toISOString(), BATCH)) {
    const { reservations } = await getUsage(database, userId);
    for (const imageId of Object.keys(reservations).filter((reserved) => reservedAt(reserved) < limit)) {
      if (await findImageIncludingDeleting(database, { ownerId: userId, imageId })) continue;
      await releaseReservation(database, userId, imageId);
      released += 1;
    }
  }
  return released;
}
