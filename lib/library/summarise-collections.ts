import type { CollectionKind, NamedCollection } from "#lib/images/collection.ts";
import { type ListedCollection, listedCollectionSchema } from "#lib/images/listed-image.ts";
import type { SearchNames } from "./describe-filters.ts";
import type { ImageQuery } from "./image-query.ts";
import type { IndexedImage } from "./image-row.ts";
import type { IndexFile } from "./index-file.ts";
import { countImages, findImages, listImages } from "./run-query.ts";

export interface CollectionSummary extends ListedCollection {
  id: string;
  revision: number;
  /** Images in it, without those in the trash. */
  count: number;
  /** What an album shows of itself: the image chosen for that, else its newest. */
  cover?: IndexedImage | undefined;
}

/** Albums or tags: all of them, one alone, or those in an album; of albums with their covers. */
export interface CollectionRequest {
  kind: CollectionKind;
  /** Unless false. */
  covers?: boolean | undefined;
  id?: string | undefined;
  parentId?: string | undefined;
}

/**
 * The albums, or tags, that are asked for, by name, with what is in them. An album whose parent was
 * deleted has none.
 */
export function summariseCollections(
  file: IndexFile,
  { kind, covers = true, id, parentId }: CollectionRequest,
): CollectionSummary[] {
  const select = "SELECT id, revision, listed FROM collections WHERE kind = ?";
  const rows =
    id !== undefined
      ? file.sql(`${select} AND id = ?`).all(kind, id)
      : parentId !== undefined
        ? file.sql(`${select} AND listed ->> '$.up' = ?`).all(kind, parentId)
        : file.sql(select).all(kind);
  const { compare } = new Intl.Collator(undefined, { numeric: true, sensitivity: "base" });
  return rows
    .map((row): CollectionSummary => {
      const listed = readListed(row.listed);
      if (listed.up !== undefined && !hasCollection(file, kind, listed.up)) listed.up = undefined;
      const query = toQuery(kind, String(row.id));
      const count = countImages(file, query);
      const cover = kind === "album" && covers && count > 0 ? findCover(file, String(row.id), listed) : undefined;
      return { ...listed, id: String(row.id), revision: Number(row.revision), count, cover };
    })
    .sort((one, other) => compare(one.n, other.n));
}

/** Names of albums or tags in the order of the ids; what was deleted is left out. */
export function nameCollections(
  file: IndexFile,
  { kind, ids }: { kind: CollectionKind; ids: string[] },
): NamedCollection[] {
  const statement = file.sql("SELECT listed FROM collections WHERE kind = ? AND id = ?");
  return ids.flatMap((id) => {
    const row = statement.get(kind, id);
    return row ? [{ id, name: readListed(row.listed).n }] : [];
  });
}

/** @throws SyntaxError where bytes of it were changed */
function readListed(text: unknown): ListedCollection {
  const { success, data } = listedCollectionSchema.safeParse(JSON.parse(String(text)));
  if (!success) throw new SyntaxError("Expected what lists say of an album or tag");
  return data;
}

/** All that a search can name. */
export function listSearchNames(file: IndexFile): SearchNames {
  const named = (kind: CollectionKind) =>
    file.labels.list(kind).flatMap(({ key, name }) => (name === null ? [] : [{ id: key, name }]));
  return { tags: named("tag"), albums: named("album"), cameras: file.labels.list("camera").map(({ key }) => key) };
}

function toQuery(kind: CollectionKind, id: string): ImageQuery {
  return { sort: "taken", order: "desc", ...(kind === "album" ? { album: id } : { tag: [id] }) };
}

/** The image chosen for an album's cover while it is in it, else the newest. */
function findCover(file: IndexFile, id: string, { co }: ListedCollection): IndexedImage | undefined {
  const [chosen] = co === undefined ? [] : findImages(file, [co]);
  const isShown = chosen?.trashedAtMs === undefined && chosen?.albums.some((album) => album.id === id);
  return isShown ? chosen : listImages(file, toQuery("album", id), { limit: 1 }).images[0];
}

function hasCollection(file: IndexFile, kind: CollectionKind, id: string): boolean {
  return file.sql("SELECT 1 FROM collections WHERE kind = ? AND id = ?").get(kind, id) !== undefined;
}
