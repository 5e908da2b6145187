import { type FailureCode, failures } from "#lib/images/failure.ts";
import type { Image } from "#lib/images/image.ts";
import type { ImageId } from "#lib/images/image-item.ts";
import {
  completeProcessing,
  failProcessing,
  findImage,
  type RenderedImage,
  restartProcessing,
} from "#lib/images/image-repository.ts";
import { renditionsPrefix } from "#lib/images/object-keys.ts";
import {
  appendMissingReadyEvent,
  appendProcessingEvents,
  appendReadyEvents,
  deleteProcessingEvents,
} from "#lib/images/processing-event-repository.ts";
import { readyTimeCounter } from "#lib/metrics/counters.ts";
import { type FailureStage, toFailureGroup } from "#lib/processing/failure-group.ts";
import { recordFailureGroup } from "#lib/processing/failure-repository.ts";
import { deleteFolder } from "#lib/storage/objects.ts";
import type { ProcessingLog } from "./processing-log.ts";
import type { RenderedOriginal } from "./render-original.ts";
import type { ImageContext } from "./telemetry.ts";
import type { BatchServices, WorkerServices } from "./worker-services.ts";

/** One attempt at an image. */
export interface Attempt {
  /** The image as it was last read or stored. */
  image: Image;
  log: ProcessingLog;
  context: ImageContext;
  /** How far the attempt has come. */
  stage: FailureStage;
  /** By performance.now(), milliseconds. */
  startedAt: number;
  /** Whether a failure of ours ends the image, since the message is not received again. */
  isLastAttempt: boolean;
  /** How long a storage event waited, milliseconds; undefined for what was requested again. */
  eventAgeMs: number | undefined;
}

/** How an attempt ends. */
export type Outcome =
  | { kind: "ready"; picture: RenderedOriginal; rendered: RenderedImage; inputBytes: number }
  /** The picture's own fault: trying again would end the same. */
  | { kind: "failed"; code: FailureCode; message: string }
  /** Another receive of the same event did the work. */
  | { kind: "duplicate" }
  /** Our fault; the message is received again, unless this was its last time. */
  | { kind: "attempt_failed"; error: unknown };

/** Records how an attempt ended, once and in one place: state, processing record, log line, metrics and counters. */
export async function recordOutcome(services: BatchServices, attempt: Attempt, outcome: Outcome): Promise<void> {
  switch (outcome.kind) {
    case "ready":
      return recordReady(services, attempt, outcome);
    case "failed":
      return recordFailed(services, attempt, outcome);
    case "duplicate":
      return recordDuplicate(services, attempt);
    case "attempt_failed":
      return recordAttemptFailure(services, attempt, outcome.error);
  }
}

async function recordReady(
  services: BatchServices,
  attempt: Attempt,
  { picture, rendered, inputBytes }: Extract<Outcome, { kind: "ready" }>,
): Promise<void> {
  const { counters, telemetry } = services;
  const { image, log, context, eventAgeMs } = attempt;
  const ready = await complete(services, image, rendered);
  if (!ready) return recordDuplicate(services, attempt);
  log.add({ step: "ready" });
  telemetry.info("ready", {
    ...context,
    decodeMs: Math.round(picture.decodeMs),
    renderMs: Math.round(picture.renderMs),
    peakMemoryBytes: picture.peakMemoryBytes,
  });
  telemetry.countRendered({ ...picture, inputBytes, eventAgeMs });
  counters.count({
    ready: 1,
    renderMs: Math.round(picture.decodeMs + picture.renderMs),
    renditionBytes: picture.renditions.reduce((sum, { body }) => sum + body.byteLength, 0),
    // What was requested again was stored long ago, and tells nothing of how long people wait.
    ...(eventAgeMs === undefined ? {} : { [readyTimeCounter(eventAgeMs + performance.now() - attempt.startedAt)]: 1 }),
  });
  await appendReadyEvents(services.database, ready, log.take());
  await cleanUpIfDeleted(services, toImageId(image));
}

/** Returns the image if this call made it `ready`. */
async function complete(
  { database }: WorkerServices,
  image: Image,
  rendered: RenderedImage,
): Promise<Image | undefined> {
  const at = () => new Date().toISOString();
  const ready = await completeProcessing(database, image, rendered, at());
  if (ready) return ready;
  const now = await findImage(database, toImageId(image));
  // Another receive of the same event gave up, for a reason that did not hold here: the picture counts.
  if (now?.failureCode !== undefined && failures[now.failureCode].retryable) {
    await restartProcessing(database, now, at());
    return completeProcessing(database, toImageId(image), rendered, at());
  }
  return undefined;
}

async function recordFailed(
  services: BatchServices,
  attempt: Attempt,
  { code, message }: { code: FailureCode; message: string },
): Promise<void> {
  const { storage, telemetry } = services;
  const { image, log, context } = attempt;
  const isFailed = await markFailed(services, attempt, code, message);
  if (isFailed && Object.keys(image.renditions).length > 0) {
    // The original was overwritten after it had been rendered: its renditions show something that is not there.
    await deleteFolder(storage, renditionsPrefix(image.ownerId, image.id));
  }
  if (isFailed) {
    log.add({ step: "failed", code, message });
    telemetry.warn("failed", { ...context, code, reason: message });
  }
  await storeRecord(services, attempt);
}

async function recordDuplicate(services: BatchServices, attempt: Attempt): Promise<void> {
  const { telemetry } = services;
  telemetry.countDuplicate();
  telemetry.info("duplicate event", { ...attempt.context });
  attempt.log.add({ step: "duplicate_event" });
  const now = await findImage(services.database, toImageId(attempt.image));
  if (now?.status === "ready") await appendMissingReadyEvent(services.database, now);
  await storeRecord(services, attempt);
}

async function recordAttemptFailure(services: BatchServices, attempt: Attempt, error: unknown): Promise<void> {
  const { counters, telemetry } = services;
  const { log, context } = attempt;
  const message = error instanceof Error ? error.name : "Error";
  const durationMs = Math.round(performance.now() - attempt.startedAt);
  telemetry.error("attempt failed", context, error);
  telemetry.countAttemptFailed();
  counters.count({ attemptsFailed: 1 });
  try {
    const isGivenUp = attempt.isLastAttempt && (await markFailed(services, attempt, "internal", message));
    log.add(
      isGivenUp
        ? { step: "failed", code: "internal", message, durationMs }
        : { step: "attempt_failed", message, durationMs },
    );
    await storeRecord(services, attempt);
  } catch (error) {
    // The database may be what is failing. The first error decides what happens to the message.
    telemetry.error("the failed attempt could not be recorded", context, error);
  }
}

/** Moves the image to `failed`, under the kind of failure that this is one of. Returns whether this call did so. */
async function markFailed(
  { database, counters, telemetry }: BatchServices,
  { image, stage }: Attempt,
  code: FailureCode,
  message: string,
): Promise<boolean> {
  const at = new Date().toISOString();
  const group = toFailureGroup({ stage, code, contentType: image.contentType, message });
  await recordFailureGroup(database, group, at);
  if (!(await failProcessing(database, image, code, at, group.fingerprint))) return false;
  counters.count({ failed: 1, [`failed_${code}`]: 1 });
  telemetry.countFailed(code);
  return true;
}

/** Stores what the attempt wrote of itself, unless its image was deleted at the same time. */
async function storeRecord(services: WorkerServices, { image, log }: Attempt): Promise<void> {
  await appendProcessingEvents(services.database, image.id, log.take());
  await cleanUpIfDeleted(services, { ownerId: image.ownerId, imageId: image.id });
}

/**
 * Takes back what an attempt may have left of an image that was deleted permanently at the same time. The deletion may
 * have passed the same places before we wrote there.
 */
export async function cleanUpIfDeleted({ database, storage }: WorkerServices, id: ImageId): Promise<void> {
  if (await findImage(database, id)) return;
  await deleteFolder(storage, renditionsPrefix(id.ownerId, id.imageId));
  await deleteProcessingEvents(database, id.imageId);
}

function toImageId({ ownerId, id }: Image): ImageId {
  return { ownerId, imageId: id };
}
