import { escapeHtml } from "#app/_components/escape-html.ts";
import type { Catalogue, Translator } from "#app/_messages/message.ts";
import { describePhoto } from "./describe-photo.ts";
import { type GalleryTileProps, toTileAddress } from "./gallery-tile.tsx";
import { toMeanColour, toPlaceholder } from "./placeholder.ts";

export type TileHtmlProps = Omit<GalleryTileProps, "handlers" | "isSelected" | "dragged">;

/**
 * What `GalleryTile` draws on the server, as HTML: a page has a hundred tiles, and React takes some 0.2 ms for each.
 * Undefined for a tile that is more than a picture. React takes the elements over in the browser, so they have to be
 * those that it would have drawn; a test compares the two.
 */
export function toTileHtml(
  { image, isLate, ratio, width, isTabStop, position, count, filters, deletedAfter }: TileHtmlProps,
  t: Translator<Catalogue["gallery"]>,
): string | undefined {
  const { view } = image;
  const { id, status, rotation, thumbhash, renditions } = view;
  const picture = renditions.medium ?? renditions.thumbnail;
  const isMore = (view.frames ?? 1) > 1 || view.stackSize !== undefined || deletedAfter !== undefined;
  if (status !== "ready" || !picture || isMore) return undefined;
  const preview = isLate ? undefined : toPlaceholder(thumbhash);
  const colour = toMeanColour(thumbhash);
  const style = preview ? `background-image:url(${preview})` : colour && `background-color:${colour}`;
  const tabIndex = isTabStop ? 0 : -1;
  return [
    `<div role="listitem" aria-posinset="${position}" aria-setsize="${count}" class="tile"`,
    ` style="width:${width};aspect-ratio:${ratio}">`,
    `<a href="${escapeHtml(toTileAddress(id, filters))}" data-tile="${escapeHtml(id)}" data-status="${status}"`,
    ` tabindex="${tabIndex}" draggable="false" class="tile-link${rotation ? " [container-type:size]" : ""}">`,
    `<img src="${escapeHtml(picture.url)}" alt="${escapeHtml(describePhoto(view, t))}" decoding="async"`,
    isLate ? ' loading="lazy" fetchPriority="low"' : "",
    ' draggable="false" class="tile-picture bg-cover bg-center"',
    style ? ` style="${style}"` : "",
    rotation ? ` data-rotation="${rotation}"` : "",
    "/></a>",
    `<input type="checkbox" class="tile-check" aria-label="${escapeHtml(t("selectOne", { name: view.fileName }))}"`,
    ` tabindex="${tabIndex}"/></div>`,
  ].join("");
}
