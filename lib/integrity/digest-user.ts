import type { StoredImage } from "#lib/images/image-audit-repository.ts";
import { listedCollectionSchema, parseListedAttribute } from "#lib/images/listed-image.ts";
import type { Change } from "#lib/library/change.ts";
import { addToDigest, type Digest, emptyDigest, isSameDigest } from "#lib/library/digest.ts";
import { readCollections, toChange } from "#lib/library/table-change-source.ts";
import { readWalkDigest, storeWalkDigest } from "#lib/library/walk-digest-repository.ts";
import type { Services } from "#lib/services.ts";

/*
 * What the integrity walk does for library indexes: on its way it computes of each user what a whole index would, and
 * stores it. Whoever holds an index compares, and throws away one that differs.
 */

/** The digest of the images of a user that were visited so far. */
export interface UserDigest extends Digest {
  startMs: number;
}

/** A digest that has not changed is stored again after this long, so that holders know that it still holds. */
const REFRESH_MS = 30 * 60_000;

export function startDigest(nowMs: number): UserDigest {
  return { ...emptyDigest, startMs: nowMs };
}

export function addImages({ startMs, ...digest }: UserDigest, images: StoredImage[]): UserDigest {
  const listed = images.map(({ item }) => toChange(item)).filter(isListed);
  return { ...listed.reduce((sum, change) => addToDigest(sum, change), digest as Digest), startMs };
}

/** Whether an index has such an item: what is being deleted and what it cannot read is not in it. */
function isListed({ kind, listed }: Change): boolean {
  if (kind !== "image") return listedCollectionSchema.safeParse(listed).success;
  try {
    return listed !== undefined && parseListedAttribute(listed) !== undefined;
  } catch {
    return false;
  }
}

export async function storeDigest(
  { database }: Pick<Services, "database">,
  userId: string,
  { startMs, ...images }: UserDigest,
  nowMs: number,
): Promise<void> {
  const collections = (await readCollections(database, userId)).map(toChange).filter(isListed);
  const digest = collections.reduce<Digest>((sum, change) => addToDigest(sum, change), images);
  const stored = await readWalkDigest(database, userId);
  const isKnown = stored && isSameDigest(stored.digest, digest) && startMs - stored.startMs < REFRESH_MS;
  if (!isKnown) await storeWalkDigest(database, userId, { digest, startMs, endMs: nowMs });
}
