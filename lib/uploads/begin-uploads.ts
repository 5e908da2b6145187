import pMap from "p-map";
import type { User } from "#lib/accounts/user.ts";
import { type AppError, isAppError } from "#lib/errors.ts";
import { findClaimedHashes } from "#lib/images/content-claim-repository.ts";
import type { Image } from "#lib/images/image.ts";
import { countActive } from "#lib/metrics/counter-repository.ts";
import type { Services } from "#lib/services.ts";
import { requireFreeSpace } from "#lib/storage/free-space.ts";
import { beginUpload, signFor, type UploadTicket, urlEnd } from "./begin-upload.ts";
import { createClaimed, newImage, reserveFor, type UploadAnnouncement } from "./open-upload.ts";

/** One image's calls of the database follow each other. */
const CONCURRENCY = 8;

/**
 * Does for each of many files what beginUpload does, and answers in their order, with the reason where a file is
 * refused. Room for those that are new is made in one step; whatever is not plainly new goes its way by itself.
 */
export async function beginUploads(
  services: Services,
  user: User,
  announcements: readonly UploadAnnouncement[],
): Promise<(UploadTicket | AppError)[]> {
  const now = new Date();
  const images = await reserveNew(services, user, announcements, now);
  if (images.size > 0) void countActive(services.database, user.id).catch(() => {});
  const begun = new Map<number, UploadTicket>();
  const createOne = async ([index, image]: [number, Image]) => {
    const created = await createClaimed(services, image);
    if (created) begun.set(index, { image: created, upload: await signFor(services, created, now), isNew: true });
  };
  await pMap(images, createOne, { concurrency: CONCURRENCY });
  // Only now, since a file may be there twice.
  return pMap(
    announcements,
    (announcement, index) => begun.get(index) ?? beginUpload(services, user, announcement).catch(toRefusal),
    { concurrency: CONCURRENCY },
  );
}

/**
 * Images with their bytes held, by the place of their announcement, for files that the user does not have; none where
 * there is no room for them all.
 */
async function reserveNew(
  services: Services,
  user: User,
  announcements: readonly UploadAnnouncement[],
  now: Date,
): Promise<ReadonlyMap<number, Image>> {
  const { database, config } = services;
  const hashes = announcements.map(({ sha256 }) => sha256);
  const claimed = await findClaimedHashes(database, user.id, [...new Set(hashes)]);
  const uploadUrlUntil = urlEnd(services, now);
  const images = new Map<number, Image>();
  for (const [index, announcement] of announcements.entries()) {
    const { sha256, bytes } = announcement;
    if (claimed.has(sha256) || hashes.indexOf(sha256) < index || bytes > config.maxUploadBytes) continue;
    // A millisecond after the one before it: lists by time of upload keep the order in which files were announced.
    images.set(index, { ...newImage(user, announcement, new Date(now.getTime() + index)), uploadUrlUntil });
  }
  if (images.size === 0) return images;
  const all = [...images.values()];
  try {
    await requireFreeSpace(
      config.disk,
      all.reduce((sum, { bytes }) => sum + bytes, 0),
    );
    await reserveFor(services, user, all);
  } catch (error) {
    // Asked for one by one, as many as there is room for get in.
    toRefusal(error);
    return new Map();
  }
  return images;
}

/** @throws what is no answer to whoever asked */
function toRefusal(error: unknown): AppError {
  if (isAppError(error)) return error;
  throw error;
}
