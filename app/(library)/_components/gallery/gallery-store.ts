import type { ImageListItem } from "#lib/library/image-list-api.ts";
import type { MoveTarget } from "#lib/library/move-target.ts";
import type { TimelineChunk } from "#lib/library/timeline-api.ts";
import { fromChunk } from "./from-chunk.ts";
import { type GalleryImage, isPending, toGalleryImage } from "./gallery-image.ts";
import { type ListSort, monthOf, toSecond, toTime } from "./image-time.ts";
import { keepUrl } from "./keep-url.ts";
import { followersOf, listLoaded, withImagesAt } from "./own-order.ts";
import { createPendingImages } from "./pending-images.ts";
import { fillMonths, mergeMonths, type TimelineMonth, withImage, withoutImages, withShape } from "./timeline-months.ts";

/** How many images are in each month, as the server says it. */
export interface TimelineCounts {
  months: readonly { month: string; count: number }[];
  /** Files that could not be read, where those are not in the list. */
  failed?: number | undefined;
  /** Absent while the server still reads the library. */
  version?: string | undefined;
}

export interface GallerySnapshot {
  /** Newest first. */
  months: readonly TimelineMonth[];
  /** Files that could not be read, where those are not in the list. */
  failed: number | undefined;
  version: string | undefined;
  /** Another number each time the server's counts were taken over, and with them the places of all images. */
  revision: number;
}

export type GalleryStore = ReturnType<typeof createGalleryStore>;

/** About 150 screens; what was looked at longest ago is given up first. */
const MAX_LOADED_BLOCKS = 60;
/** So many images are kept in blocks that nobody looks at, as those that an import fills. */
const MAX_UNSEEN = 1_000;
/** So many images are kept that are in no block and have been rendered: the list of uploads shows them. */
const MAX_IDLE = 500;
/** Pages rendered so long after a change know it, whatever the clocks of browser and server say. */
const LIST_DELAY_MS = 30_000;

/**
 * What the gallery shows: the months of a list, and of those what was loaded, merged with what this tab uploaded, deleted
 * and restored since. It outlives the gallery page, so going back finds everything that was loaded.
 */
export function createGalleryStore(sort: ListSort = "taken") {
  const images = new Map<string, GalleryImage>();
  /** With when the server had made the change by which they are, milliseconds. */
  const hidden = new Map<string, number>();
  const unshown = new Set<string>();
  const pending = createPendingImages();
  /** Images in no block that have been rendered, the oldest first. */
  const idle = new Set<string>();
  const rendered = new WeakSet<ImageListItem>();
  const listeners = new Set<() => void>();
  /** In an own order: what followed the images that were removed. */
  const followers = new Map<string, string | undefined>();
  let months: readonly TimelineMonth[] = [];
  let failed: number | undefined;
  let version: string | undefined;
  let hasList = false;
  let newestRender = 0;
  let lastSeen: string | undefined;
  let revision = 0;
  /** Whether the places are those of the server, as far as is known. */
  let isCounted = true;
  /** Moves that the server does not know of yet. */
  let holds = 0;
  let snapshot: GallerySnapshot = { months, failed, version, revision };
  /** Blocks by when they were last looked at, "2024-05 3". */
  const looked = new Set<string>();

  const ratioOf = (id: string) => images.get(id)?.ratio ?? 1;

  function publish(): void {
    snapshot = { months, failed, version, revision };
    for (const listener of listeners) listener();
  }

  function put(given: ImageListItem): void {
    const known = images.get(given.id);
    // Only lists say what stack an image is shown for.
    const view = { ...given, stackSize: given.stackSize ?? known?.view.stackSize };
    // A tile keeps the shape that it was first drawn in, unless its owner turns it.
    const isSame = known?.view.rotation === view.rotation;
    images.set(view.id, known && isSame ? { ...known, view } : toGalleryImage(view));
    if (known && !isSame) months = withShape(months, view.id, ratioOf);
    notePending(view.id);
  }

  function isFollowed(id: string): boolean {
    const image = images.get(id);
    return image !== undefined && isPending(image.view);
  }

  function notePending(id: string): void {
    pending.note(id, images.has(id) && (isFollowed(id) || unshown.has(id)));
  }

  function forget(id: string): void {
    images.delete(id);
    notePending(id);
  }

  /** Gives up blocks, "2024-05 3", which are loaded again when they are looked at. */
  function giveUp(keys: ReadonlySet<string>): void {
    months = months.map((month) => ({
      ...month,
      blocks: month.blocks.map((block, index) => {
        if (!block.ids || !keys.has(`${month.month} ${index}`)) return block;
        // Images still in processing are polled, so they stay.
        for (const id of block.ids) {
          if (isFollowed(id)) continue;
          forget(id);
        }
        return { ...block, ids: undefined, isStale: true };
      }),
    }));
  }

  /** An import must not fill the memory with what is looked at by nobody. */
  function giveUpUnseen(): void {
    const unseen = months.flatMap(({ month, blocks }) =>
      blocks
        .map(({ ids }, index) => ({ key: `${month} ${index}`, size: ids?.length ?? 0 }))
        .filter(({ key, size }) => size > 0 && !looked.has(key)),
    );
    const size = unseen.reduce((sum, block) => sum + block.size, 0);
    if (size > MAX_UNSEEN) giveUp(new Set(unseen.map(({ key }) => key)));
  }

  /** Notes that an image was put, and forgets the oldest of those that nothing shows. */
  function keepFew(id: string): void {
    if (isFollowed(id) || isListed(id)) return;
    idle.delete(id);
    idle.add(id);
    for (const oldest of idle) {
      if (idle.size <= MAX_IDLE) return;
      idle.delete(oldest);
      if (!isFollowed(oldest) && !hidden.has(oldest) && oldest !== lastSeen && !isListed(oldest)) forget(oldest);
    }
  }

  function isListed(id: string): boolean {
    return months.some(({ blocks }) => blocks.some(({ ids }) => ids?.includes(id)));
  }

  function takeCounts(counts: TimelineCounts): void {
    months = mergeMonths(counts.months, months);
    failed = counts.failed;
    version = counts.version;
    revision += 1;
    isCounted = true;
  }

  function remove(ids: ReadonlySet<string>): void {
    // What followed them when they were removed before says nothing by now.
    for (const id of ids) followers.delete(id);
    if (sort === "position") for (const [id, next] of followersOf(months)) if (ids.has(id)) followers.set(id, next);
    months = withoutImages(months, ids, ratioOf);
    isCounted = false;
  }

  /** Puts an image where its time belongs, or in an own order back to where it was. */
  function insert(view: ImageListItem): void {
    if (!hasList || isListed(view.id) || (failed !== undefined && view.status === "failed")) return;
    if (sort === "position") {
      insertBack(view.id);
      return;
    }
    const time = toTime(view, sort);
    const isOlder = (other: string) => toTime(images.get(other)?.view, sort) < time;
    months = withImage(months, { month: monthOf(view, sort), id: view.id }, isOlder, ratioOf);
    isCounted = false;
  }

  function insertBack(id: string): void {
    isCounted = false;
    let next = followers.get(id);
    while (next !== undefined && !isListed(next)) next = followers.get(next);
    // Only the server knows the place of what was never here.
    if (followers.has(id)) months = withImagesAt(months, [id], next === undefined ? "end" : { before: next }, ratioOf);
  }

  /** What fails leaves the list, and comes back when it is tried again. */
  function followFailure(before: ImageListItem | undefined, view: ImageListItem): void {
    const [was, is] = [before?.status === "failed", view.status === "failed"];
    if (failed === undefined || !before || was === is || hidden.has(view.id)) return;
    failed = Math.max(0, failed + (is ? 1 : -1));
    if (is) remove(new Set([view.id]));
    else insert(view);
  }

  /** Applies new versions of images, including those that are in no list. */
  function update(views: ImageListItem[]): void {
    for (const view of views) {
      unshown.delete(view.id);
      const before = images.get(view.id)?.view;
      put(view);
      followFailure(before, view);
      // When its time becomes known, or is changed, it goes to its place.
      if (before && toSecond(before, sort) !== toSecond(view, sort) && isListed(view.id)) {
        remove(new Set([view.id]));
        insert(view);
      }
      keepFew(view.id);
    }
    publish();
  }

  function take(chunk: TimelineChunk, isStale = false): void {
    for (const view of fromChunk(chunk)) {
      const known = unshown.has(view.id) ? undefined : images.get(view.id)?.view;
      images.set(view.id, toGalleryImage(known ? keepUrl(known, view) : view));
      notePending(view.id);
    }
    months = fillMonths(months, chunk, ratioOf, { hidden, isStale });
  }

  /** Takes in what is not loaded yet of a list that is not as it is shown: nothing that is shown changes its place. */
  function takeMissing(chunk: TimelineChunk): void {
    const listed = new Set(listLoaded(months));
    const isLeftOut = { has: (id: string) => hidden.has(id) || listed.has(id) };
    for (const view of fromChunk(chunk)) if (!images.has(view.id)) images.set(view.id, toGalleryImage(view));
    months = fillMonths(months, chunk, ratioOf, { hidden: isLeftOut, isStale: true, areOthersKept: true });
  }

  return {
    subscribe(listener: () => void): () => void {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },

    snapshot: (): GallerySnapshot => snapshot,

    /** An image that is shown or followed. */
    find: (id: string): ImageListItem | undefined => images.get(id)?.view,

    /** An image as its tile is drawn. */
    tile: (id: string): GalleryImage | undefined => images.get(id),

    isListed,

    /** Whether an image was taken out of view by this tab. */
    isHidden: (id: string): boolean => hidden.has(id),

    /** The block in which an image is loaded, "2024-05 3". */
    blockOf(id: string): string | undefined {
      for (const { month, blocks } of months) {
        const index = blocks.findIndex(({ ids }) => ids?.includes(id));
        if (index >= 0) return `${month} ${index}`;
      }
      return undefined;
    },

    /** All images from one to another, in either direction; undefined where some of them are not loaded. */
    idsBetween(one: string, other: string): string[] | undefined {
      const blocks = months.flatMap((month) => month.blocks);
      const [first = -1, last = -1] = [one, other]
        .map((id) => blocks.findIndex(({ ids }) => ids?.includes(id)))
        .sort((left, right) => left - right);
      const between = blocks.slice(first, last + 1);
      if (first < 0 || between.some(({ ids }) => !ids)) return undefined;
      const ids = between.flatMap((block) => block.ids ?? []);
      const [from = 0, to = 0] = [ids.indexOf(one), ids.indexOf(other)].sort((left, right) => left - right);
      return ids.slice(from, to + 1);
    },

    /** Notes the image that is looked at alone, to come back to its tile. */
    see(id: string): void {
      lastSeen = id;
    },

    /** Whether what is here is right for a list that comes up as rendered at a moment: by the way back to it. */
    isReturnedTo: (renderedAt: number): boolean => lastSeen !== undefined || renderedAt <= newestRender,

    takeLastSeen(): string | undefined {
      const id = lastSeen;
      lastSeen = undefined;
      return id;
    },

    /** Takes a list as the server rendered it at a moment (milliseconds); an older rendering changes nothing. */
    seed(counts: TimelineCounts, chunk: TimelineChunk, renderedAt: number): void {
      if (renderedAt <= newestRender || (hasList && holds > 0)) return;
      newestRender = renderedAt;
      hasList = true;
      for (const [id, doneAt] of hidden) if (doneAt + LIST_DELAY_MS < renderedAt) hidden.delete(id);
      takeCounts(counts);
      take(chunk);
      publish();
    },

    /** Takes in that the list has changed; what was loaded is shown until it is loaded again. */
    recount(counts: TimelineCounts): void {
      if (holds > 0) return;
      const isKnown = counts.version !== undefined && counts.version === version;
      // What this tab did may have been in the counts already.
      if (isKnown && counts.failed === failed && isAsCounted(months, counts.months)) {
        isCounted = true;
        return;
      }
      takeCounts(counts);
      publish();
    },

    /** Takes in what the server says of a part of the list, which is to be asked for again where it `isStale`. */
    fill(chunk: TimelineChunk, isStale = false): void {
      if (holds > 0) takeMissing(chunk);
      else take(chunk, isStale);
      publish();
    },

    /** Whether images are where the server counts them; not after a change of this tab, until counts have come. */
    isCounted: (): boolean => isCounted,

    /** Notes that places were not what they should have been, so that counts are asked for soon. */
    doubtCounts(): void {
      if (!isCounted) return;
      isCounted = false;
      publish();
    },

    /** Notes which blocks are looked at, and gives up others where there are many. */
    look(keys: readonly string[]): void {
      for (const key of keys) {
        looked.delete(key);
        looked.add(key);
      }
      // A wide screen may show more months than are kept otherwise.
      const kept = Math.max(MAX_LOADED_BLOCKS, keys.length);
      const surplus = new Set([...looked].slice(0, Math.max(0, looked.size - kept)));
      if (surplus.size === 0) return;
      for (const key of surplus) looked.delete(key);
      giveUp(surplus);
      publish();
    },

    /** Shows an image that was uploaded or restored, where its time belongs. */
    add(view: ImageListItem): void {
      hidden.delete(view.id);
      put(view);
      insert(view);
      giveUpUnseen();
      keepFew(view.id);
      publish();
    },

    /** In an own order: puts images, in this order, beside another one or at an end, and expects new counts. */
    move(ids: readonly string[], to: MoveTarget): void {
      const count = months[0]?.count ?? 0;
      months = withImagesAt(months, ids, to, ratioOf).map((month) => ({ ...month, count }));
      // The counts are the same before and after; it is the version that differs.
      version = undefined;
      isCounted = false;
      publish();
    },

    /** Takes over nothing that the server says of the order of what is shown until `releaseOrder`: it does not know of a move yet. */
    holdOrder(): void {
      holds += 1;
    },

    releaseOrder(): void {
      holds -= 1;
      // Responses to earlier requests have the old order; they are requested again.
      revision += 1;
      months = [...months];
      isCounted = false;
      publish();
    },

    update,

    /**
     * Takes in an image that a page came with, unless it has before: then the page is out of the browser's history, and
     * what is here is newer. Returns whether it did.
     */
    updateOnce(view: ImageListItem): boolean {
      if (rendered.has(view)) return false;
      rendered.add(view);
      update([view]);
      return true;
    },

    /** Takes images out of view; `show` brings them back to where they were. */
    hide(ids: string[]): void {
      const listed = new Set(listLoaded(months));
      for (const id of ids) if (listed.has(id)) hidden.set(id, Number.POSITIVE_INFINITY);
      remove(new Set(ids));
      publish();
    },

    /** Notes that the server has made the change for which images were hidden: pages to come know it. */
    confirmHidden(ids: string[]): void {
      for (const id of ids) if (hidden.has(id)) hidden.set(id, Date.now());
    },

    /** Notes that what this tab took out of view may be in the list again, but for what the server is still changing. */
    forgetHidden(): void {
      for (const [id, doneAt] of hidden) if (Number.isFinite(doneAt)) hidden.delete(id);
    },

    show(ids: string[]): void {
      for (const id of ids) {
        const view = images.get(id)?.view;
        if (hidden.delete(id) && view) insert(view);
      }
      isCounted = false;
      publish();
    },

    /** Notes that an image's picture did not load, as when a page has stood open for longer than its URLs live. */
    markImageBroken(id: string): void {
      unshown.add(id);
      notePending(id);
      publish();
    },

    /** The images to ask about: those whose rendering has not ended, and those whose picture did not load. */
    pendingIds: (): string[] => pending.ids().filter((id) => !hidden.has(id)),

    hasPending: (): boolean => pending.isAny((id) => !hidden.has(id)),

    /** Up to so many of them, each in its turn. */
    takePending: (limit: number): string[] => pending.take(limit, (id) => hidden.has(id)),

    /** Another number each time there is one more to ask about. */
    pendingArrivals: pending.arrivals,
  };
}

function isAsCounted(months: readonly TimelineMonth[], counts: TimelineCounts["months"]): boolean {
  return (
    months.length === counts.length &&
    counts.every(({ month, count }, at) => months[at]?.month === month && months[at]?.count === count)
  );
}

/** What the server and the first client rendering show, before any store holds anything. */
export function snapshotOfPage(
  counts: TimelineCounts,
  chunk: TimelineChunk,
): GallerySnapshot & { tileOf: (id: string) => GalleryImage | undefined } {
  const images = new Map(fromChunk(chunk).map((view) => [view.id, toGalleryImage(view)]));
  const months = fillMonths(mergeMonths(counts.months, []), chunk, (id) => images.get(id)?.ratio ?? 1);
  return {
    months,
    failed: counts.failed,
    version: counts.version,
    revision: 0,
    tileOf: (id) => images.get(id),
  };
}
