import type { Readable } from "node:stream";
import type { WorkerConfig } from "#lib/config.ts";
import type { CaptureRecord, Image } from "#lib/images/image.ts";
import type { RenderedImage } from "#lib/images/image-repository.ts";
import { renditionKey } from "#lib/images/object-keys.ts";
import { contentTypeOfRendition, recipe } from "#lib/images/recipe.ts";
import type { FailureStage } from "#lib/processing/failure-group.ts";
import { writeObject } from "#lib/storage/objects.ts";
import { completeCapture } from "./complete-capture.ts";
import { withFetchedOriginal } from "./fetch-original.ts";
import type { ProcessingLog } from "./processing-log.ts";
import { PictureError } from "./sandbox/picture-error.ts";
import type { RenderedPicture, RenderLimits } from "./sandbox/render-protocol.ts";
import type { WorkerServices } from "./worker-services.ts";

/** The original is not where its event said. Storage may answer late, so it is our fault until the last attempt. */
export class MissingOriginalError extends Error {
  override readonly name = "MissingOriginalError";
}

/** A rendered picture with all that is known of the shot. */
export type RenderedOriginal = Omit<RenderedPicture, keyof CaptureRecord> & CaptureRecord;

/**
 * Makes sure that an original is what was announced, and renders it by the recipe; `onStage` hears how far that is.
 * @throws PictureError when the picture is hopeless
 */
export async function renderOriginal(
  { config, renderer }: WorkerServices,
  image: Image,
  original: { bytes: number; stream: Readable },
  { log, onStage }: { log: ProcessingLog; onStage: (stage: FailureStage) => void },
): Promise<RenderedOriginal> {
  if (original.bytes > config.maxUploadBytes) {
    throw new PictureError(
      "too_large",
      `More bytes than accepted (${original.bytes}, at most ${config.maxUploadBytes})`,
    );
  }
  return withFetchedOriginal(original.stream, async ({ path, sha256 }) => {
    if (sha256 !== image.sha256) {
      throw new PictureError("checksum_mismatch", "The stored bytes have another SHA-256 than was announced");
    }
    onStage("inspect");
    const picture = await renderer.render(
      { path, limits: toRenderLimits(config), renditions: recipe.renditions },
      (inspectMs) => {
        onStage("render");
        log.add({ step: "inspected", durationMs: Math.round(inspectMs) });
      },
    );
    onStage("store");
    log.add({
      step: "rendered",
      durationMs: Math.round(picture.decodeMs + picture.renderMs),
      peakMemoryBytes: picture.peakMemoryBytes,
      ...(picture.incomplete ? { message: "The end of the file is missing; what is there is shown." } : {}),
    });
    return { ...picture, ...(await completeCapture(picture, image.fileName)) };
  });
}

/** Writes renditions where those of a version of the recipe stand. */
export async function writeRenditions(
  { storage }: Pick<WorkerServices, "storage">,
  { ownerId, id }: Pick<Image, "ownerId" | "id">,
  { renditions }: Pick<RenderedPicture, "renditions">,
  version: string,
): Promise<void> {
  await Promise.all(
    renditions.map(({ name, body }) =>
      writeObject(storage, renditionKey(ownerId, id, name, version), body, {
        contentType: contentTypeOfRendition(name),
      }),
    ),
  );
}

/** What the table notes of a picture whose renditions stand as those of a version. */
export function toRenderedImage(picture: RenderedOriginal, version: string): RenderedImage {
  return {
    contentType: picture.contentType,
    width: picture.width,
    height: picture.height,
    takenAt: picture.takenAt,
    takenAtSource: picture.takenAtSource,
    takenOffset: picture.takenOffset,
    sortAt: picture.sortAt,
    thumbhash: picture.thumbhash,
    dominantColor: picture.dominantColor,
    perceptualHash: readPerceptualHash(picture.perceptualHash),
    frames: picture.frames,
    transparent: picture.transparent,
    incomplete: picture.incomplete,
    shot: picture.shot,
    embedded: picture.embedded,
    recipeVersion: version,
    renditions: Object.fromEntries(
      picture.renditions.map(({ name, body, width, height }) => [name, { width, height, bytes: body.byteLength }]),
    ),
  };
}

/** The render process has seen a stranger's bytes, so what it says is checked. */
function readPerceptualHash(hash: string | undefined): string | undefined {
  return hash !== undefined && /^[0-9a-f]{16}$/.test(hash) ? hash : undefined;
}

function toRenderLimits(config: WorkerConfig): RenderLimits {
  return {
    maxPixels: config.maxPixels,
    maxFrames: config.maxFrames,
    animatedFrames: config.animatedFrames,
    timeoutMs: config.renderTimeoutMs,
    maxMemoryBytes: config.renderMemoryBytes,
  };
}
