import { randomBytes } from "node:crypto";
import { ulid } from "ulid";
import type { User } from "#lib/accounts/user.ts";
import { AppError } from "#lib/errors.ts";
import { claimContent, findContentClaim } from "#lib/images/content-claim-repository.ts";
import { deleteImage } from "#lib/images/delete-image.ts";
import { failures } from "#lib/images/failure.ts";
import type { AcceptedContentType, Image } from "#lib/images/image.ts";
import { createImage, findImage, setTrashed, touchUpload } from "#lib/images/image-repository.ts";
import { originalKey } from "#lib/images/object-keys.ts";
import { appendProcessingEvent } from "#lib/images/processing-event-repository.ts";
import { countActive } from "#lib/metrics/counter-repository.ts";
import { retryFailedImage } from "#lib/processing/retry-image.ts";
import type { Services } from "#lib/services.ts";
import { findObject } from "#lib/storage/objects.ts";
import { type SignedUpload, signUpload } from "#lib/storage/signing.ts";
import { releaseReservation, reserveBytes } from "#lib/usage/usage-repository.ts";

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

export type UploadTicket = { image: Image; upload: SignedUpload } | { image: Image; duplicate: true };

/** How often a race for the same content is run again; each round at least one contender wins. */
const MAX_ROUNDS = 5;

/**
 * Makes room for a file and signs the one PUT that may store it. A file that this user already has is not sent again:
 * the answer is the image that holds it, out of the trash if it was there. An upload of it that never finished is
 * taken up again, and an original that storage has lost is stored anew.
 * @throws AppError `file_too_large`, `quota_exceeded`, `too_many_open_uploads`
 */
export async function beginUpload(
  services: Services,
  user: User,
  announcement: UploadAnnouncement,
): Promise<UploadTicket> {
  assertAcceptableSize(services, announcement.bytes);
  for (let round = 0; round < MAX_ROUNDS; round++) {
    const claimedBy = await findContentClaim(services.database, { ownerId: user.id, sha256: announcement.sha256 });
    const known = claimedBy && (await resumeExistingUpload(services, user, claimedBy));
    if (known) return known;
    const image = await reserve(services, user, announcement, claimedBy);
    // A figure for people: that it could not be counted is no reason to refuse an upload.
    if (image) await countActive(services.database, user.id).catch(() => {});
    if (image) return { image, upload: await sign(services, image) };
  }
  throw new AppError("unavailable", "The same file is being uploaded from several places. Please try again.");
}

/** @throws AppError `file_too_large` naming the limit */
export function assertAcceptableSize({ config }: Services, bytes: number): void {
  if (bytes > config.maxUploadBytes) {
    throw new AppError("file_too_large", "The file is larger than Skylight accepts.", {
      details: { maxBytes: config.maxUploadBytes, bytes },
    });
  }
}

async function resumeExistingUpload(
  services: Services,
  user: User,
  imageId: string,
): Promise<UploadTicket | undefined> {
  const id = { ownerId: user.id, imageId };
  const known = await findImage(services.database, id);
  if (!known) return undefined;
  if (known.status === "uploading") {
    const image = await touchUpload(services.database, id, new Date().toISOString());
    if (image) return { image, upload: await sign(services, image) };
  }
  const current = known.status === "failed" ? await mend(services, known) : await findImage(services.database, id);
  const image = current?.trashedAt ? await setTrashed(services.database, id, undefined) : current;
  if (image?.status === "ready" && !(await isStored(services, image))) {
    return { image, upload: await sign(services, image) };
  }
  return image && { image, duplicate: true };
}

async function isStored({ storage }: Services, image: Image): Promise<boolean> {
  return (await findObject(storage, originalKey(image.ownerId, image.id))) !== undefined;
}

/**
 * What becomes of a failed image when its file is brought again: rendered once more where that can help, removed to
 * make room for a new one (undefined) where the right bytes never arrived, otherwise left with its reason.
 */
async function mend(services: Services, failed: Image): Promise<Image | undefined> {
  const id = { ownerId: failed.ownerId, imageId: failed.id };
  if (!(await isStored(services, failed)) || failed.failureCode === "checksum_mismatch") {
    await deleteImage(services, id);
    return undefined;
  }
  const canHelp = failed.failureCode !== undefined && failures[failed.failureCode].retryable;
  return (canHelp ? await retryFailedImage(services, id) : failed) ?? findImage(services.database, id);
}

/** Reservation, claim, image, in this order: what a crash leaves of the first two is found and given back. */
async function reserve(
  services: Services,
  user: User,
  announcement: UploadAnnouncement,
  insteadOf: string | undefined,
): Promise<Image | undefined> {
  const { database, config } = services;
  const now = new Date();
  const image = newImage(user, announcement, now);
  await reserveBytes(database, user.id, {
    imageId: image.id,
    bytes: image.bytes,
    quotaBytes: user.quotaBytes ?? config.userQuotaBytes,
  });
  const created = (await claimContent(database, image, image.id, insteadOf)) && (await createImage(database, image));
  if (!created) {
    await releaseReservation(database, user.id, image.id);
    return undefined;
  }
  await appendProcessingEvent(database, image.id, {
    at: now.toISOString(),
    step: "upload_begun",
    traceId: image.traceId,
  });
  return image;
}

function newImage(user: User, announcement: UploadAnnouncement, now: Date): Image {
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
    albumIds: [],
    renditions: {},
  };
}

function sign({ storage, config }: Services, image: Image): Promise<SignedUpload> {
  return signUpload(
    storage,
    {
      key: originalKey(image.ownerId, image.id),
      bytes: image.bytes,
      contentType: image.contentType,
      sha256Hex: image.sha256,
    },
    config.uploadUrlSeconds,
  );
}
