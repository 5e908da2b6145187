import { MAX_CAPTION_LENGTH, MAX_TITLE_LENGTH } from "#lib/images/embedded-text.ts";
import { toLine, toParagraphs } from "#lib/metadata/facts.ts";
import type { LibraryAlbum, LibraryClient } from "./library-client.ts";
import { importReasons } from "./reasons.ts";
import type { CatalogueAlbum } from "./skylight-catalogue.ts";

/** An album or a tag by its name. */
export interface NamedKind {
  kind: "album" | "tag";
  name: string;
}

/** Does something for a photo, by its path, or for an album or a tag; a failure becomes a line of the summary. */
export type Attempt = (subject: string | NamedKind, act: () => Promise<void>) => Promise<void>;

/** An image of an album, and what it was called in the export, if it came in one. */
export interface AlbumMember {
  id: string;
  exportedId: string | undefined;
}

/**
 * Makes the albums of exports, each after the one that it is in, without which it is not made. One of that name in that
 * place which the library has already is the one of an earlier run. Returns the ids in the library by those in the
 * export.
 */
export async function makeAlbums(
  albums: readonly CatalogueAlbum[],
  library: LibraryClient,
  known: readonly LibraryAlbum[],
  attempt: Attempt,
): Promise<ReadonlyMap<string, string>> {
  const ids = new Map<string, string>();
  // Ids are in the order of making, so that of two with one name the first is found again as the first.
  const free = known.toSorted(byId);
  const exported = new Set(albums.map(({ id }) => id));
  // What was in an album that is not in the export is in none.
  const isExported = (id = "") => exported.has(id);
  const { false: first = [], true: nested = [] } = Object.groupBy(
    albums.toSorted(byId),
    ({ parentId }) => `${isExported(parentId)}`,
  );
  for (const { id, name, description, parentId: exportedParent, order } of [...first, ...nested]) {
    await attempt({ kind: "album", name }, async () => {
      const parentId = ids.get(exportedParent ?? "");
      // At the top it would not be found again once the other has been made.
      if (isExported(exportedParent) && !parentId) throw new Error(importReasons.parentNotMade);
      const at = free.findIndex((album) => album.name === name && album.parentId === parentId);
      const [found] = at === -1 ? [] : free.splice(at, 1);
      const made = found?.id ?? (await library.makeCollection("album", { name, description, parentId }));
      ids.set(id, made);
      if (order && !found?.count) await library.changeAlbum(made, { hasOwnOrder: true });
    });
  }
  return ids;
}

/**
 * The images of an album as they are to be added, in the export's order where it has one; what that does not name comes
 * last.
 */
export function toOrdered(members: readonly AlbumMember[], order: readonly string[] | undefined): string[] {
  const places = new Map(order?.map((id, place) => [id, place]));
  const placeOf = ({ exportedId = "" }: AlbumMember) => places.get(exportedId) ?? places.size;
  return members.toSorted((one, other) => placeOf(one) - placeOf(other)).map(({ id }) => id);
}

/** Descriptions of albums by their names, both as long as they may be. */
export function toDescriptions(byTitle: ReadonlyMap<string, string> = new Map()): Map<string, string | undefined> {
  return new Map(
    [...byTitle].map(([title, text]) => [
      toLine(title, MAX_TITLE_LENGTH) ?? "",
      toParagraphs(text, MAX_CAPTION_LENGTH),
    ]),
  );
}

function byId(one: { id: string }, other: { id: string }): number {
  return one.id < other.id ? -1 : 1;
}
