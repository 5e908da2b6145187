/** Kinds of items that take part in the change feed. */
export const changeKinds = ["image", "album", "tag"] as const;
export type ChangeKind = (typeof changeKinds)[number];

/** An item as the change feed, a read by key or a rebuild brings it. */
export interface Change {
  kind: ChangeKind;
  id: string;
  /** Rises with every write of the item. */
  revision: number;
  /** When it was last written by the writer's clock, milliseconds since the epoch; never falls for one item. */
  changedAtMs: number;
  /** The item's map attribute `listed`; absent for a tombstone and for what is being deleted. */
  listed?: unknown;
}

export interface ItemReference {
  kind: ChangeKind;
  id: string;
}

/** A change that its author knows of, whether or not the feed shows it yet. */
export interface OwnChange extends ItemReference {
  revision: number;
}
