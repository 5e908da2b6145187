import { stampChange, toChangeKeys } from "#lib/database/change-feed.ts";
import { type Key, keys, TTL_ATTRIBUTE } from "#lib/database/keys.ts";
import type { ImageId } from "./image-item.ts";

/*
 * What stays at the key of an image that was deleted permanently, so that the change feed tells of it. To everybody
 * else it is as if nothing were there.
 */

const DAY_MS = 24 * 60 * 60 * 1000;
/** Whoever has not read the change feed for as long begins anew, see lib/library/catch-up.ts. */
export const TOMBSTONE_DAYS = 30;

/** How far an image's item had come. */
export interface Before {
  revision: number;
  changedAt: string | undefined;
}

/** The tombstone of an image whose item has come to this revision. */
export function toTombstone({ ownerId, imageId }: ImageId, before: Before): Key & Record<string, unknown> {
  return toTombstoneAt(keys.image(ownerId, imageId), ownerId, imageId, before);
}

/** The tombstone of any item of the change feed. */
export function toTombstoneAt(key: Key, ownerId: string, id: string, before: Before): Key & Record<string, unknown> {
  const changedAt = stampChange(before.changedAt);
  const deletedAt = new Date();
  return {
    ...key,
    revision: before.revision + 1,
    changedAt,
    deletedAt: deletedAt.toISOString(),
    [TTL_ATTRIBUTE]: Math.ceil((deletedAt.getTime() + TOMBSTONE_DAYS * DAY_MS) / 1000),
    ...toChangeKeys(ownerId, id, changedAt),
  };
}

/** Whether an item at the key of an image is only its tombstone. */
export function isTombstone(item: Record<string, unknown>): boolean {
  return item.deletedAt !== undefined;
}

/** Whether a tombstone's time is over. The cloud's table removes it then; the local one leaves that to the walk. */
export function isExpiredTombstone(item: Record<string, unknown>, now: Date): boolean {
  return isTombstone(item) && Number(item[TTL_ATTRIBUTE]) * 1000 < now.getTime();
}
