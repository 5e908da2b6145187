import type { StoredImage } from "#lib/images/image-audit-repository.ts";
import { listedCollectionSchema, parseListedAttribute } from "#lib/images/listed-image.ts";
import type { Change } from "#lib/library/change.ts";
import { addToDigest, addToParts, type Digest, emptyDigest, emptyParts, isSameDigest } from "#lib/library/digest.ts";
import { readCollections, toChange } from "#lib/library/table-change-source.ts";
import { readWalkDigest, storeWalkDigest } from "#lib/library/walk-digest-repository.ts";
import type { Services } from "#lib/services.ts";

/*
 * What the integrity walk does for library indexes: on its way it computes of each user what a whole index would, and
 * stores it. Whoever holds an index compares, and throws away one that differs.
 */

/** The digest of the images of a user that were visited so far. */
export interface UserDigest extends Digest {
  /** Absent in a walk that an earlier release began. */
  parts?: string | undefined;
  startMs: number;
}

/** A digest that has not changed is stored again after this long, so that holders know that it still holds. */
const REFRESH_MS = 30 * 60_000;

export function startDigest(nowMs: number): UserDigest {
  return { ...emptyDigest, parts: emptyParts, startMs: nowMs };
}

export function addImages(digest: UserDigest, images: StoredImage[]): UserDigest {
  return addChanges(digest, images.map(({ item }) => toChange(item)).filter(isListed));
}

function addChanges({ parts, startMs, ...digest }: UserDigest, listed: Change[]): UserDigest {
  const sum = listed.reduce<Digest>((total, change) => addToDigest(total, change), digest);
  return { ...sum, parts: parts === undefined ? undefined : addToParts(parts, listed), startMs };
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
  images: UserDigest,
  nowMs: number,
): Promise<void> {
  const collections = (await readCollections(database, userId)).map(toChange).filter(isListed);
  const { parts, startMs, ...digest } = addChanges(images, collections);
  const stored = await readWalkDigest(database, userId);
  const isKnown = stored && isSameDigest(stored.digest, digest) && startMs - stored.startMs < REFRESH_MS;
  if (!isKnown) await storeWalkDigest(database, userId, { digest, parts, startMs, endMs: nowMs });
}
