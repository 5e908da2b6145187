import type { AlbumView } from "#lib/albums/album-api.ts";
import {
  albumSchema,
  type Catalogue,
  type CatalogueImage,
  type CatalogueSearch,
  type Collections,
  FORMAT,
  imageSchema,
  VERSION,
} from "#lib/imports/skylight-catalogue.ts";
import type { ImageListItem } from "#lib/library/image-list-api.ts";
import type { SavedSearchView } from "#lib/library/saved-search-api.ts";
import type { TagView } from "#lib/tags/tag-api.ts";
import { type ListPage, listPages } from "./list-pages.ts";

/** What an export is read with. */
export interface ExportSource {
  /** Asks Skylight's API for JSON; `path` begins with "/api/". */
  get: <Answer>(path: string) => Promise<Answer>;
  /** Waits a moment, since Skylight is still reading the library that is to be listed. */
  wait: () => Promise<void>;
}

/** What an account has besides its images. */
export interface ExportedCollections {
  albums: Catalogue["albums"];
  tags: Catalogue["tags"];
  searches: CatalogueSearch[];
  toTagNames(image: Pick<ImageListItem, "tags">): string[];
}

const PAGE = 200;

/** Reads albums, with the order of those that have one of their own, tags and saved searches. */
export async function readCollections(source: ExportSource): Promise<ExportedCollections> {
  const { get } = source;
  const { albums } = await get<{ albums: AlbumView[] }>("/api/albums?covers=false");
  const { tags } = await get<{ tags: TagView[] }>("/api/tags");
  const { searches } = await get<{ searches: SavedSearchView[] }>("/api/searches");
  const names = new Map(tags.map(({ id, name }) => [id, name]));
  const ordered: Catalogue["albums"] = [];
  for (const album of albums) {
    const order: string[] = [];
    if (album.hasOwnOrder) {
      for await (const { id } of listImages(source, `album=${album.id}&sort=position&order=asc`)) order.push(id);
    }
    ordered.push(albumSchema.parse({ ...album, order: album.hasOwnOrder ? order : undefined }));
  }
  return {
    albums: ordered,
    tags: [...names.values()],
    searches: searches.map((search) => toCatalogueSearch(search, names)),
    toTagNames: (image) => image.tags.flatMap((id) => names.get(id) ?? []).sort(),
  };
}

/** Tags are named, as they are throughout a catalogue. */
function toCatalogueSearch({ name, query }: SavedSearchView, tagNames: ReadonlyMap<string, string>): CatalogueSearch {
  const parameters = new URLSearchParams(query);
  const tags = parameters.getAll("tag").map((id) => tagNames.get(id) ?? id);
  parameters.delete("tag");
  return { name, query: `${parameters}`, ...(tags.length > 0 ? { tags } : {}) };
}

/**
 * An image in an export: all that is asked of the API is there. Of a million, links to renditions would fill the
 * memory.
 */
export type ExportedImage = Omit<ImageListItem, "renditions"> & { sha256: string };

/**
 * All images of an account but those in the trash and those still uploading, each once; with the names of those who
 * added them.
 */
export async function* listExported(source: ExportSource): AsyncGenerator<ExportedImage> {
  const seen = new Set<string>();
  const nameGuest = createGuestNames(source);
  // What is beside the timeline comes first and again last: during the listing one may leave it, and another join it.
  const beside = ["status=failed&", "archived=true&"];
  for (const filters of [...beside, "unstacked=true&", ...beside]) {
    for await (const item of listImages(
      source,
      `${filters}sort=added&order=asc&fields=sha256,position,stack,topOfStackAt`,
    )) {
      const { renditions: _, sha256, ...image } = item;
      if (seen.has(image.id) || image.status === "uploading" || sha256 === undefined) continue;
      seen.add(image.id);
      yield { ...image, sha256, addedBy: image.addedBy && (await nameGuest(item)) };
    }
  }
}

/** Finds what a guest calls themselves, which lists do not say, by the first of their images. */
function createGuestNames({ get }: ExportSource): (image: ImageListItem) => Promise<ImageListItem["addedBy"]> {
  const known = new Map<string, ImageListItem["addedBy"]>();
  return async ({ id, addedBy }) => {
    const key = `${addedBy?.shareId}#${addedBy?.guestId}`;
    // One that was deleted since is still exported as far as it is known.
    const ask = () => get<{ image: ImageListItem }>(`/api/images/${id}`).catch(() => undefined);
    if (!known.has(key)) known.set(key, (await ask())?.image.addedBy ?? addedBy);
    return known.get(key);
  };
}

function listImages({ get, wait }: ExportSource, filters: string): AsyncGenerator<ImageListItem> {
  return listPages((cursor) => {
    const after = cursor === undefined ? "" : `&cursor=${encodeURIComponent(cursor)}`;
    return get<ListPage<ImageListItem>>(`/api/images?${filters}&limit=${PAGE}&renditions=thumbnail${after}`);
  }, wait);
}

/** What a catalogue says of an image that is at `file`. */
export function toCatalogueImage(image: ExportedImage, file: string, tags: string[]): CatalogueImage {
  const unread = image.status === "ready" ? undefined : true;
  return imageSchema.parse({ ...image, file, tags, albums: image.albumIds, unread });
}

/** A piece of a catalogue's text has at least so many characters, so that its writing is no work of many small ones. */
const PIECE_LENGTH = 64 * 1024;

/** The catalogue as its file holds it, in pieces, since all of it may be more than a string can hold. */
export function* writeCatalogue(
  collections: Collections,
  images: Iterable<CatalogueImage>,
  at = new Date(),
): Generator<string, void> {
  let piece = "";
  for (const text of writeTexts(collections, images, at)) {
    piece += text;
    if (piece.length < PIECE_LENGTH) continue;
    yield piece;
    piece = "";
  }
  yield piece;
}

/** The text is that of `JSON.stringify(catalogue, null, 1)`, whose lines readCatalogue() tells items by. */
function* writeTexts(
  { albums, tags, searches = [] }: Collections,
  images: Iterable<CatalogueImage>,
  at: Date,
): Generator<string> {
  yield `{\n "format": "${FORMAT}",\n "version": ${VERSION},\n "exportedAt": "${at.toISOString()}",\n "albums": `;
  yield* writeItems(albums);
  yield `,\n "tags": ${toIndented(tags, " ")},\n "searches": `;
  yield* writeItems(searches);
  yield `,\n "images": `;
  yield* writeItems(images);
  yield "\n}";
}

function* writeItems(items: Iterable<object>): Generator<string> {
  let before = "[";
  for (const item of items) {
    yield `${before}\n  ${toIndented(item, "  ")}`;
    before = ",";
  }
  yield before === "[" ? "[]" : "\n ]";
}

function toIndented(value: object, indent: string): string {
  return JSON.stringify(value, null, 1).replaceAll("\n", `\n${indent}`);
}
