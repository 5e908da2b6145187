import { clientNetwork } from "#lib/accounts/client-network.ts";
import { countAttempt, rateLimits } from "#lib/accounts/rate-limit.ts";
import type { User } from "#lib/accounts/user.ts";
import type { AuditActor } from "#lib/audit/audit-event.ts";
import { recordHourly } from "#lib/audit/record-audit.ts";
import { AppError, isAppError } from "#lib/errors.ts";
import { findCollection } from "#lib/images/collection-repository.ts";
import { failures } from "#lib/images/failure.ts";
import type { Contributor, Image } from "#lib/images/image.ts";
import { findImage } from "#lib/images/image-repository.ts";
import type { Services } from "#lib/services.ts";
import type { SignedUpload } from "#lib/storage/signing.ts";
import { beginUpload } from "#lib/uploads/begin-upload.ts";
import type { UploadAnnouncement } from "#lib/uploads/open-upload.ts";
import { createGuestId, readGuestId } from "./guest-cookie.ts";
import { noShare, openShare, type Visitor } from "./open-share.ts";
import type { Share } from "./share.ts";
import type { SharedUploadView } from "./shared-api.ts";

/** A file that was announced: where to send it, unless somebody has added it through this share already. */
export type SharedTicket = { image: Image; upload?: SignedUpload };

/**
 * Begins the upload of a guest's file into the owner's library and the album of the link. Returns who the guest is from
 * now on as well. What else the owner has makes no difference to the answer.
 * @throws AppError `not_found` also for a link that takes no photos; `share_locked`, `share_full`, `quota_exceeded`,
 * `file_too_large`, `storage_full`, `too_many_open_uploads`, `too_many_requests`, `unavailable`
 */
export async function beginSharedUpload(
  services: Services,
  token: string,
  visitor: Visitor,
  { name, ...announcement }: UploadAnnouncement & { name?: string | undefined },
): Promise<SharedTicket & { share: Share; guestId: string }> {
  const { share, owner } = await openShare(services, token, visitor);
  await countAttempt(services.database, rateLimits.guestUploads, visitor.address);
  const guestId = readGuestId(services.config, share, visitor.cookie) ?? createGuestId();
  const ticket = await addToShare(
    services,
    { share, owner },
    { addedBy: { shareId: share.id, guestId, ...(name ? { name } : {}) }, actor: { kind: "nobody" } },
    clientNetwork(visitor.address),
    announcement,
  );
  return { ...ticket, share, guestId };
}

/** Begins the upload of a file that somebody adds by the right of a share. @throws AppError as beginSharedUpload */
export async function addToShare(
  services: Services,
  { share, owner }: { share: Share; owner: User },
  { addedBy, actor }: { addedBy: Contributor; actor: AuditActor },
  address: string,
  announcement: UploadAnnouncement,
): Promise<SharedTicket> {
  const { album } = share.query;
  if (!share.rights.canAdd || album === undefined) throw noShare();
  if (!(await findCollection(services.database, { kind: "album", ownerId: owner.id, id: album }))) throw noShare();
  await recordHourly(services, {
    action: "share_photos_added",
    actor,
    subject: { id: owner.id, email: owner.email },
    address,
    details: { shareId: share.id, guestId: addedBy.guestId },
  });
  const bounds = { id: share.id, maxFiles: share.maxAddedFiles, maxBytes: share.maxAddedBytes };
  try {
    return await beginUpload(services, owner, announcement, { addedBy, albumId: album, bounds });
  } catch (error) {
    // How much room the owner has is theirs to know.
    if (isAppError(error, "quota_exceeded")) {
      throw new AppError("quota_exceeded", "The library that photos are added to here is full.");
    }
    throw error;
  }
}

/**
 * What has become of a file that a guest sent.
 * @throws AppError `not_found`, also for what another guest or the owner added; `share_locked`
 */
export async function getSharedUpload(
  services: Services,
  token: string,
  visitor: Visitor,
  imageId: string,
): Promise<SharedUploadView> {
  const { share } = await openShare(services, token, visitor);
  return toUploadView(services, share, readGuestId(services.config, share, visitor.cookie), imageId);
}

async function toUploadView(
  { database }: Pick<Services, "database">,
  share: Share,
  guestId: string | undefined,
  imageId: string,
): Promise<SharedUploadView> {
  const image = await findImage(database, { ownerId: share.ownerId, imageId });
  if (!image?.addedBy || image.addedBy.shareId !== share.id || image.addedBy.guestId !== guestId) {
    throw new AppError("not_found", "There is no such upload.");
  }
  const { id, status, failureCode } = image;
  return { id, status, problem: status === "failed" && failureCode ? failures[failureCode].sentence : undefined };
}
