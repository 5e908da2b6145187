import type { ImageListItem } from "#lib/library/image-list-api.ts";

/** An image in the gallery with the shape of its tile, which stays as first drawn so that nothing moves. */
export interface GalleryImage {
  view: ImageListItem;
  /** Width divided by height of the tile. */
  ratio: number;
}

/** Panoramas and towers are cropped to these shapes, so that no tile takes a whole screen. */
const NARROWEST_RATIO = 0.56;
const WIDEST_RATIO = 2.4;
/** A failed image has no shape of its own; this one holds a sentence and two buttons. */
const FAILED_RATIO = 1.35;

export function toGalleryImage(view: ImageListItem): GalleryImage {
  return { view, ratio: toAspectRatio(view) };
}

/** Width divided by height of an image's tile. */
export function toAspectRatio({
  status,
  width,
  height,
}: Partial<Pick<ImageListItem, "status" | "width" | "height">>): number {
  if (width && height) return Math.min(WIDEST_RATIO, Math.max(NARROWEST_RATIO, width / height));
  return status === "failed" ? FAILED_RATIO : 1;
}

export function isPending({ status }: ImageListItem): boolean {
  return status === "uploading" || status === "processing";
}
