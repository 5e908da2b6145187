import type { User } from "#lib/accounts/user.ts";
import { AppError } from "#lib/errors.ts";
import { type CollectionKind, MAX_COLLECTIONS } from "#lib/images/collection.ts";
import type { LibraryServices } from "./library-services.ts";

/** @throws AppError `invalid_state` when a user has as many albums, or tags, as there can be */
export async function refuseTooMany(
  { library }: Pick<LibraryServices, "library">,
  user: User,
  kind: CollectionKind,
): Promise<void> {
  const { value } = await library.read(user.id, "countCollections", kind);
  const most = MAX_COLLECTIONS[kind];
  if (value < most) return;
  throw new AppError("invalid_state", `You have ${most} ${kind}s, which is the most there can be.`);
}
