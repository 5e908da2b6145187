import { renderToStaticMarkup } from "react-dom/server";
import { expect, test } from "vitest";
import { createTranslator } from "#app/_messages/create-translator.ts";
import { en } from "#app/_messages/en.ts";
import { MessagesProvider } from "#app/_messages/messages-provider.tsx";
import type { ImageListItem } from "#lib/library/image-list-api.ts";
import { toGalleryImage } from "../list/gallery-image.ts";
import { GalleryTile } from "./gallery-tile.tsx";
import { type TileHtmlProps, toTileHtml } from "./tile-html.ts";

const words = createTranslator("en", en.gallery);
const ignore = () => {};
const handlers = { onFocus: ignore, onPress: ignore, onSelect: ignore, onRetry: ignore, onDelete: ignore };

function tileOf(view: Partial<ImageListItem> = {}, place: Partial<TileHtmlProps> = {}): TileHtmlProps {
  const image = toGalleryImage({
    id: "01HGABWNJDF5FJ5ZTZ43V4K9A0",
    fileName: `"Anna's" <b> & Bob.jpg`,
    contentType: "image/jpeg",
    bytes: 0,
    status: "ready",
    width: 4032,
    height: 3024,
    uploadedAt: "2024-05-01T10:00:00Z",
    thumbhash: "3OcRJYB4d3h/iIeHeEh3eIhw+j2w",
    favourite: false,
    archived: false,
    tags: [],
    albumIds: [],
    renditions: { medium: { url: "http://127.0.0.1/one.webp?a=1&b=%2F", width: 4032, height: 3024 } },
    ...view,
  });
  return {
    image,
    isLate: false,
    ratio: image.ratio,
    width: "calc((100% - 12px) * 0.250000)",
    isTabStop: false,
    position: 3,
    count: 96,
    filters: "",
    ...place,
  };
}

function byReact(tile: TileHtmlProps): string {
  const html = renderToStaticMarkup(
    <MessagesProvider language="en" areas={{ gallery: en.gallery, common: en.common }}>
      <GalleryTile {...tile} isSelected={false} handlers={{ ...handlers, onImageError: ignore }} />
    </MessagesProvider>,
  );
  // Beside the tile React asks for its picture, which comes as soon as the tile itself.
  return html.replace(/^<link rel="preload"[^>]*>/, "");
}

test.each([
  ["at the top", tileOf()],
  ["that the Tab key comes to", tileOf({}, { isTabStop: true })],
  ["further down", tileOf({ thumbhash: "IQgSLYZ3iHd/eHd3eIeIiHeHgA" }, { isLate: true })],
  ["of a search", tileOf({}, { filters: "q=a%26b&favourite=true" })],
  ["turned", tileOf({ rotation: 90, favourite: true })],
  ["with transparent parts", tileOf({ transparent: true })],
  ["without a preview", tileOf({ thumbhash: undefined })],
  ["of a single frame", tileOf({ frames: 1 })],
  ["of a damaged preview", tileOf({ thumbhash: "?" })],
])("a tile %s is the same as HTML as when React draws it", (_, tile) => {
  expect(toTileHtml(tile, words)).toBe(byReact(tile));
});

test.each([
  ["that is being processed", tileOf({ status: "processing" })],
  ["of a file that failed", tileOf({ status: "failed" })],
  ["without a rendition", tileOf({ renditions: {} })],
  ["that moves", tileOf({ frames: 12 })],
  ["of a stack", tileOf({ stackSize: 3 })],
  ["in the trash", tileOf({}, { deletedAfter: 3 })],
])("a tile %s is left to React", (_, tile) => {
  expect(toTileHtml(tile, words)).toBeUndefined();
});
