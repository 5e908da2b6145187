import { toWallClockMs } from "#lib/images/capture-time.ts";
import type { ImageListItem } from "#lib/library/image-list-api.ts";
import { type GalleryImage, isPending, toGalleryImage } from "./gallery-image.ts";

/** A page of the gallery as the server gave it. */
export interface GalleryPage {
  images: ImageListItem[];
  nextCursor?: string | undefined;
}

export interface GallerySnapshot {
  /** Uploaded from this tab, as they arrived; they keep this place until the page is loaded anew. */
  added: GalleryImage[];
  /** As listed by the server, newest first, without `added`. */
  listed: GalleryImage[];
  nextCursor: string | undefined;
}

export type GalleryStore = ReturnType<typeof createGalleryStore>;

const emptySnapshot: GallerySnapshot = { added: [], listed: [], nextCursor: undefined };

/**
 * What the gallery shows: pages from the server merged with what this tab uploaded, deleted and restored since.
 * It outlives the gallery page, so going back finds everything that was loaded.
 */
export function createGalleryStore() {
  const images = new Map<string, GalleryImage>();
  const hidden = new Set<string>();
  const unshown = new Set<string>();
  const listeners = new Set<() => void>();
  let addedIds: string[] = [];
  let listedIds: string[] = [];
  let nextCursor: string | undefined;
  let newestRender = 0;
  let snapshot = emptySnapshot;

  function publish(): void {
    const visible = (ids: string[]) =>
      ids.flatMap((id) => {
        const image = hidden.has(id) ? undefined : images.get(id);
        return image ? [image] : [];
      });
    const added = new Set(addedIds);
    snapshot = {
      added: visible(addedIds),
      listed: visible(listedIds.filter((id) => !added.has(id))),
      nextCursor,
    };
    for (const listener of listeners) listener();
  }

  return {
    subscribe(listener: () => void): () => void {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },

    snapshot: (): GallerySnapshot => snapshot,

    find: (id: string): ImageListItem | undefined => images.get(id)?.view,

    /** Takes the first page as rendered by the server at a moment (milliseconds); an older rendering changes nothing. */
    seed(page: GalleryPage, renderedAt: number): void {
      if (renderedAt <= newestRender) return;
      newestRender = renderedAt;
      const last = page.images.at(-1)?.id;
      const lastKnownAt = page.nextCursor === undefined || last === undefined ? -1 : listedIds.indexOf(last);
      const ids = page.images.map((view) => view.id);
      const known = new Set(ids);
      const tail = lastKnownAt < 0 ? [] : listedIds.slice(lastKnownAt + 1).filter((id) => !known.has(id));
      listedIds = [...ids, ...tail];
      if (lastKnownAt < 0) nextCursor = page.nextCursor;
      for (const view of page.images) images.set(view.id, toGalleryImage(view));
      publish();
    },

    /** Adds the page after `cursor`. A page that arrives twice, or late, changes nothing. */
    append(page: GalleryPage, cursor: string): void {
      if (cursor !== nextCursor) return;
      const known = new Set(listedIds);
      listedIds = [...listedIds, ...page.images.map((view) => view.id).filter((id) => !known.has(id))];
      for (const view of page.images) if (!images.has(view.id)) images.set(view.id, toGalleryImage(view));
      nextCursor = page.nextCursor;
      publish();
    },

    /** Puts an image that was just uploaded behind those before it, so that none of them moves. */
    add(view: ImageListItem): void {
      hidden.delete(view.id);
      images.set(view.id, toGalleryImage(view));
      if (!addedIds.includes(view.id)) addedIds = [...addedIds, view.id];
      publish();
    },

    /** Takes in what became of images; a tile keeps its shape. Also follows images that stand in no list. */
    update(views: ImageListItem[]): void {
      for (const view of views) {
        unshown.delete(view.id);
        const known = images.get(view.id);
        images.set(view.id, known ? { ...known, view } : toGalleryImage(view));
      }
      publish();
    },

    /** Shows a restored image where it stood, or where its time belongs as far as the list has been loaded. */
    reinsert(view: ImageListItem): void {
      hidden.delete(view.id);
      images.set(view.id, toGalleryImage(view));
      if (!listedIds.includes(view.id) && !addedIds.includes(view.id)) {
        const at = listedIds.findIndex((id) => toTime(images.get(id)?.view) < toTime(view));
        if (at >= 0) listedIds = listedIds.toSpliced(at, 0, view.id);
        else if (nextCursor === undefined) listedIds = [...listedIds, view.id];
      }
      publish();
    },

    /** Takes images out of view; `show` brings them back to where they were. */
    hide(ids: string[]): void {
      for (const id of ids) hidden.add(id);
      publish();
    },

    show(ids: string[]): void {
      for (const id of ids) hidden.delete(id);
      publish();
    },

    /** Notes that an image's picture did not load, as when a page has stood open for longer than its URLs live. */
    markImageBroken(id: string): void {
      unshown.add(id);
      publish();
    },

    /** The images to ask about: those whose rendering has not ended, and those whose picture did not load. */
    pendingIds(): string[] {
      return [...images.values()]
        .filter(({ view }) => (isPending(view) || unshown.has(view.id)) && !hidden.has(view.id))
        .map(({ view }) => view.id);
    },
  };
}

/** Where an image stands in time, milliseconds: by the clock on the wall where it was taken, else by its upload. */
function toTime(view: ImageListItem | undefined): number {
  if (!view) return 0;
  const { takenAt, takenOffset, uploadedAt } = view;
  return takenAt === undefined ? Date.parse(uploadedAt) : toWallClockMs(takenAt, takenOffset);
}

/** What the server and the first client rendering show, before any store holds anything. */
export function snapshotOfPage(page: GalleryPage): GallerySnapshot {
  return { added: [], listed: page.images.map(toGalleryImage), nextCursor: page.nextCursor };
}
