import { isDeepStrictEqual } from "node:util";
import type { Database } from "#lib/database/database.ts";
import { findItem } from "#lib/database/get-items.ts";
import { keys } from "#lib/database/keys.ts";
import { listStoredImages, type StoredImagePage } from "#lib/images/image-audit-repository.ts";
import { MAX_COUNTED_SHARES, type Usage } from "#lib/usage/usage.ts";
import { correctUsage, getUsageRevision } from "#lib/usage/usage-repository.ts";

const IMAGES_PER_PAGE = 200;
/** While guests add photos, the usage changes under the count. */
const MAX_ATTEMPTS = 5;

/**
 * Brings what a user's shares count as added, and hold against their bounds, to what their images say; of shares that
 * are there. Images that came back would else not count.
 * @returns whether anything was changed
 * @throws Error where the usage kept changing
 */
export async function recountShares(database: Database, userId: string): Promise<boolean> {
  for (let attempt = 0; attempt < MAX_ATTEMPTS; attempt++) {
    const { usage, revision } = await getUsageRevision(database, userId);
    const added = await countAdded(database, userId);
    if (revision === 0 || isDeepStrictEqual(added, usage.added)) return false;
    const { usedBytes, imageCount } = usage;
    if (await correctUsage(database, userId, { usedBytes, imageCount, added }, revision)) return true;
  }
  throw new Error(`What was added through shares of ${userId} could not be counted. Run the same command again.`);
}

async function countAdded(database: Database, ownerId: string): Promise<Usage["added"]> {
  const sums = new Map<string, { files: number; bytes: number }>();
  let page: StoredImagePage | undefined;
  do {
    page = await listStoredImages(database, { ownerId, limit: IMAGES_PER_PAGE, after: page?.through });
    for (const { image } of page.images) {
      if (!image?.addedBy || image.subtractedAt !== undefined) continue;
      const { files, bytes } = sums.get(image.addedBy.shareId) ?? { files: 0, bytes: 0 };
      sums.set(image.addedBy.shareId, { files: files + 1, bytes: bytes + image.bytes });
    }
  } while (!page.isLast);
  const added: Usage["added"] = {};
  let count = 0;
  // The latest first: only so many are counted, of those that are there.
  for (const [shareId, sum] of [...sums].sort().reverse()) {
    if (!(await findItem(database, keys.share(ownerId, shareId)))) continue;
    added[shareId] = sum;
    if (++count === MAX_COUNTED_SHARES) break;
  }
  return added;
}
