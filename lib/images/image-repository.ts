import { stampChange } from "#lib/database/change-feed.ts";
import { CONFLICT, putNextRevision, retryOnConflict } from "#lib/database/compare-and-set.ts";
import type { Database } from "#lib/database/database.ts";
import { findItem, getItems } from "#lib/database/get-items.ts";
import { keys } from "#lib/database/keys.ts";
import { putIfAbsent } from "#lib/database/write-items.ts";
import { AppError } from "#lib/errors.ts";
import type { FailureCode } from "./failure.ts";
import {
  type AcceptedContentType,
  type CaptureRecord,
  type Image,
  isTerminalStatus,
  type RerenderFailure,
  retireRenditions,
  type StoredRendition,
} from "./image.ts";
import { type ImageId, toImage, toItem, toReadableImages } from "./image-item.ts";
import { isTombstone } from "./tombstone.ts";

/** What the worker learnt of an image that it rendered. */
export interface RenderedImage extends CaptureRecord {
  /** What the content is, where that is known, whatever the file was announced as. */
  contentType?: AcceptedContentType | undefined;
  width: number;
  height: number;
  thumbhash: string;
  dominantColor: string;
  perceptualHash?: string | undefined;
  frames: number | undefined;
  transparent?: boolean | undefined;
  incomplete?: boolean | undefined;
  recipeVersion: string;
  renditions: Record<string, StoredRendition>;
}

/** One image of its owner, or undefined: for one that is missing, being deleted, or another user's alike. */
export async function findImage(database: Database, { ownerId, imageId }: ImageId): Promise<Image | undefined> {
  const image = await findImageIncludingDeleting(database, { ownerId, imageId });
  return image?.removingSince === undefined ? image : undefined;
}

/** @throws AppError `not_found` */
export async function getImage(database: Database, id: ImageId): Promise<Image> {
  const image = await findImage(database, id);
  if (!image) throw new AppError("not_found", "There is no such image.");
  return image;
}

/** Like findImage, and also finds an image that is being deleted. */
export async function findImageIncludingDeleting(
  database: Database,
  { ownerId, imageId }: ImageId,
): Promise<Image | undefined> {
  const item = await findItem(database, keys.image(ownerId, imageId));
  return item && !isTombstone(item) ? toImage(item) : undefined;
}

/** Those of the given images that there are, in no particular order; one that cannot be read is left out. */
export async function findImages(database: Database, ownerId: string, imageIds: string[]): Promise<Image[]> {
  const wanted = [...new Set(imageIds)].map((imageId) => keys.image(ownerId, imageId));
  const items = await getItems(database, wanted, { isConsistent: true });
  return toReadableImages(items.filter((item) => !isTombstone(item) && item.removingSince === undefined));
}

/** Stores a new image. Returns false, changing nothing, when the id is taken already, be it by a tombstone. */
export function createImage(database: Database, image: Image): Promise<boolean> {
  return putIfAbsent(database, toItem({ ...image, changedAt: stampChange(image.changedAt) }));
}

/**
 * Marks an image as being processed: from `uploading`, or again from `processing` after an attempt that ended
 * midway; with `evenIfSettled` from any status, for an original that was overwritten. Returns the image as it is then,
 * or undefined when it is settled, gone, or being removed. `bytes`, the true size, counts from `uploading` only: from
 * then on it is the size that the owner's usage was settled with.
 */
export async function startProcessing(
  database: Database,
  target: ImageId | Image,
  change: { at: string; sequencer: string | undefined; bytes?: number; evenIfSettled?: boolean },
): Promise<Image | undefined> {
  return changeImage(database, target, (image) =>
    isTerminalStatus(image.status) && !change.evenIfSettled
      ? undefined
      : {
          ...image,
          status: "processing",
          statusAt: change.at,
          ...noFailure,
          bytes: (image.status === "uploading" && change.bytes) || image.bytes,
          sequencer: change.sequencer ?? image.sequencer,
        },
  );
}

/**
 * Records that an `uploading` image is still being sent, by a URL that lives until `uploadUrlUntil` where there is one.
 * Returns it, or undefined when it is no longer `uploading`.
 */
export async function touchUpload(
  database: Database,
  id: ImageId,
  at: string,
  uploadUrlUntil?: string,
): Promise<Image | undefined> {
  return changeImage(database, id, (image) =>
    image.status === "uploading"
      ? { ...image, statusAt: at, uploadUrlUntil: uploadUrlUntil ?? image.uploadUrlUntil }
      : undefined,
  );
}

/** Records until when a URL may store the image's original once more. Undefined when the image is gone. */
export async function noteUploadUrl(database: Database, id: ImageId, until: string): Promise<Image | undefined> {
  return changeImage(database, id, (image) => ({ ...image, uploadUrlUntil: until }));
}

/** `processing` → `ready`. Returns undefined when the image is no longer being processed, or gone. */
export async function completeProcessing(
  database: Database,
  target: ImageId | Image,
  rendered: RenderedImage,
  at: string,
): Promise<Image | undefined> {
  return changeImage(database, target, (image) =>
    image.status === "processing"
      ? {
          ...image,
          ...rendered,
          contentType: rendered.contentType ?? image.contentType,
          sortAt: rendered.sortAt ?? image.sortAt,
          status: "ready",
          statusAt: at,
          retired: retireRenditions(image, rendered.recipeVersion, at),
          rerenderFailure: undefined,
          retries: undefined,
        }
      : undefined,
  );
}

/**
 * Shows other renditions of a `ready` image from now on; the former ones wait for their removal. Returns the image as
 * it is then, or undefined when it is not ready, has these renditions already, or is gone.
 */
export async function switchRenditions(
  database: Database,
  target: ImageId | Image,
  rendered: Pick<
    RenderedImage,
    "recipeVersion" | "renditions" | "thumbhash" | "dominantColor" | "perceptualHash" | "transparent" | "incomplete"
  >,
  at: string,
): Promise<Image | undefined> {
  return changeImage(database, target, (image) =>
    image.status === "ready" && image.recipeVersion !== rendered.recipeVersion
      ? {
          ...image,
          ...rendered,
          retired: retireRenditions(image, rendered.recipeVersion, at),
          rerenderFailure: undefined,
        }
      : undefined,
  );
}

/**
 * Gives up what a re-render has or may have stored under `version`, and notes why when the image keeps what it has.
 * Returns the image as it is then; undefined, changing nothing, when it has these renditions after all, when this was
 * noted before, or when the image is gone.
 */
export async function abandonRenditions(
  database: Database,
  id: ImageId,
  version: string,
  failure: RerenderFailure,
): Promise<Image | undefined> {
  return changeImage(database, id, (image) => {
    const isKnown =
      image.rerenderFailure?.run === failure.run || image.retired?.some((retired) => retired.version === version);
    if (image.recipeVersion === version || isKnown) return undefined;
    const retired = [...(image.retired ?? []), { version, at: failure.at }];
    return { ...image, retired, ...(image.status === "ready" ? { rerenderFailure: failure } : {}) };
  });
}

/** Forgets retired renditions that were removed from storage. */
export async function clearRetired(database: Database, id: ImageId, versions: string[]): Promise<void> {
  await changeImage(database, id, (image) => {
    const left = (image.retired ?? []).filter(({ version }) => !versions.includes(version));
    if (left.length === image.retired?.length) return undefined;
    return { ...image, retired: left.length > 0 ? left : undefined };
  });
}

/**
 * `uploading` or `processing` → `failed`. `fingerprint` names the kind of failure, its code unless given. Returns
 * undefined when the image is settled already, or gone.
 */
export async function failProcessing(
  database: Database,
  target: ImageId | Image,
  code: FailureCode,
  at: string,
  fingerprint?: string,
): Promise<Image | undefined> {
  return changeImage(database, target, (image) =>
    isTerminalStatus(image.status)
      ? undefined
      : { ...image, status: "failed", statusAt: at, failureCode: code, failureFingerprint: fingerprint },
  );
}

/** Sets a failure aside. Returns undefined when the image has not failed, or is gone. */
export async function discardFailure(database: Database, id: ImageId, at: string): Promise<Image | undefined> {
  return changeImage(database, id, (image) =>
    image.status === "failed" ? { ...image, failureDiscardedAt: image.failureDiscardedAt ?? at } : undefined,
  );
}

const noFailure = { failureCode: undefined, failureFingerprint: undefined, failureDiscardedAt: undefined } as const;

/**
 * `failed` → `processing`, before rendering is requested again; with `maxRetries` that many times and no more until it
 * is ready. Returns undefined from any other status.
 */
export async function restartProcessing(
  database: Database,
  target: ImageId | Image,
  at: string,
  maxRetries?: number,
): Promise<Image | undefined> {
  return changeImage(database, target, (image) => {
    const retries = image.retries ?? 0;
    if (image.status !== "failed" || (maxRetries !== undefined && retries >= maxRetries)) return undefined;
    return {
      ...image,
      ...noFailure,
      status: "processing",
      statusAt: at,
      retries: maxRetries === undefined ? image.retries : retries + 1,
    };
  });
}

/**
 * Moves an image into the trash (`at`) or out of it (undefined). Returns the image as it is then, undefined when
 * it is gone. One that is in the trash already keeps the time it went there.
 */
export async function setTrashed(database: Database, id: ImageId, at: string | undefined): Promise<Image | undefined> {
  return changeImage(database, id, (image) => ({ ...image, trashedAt: at && (image.trashedAt ?? at) }));
}

/** Stores an image as it is once more, with the index entries that its state says. Undefined when it is gone. */
export function reindexImage(database: Database, id: ImageId): Promise<Image | undefined> {
  return changeImage(database, id, (image) => ({ ...image }));
}

/** Corrects the size that is stored of an original. Undefined when the image is gone. */
export function correctSize(database: Database, id: ImageId, bytes: number): Promise<Image | undefined> {
  return changeImage(database, id, (image) => ({ ...image, bytes }));
}

/** `ready` → `processing`, before rendering is requested again. Returns undefined from any other status. */
export function restartRendering(database: Database, id: ImageId, at: string): Promise<Image | undefined> {
  return changeImage(database, id, (image) =>
    image.status === "ready" ? { ...image, status: "processing", statusAt: at } : undefined,
  );
}

const NOT_BEING_REMOVED = "attribute_not_exists(removingSince)";

/**
 * Replaces an image by what `next` makes of it, provided that no other process has changed it; on a conflict it reads
 * the image and asks `next` again. Given an image rather than an id, it starts from that one and saves the first read;
 * `next` declines finally only on an image that was just read. Returns the stored image; undefined when there is none
 * or `next` declines.
 * @throws AppError `unavailable` when others keep changing it
 */
export async function changeImage(
  database: Database,
  target: ImageId | Image,
  next: (image: Image) => Image | undefined,
): Promise<Image | undefined> {
  const id = "revision" in target ? { ownerId: target.ownerId, imageId: target.id } : target;
  let inHand = "revision" in target ? target : undefined;
  return retryOnConflict("The image", async () => {
    const isFirstRead = inHand !== undefined;
    const before = inHand ?? (await findImage(database, id));
    inHand = undefined;
    const changed = before && next(before);
    if (!before || !changed) return isFirstRead ? CONFLICT : undefined;
    const after = { ...changed, revision: before.revision + 1, changedAt: stampChange(before.changedAt) };
    const key = keys.image(id.ownerId, id.imageId);
    const isStored = await putNextRevision(database, key, toItem(after), before.revision, NOT_BEING_REMOVED);
    return isStored ? after : CONFLICT;
  });
}
