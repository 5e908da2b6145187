import type { FailureCode } from "#lib/images/failure.ts";
import { failures } from "#lib/images/failure.ts";
import { type Image, isTerminalStatus } from "#lib/images/image.ts";
import type { ImageId } from "#lib/images/image-item.ts";
import {
  completeProcessing,
  failProcessing,
  findImage,
  findImageIncludingDeleting,
  type RenderedImage,
  restartProcessing,
  startProcessing,
} from "#lib/images/image-repository.ts";
import { originalKey, renditionsPrefix } from "#lib/images/object-keys.ts";
import { deleteProcessingEvents } from "#lib/images/processing-event-repository.ts";
import { isCurrentRecipe, recipe } from "#lib/images/recipe.ts";
import { readyTimeCounter } from "#lib/metrics/counters.ts";
import { type FailureStage, toFailureGroup } from "#lib/processing/failure-group.ts";
import { recordFailureGroup } from "#lib/processing/failure-repository.ts";
import { isStaleSequencer } from "#lib/processing/message.ts";
import { deleteFolder, deleteObject, openObject } from "#lib/storage/objects.ts";
import { commitReservation } from "#lib/usage/usage-repository.ts";
import { createProcessingLog, type ProcessingLog } from "./processing-log.ts";
import { MissingOriginalError, renderOriginal, toRenderedImage, writeRenditions } from "./render-original.ts";
import { PictureError } from "./sandbox/picture-error.ts";
import type { RenderedPicture } from "./sandbox/render-protocol.ts";
import type { ImageContext } from "./telemetry.ts";
import type { BatchServices, WorkerServices } from "./worker-services.ts";

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
  const { database } = services;
  const id: ImageId = { ownerId: request.ownerId, imageId: request.imageId };
  const before = await findImageIncludingDeleting(database, id);
  if (!before) return removeOrphan(services, request);
  if (before.removingSince !== undefined) return;
  const context = toLogContext(request, before);
  const log = createProcessingLog(database, before, request.attempt);
  const work: Work = { id, before, log, context, stage: "fetch", startedAt: performance.now() };
  try {
    await processExisting(services, request, work);
    await log.written();
  } catch (error) {
    await recordAttemptFailure(services, request, work, { error, durationMs: performance.now() - work.startedAt });
    throw error;
  }
  await cleanUpIfDeleted(services, id);
}

interface Work {
  id: ImageId;
  before: Image;
  log: ProcessingLog;
  context: ImageContext;
  /** How far it has come. */
  stage: FailureStage;
  /** By performance.now(), milliseconds. */
  startedAt: number;
}

async function processExisting(services: BatchServices, request: ImageRequest, work: Work): Promise<void> {
  const { database, storage, telemetry } = services;
  const { id, before, log, context } = work;
  const isOverwritten = isNewerEvent(request.sequencer, before.sequencer);
  if (isOlderEvent(request.sequencer, before.sequencer) || (isTerminalStatus(before.status) && !isOverwritten)) {
    return recordDuplicate(services, work);
  }

  const original = await openObject(storage, originalKey(id.ownerId, id.imageId));
  if (!original) {
    if (!(await findImage(database, id))) return;
    throw new MissingOriginalError("The original is not in storage");
  }
  try {
    const image = await startProcessing(database, id, {
      at: new Date().toISOString(),
      sequencer: request.sequencer,
      bytes: original.bytes,
      evenIfSettled: isOverwritten,
    });
    if (!image) return await recordDuplicate(services, work);
    if (await commitReservation(database, id.ownerId, { imageId: id.imageId, bytes: image.bytes })) {
      services.counters.count({ uploads: 1, uploadedBytes: image.bytes });
      services.counters.countTotals({ images: 1, bytes: image.bytes });
    }
    log.note({ step: "stored" });
    telemetry.info("processing", { ...context, inputBytes: original.bytes });
    const picture = await renderOriginal(services, image, original, {
      log,
      onStage: (stage) => {
        work.stage = stage;
      },
    });
    await finish(services, request, { ...work, before: image }, picture, original.bytes);
  } catch (error) {
    if (!(error instanceof PictureError)) throw error;
    await fail(services, work, error.code, error.message);
  } finally {
    original.stream.destroy();
  }
}

/** Writes the renditions and moves the image to `ready`; takes them back when it was removed meanwhile. */
async function finish(
  services: BatchServices,
  request: ImageRequest,
  work: Work,
  picture: RenderedPicture,
  inputBytes: number,
): Promise<void> {
  const { telemetry } = services;
  const { id, before, log, context } = work;
  // Renditions of this recipe that stand already, as those of a re-render, are replaced where they are.
  const version = isCurrentRecipe(before.recipeVersion) ? before.recipeVersion : recipe.version;
  await writeRenditions(services, before, picture, version);
  if (!(await complete(services, id, toRenderedImage(picture, version)))) return recordDuplicate(services, work);
  log.note({ step: "ready" });
  telemetry.info("ready", {
    ...context,
    decodeMs: Math.round(picture.decodeMs),
    renderMs: Math.round(picture.renderMs),
    peakMemoryBytes: picture.peakMemoryBytes,
  });
  telemetry.countRendered({ ...picture, inputBytes, eventAgeMs: request.eventAgeMs });
  countReady(services, request, work, picture);
}

function countReady(
  { counters }: BatchServices,
  { eventAgeMs, sequencer }: ImageRequest,
  work: Work,
  picture: RenderedPicture,
): void {
  const storedMs = (eventAgeMs ?? 0) + performance.now() - work.startedAt;
  counters.count({
    ready: 1,
    renderMs: Math.round(picture.decodeMs + picture.renderMs),
    renditionBytes: picture.renditions.reduce((sum, { body }) => sum + body.byteLength, 0),
    // What was asked for again was stored long ago, and tells nothing of how long people wait.
    ...(sequencer === undefined ? {} : { [readyTimeCounter(storedMs)]: 1 }),
  });
}

/** Returns whether this call made the image `ready`. */
async function complete(services: WorkerServices, id: ImageId, rendered: RenderedImage): Promise<boolean> {
  const { database } = services;
  const at = () => new Date().toISOString();
  if (await completeProcessing(database, id, rendered, at())) return true;
  const now = await findImage(database, id);
  // Another receive of the same event gave up, for a reason that did not hold here: the picture counts.
  if (now?.failureCode !== undefined && failures[now.failureCode].retryable) {
    await restartProcessing(database, id, at());
    return (await completeProcessing(database, id, rendered, at())) !== undefined;
  }
  // When it is gone, cleanUpIfDeleted takes the renditions back; when it is ready, they are the same bytes.
  return false;
}

async function fail(services: BatchServices, work: Work, code: FailureCode, message: string): Promise<void> {
  const { storage, telemetry } = services;
  const { id, before, log, context } = work;
  if (!(await markFailed(services, work, code, message))) return;
  if (Object.keys(before.renditions).length > 0) {
    // The original was overwritten after it had been rendered: its renditions show something that is not there.
    await deleteFolder(storage, renditionsPrefix(id.ownerId, id.imageId));
  }
  log.note({ step: "failed", code, message });
  telemetry.warn("failed", { ...context, code, reason: message });
  telemetry.countFailed(code);
}

/** Moves the image to `failed`, under the kind of failure that this is one of. Returns whether this call did so. */
async function markFailed(
  { database, counters }: BatchServices,
  { id, before, stage }: Work,
  code: FailureCode,
  message: string,
): Promise<boolean> {
  const at = new Date().toISOString();
  const group = toFailureGroup({ stage, code, contentType: before.contentType, message });
  await recordFailureGroup(database, group, at);
  if (!(await failProcessing(database, id, code, at, group.fingerprint))) return false;
  counters.count({ failed: 1, [`failed_${code}`]: 1 });
  return true;
}

async function recordDuplicate({ database, telemetry }: WorkerServices, { id, log, context }: Work): Promise<void> {
  telemetry.countDuplicate();
  telemetry.info("duplicate event", { ...context });
  if (await findImage(database, id)) log.note({ step: "duplicate_event" });
}

async function recordAttemptFailure(
  services: BatchServices,
  request: ImageRequest,
  work: Work,
  fault: { error: unknown; durationMs: number },
): Promise<void> {
  const { counters, telemetry } = services;
  const { id, log, context } = work;
  const { error } = fault;
  const message = error instanceof Error ? error.name : "Error";
  const durationMs = Math.round(fault.durationMs);
  telemetry.error("attempt failed", context, error);
  telemetry.countAttemptFailed();
  counters.count({ attemptsFailed: 1 });
  try {
    const isGivenUp = request.isLastAttempt && (await markFailed(services, work, "internal", message));
    log.note(
      isGivenUp
        ? { step: "failed", code: "internal", message, durationMs }
        : { step: "attempt_failed", message, durationMs },
    );
    if (isGivenUp) telemetry.countFailed("internal");
    await log.written();
    await cleanUpIfDeleted(services, id);
  } catch (error) {
    // The database may be what is failing. The first error decides what happens to the message.
    telemetry.error("the failed attempt could not be recorded", context, error);
  }
}

/**
 * Takes back what this attempt may have left of an image that was removed for good meanwhile. The removal itself may
 * have passed the same places before we wrote there.
 */
export async function cleanUpIfDeleted({ database, storage }: WorkerServices, id: ImageId): Promise<void> {
  if (await findImage(database, id)) return;
  await deleteFolder(storage, renditionsPrefix(id.ownerId, id.imageId));
  await deleteProcessingEvents(database, id.imageId);
}

/** An original without an image: it was removed, and its upload or its event came late. */
async function removeOrphan({ storage, telemetry }: WorkerServices, request: ImageRequest): Promise<void> {
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

function toLogContext(request: ImageRequest, image: Image): ImageContext {
  return { imageId: image.id, userId: image.ownerId, attempt: request.attempt, traceId: image.traceId };
}
