import type { ImageListItem } from "#lib/library/image-list-api.ts";
import type { MoveTarget } from "#lib/library/move-target.ts";
import type { TimelineChunk } from "#lib/library/timeline-api.ts";
import { findBlock, listBetween } from "../layout/timeline-months.ts";
import { type ListSort, toSecond } from "../tile/image-time.ts";
import { listLoaded } from "./custom-order.ts";
import { fromChunk } from "./from-chunk.ts";
import { type GallerySnapshot, isAsCounted, type TimelineCounts } from "./gallery-snapshot.ts";
import { createHiddenImages } from "./hidden-images.ts";
import { createListPlaces } from "./list-places.ts";
import { createLoadedImages } from "./loaded-images.ts";

export type GalleryStore = ReturnType<typeof createGalleryStore>;

/** About 150 screens; what was looked at longest ago is given up first. */
const MAX_LOADED_BLOCKS = 60;

/**
 * What the gallery shows: the months of a list, and of those what was loaded, merged with what this tab uploaded,
 * deleted and restored since. It outlives the gallery page, so going back finds everything that was loaded.
 */
export function createGalleryStore(sort: ListSort = "taken") {
  const images = createLoadedImages();
  const { pending } = images;
  const places = createListPlaces(sort, images);
  const hidden = createHiddenImages();
  const rendered = new WeakSet<ImageListItem>();
  const listeners = new Set<() => void>();
  let failed: number | undefined;
  let version: string | undefined;
  let hasList = false;
  let newestRender = 0;
  let lastSeen: string | undefined;
  let revision = 0;
  /** Moves that the server does not know of yet. */
  let holds = 0;
  let snapshot = toSnapshot();
  /** Blocks by when they were last looked at, "2024-05 3". */
  const looked = new Set<string>();

  function toSnapshot(): GallerySnapshot {
    return { months: places.months(), failed, version, revision, moved: places.moved() };
  }

  function publish(): void {
    snapshot = toSnapshot();
    for (const listener of listeners) listener();
  }

  function put(view: ImageListItem): void {
    if (images.put(view)) places.reshape(view.id);
  }

  function takeCounts(counts: TimelineCounts): void {
    places.takeCounts(counts.months);
    failed = counts.failed;
    version = counts.version;
    revision += 1;
  }

  function insert(view: ImageListItem): void {
    const isOfList = hasList && !(failed !== undefined && view.status === "failed");
    if (isOfList && !places.isListed(view.id)) places.insert(view);
  }

  /** What fails leaves the list, and comes back when it is tried again. */
  function followFailure(before: ImageListItem | undefined, view: ImageListItem): void {
    const [was, is] = [before?.status === "failed", view.status === "failed"];
    if (failed === undefined || !before || was === is || hidden.has(view.id)) return;
    failed = Math.max(0, failed + (is ? 1 : -1));
    if (is) places.remove(new Set([view.id]));
    else insert(view);
  }

  /** Applies new versions of images, including those that are in no list. */
  function update(views: ImageListItem[]): void {
    for (const view of views) {
      const before = images.find(view.id);
      put(view);
      followFailure(before, view);
      // When its time becomes known, or is changed, it goes to its place.
      if (before && toSecond(before, sort) !== toSecond(view, sort) && places.isListed(view.id)) {
        places.remove(new Set([view.id]));
        insert(view);
        places.noteMoved(view.id);
      }
      keepFew(view.id);
    }
    publish();
  }

  function isNeeded(id: string): boolean {
    return hidden.has(id) || id === lastSeen;
  }

  function keepFew(id: string): void {
    images.keepFew(id, { isListed: places.isListed, isNeeded });
  }

  function take(chunk: TimelineChunk, isStale = false): void {
    for (const image of fromChunk(chunk)) images.putListed(image);
    places.fill(chunk, { hidden, isStale });
  }

  /** Takes in what is not loaded yet of a list that is not as it is shown: nothing that is shown changes its place. */
  function takeMissing(chunk: TimelineChunk): void {
    const listed = new Set(listLoaded(places.months()));
    const isLeftOut = { has: (id: string) => hidden.has(id) || listed.has(id) };
    for (const image of fromChunk(chunk)) images.putMissing(image);
    places.fill(chunk, { hidden: isLeftOut, isStale: true, areOthersKept: true });
  }

  return {
    subscribe(listener: () => void): () => void {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },

    snapshot: (): GallerySnapshot => snapshot,

    /** An image that is shown or followed. */
    find: images.find,

    /** An image as its tile is drawn. */
    tile: images.tile,

    isListed: places.isListed,

    /** Whether an image was taken out of view by this tab. */
    isHidden: hidden.has,

    /** The block in which an image is loaded, "2024-05 3". */
    blockOf: (id: string): string | undefined => findBlock(places.months(), id),

    /** All images from one to another, in either direction; undefined where some of them are not loaded. */
    idsBetween: (one: string, other: string): string[] | undefined => listBetween(places.months(), one, other),

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
      hidden.forgetKnownBy(renderedAt);
      takeCounts(counts);
      take(chunk);
      publish();
    },

    /** Takes in that the list has changed; what was loaded is shown until it is loaded again. */
    recount(counts: TimelineCounts): void {
      if (holds > 0) return;
      const isKnown = counts.version !== undefined && counts.version === version;
      // What this tab did may have been in the counts already.
      if (isKnown && counts.failed === failed && isAsCounted(places.months(), counts.months)) places.trust();
      else {
        takeCounts(counts);
        publish();
      }
    },

    /** Takes in what the server says of a part of the list, which is to be asked for again where it `isStale`. */
    fill(chunk: TimelineChunk, isStale = false): void {
      if (holds > 0) takeMissing(chunk);
      else take(chunk, isStale);
      publish();
    },

    /** Whether images are where the server counts them; not after a change of this tab, until counts have come. */
    isCounted: places.isCounted,

    /** Notes that places were not what they should have been, so that counts are asked for soon. */
    doubtCounts(): void {
      if (!places.isCounted()) return;
      places.doubt();
      publish();
    },

    /** Notes which blocks are looked at, and gives up others where there are many. */
    look(keys: readonly string[]): void {
      for (const key of keys) {
        looked.delete(key);
        looked.add(key);
      }
      // A wide screen may show more months than are kept otherwise.
      const limit = Math.max(MAX_LOADED_BLOCKS, keys.length);
      const surplus = new Set([...looked].slice(0, Math.max(0, looked.size - limit)));
      if (surplus.size === 0) return;
      for (const key of surplus) looked.delete(key);
      images.forget(places.giveUp(surplus));
      publish();
    },

    /** Shows an image that was uploaded or restored, where its time belongs. */
    add(view: ImageListItem): void {
      hidden.show(view.id);
      put(view);
      insert(view);
      // A large import must not fill the memory with photos that are nowhere near the screen.
      images.forget(places.giveUp(places.listUnseen(looked)));
      keepFew(view.id);
      publish();
    },

    /** In an own order: puts images, in this order, beside another one or at an end, and expects new counts. */
    move(ids: readonly string[], to: MoveTarget): void {
      places.move(ids, to);
      // The counts are the same before and after; it is the version that differs.
      version = undefined;
      publish();
    },

    /**
     * Takes over nothing that the server says of the order of what is shown until `releaseOrder`: it does not know of a
     * move yet.
     */
    holdOrder(): void {
      holds += 1;
    },

    releaseOrder(): void {
      holds -= 1;
      // Responses to earlier requests have the old order; they are requested again.
      revision += 1;
      places.renew();
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
      const listed = new Set(listLoaded(places.months()));
      hidden.hide(ids.filter((id) => listed.has(id)));
      places.remove(new Set(ids));
      publish();
    },

    confirmHidden: hidden.confirm,

    /**
     * Notes that what this tab took out of view may be in the list again, but for what the server is still changing.
     */
    forgetHidden: hidden.forget,

    show(ids: string[]): void {
      for (const id of ids) {
        const view = images.find(id);
        if (hidden.show(id) && view) insert(view);
      }
      places.doubt();
      publish();
    },

    /** Notes that an image's picture did not load, as when a page has stood open for longer than its URLs live. */
    markImageBroken(id: string): void {
      images.markBroken(id);
      publish();
    },

    /** The images to ask about: those whose rendering has not ended, and those whose picture did not load. */
    pendingIds: (): string[] => pending.ids().filter((id) => !hidden.has(id)),

    hasPending: (): boolean => pending.isAny((id) => !hidden.has(id)),

    /** Up to so many of them, each in its turn. */
    takePending: (limit: number): string[] => pending.take(limit, hidden.has),

    /** Asks no more about images that are gone, whether a list shows them or not. */
    stopAsking(ids: string[]): void {
      for (const id of ids) pending.note(id, false);
    },

    /** Another number each time there is one more to ask about. */
    pendingArrivals: pending.arrivals,
  };
}
