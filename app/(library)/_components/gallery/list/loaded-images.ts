import type { ImageListItem } from "#lib/library/image-list-api.ts";
import { type GalleryImage, isPending, toGalleryImage } from "./gallery-image.ts";
import { keepUrl } from "./keep-url.ts";
import { createPendingImages } from "./pending-images.ts";

export type LoadedImages = ReturnType<typeof createLoadedImages>;

/** So many images are kept that are in no list and have been rendered: the list of uploads shows them. */
const MAX_IDLE = 500;

/** The images that a gallery has loaded or follows, with the shapes of their tiles. */
export function createLoadedImages() {
  const images = new Map<string, GalleryImage>();
  /** Those whose picture did not load. */
  const unshown = new Set<string>();
  /** Those whose rendering has not ended, and those whose picture did not load. */
  const pending = createPendingImages();
  /** Images in no list that have been rendered, the oldest first. */
  const idle = new Set<string>();

  function isFollowed(id: string): boolean {
    const image = images.get(id);
    return image !== undefined && isPending(image.view);
  }

  function note(id: string): void {
    pending.note(id, images.has(id) && (isFollowed(id) || unshown.has(id)));
  }

  /** Forgets an image, unless it is still in processing: those are polled. */
  function forget(id: string): void {
    if (isFollowed(id)) return;
    images.delete(id);
    note(id);
  }

  return {
    pending,
    find: (id: string): ImageListItem | undefined => images.get(id)?.view,
    tile: (id: string): GalleryImage | undefined => images.get(id),
    /** Width divided by height of its tile. */
    ratioOf: (id: string): number => images.get(id)?.ratio ?? 1,

    /** Takes in a new version of an image. Returns whether its tile has another shape now. */
    put(given: ImageListItem): boolean {
      const known = images.get(given.id);
      // Only lists say what stack an image is shown for.
      const view = { ...given, stackSize: given.stackSize ?? known?.view.stackSize };
      // A tile keeps the shape that it was first drawn in, unless its owner turns it.
      const isSame = known?.view.rotation === view.rotation;
      unshown.delete(view.id);
      images.set(view.id, known && isSame ? { ...known, view } : toGalleryImage(view));
      note(view.id);
      return known !== undefined && !isSame;
    },

    /** Takes in an image as a list has it. */
    putListed(image: GalleryImage): void {
      const { id } = image.view;
      const known = unshown.has(id) ? undefined : images.get(id)?.view;
      const view = known ? keepUrl(known, image.view) : image.view;
      images.set(id, view === image.view ? image : toGalleryImage(view));
      note(id);
    },

    /** Takes in an image as a list has it, unless it is known. */
    putMissing(image: GalleryImage): void {
      if (!images.has(image.view.id)) images.set(image.view.id, image);
    },

    markBroken(id: string): void {
      unshown.add(id);
      note(id);
    },

    forget(ids: Iterable<string>): void {
      for (const id of ids) forget(id);
    },

    /** Notes that an image was put, and forgets the oldest of those that nothing shows or needs. */
    keepFew(id: string, { isListed, isNeeded }: Record<"isListed" | "isNeeded", (id: string) => boolean>): void {
      if (isFollowed(id) || isListed(id)) return;
      idle.delete(id);
      idle.add(id);
      for (const oldest of idle) {
        if (idle.size <= MAX_IDLE) return;
        idle.delete(oldest);
        if (!isNeeded(oldest) && !isListed(oldest)) forget(oldest);
      }
    },
  };
}
