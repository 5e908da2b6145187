import type { User } from "#lib/accounts/user.ts";
import { AppError } from "#lib/errors.ts";
import { findImages } from "#lib/images/image-repository.ts";
import type { OwnChange } from "#lib/library/change.ts";
import type { LibraryServices } from "#lib/library/library-services.ts";
import type { ShareGuest } from "./share-api.ts";
import { findShare } from "./share-repository.ts";

/**
 * Who added photos through a share of the user's that are not in the trash, the latest first; also of one that was
 * revoked.
 * @throws AppError `not_found` for a share that there is not and that nothing came through
 */
export async function listShareGuests(
  { library, database }: Pick<LibraryServices, "library" | "database">,
  user: User,
  shareId: string,
  own?: OwnChange[],
): Promise<ShareGuest[]> {
  const { value: guests } = await library.read(user.id, "guests", shareId, own);
  const share = await findShare(database, { ownerId: user.id, id: shareId });
  if (guests.length === 0 && !share) {
    throw new AppError("not_found", "There is no such share link.");
  }
  const images = await findImages(
    database,
    user.id,
    guests.map(({ lastImageId }) => lastImageId),
  );
  const names = new Map(images.map(({ id, addedBy }) => [id, addedBy?.name]));
  const toName = (guestId: string) => (guestId === share?.recipient?.userId ? share.recipient.email : undefined);
  return guests.map(({ guestId, count, lastAddedAtMs, lastImageId }) => ({
    id: guestId,
    name: names.get(lastImageId) ?? toName(guestId),
    count,
    lastAddedAt: new Date(lastAddedAtMs).toISOString(),
  }));
}
