import { compileQuery, findPlaces } from "./compile-query.ts";
import { ALL_KEYS, fromHexKey, fromKey, HAS_ID, toKey } from "./image-key.ts";
import { type ImageQuery, isOfTimeline } from "./image-query.ts";
import { fromRow, type IndexedImage } from "./image-row.ts";
import type { IndexFile } from "./index-file.ts";
import { talliedColumns } from "./label-counts.ts";
import { decodeListCursor, encodeListCursor, type ListPosition } from "./list-cursor.ts";
import { clampWallClock } from "./place-in-time.ts";
import { COLUMNS, fromClause, sorted } from "./query-statements.ts";
import { findStack } from "./restack.ts";

export interface ImageList {
  images: IndexedImage[];
  /** Absent at the end. */
  nextCursor?: string | undefined;
}

export interface PageRequest {
  limit: number;
  cursor?: string | undefined;
  /** How many images come before it, in place of a cursor. */
  start?: number | undefined;
}

/** A page of the images that match. @throws AppError `invalid_cursor` */
export function listImages(file: IndexFile, query: ImageQuery, { limit, cursor, start }: PageRequest): ImageList {
  const after = cursor === undefined ? undefined : decodeListCursor(query, cursor);
  const images = readPage(file, query, limit + 1, after, start);
  const page = images.slice(0, limit);
  const last = page.at(-1);
  return {
    images: page,
    nextCursor: images.length > limit && last ? encodeListCursor(query, toPosition(query, last)) : undefined,
  };
}

/** Images by id, in the order asked for; those that the index does not have are left out. */
export function findImages({ sql, labels }: IndexFile, ids: string[]): IndexedImage[] {
  return ids.flatMap((id) => {
    const row = sql(`SELECT ${COLUMNS} FROM images i WHERE ${HAS_ID}`).get(toKey(id));
    return row ? [fromRow(row, labels)] : [];
  });
}

/** The ids of images, and those of the other photos of their stacks; each once. */
export function addStacks(file: IndexFile, ids: string[]): string[] {
  const idAt = file.sql("SELECT id FROM images WHERE place = ?");
  const all = new Set<string>();
  for (const id of ids) {
    // What an earlier one brought has brought its whole stack.
    if (all.has(id)) continue;
    all.add(id);
    const places = findPlaces(file, [id]).flatMap((place) => findStack(file.sql, place));
    for (const place of places) all.add(fromKey(idAt.get(place)?.id));
  }
  return [...all];
}

/** The image at a place. */
export function findAt({ sql, labels }: IndexFile, place: bigint): IndexedImage | undefined {
  const row = sql(`SELECT ${COLUMNS} FROM images i WHERE i.place = ?`).get(place);
  return row && fromRow(row, labels);
}

/** Ids of a page of the images that match, at most `limit`. @throws AppError `invalid_cursor` */
export function listIds(
  file: IndexFile,
  query: ImageQuery,
  page: PageRequest,
): { ids: string[]; nextCursor?: string | undefined } {
  const { images, nextCursor } = listImages(file, query, page);
  return { ids: images.map(({ id }) => id), nextCursor };
}

/** Ids of all images that match, one a line. */
export function selectIds(file: IndexFile, query: ImageQuery): string {
  const compiled = compileQuery(file, query);
  if (compiled.isEmpty) return "";
  const { text, parameters } = fromClause(compiled, true);
  const ids = file.sql(`SELECT ${ALL_KEYS} AS ids FROM ${text}`).get(...parameters)?.ids;
  return typeof ids === "string" ? ids.split("\n").map(fromHexKey).join("\n") : "";
}

export interface Neighbours {
  /** Nearest first. */
  before: IndexedImage[];
  after: IndexedImage[];
}

/** At most `count` images on either side of one in the list of a query; the image itself need not be in it. */
export function findNeighbours(file: IndexFile, query: ImageQuery, id: string, count: number): Neighbours {
  const [image] = findImages(file, [id]);
  if (!image) return { before: [], after: [] };
  const position = toPosition(query, image);
  return { before: readPage(file, toReversed(query), count, position), after: readPage(file, query, count, position) };
}

/** The same images in the opposite order. */
export function toReversed(query: ImageQuery): ImageQuery {
  return { ...query, order: query.order === "desc" ? "asc" : "desc" };
}

/** How many images match. */
export function countImages(file: IndexFile, query: ImageQuery): number {
  const compiled = compileQuery(file, query);
  if (compiled.isEmpty) return 0;
  if (compiled.isTimeline) return Number(file.sql("SELECT total(photos) AS count FROM months").get()?.count);
  const { text, parameters } = fromClause(compiled);
  return Number(file.sql(`SELECT count(*) AS count FROM ${text}`).get(...parameters)?.count);
}

/** How many files of the same time could not be read; undefined for a query that is not of the timeline. */
export function countFailed(file: IndexFile, query: ImageQuery): number | undefined {
  return isOfTimeline(query) ? countImages(file, { ...query, status: "failed" }) : undefined;
}

/** How many of the images that match have each label, for each of `talliedColumns` by the label's number. */
export function countByLabels(file: IndexFile, query: ImageQuery): Map<number, number>[] {
  const compiled = compileQuery(file, query);
  return compiled.isEmpty ? talliedColumns.map(() => new Map()) : file.tallyLabels(fromClause(compiled, true));
}

/** The position of an image in the order of a query. */
export function toPosition(query: ImageQuery, image: IndexedImage): ListPosition {
  const { id } = image;
  if (query.sort === "added") return { id, value: image.addedAtMs };
  if (query.sort === "trashed") return { id, value: image.trashedAtMs ?? 0 };
  if (query.sort === "position") {
    return { id, value: image.albums.find((album) => album.id === query.album)?.position ?? 0 };
  }
  return { id, value: clampWallClock(image.taken?.wallClockMs ?? image.addedAtMs) };
}

function readPage(
  file: IndexFile,
  query: ImageQuery,
  limit: number,
  after: ListPosition | undefined,
  start = 0,
): IndexedImage[] {
  const compiled = compileQuery(file, query);
  if (compiled.isEmpty) return [];
  const { text, parameters } = sorted(file, query, compiled, after);
  return file
    .sql(`${text} LIMIT ? OFFSET ?`)
    .all(...parameters, limit, start)
    .map((row) => fromRow(row, file.labels));
}
