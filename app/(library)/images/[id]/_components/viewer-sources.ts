import type { ImageListItem } from "#lib/library/image-list-api.ts";
import { toSrcSet } from "../../../_components/gallery/tile/src-set.ts";

export interface ViewerSources {
  src: string;
  srcSet: string | undefined;
  sizes: string;
  /** Pixels of `src`. */
  width: number;
  height: number;
}

/** What the bar above a picture and the space below it take at least. */
const TAKEN_HEIGHT = "4rem";

/**
 * What the viewer shows an image by, undefined when it has no picture. The full rendition, of megabytes, is not among
 * it: it is fetched for those who look closely, or whose screen has more pixels than the large one.
 */
export function toViewerSources({ renditions, rotation }: PictureParts): ViewerSources | undefined {
  const { large, medium, thumbnail } = renditions;
  const best = large ?? medium ?? thumbnail;
  if (!best) return undefined;
  const ratio = (best.width / best.height).toFixed(4);
  // Turned by a quarter, a picture's width goes along the height of the screen.
  const isOnItsSide = rotation === 90 || rotation === 270;
  const sizes = isOnItsSide
    ? `min(100vw * ${ratio}, 100dvh - ${TAKEN_HEIGHT})`
    : `min(100vw, (100dvh - ${TAKEN_HEIGHT}) * ${ratio})`;
  return { src: best.url, srcSet: toSrcSet([medium, large]), sizes, width: best.width, height: best.height };
}

type PictureParts = Pick<ImageListItem, "renditions" | "rotation">;

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
 * Whether two pictures have the same shape. A browser may leave an original on its side that the worker turned, such as
 * a PNG with an orientation; it would be stretched in the place of what is shown.
 */
export function haveSameShape(one: PictureSize, other: PictureSize): boolean {
  const ratio = (one.width * other.height) / (one.height * other.width);
  return Math.abs(ratio - 1) <= SHAPE_TOLERANCE;
}

interface PictureSize {
  width: number;
  height: number;
}
