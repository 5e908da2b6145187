import { randomBytes } from "node:crypto";
import { ulid } from "ulid";
import type { User } from "#lib/accounts/user.ts";
import { AppError } from "#lib/errors.ts";
import { claimContent, findContentClaim } from "#lib/images/content-claim-repository.ts";
import { deleteImage } from "#lib/images/delete-image.ts";
import type { AcceptedContentType, Contributor, Image } from "#lib/images/image.ts";
import { createImageRemovals } from "#lib/images/image-deletion-repository.ts";
import { createImage, findImage, noteUploadUrl, setTrashed, touchUpload } from "#lib/images/image-repository.ts";
import { originalKey } from "#lib/images/object-keys.ts";
import { MAX_RETRIES, retryFailedImage } from "#lib/processing/retry-image.ts";
import type { Services } from "#lib/services.ts";
import { requireFreeSpace } from "#lib/storage/free-space.ts";
import { findObject } from "#lib/storage/objects.ts";
import { reserveBytes, type ShareBounds } from "#lib/usage/reserve-bytes.ts";

export interface UploadAnnouncement {
  fileName: string;
  contentType: AcceptedContentType;
  /** Exact size. */
  bytes: number;
  /** Of the whole file, 64 lower-case hex digits. */
  sha256: string;
  /** The trace that the upload belongs to, 32 hexadecimal digits; a new one unless given. */
  traceId?: string | undefined;
}

/** What a guest adds for the owner through a share: it is in the album from the first write. */
export interface Contribution {
  addedBy: Contributor;
  albumId: string;
  bounds: ShareBounds;
}

/** An image whose original may be stored now, exactly `image.bytes` of it; or the one that holds the file already. */
export type OpenedUpload = { image: Image; isNew: boolean } | { image: Image; duplicate: true };

/** How often a race for the same content is run again; each round at least one contender wins. */
const MAX_ROUNDS = 5;

/**
 * Finds the user's image for a file or makes a new one with room for exactly the announced bytes. However many do so at
 * once for the same file, all get the same image. `urlUntil` (ISO 8601 UTC) is how long a URL that the caller signs for
 * it will live; undefined when the caller stores the bytes itself. With a contribution it is the share's image for the
 * file, and stays in the trash if the owner put it there.
 * @throws AppError `file_too_large`, `quota_exceeded`, `share_full`, `too_many_open_uploads`
 */
export async function openUpload(
  services: Services,
  user: User,
  announcement: UploadAnnouncement,
  urlUntil: string | undefined,
  contribution?: Contribution,
): Promise<OpenedUpload> {
  const content = { ownerId: user.id, sha256: announcement.sha256, addedBy: contribution?.addedBy };
  assertAcceptableSize(services, announcement.bytes);
  await requireFreeSpace(services.config.disk, announcement.bytes);
  for (let round = 0; round < MAX_ROUNDS; round++) {
    const claimedBy = await findContentClaim(services.database, content);
    const known =
      claimedBy && (await resumeExistingUpload(services, user, announcement, claimedBy, { urlUntil, contribution }));
    if (known) return known;
    const image = await create(services, user, announcement, { insteadOf: claimedBy, urlUntil, contribution });
    if (image) return { image, isNew: true };
  }
  throw new AppError("unavailable", "The same file is being uploaded from several places. Please try again.");
}

/** @throws AppError `file_too_large` naming the limit */
function assertAcceptableSize({ config }: Services, bytes: number): void {
  if (bytes > config.maxUploadBytes) {
    throw new AppError("file_too_large", "The file is larger than Skylight accepts.", {
      details: { maxBytes: config.maxUploadBytes, bytes },
    });
  }
}

/**
 * Undefined when the claim may be taken over: the image is gone, or going, for good, or another guest announced it and
 * has not sent it.
 */
async function resumeExistingUpload(
  services: Services,
  user: User,
  announcement: UploadAnnouncement,
  imageId: string,
  { urlUntil, contribution }: Pick<NewUpload, "urlUntil" | "contribution">,
): Promise<OpenedUpload | undefined> {
  const { database } = services;
  const id = { ownerId: user.id, imageId };
  const known = await findImage(database, id);
  if (!known) return undefined;
  const isOfSameSize = known.bytes === announcement.bytes;
  if (known.status === "uploading") {
    // Another guest's announcement is left for them to complete, and blocks no one else.
    if (known.addedBy?.guestId !== contribution?.addedBy.guestId) {
      return (await isStored(services, known)) ? { image: known, duplicate: true } : undefined;
    }
    // One of the two announcements gave a wrong size; what is reserved for the one must not be filled by the other.
    if (!isOfSameSize) return replaceUnlessStored(services, known);
    // What guests announce again does not stay open for longer.
    const at = contribution ? known.statusAt : new Date().toISOString();
    const image = await touchUpload(database, id, at, urlUntil);
    if (image) return { image, isNew: false };
  }
  const current =
    known.status === "failed" ? await recoverFailedUpload(services, known) : await findImage(database, id);
  const image = current?.trashedAt && !contribution ? await setTrashed(database, id, undefined) : current;
  if (image?.status === "ready" && isOfSameSize && !(await isStored(services, image))) {
    const opened = urlUntil === undefined ? image : await noteUploadUrl(database, id, urlUntil);
    return opened && { image: opened, isNew: false };
  }
  return image && { image, duplicate: true };
}

async function replaceUnlessStored(services: Services, announced: Image): Promise<OpenedUpload | undefined> {
  if (await isStored(services, announced)) return { image: announced, duplicate: true };
  await removeUnlessUrlLives(services, announced);
  return undefined;
}

async function isStored({ storage }: Services, image: Image): Promise<boolean> {
  return (await findObject(storage, originalKey(image.ownerId, image.id))) !== undefined;
}

async function removeUnlessUrlLives(services: Services, { ownerId, id }: Image): Promise<void> {
  await deleteImage(services, { ownerId, imageId: id }, { onceUrlEnded: services.config.deletedKeptDays > 0 });
}

/**
 * What becomes of a failed image when its file is brought again: rendered once more, so often as its owner may retry,
 * or removed to make room for a new one (undefined) where the right bytes never arrived.
 */
async function recoverFailedUpload(services: Services, failed: Image): Promise<Image | undefined> {
  const id = { ownerId: failed.ownerId, imageId: failed.id };
  if (!(await isStored(services, failed)) || failed.failureCode === "checksum_mismatch") {
    await removeUnlessUrlLives(services, failed);
    return undefined;
  }
  // Limits may have been raised and formats added since it failed, even for files called damaged.
  return (await retryFailedImage(services, id, MAX_RETRIES)) ?? findImage(services.database, id);
}

/**
 * Reservation, image, claim, in this order. A claim is made for an image that is there, so a claim without one is a
 * removed image's and may be taken over. Who comes second to the claim takes back their own image, of which nobody was
 * told (undefined). What a crash leaves before the claim is an upload given up, and the sweep ends it as such.
 */
async function create(
  services: Services,
  user: User,
  announcement: UploadAnnouncement,
  { insteadOf, urlUntil, contribution }: NewUpload,
): Promise<Image | undefined> {
  const image: Image = { ...newImage(user, announcement, new Date(), contribution), uploadUrlUntil: urlUntil };
  await reserveFor(services, user, [image], contribution?.bounds);
  return createClaimed(services, image, insteadOf);
}

/** Holds the bytes of new images. @throws AppError as reserveBytes */
export function reserveFor(
  { database, config }: Services,
  user: User,
  images: readonly Image[],
  share?: ShareBounds,
): Promise<void> {
  const request = {
    uploads: images.map(({ id, bytes }) => ({ imageId: id, bytes })),
    quotaBytes: user.quotaBytes ?? config.userQuotaBytes,
    deletedKeptDays: config.deletedKeptDays,
    share,
  };
  return reserveBytes(database, user.id, request, createImageRemovals(database, user.id));
}

/** Stores an image whose bytes are held, with its claim; undefined, and nothing stored, where another came first. */
export async function createClaimed(
  services: Services,
  image: Image,
  insteadOf?: string | undefined,
): Promise<Image | undefined> {
  const { database } = services;
  await createImage(database, image);
  if (await claimContent(database, image, image.id, insteadOf)) return image;
  await deleteImage(services, { ownerId: image.ownerId, imageId: image.id });
  return undefined;
}

interface NewUpload {
  insteadOf: string | undefined;
  urlUntil: string | undefined;
  contribution: Contribution | undefined;
}

/** An image that waits for its file, not stored yet. */
export function newImage(
  user: User,
  announcement: UploadAnnouncement,
  now: Date,
  contribution?: Contribution | undefined,
): Image {
  const at = now.toISOString();
  return {
    ...announcement,
    id: ulid(now.getTime()),
    ownerId: user.id,
    revision: 0,
    status: "uploading",
    traceId: announcement.traceId ?? randomBytes(16).toString("hex"),
    uploadedAt: at,
    statusAt: at,
    sortAt: at,
    favourite: false,
    tags: [],
    albums: contribution ? [{ id: contribution.albumId, position: now.getTime(), addedAt: at }] : [],
    addedBy: contribution?.addedBy,
    renditions: {},
  };
}
