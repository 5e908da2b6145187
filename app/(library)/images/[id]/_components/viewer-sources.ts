import type { ImageListItem } from "#lib/library/image-list-api.ts";
import { toSrcSet } from "../../../_components/gallery/src-set.ts";

export interface ViewerSources {
  src: string;
  srcSet: string | undefined;
  sizes: string;
  /** Pixels of `src`. */
  width: number;
  height: number;
}

/** What the viewer shows an image by, undefined when it has no picture. */
export function toViewerSources({ renditions, transparent }: ImageListItem): ViewerSources | undefined {
  const { full, large, medium, thumbnail } = renditions;
  const best = large ?? medium ?? thumbnail;
  if (!best) return undefined;
  // The full one is a JPEG, in which paper stands for what is transparent.
  const srcSet = toSrcSet([medium, large, transparent ? undefined : full]);
  return { src: best.url, srcSet, sizes: "100vw", width: best.width, height: best.height };
}

/**
 * The picture to zoom into, undefined where `full` shows no more than the viewer does: of a long panorama its 4,096
 * pixels are fewer than those of `large`.
 */
export function toCloseUp({ renditions, transparent }: Pick<ImageListItem, "renditions" | "transparent">) {
  const { full, large } = renditions;
  return full && !transparent && full.width > (large?.width ?? 0) ? full.url : undefined;
}

/** What rounding may change of a shape. */
const SHAPE_TOLERANCE = 0.01;

/**
 * Whether two pictures have the same shape. A browser may leave an original on its side that the worker turned, such as a
 * PNG with an orientation; it would be stretched in the place of what is shown.
 */
export function haveSameShape(one: PictureSize, other: PictureSize): boolean {
  const ratio = (one.width * other.height) / (one.height * other.width);
  return Math.abs(ratio - 1) <= SHAPE_TOLERANCE;
}

interface PictureSize {
  width: number;
  height: number;
}
