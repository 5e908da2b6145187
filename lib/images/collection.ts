import { z } from "zod";
import { MAX_CAPTION_LENGTH, MAX_TITLE_LENGTH } from "./embedded-text.ts";

/*
 * Albums and tags: small items that images name by id, so that a rename is one write. They take part in the change feed
 * as images do.
 */

export const collectionKinds = ["album", "tag"] as const;
export type CollectionKind = (typeof collectionKinds)[number];

/** The most albums, and the most tags, of a user: all of them are one answer, and those of albums are larger. */
export const MAX_COLLECTIONS: Readonly<Record<CollectionKind, number>> = { album: 2_000, tag: 5_000 };

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
  /** Whether its photos are shown in an order of their own, by their positions. */
  hasOwnOrder: z.boolean().optional(),
  /** The name that a tag is about to have, by the claim of that token, see tag-name-repository.ts. */
  renaming: z.object({ name: z.string().min(1).max(MAX_TITLE_LENGTH), token: z.string() }).optional(),
});
export type Collection = z.infer<typeof collectionSchema>;

export interface CollectionId {
  kind: CollectionKind;
  ownerId: string;
  id: string;
}

/** An album or a tag. */
export interface NamedCollection {
  id: string;
  name: string;
}

/** What an image is in and has. */
export interface ImageCollections {
  albums: NamedCollection[];
  tags: NamedCollection[];
}
