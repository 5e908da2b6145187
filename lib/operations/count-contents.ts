import type { z } from "zod";
import type { contentsSchema, User } from "#lib/accounts/user.ts";
import type { LibraryServices } from "#lib/library/library-services.ts";
import { listShareTargets } from "#lib/shares/share-repository.ts";
import { getUsage } from "#lib/usage/usage-repository.ts";

/** How much is in an account, trash and links that have ended included: what goes with it. */
export async function countContents(
  { database, library }: Pick<LibraryServices, "database" | "library">,
  user: User,
): Promise<z.infer<typeof contentsSchema>> {
  const [usage, albums, tags, shareCount] = await Promise.all([
    getUsage(database, user.id),
    library.read(user.id, "collections", { kind: "album" }),
    library.read(user.id, "collections", { kind: "tag" }),
    listShareTargets(database, user.id).then(({ length }) => length),
  ]);
  return {
    imageCount: usage.imageCount,
    usedBytes: usage.usedBytes,
    albumCount: albums.value.length,
    tagCount: tags.value.length,
    shareCount,
  };
}
