import type { User } from "#lib/accounts/user.ts";
import type { Image } from "#lib/images/image.ts";
import { originalKey } from "#lib/images/object-keys.ts";
import { countActive } from "#lib/metrics/counter-repository.ts";
import type { Services } from "#lib/services.ts";
import { type SignedUpload, signUpload } from "#lib/storage/signing.ts";
import { type Contribution, openUpload, type UploadAnnouncement } from "./open-upload.ts";

export type UploadTicket = { image: Image; upload: SignedUpload; isNew: boolean } | { image: Image; duplicate: true };

/**
 * Makes room for a file and signs the one PUT that may store it. A file that this user already has is not sent again:
 * the answer is the image that holds it, out of the trash if it was there. An upload of it that never finished is taken
 * up again, and an original that storage has lost is stored anew. With a contribution somebody else adds it for the
 * user.
 * @throws AppError `file_too_large`, `storage_full`, `quota_exceeded`, `share_full`, `too_many_open_uploads`
 */
export async function beginUpload(
  services: Services,
  user: User,
  announcement: UploadAnnouncement,
  contribution?: Contribution,
): Promise<UploadTicket> {
  const now = new Date();
  const opened = await openUpload(services, user, announcement, urlEnd(services, now), contribution);
  if ("duplicate" in opened) return opened;
  const { image, isNew } = opened;
  // A figure for people: nobody waits for it, and that it could not be counted is no reason to refuse an upload.
  if (isNew && !contribution) void countActive(services.database, user.id).catch(() => {});
  return { image, upload: await signFor(services, image, now), isNew };
}

/** When a URL that is signed now ends, ISO 8601 UTC. */
export function urlEnd({ config }: Services, now: Date): string {
  return new Date(now.getTime() + config.uploadUrlSeconds * 1000).toISOString();
}

/** The one PUT that may store an image's file. */
export function signFor({ storage, config }: Services, image: Image, now: Date): Promise<SignedUpload> {
  const { bytes, contentType, sha256 } = image;
  const file = { key: originalKey(image.ownerId, image.id), bytes, contentType, sha256Hex: sha256 };
  return signUpload(storage, file, config.uploadUrlSeconds, now);
}
