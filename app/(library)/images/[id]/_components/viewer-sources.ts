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
