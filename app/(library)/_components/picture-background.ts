import type { ImageListItem } from "#lib/library/image-list-api.ts";
import { toPlaceholder } from "./gallery/tile/placeholder.ts";

/**
 * What lies behind a picture: its blurred preview while it loads or, where something shows through it, a checkerboard,
 * on which every shape is seen and which may stay. For `<img>`, with `suppressHydrationWarning`: the last digits of the
 * preview's colours may differ between the server's arithmetic and the browser's.
 */
export function pictureBackground({ transparent, thumbhash }: Pick<ImageListItem, "transparent" | "thumbhash">): {
  className: string;
  style: { backgroundImage?: string };
} {
  if (transparent) return { className: "checkerboard", style: {} };
  const placeholder = toPlaceholder(thumbhash);
  return { className: "bg-cover bg-center", style: placeholder ? { backgroundImage: `url(${placeholder})` } : {} };
}
