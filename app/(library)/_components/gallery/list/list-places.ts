import type { ImageListItem } from "#lib/library/image-list-api.ts";
import type { MoveTarget } from "#lib/library/move-target.ts";
import type { TimelineChunk } from "#lib/library/timeline-api.ts";
import {
  fillMonths,
  findBlock,
  mergeMonths,
  type TimelineMonth,
  withImage,
  withoutBlocks,
  withoutImages,
  withShape,
} from "../layout/timeline-months.ts";
import { type ListSort, monthOf, toTime } from "../tile/image-time.ts";
import { followersOf, listLoaded, withImagesAt } from "./custom-order.ts";
import type { TimelineCounts } from "./gallery-snapshot.ts";
import type { LoadedImages } from "./loaded-images.ts";

/** Most images kept in blocks that are off the screen; a large import would keep filling them. */
const MAX_UNSEEN = 1_000;

/**
 * Where the images of a list are: in months as the server counts them, as far as loaded, with what this tab changed
 * since.
 */
export function createListPlaces(sort: ListSort, { find, ratioOf }: Pick<LoadedImages, "find" | "ratioOf">) {
  let months: readonly TimelineMonth[] = [];
  let moved: readonly string[] = [];
  /** Whether images are where the server counts them, as far as is known. */
  let isCounted = true;
  /** In an own order: what followed the images that were removed. */
  const followers = new Map<string, string | undefined>();

  const isListed = (id: string) => findBlock(months, id) !== undefined;

  function change(next: readonly TimelineMonth[]): void {
    months = next;
    isCounted = false;
  }

  function insertByTime(view: ImageListItem): void {
    const time = toTime(view, sort);
    const isOlder = (other: string) => toTime(find(other), sort) < time;
    change(withImage(months, { month: monthOf(view, sort), id: view.id }, isOlder, ratioOf));
  }

  function insertBack(id: string): void {
    let next = followers.get(id);
    while (next !== undefined && !isListed(next)) next = followers.get(next);
    // Only the server knows the place of what was never here.
    const isKnown = followers.has(id);
    change(isKnown ? withImagesAt(months, [id], next === undefined ? "end" : { before: next }, ratioOf) : months);
  }

  return {
    months: () => months,
    /** Images that were moved, the last at the end; one moved twice is in it twice. */
    moved: () => moved,
    isCounted: () => isCounted,
    isListed,

    takeCounts(counts: TimelineCounts["months"]): void {
      months = mergeMonths(counts, months);
      isCounted = true;
    },

    /** Notes that images are where the server counts them. */
    trust(): void {
      isCounted = true;
    },

    /** Notes that images may not be where the server counts them. */
    doubt(): void {
      isCounted = false;
    },

    /** Has whatever shows the list look again at what of it is to be loaded. */
    renew(): void {
      change([...months]);
    },

    fill(chunk: TimelineChunk, how: Parameters<typeof fillMonths>[3]): void {
      months = fillMonths(months, chunk, ratioOf, how);
    },

    reshape(id: string): void {
      months = withShape(months, id, ratioOf);
    },

    /** Gives up blocks ("2024-05 3"). Returns the images that were in them. */
    giveUp(keys: ReadonlySet<string>): string[] {
      const before = listLoaded(months);
      months = withoutBlocks(months, keys);
      const kept = new Set(listLoaded(months));
      return before.filter((id) => !kept.has(id));
    },

    /** Blocks that are loaded and not among those that were looked at, if there are many images in them. */
    listUnseen(looked: ReadonlySet<string>): ReadonlySet<string> {
      const unseen = months.flatMap(({ month, blocks }) =>
        blocks
          .map(({ ids }, index) => ({ key: `${month} ${index}`, size: ids?.length ?? 0 }))
          .filter(({ key, size }) => size > 0 && !looked.has(key)),
      );
      const size = unseen.reduce((sum, block) => sum + block.size, 0);
      return new Set(size > MAX_UNSEEN ? unseen.map(({ key }) => key) : []);
    },

    remove(ids: ReadonlySet<string>): void {
      // What followed them when they were removed before says nothing by now.
      for (const id of ids) followers.delete(id);
      if (sort === "position") for (const [id, next] of followersOf(months)) if (ids.has(id)) followers.set(id, next);
      change(withoutImages(months, ids, ratioOf));
    },

    /** Puts an image that is not in the list where its time belongs, or in an own order back to where it was. */
    insert(view: ImageListItem): void {
      if (sort === "position") insertBack(view.id);
      else insertByTime(view);
    },

    /** Notes that an image that was removed and inserted is one that was moved. */
    noteMoved(id: string): void {
      moved = [...moved, id];
    },

    /** In an own order: puts images, in this order, beside another one or at an end. */
    move(ids: readonly string[], to: MoveTarget): void {
      const count = months[0]?.count ?? 0;
      change(withImagesAt(months, ids, to, ratioOf).map((month) => ({ ...month, count })));
      moved = [...moved, ...ids];
    },
  };
}
