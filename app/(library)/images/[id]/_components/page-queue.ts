import type { ImageListItem } from "#lib/library/image-list-api.ts";
import type { ImageNeighbours } from "#lib/library/view-image-api.ts";

/** What is known of the line with what a page says of its part. */
export function mergeLines(
  old: ImageListItem[],
  rendered: ImageListItem,
  { before, after }: ImageNeighbours,
): ImageListItem[] {
  const part = [...before.toReversed(), rendered, ...after];
  if (!old.some(({ id }) => id === rendered.id)) return part;
  const known = new Set(part.map(({ id }) => id));
  const isKnown = ({ id }: ImageListItem) => known.has(id);
  return [...old.slice(0, old.findIndex(isKnown)), ...part, ...old.slice(old.findLastIndex(isKnown) + 1)];
}

/** What is known of the line with what lies around one of its photos; as it was when that one is no longer in it. */
export function growLine(old: ImageListItem[], end: ImageListItem, neighbours: ImageNeighbours): ImageListItem[] {
  return old.some(({ id }) => id === end.id) ? mergeLines(old, end, neighbours) : old;
}
