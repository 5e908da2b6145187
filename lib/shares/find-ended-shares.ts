import type { Database } from "#lib/database/database.ts";
import { getItems } from "#lib/database/get-items.ts";
import { keys } from "#lib/database/keys.ts";
import { isTombstone } from "#lib/images/tombstone.ts";
import { getShareState, type Share } from "./share.ts";
import { findShares } from "./share-repository.ts";
import { VISIT_SECONDS } from "./visit-cookie.ts";

/**
 * Those of a user's shares through which nobody gets in any more, though some could be opened again: first those that
 * are gone, then the oldest.
 */
export async function findEndedShares(database: Database, ownerId: string, ids: string[]): Promise<string[]> {
  const shares = new Map((await findShares(database, ownerId, ids)).map((share) => [share.id, share]));
  const albums = await findAlbums(database, ownerId, [...shares.values()]);
  const nowMs = Date.now();
  const isEnded = (id: string) => {
    const share = shares.get(id);
    return !share || hasEnded(share, nowMs) || (share.query.album !== undefined && !albums.has(share.query.album));
  };
  const ended = ids.filter(isEnded).sort();
  return [...ended.filter((id) => !shares.has(id)), ...ended.filter((id) => shares.has(id))];
}

/** Who was let in by the last visit is in for as long as that lasts. */
function hasEnded(share: Share, nowMs: number): boolean {
  const state = getShareState(share, nowMs);
  if (state !== "used_up") return state === "expired";
  return Date.parse(share.lastVisitAt ?? share.createdAt) + VISIT_SECONDS * 1000 <= nowMs;
}

async function findAlbums(database: Database, ownerId: string, shares: Share[]): Promise<Set<string>> {
  const ids = new Set(shares.flatMap(({ query }) => query.album ?? []));
  const wanted = [...ids].map((id) => keys.album(ownerId, id));
  const items = await getItems(database, wanted, { isConsistent: true });
  return new Set(items.filter((item) => !isTombstone(item)).map(({ id }) => String(id)));
}
