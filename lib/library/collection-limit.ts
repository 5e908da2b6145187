import type { User } from "#lib/accounts/user.ts";
import { AppError } from "#lib/errors.ts";
import type { CollectionKind } from "#lib/images/collection.ts";
import type { LibraryServices } from "./library-services.ts";

/** The most albums, and the most tags, of a user: all of them are one answer. */
const MAX_COLLECTIONS = 2_000;

/** @throws AppError `invalid_state` when a user has as many albums, or tags, as there can be */
export async function refuseTooMany(
  { library }: Pick<LibraryServices, "library">,
  user: User,
  kind: CollectionKind,
): Promise<void> {
  const { value } = await library.read(user.id, "countCollections", kind);
  if (value < MAX_COLLECTIONS) return;
  throw new AppError("invalid_state", `You have ${MAX_COLLECTIONS} ${kind}s, which is the most there can be.`);
}
