import { stampChange } from "#lib/database/change-feed.ts";
import { CONFLICT, putNextRevision, retryOnConflict } from "#lib/database/compare-and-set.ts";
import type { Database } from "#lib/database/database.ts";
import { findItem } from "#lib/database/get-items.ts";
import { readOrLog } from "#lib/database/read-item.ts";
import { AppError } from "#lib/errors.ts";
import { type Collection, type CollectionId, type CollectionKind, collectionSchema } from "./collection.ts";
import { toCollectionItem, toCollectionKey } from "./collection-item.ts";
import { isTombstone, toTombstoneAt } from "./tombstone.ts";

/** An album or tag of its owner; undefined for missing, for deleted and for somebody else's alike. */
export async function findCollection(database: Database, id: CollectionId): Promise<Collection | undefined> {
  const item = await findItem(database, toCollectionKey(id));
  return item && !isTombstone(item) ? readOrLog(collectionSchema, item) : undefined;
}

/** @throws AppError `not_found` */
export async function getCollection(database: Database, id: CollectionId): Promise<Collection> {
  const collection = await findCollection(database, id);
  if (!collection) throw new AppError("not_found", `There is no such ${id.kind}.`);
  return collection;
}

/** Stores a new album or tag. Returns false, changing nothing, when there is one of that id, or was. */
export async function createCollection(
  database: Database,
  kind: CollectionKind,
  collection: Omit<Collection, "revision" | "changedAt">,
): Promise<boolean> {
  const item = toCollectionItem(kind, { ...collection, revision: 1, changedAt: stampChange(undefined) });
  return putNextRevision(database, toCollectionKey({ kind, ...collection }), item, undefined);
}

/** Puts an album or tag back that was deleted. Returns false, changing nothing, when there is one of that id. */
export function restoreCollection(
  database: Database,
  kind: CollectionKind,
  collection: Omit<Collection, "revision" | "changedAt">,
): Promise<boolean> {
  const key = toCollectionKey({ kind, ...collection });
  return retryOnConflict(`The ${kind}`, async () => {
    const item = await findItem(database, key);
    if (item && !isTombstone(item)) return false;
    const before = item && { revision: Number(item.revision), changedAt: String(item.changedAt) };
    const revision = (before?.revision ?? 0) + 1;
    const restored = toCollectionItem(kind, { ...collection, revision, changedAt: stampChange(before?.changedAt) });
    return (await putNextRevision(database, key, restored, before?.revision)) || CONFLICT;
  });
}

/**
 * Replaces an album or tag by what `next` makes of it; null deletes it. Asks again when another process changed it
 * meanwhile. Returns what is stored then, undefined when there is none.
 * @throws AppError `unavailable` when others keep changing it
 */
export function changeCollection(
  database: Database,
  id: CollectionId,
  next: (collection: Collection) => Collection | null,
): Promise<Collection | undefined> {
  return retryOnConflict(`The ${id.kind}`, async () => {
    const before = await findCollection(database, id);
    if (!before) return undefined;
    const changed = next(before);
    const after = changed && {
      ...changed,
      revision: before.revision + 1,
      changedAt: stampChange(before.changedAt),
    };
    const item = after
      ? toCollectionItem(id.kind, after)
      : toTombstoneAt(toCollectionKey(id), id.ownerId, id.id, before);
    const isStored = await putNextRevision(database, toCollectionKey(id), item, before.revision);
    return isStored ? (after ?? undefined) : CONFLICT;
  });
}
