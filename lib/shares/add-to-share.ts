import { clientNetwork } from "#lib/accounts/client-network.ts";
import { countAttempt, rateLimits } from "#lib/accounts/rate-limit.ts";
import { type AuditEntry, recordHourly, userActor } from "#lib/audit/record-audit.ts";
import { AppError, isAppError } from "#lib/errors.ts";
import { failures } from "#lib/images/failure.ts";
import type { Contributor, Image } from "#lib/images/image.ts";
import { findImage } from "#lib/images/image-repository.ts";
import type { Services } from "#lib/services.ts";
import type { SignedUpload } from "#lib/storage/signing.ts";
import { beginUpload, type UploadTicket } from "#lib/uploads/begin-upload.ts";
import type { UploadAnnouncement } from "#lib/uploads/open-upload.ts";
import type { ShareBounds } from "#lib/usage/reserve-bytes.ts";
import { removeUnlessSent } from "./end-share.ts";
import { findEndedShares } from "./find-ended-shares.ts";
import { createGuestId, readGuestId } from "./guest-cookie.ts";
import { type FoundShare, isAlbumThere, noShare, openShare, type Visitor } from "./open-share.ts";
import type { Share } from "./share.ts";
import { findShare } from "./share-repository.ts";
import type { SharedUploadView } from "./shared-api.ts";

/** An announced file: where to send it, unless it was already added through this share. */
export type SharedTicket = { image: Image; upload?: SignedUpload };

/**
 * Begins the upload of a visitor's file into the owner's library and the album of the link. Returns who the guest is
 * from now on as well. What else the owner has makes no difference to the answer.
 * @throws AppError `not_found` also for a link that takes no photos; `share_locked`, `share_full`, `quota_exceeded`,
 * `file_too_large`, `storage_full`, `too_many_open_uploads`, `too_many_requests`, `unavailable`
 */
export async function beginSharedUpload(
  services: Services,
  token: string,
  visitor: Visitor,
  { name, ...announcement }: UploadAnnouncement & { name?: string | undefined },
): Promise<SharedTicket & { share: Share; guestId: string; isKnown: boolean }> {
  const found = await openShare(services, token, visitor);
  const { share, owner, by } = found;
  const { album } = share.query;
  if (!share.rights.canAdd || album === undefined) throw noShare();
  await countAttempt(services.database, rateLimits.guestUploads, visitor.address);
  const knownId = findGuestId(services, found, visitor);
  const guestId = knownId ?? createGuestId();
  const guestName = by ? by.name : name;
  const addedBy: Contributor = { shareId: share.id, guestId, ...(guestName ? { name: guestName } : {}) };
  const bounds: ShareBounds = {
    id: share.id,
    guestId,
    maxFiles: share.maxAddedFiles,
    maxBytes: share.maxAddedBytes,
    findEnded: (ids) => findEndedShares(services.database, owner.id, ids),
  };
  try {
    const ticket = await beginUpload(services, owner, announcement, { addedBy, albumId: album, bounds });
    await refuseIfEnded(services, share, ticket);
    if ("isNew" in ticket && ticket.isNew) await recordAdding(services, found, visitor, { guestId, knownId });
    return { ...ticket, share, guestId, isKnown: knownId !== undefined };
  } catch (error) {
    // How much room the owner has is theirs to know.
    if (isAppError(error, "quota_exceeded")) {
      throw new AppError("quota_exceeded", "The library that photos are added to here is full.");
    }
    throw error;
  }
}

/**
 * A share that ended while the upload was opened, or whose album was deleted, may not have seen it; nobody has been
 * told of it yet.
 * @throws AppError `not_found`
 */
async function refuseIfEnded(services: Services, { ownerId, id }: Share, ticket: UploadTicket): Promise<void> {
  const share = await findShare(services.database, { ownerId, id });
  if (share?.rights.canAdd && (await isAlbumThere(services.database, share))) return;
  // One that is taken up again has a URL that lives.
  if ("isNew" in ticket) {
    await removeUnlessSent(services, { ownerId, imageId: ticket.image.id }, { onceUrlEnded: !ticket.isNew });
  }
  throw noShare();
}

/** A visitor without a cookie counts as new each time, so these are recorded once an hour per network. */
async function recordAdding(
  services: Services,
  { share, owner, by }: FoundShare,
  { address }: Visitor,
  { guestId, knownId }: { guestId: string; knownId: string | undefined },
): Promise<void> {
  const entry: AuditEntry = {
    action: "share_photos_added",
    actor: by ? userActor(by) : { kind: "nobody" },
    subject: { id: owner.id, email: owner.email },
    address: clientNetwork(address),
    details: { shareId: share.id, guestId },
  };
  await recordHourly(services, entry, knownId === undefined ? { ...entry, details: { shareId: share.id } } : entry);
}

/** A user is their own guest; anybody else is who their cookie says, if they added something before. */
function findGuestId({ config }: Services, { share, by }: FoundShare, { cookie }: Visitor): string | undefined {
  return by?.id ?? readGuestId(config, share, cookie);
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
  const found = await openShare(services, token, visitor);
  const { share } = found;
  const guestId = findGuestId(services, found, visitor);
  const image = await findImage(services.database, { ownerId: share.ownerId, imageId });
  if (!image?.addedBy || image.addedBy.shareId !== share.id || image.addedBy.guestId !== guestId) {
    throw new AppError("not_found", "There is no such upload.");
  }
  const { id, status, failureCode } = image;
  const code = status === "failed" ? failureCode : undefined;
  return { id, status, code, problem: code && failures[code].sentence };
}
