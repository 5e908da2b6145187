import { getRenditionVersion, type Image } from "#lib/images/image.ts";
import type { ImageId } from "#lib/images/image-item.ts";
import { findImage, switchRenditions } from "#lib/images/image-repository.ts";
import { originalKey } from "#lib/images/object-keys.ts";
import { appendProcessingEvents } from "#lib/images/processing-event-repository.ts";
import { isCurrentRecipe } from "#lib/images/recipe.ts";
import { failRerender } from "#lib/processing/fail-rerender.ts";
import { countRerendered } from "#lib/processing/rerender-run-repository.ts";
import { openObject } from "#lib/storage/objects.ts";
import { createProcessingLog, type ProcessingLog } from "./processing-log.ts";
import { cleanUpIfDeleted } from "./record-outcome.ts";
import { MissingOriginalError, renderOriginal, toRenderedImage, writeRenditions } from "./render-original.ts";
import { PictureError } from "./sandbox/picture-error.ts";
import type { BatchServices } from "./worker-services.ts";

export interface RerenderRequest extends ImageId {
  rerender: {
    /** Number of the re-render. */
    run: number;
    /** Under which the new renditions are to stand. */
    version: string;
  };
  /** Which receive of the message this is, from 1. */
  attempt: number;
  /** Whether the message is not received again. */
  isLastAttempt: boolean;
}

/**
 * Renders a ready image again and shows its new renditions once they stand; until then, and when that fails, the old
 * ones serve. Resolves when nothing is left to do, the image's own faults included.
 * @throws whatever is our fault, for the message to be received again; after the last attempt the image keeps what it
 * has and says why
 */
export async function rerenderImage(services: BatchServices, request: RerenderRequest): Promise<void> {
  const { database, telemetry } = services;
  const { run, version } = request.rerender;
  const id: ImageId = { ownerId: request.ownerId, imageId: request.imageId };
  if (!isCurrentRecipe(version)) {
    // Asked for by another version of the application; the re-render asks again until both are of one version.
    telemetry.warn("cannot re-render by another recipe", { imageId: id.imageId, version });
    return;
  }
  const image = await findImage(database, id);
  const isStale =
    image?.status === "ready" && getRenditionVersion(image) !== version && image.rerenderFailure?.run !== run;
  if (isStale) await rerenderStale(services, request, image);
  else await countRerendered(database, run, "skipped");
  await cleanUpIfDeleted(services, id);
}

async function rerenderStale(services: BatchServices, request: RerenderRequest, image: Image): Promise<void> {
  const { counters, telemetry } = services;
  const { attempt } = request;
  const context = { imageId: image.id, userId: image.ownerId, attempt, traceId: image.traceId };
  const log = createProcessingLog(image, attempt);
  const startedAt = performance.now();
  try {
    await replaceRenditions(services, request, image, log);
    await appendProcessingEvents(services.database, image.id, log.take());
  } catch (error) {
    if (error instanceof PictureError) {
      await appendProcessingEvents(services.database, image.id, log.take());
      telemetry.warn("re-rendering failed", { ...context, code: error.code, reason: error.message });
      return abandon(services, request, error);
    }
    telemetry.error("attempt failed", context, error);
    telemetry.countAttemptFailed();
    counters.count({ attemptsFailed: 1 });
    const message = error instanceof Error ? error.name : "Error";
    if (request.isLastAttempt) await abandon(services, request, { code: "internal", message });
    log.add({ step: "attempt_failed", message, durationMs: Math.round(performance.now() - startedAt) });
    await appendProcessingEvents(services.database, image.id, log.take());
    throw error;
  }
}

async function replaceRenditions(
  services: BatchServices,
  request: RerenderRequest,
  image: Image,
  log: ProcessingLog,
): Promise<void> {
  const { database, storage, counters, telemetry } = services;
  const { run, version } = request.rerender;
  const id: ImageId = { ownerId: image.ownerId, imageId: image.id };
  const original = await openObject(storage, originalKey(image.ownerId, image.id));
  if (!original) throw new MissingOriginalError("The original is not in storage");
  try {
    const picture = await renderOriginal(services, image, original, { log, onStage: () => {} });
    await writeRenditions(services, image, picture, version);
    const { recipeVersion, renditions, thumbhash, dominantColor, perceptualHash, transparent, incomplete } =
      toRenderedImage(picture, version);
    const rendered = { recipeVersion, renditions, thumbhash, dominantColor, perceptualHash, transparent, incomplete };
    if (!(await switchRenditions(database, id, rendered, new Date().toISOString()))) {
      return await abandon(services, request, { code: "internal", message: "The image changed meanwhile." });
    }
    await countRerendered(database, run, "rendered");
    log.add({ step: "rerendered", message: `${getRenditionVersion(image)} → ${version}` });
    counters.count({ rerendered: 1, renderMs: Math.round(picture.decodeMs + picture.renderMs) });
    telemetry.countRendered({ ...picture, inputBytes: original.bytes, eventAgeMs: undefined });
  } finally {
    original.stream.destroy();
  }
}

/** Leaves the image with what it has; what was stored meanwhile by another receive of the message counts, though. */
async function abandon(
  { database }: BatchServices,
  { ownerId, imageId, rerender, attempt }: RerenderRequest,
  { code, message }: Pick<PictureError, "code" | "message">,
): Promise<void> {
  const reason = { code, message, at: new Date().toISOString(), attempt };
  if (await failRerender({ database }, { ownerId, imageId }, rerender, reason)) return;
  await countRerendered(database, rerender.run, "skipped");
}
