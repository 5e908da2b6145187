import { toChangeKeys } from "#lib/database/change-feed.ts";
import { type Key, keys } from "#lib/database/keys.ts";
import type { Collection, CollectionId, CollectionKind } from "./collection.ts";
import type { ListedCollection } from "./listed-image.ts";

export function toCollectionKey({ kind, ownerId, id }: CollectionId): Key {
  return kind === "album" ? keys.album(ownerId, id) : keys.tag(ownerId, id);
}

/** An album or tag as it is stored. */
export function toCollectionItem(kind: CollectionKind, collection: Collection): Record<string, unknown> {
  const { ownerId, id, changedAt } = collection;
  return {
    ...toCollectionKey({ kind, ownerId, id }),
    ...collection,
    listed: toListedCollection(collection),
    ...toChangeKeys(ownerId, id, changedAt),
  };
}

/** What lists need to know of an album or tag. */
export function toListedCollection(collection: Collection): ListedCollection {
  const { name, description, parentId, coverId, hasOwnOrder, createdAt } = collection;
  return {
    n: name,
    ca: description,
    up: parentId,
    co: coverId,
    ow: hasOwnOrder ? 1 : undefined,
    d: Date.parse(createdAt),
  };
}
