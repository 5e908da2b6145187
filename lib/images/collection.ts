import { z } from "zod";
import { toChangeKeys } from "#lib/database/change-feed.ts";
import { type Key, keys } from "#lib/database/keys.ts";
import { MAX_CAPTION_LENGTH, MAX_TITLE_LENGTH } from "./embedded-text.ts";
import type { ListedCollection } from "./listed-image.ts";

/*
 * Albums and tags: small items that images name by id, so that a rename is one write. They take part in the change feed
 * as images do.
 */

export const collectionKinds = ["album", "tag"] as const;
export type CollectionKind = (typeof collectionKinds)[number];

/** The most albums, and the most tags, that an image is in. */
export const MAX_COLLECTIONS_OF_IMAGE = 100;

export const collectionSchema = z.object({
  id: z.string(),
  ownerId: z.string(),
  /** Counts the changes, as that of an image does. */
  revision: z.int().nonnegative(),
  changedAt: z.string(),
  createdAt: z.string(),
  name: z.string().min(1).max(MAX_TITLE_LENGTH),
  description: z.string().max(MAX_CAPTION_LENGTH).optional(),
  /** The album that it is in; one level deep. */
  parentId: z.string().optional(),
  /** The image on its cover; the newest where there is none. */
  coverId: z.string().optional(),
  /** Whether its photos have an order of their own. */
  hasOwnOrder: z.boolean().optional(),
});
export type Collection = z.infer<typeof collectionSchema>;

export interface CollectionId {
  kind: CollectionKind;
  ownerId: string;
  id: string;
}

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
