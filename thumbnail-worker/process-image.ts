import { type Image, isTerminalStatus } from "#lib/images/image.ts";
import type { ImageId } from "#lib/images/image-item.ts";
import { findImage, findImageIncludingDeleting, startProcessing } from "#lib/images/image-repository.ts";
import { originalKey, renditionsPrefix } from "#lib/images/object-keys.ts";
import { isCurrentRecipe, recipe } from "#lib/images/recipe.ts";
import { isStaleSequencer } from "#lib/processing/message.ts";
import { deleteFolder, deleteObject, openObject } from "#lib/storage/objects.ts";
import { commitReservation } from "#lib/usage/reserve-bytes.ts";
import { createProcessingLog } from "./processing-log.ts";
import { type Attempt, recordOutcome } from "./record-outcome.ts";
import { MissingOriginalError, renderOriginal, toRenderedImage, writeRenditions } from "./render-original.ts";
import { PictureError } from "./sandbox/picture-error.ts";
import type { BatchServices } from "./worker-services.ts";

export interface ImageRequest extends ImageId {
  /** Of the storage event; undefined when we asked ourselves. */
  sequencer: string | undefined;
  /** Which receive of the message this is, from 1. */
  attempt: number;
  /** Whether a failure of ours ends the image, since the message is not received again. */
  isLastAttempt: boolean;
  /** How long the message waited, milliseconds. */
  eventAgeMs: number | undefined;
}

/**
 * Brings an image to `ready` or `failed`, exactly once however often and from wherever it is called. Resolves when
 * nothing is left to do, the image's own faults included.
 * @throws whatever is our fault, for the message to be received again; the image then stays as it is, except on the
 * last attempt, which leaves it `failed` and to be retried by its owner
 */
export async function processImage(services: BatchServices, request: ImageRequest): Promise<void> {
  const { ownerId, imageId } = request;
  const image = await findImageIncludingDeleting(services.database, { ownerId, imageId });
  if (!image) return removeOrphan(services, request);
  if (image.removingSince !== undefined) return;
  const attempt: Attempt = {
    image,
    log: createProcessingLog(image, request.attempt),
    context: { imageId: image.id, userId: image.ownerId, attempt: request.attempt, traceId: image.traceId },
    stage: "fetch",
    startedAt: performance.now(),
    isLastAttempt: request.isLastAttempt,
    eventAgeMs: request.sequencer === undefined ? undefined : (request.eventAgeMs ?? 0),
  };
  try {
    await processExisting(services, request, attempt);
  } catch (error) {
    await recordOutcome(services, attempt, { kind: "attempt_failed", error });
    throw error;
  }
}

async function processExisting(services: BatchServices, request: ImageRequest, attempt: Attempt): Promise<void> {
  const { database, storage } = services;
  const { image } = attempt;
  const isOverwritten = isNewerEvent(request.sequencer, image.sequencer);
  if (isOlderEvent(request.sequencer, image.sequencer) || (isTerminalStatus(image.status) && !isOverwritten)) {
    return recordOutcome(services, attempt, { kind: "duplicate" });
  }
  const original = await openObject(storage, originalKey(image.ownerId, image.id));
  if (!original) {
    if (!(await findImage(database, { ownerId: image.ownerId, imageId: image.id }))) return;
    throw new MissingOriginalError("The original is not in storage");
  }
  try {
    const started = await startProcessing(database, image, {
      at: new Date().toISOString(),
      sequencer: request.sequencer,
      bytes: original.bytes,
      evenIfSettled: isOverwritten,
    });
    if (!started) return await recordOutcome(services, attempt, { kind: "duplicate" });
    attempt.image = started;
    await commitStoredBytes(services, started);
    await renderStored(services, attempt, original);
  } catch (error) {
    if (!(error instanceof PictureError)) throw error;
    await recordOutcome(services, attempt, { kind: "failed", code: error.code, message: error.message });
  } finally {
    original.stream.destroy();
  }
}

async function commitStoredBytes({ database, counters }: BatchServices, image: Image): Promise<void> {
  const { ownerId, id: imageId, bytes } = image;
  if (await commitReservation(database, ownerId, { imageId, bytes })) {
    counters.count({ uploads: 1, uploadedBytes: bytes });
    counters.countTotals({ images: 1, bytes });
  }
}

async function renderStored(
  services: BatchServices,
  attempt: Attempt,
  original: NonNullable<Awaited<ReturnType<typeof openObject>>>,
): Promise<void> {
  const { image, log, context } = attempt;
  log.add({ step: "stored" });
  services.telemetry.info("processing", { ...context, inputBytes: original.bytes });
  const picture = await renderOriginal(services, image, original, {
    log,
    onStage: (stage) => {
      attempt.stage = stage;
    },
  });
  // Renditions of this recipe that exist already, as those of a re-render, are replaced where they are.
  const version = isCurrentRecipe(image.recipeVersion) ? image.recipeVersion : recipe.version;
  await writeRenditions(services, image, picture, version);
  const rendered = toRenderedImage(picture, version);
  await recordOutcome(services, attempt, { kind: "ready", picture, rendered, inputBytes: original.bytes });
}

/** An original without an image: it was removed, and its upload or its event came late. */
async function removeOrphan({ storage, telemetry }: BatchServices, request: ImageRequest): Promise<void> {
  const { ownerId, imageId, attempt } = request;
  await deleteObject(storage, originalKey(ownerId, imageId));
  await deleteFolder(storage, renditionsPrefix(ownerId, imageId));
  telemetry.warn("removed an original without an image", { imageId, userId: ownerId, attempt });
}

function isOlderEvent(next: string | undefined, applied: string | undefined): boolean {
  return isStaleSequencer(next, applied) && !isStaleSequencer(applied, next);
}

function isNewerEvent(next: string | undefined, applied: string | undefined): boolean {
  return next !== undefined && applied !== undefined && !isStaleSequencer(next, applied);
}
