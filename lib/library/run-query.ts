import type { SQLInputValue } from "node:sqlite";
import { type CompiledQuery, compileQuery, findPlaces } from "./compile-query.ts";
import { fromKey, HAS_ID, toKey } from "./image-key.ts";
import { type ImageQuery, isOfTimeline } from "./image-query.ts";
import { fromRow, type IndexedImage, selectedColumns } from "./image-row.ts";
import type { IndexFile } from "./index-file.ts";
import { decodeListCursor, encodeListCursor, type ListPosition } from "./list-cursor.ts";
import { NO_MONTH } from "./no-month.ts";
import { clampWallClock, endOfMonth, toPlace } from "./place-in-time.ts";
import { findStack } from "./restack.ts";

export interface ImageList {
  images: IndexedImage[];
  /** Absent at the end. */
  nextCursor?: string | undefined;
}

export interface MonthCount {
  /** "2024-05", or `NO_MONTH`. */
  month: string;
  count: number;
}

export interface PageRequest {
  limit: number;
  cursor?: string | undefined;
  /** How many images come before it, in place of a cursor. */
  start?: number | undefined;
}

/** More matches than these are not sorted; the order that they are asked in is walked instead. */
const MAX_SORTED = 20_000;
const DAY_MS = 24 * 60 * 60 * 1000;
/** Days are counted from here, so that none is negative and division rounds the same way for all. */
const FIRST_DAY_MS = -53_000 * DAY_MS;
/** What `fromRow` reads. */
export const COLUMNS = `${selectedColumns}, i.place >> 20 AS wallClockMs`;

export interface Sql {
  text: string;
  parameters: SQLInputValue[];
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
  const rows = file.sql(`SELECT i.id FROM ${text}`).iterate(...parameters);
  return Array.from(rows, ({ id }) => fromKey(id)).join("\n");
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

/** Months with images that match and how many, in the order of the query: of the time that it sorts by, if it does. */
export function countMonths(file: IndexFile, query: ImageQuery): MonthCount[] {
  if (query.sort === "position") {
    const count = countImages(file, query);
    return count === 0 ? [] : [{ month: NO_MONTH, count }];
  }
  const compiled = compileQuery(file, query);
  if (compiled.isEmpty) return [];
  const months = findMonths(file, compiled, query);
  return query.order === "asc" ? months : months.reverse();
}

/** Oldest first. */
function findMonths(file: IndexFile, compiled: CompiledQuery, query: ImageQuery): MonthCount[] {
  if (compiled.isTimeline && query.sort === "added") return countMonthsAdded(file);
  if (compiled.isTimeline && !isByColumn(query)) return readTimelineMonths(file);
  return countMonthsByDay(file, compiled, query);
}

/** How many files of the same time could not be read; undefined for a query that is not of the timeline. */
export function countFailed(file: IndexFile, query: ImageQuery): number | undefined {
  return isOfTimeline(query) ? countImages(file, { ...query, status: "failed" }) : undefined;
}

/** How many images that match have the same labels in these columns. */
export function countByLabels(
  file: IndexFile,
  query: ImageQuery,
  columns: readonly ("camera" | "type" | "country" | "city")[],
): { labels: (number | null)[]; count: number }[] {
  const compiled = compileQuery(file, query);
  if (compiled.isEmpty) return [];
  const names = columns.map((column) => `i.${column}`).join(", ");
  const { text, parameters } = fromClause(compiled, true);
  return file
    .sql(`SELECT ${names}, count(*) AS count FROM ${text} GROUP BY ${names}`)
    .all(...parameters)
    .map((row) => ({
      labels: columns.map((column) => (row[column] === null ? null : Number(row[column]))),
      count: Number(row.count),
    }));
}

function readTimelineMonths({ sql }: IndexFile): MonthCount[] {
  return sql("SELECT month, photos FROM months WHERE photos > 0 ORDER BY month")
    .all()
    .map(({ month, photos }) => ({
      month: formatMonth(Math.floor(Number(month) / 100), Number(month) % 100),
      count: Number(photos),
    }));
}

/** Months of the timeline by time of upload, each of which is a stretch of one index. */
function countMonthsAdded({ sql }: IndexFile): MonthCount[] {
  const rows = "FROM images i INDEXED BY images_shown_by_added WHERE i.shown = 1 AND i.added >= ?";
  const next = sql(`SELECT min(i.added) AS added ${rows}`);
  const count = sql(`SELECT count(*) AS count ${rows} AND i.added < ?`);
  const months: MonthCount[] = [];
  for (let from = FIRST_DAY_MS; ; ) {
    const { added = null } = next.get(from) ?? {};
    if (added === null) return months;
    const month = toMonth(Number(added));
    const end = endOfMonth(month);
    months.push({ month, count: Number(count.get(from, end)?.count) });
    from = end;
  }
}

/** Days have one length and months do not, so the engine counts days. */
function countMonthsByDay(file: IndexFile, compiled: CompiledQuery, query: ImageQuery): MonthCount[] {
  const { text, parameters, place } = fromClause(compiled, isByColumn(query));
  const time = isByColumn(query) ? columnOf(file, query) : `(${place} >> 20)`;
  const months = new Map<string, number>();
  const rows = file
    .sql(
      `SELECT (${time} - ${FIRST_DAY_MS}) / ${DAY_MS} AS day, count(*) AS count FROM ${text} GROUP BY day ORDER BY day`,
    )
    .all(...parameters);
  for (const { day, count } of rows) {
    const month = toMonth(FIRST_DAY_MS + Number(day) * DAY_MS);
    months.set(month, (months.get(month) ?? 0) + Number(count));
  }
  return [...months].map(([month, count]) => ({ month, count }));
}

function toMonth(ms: number): string {
  const date = new Date(ms);
  return formatMonth(date.getUTCFullYear(), date.getUTCMonth() + 1);
}

function formatMonth(year: number, month: number): string {
  return `${String(year).padStart(4, "0")}-${String(month).padStart(2, "0")}`;
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

/** Whether images are listed by something else than the time taken. */
export function isByColumn({ sort }: Pick<ImageQuery, "sort">): boolean {
  return sort !== "taken";
}

/** What rows `i` are listed by where that is not their place. */
export function columnOf({ labels }: IndexFile, { sort, album = "" }: ImageQuery): string {
  if (sort !== "position") return sort === "trashed" ? "i.trashed" : "i.added";
  const number = labels.find("album", album) ?? -1;
  return `(SELECT a.position FROM album_images a WHERE a.album = ${number} AND a.place = i.place)`;
}

/** A query from a month of the time that it sorts by on, in its order. An album's own order has no months. */
export function fromMonth(compiled: CompiledQuery, query: ImageQuery, month: string): CompiledQuery {
  if (query.sort === "position") return compiled;
  const { conditions, parameters } = compiled;
  const isDown = query.order === "desc";
  const from = isDown ? endOfMonth(month) : Date.parse(`${month}-01`);
  return {
    ...compiled,
    conditions: [...conditions, `i.${query.sort} ${isDown ? "<" : ">="} ?`],
    parameters: [...parameters, from],
  };
}

/** Rows of what matches, in the order of the query, from the one after a position on. */
export function sorted(
  file: IndexFile,
  query: ImageQuery,
  compiled: CompiledQuery,
  after?: ListPosition,
  columns = COLUMNS,
): Sql {
  const { text, parameters } =
    query.sort === "taken" ? byPlace(file, query, compiled, after) : byColumn(file, query, compiled, after);
  return { text: `SELECT ${columns} FROM ${text}`, parameters };
}

/** Matches in the order of their places, which is how they are found. */
function byPlace(file: IndexFile, query: ImageQuery, compiled: CompiledQuery, after: ListPosition | undefined): Sql {
  const bounded = { ...compiled };
  if (after && query.order === "desc") {
    const end = findBoundary(file, after, "desc");
    bounded.high = compiled.high === undefined || end < compiled.high ? end : compiled.high;
  } else if (after) {
    const start = findBoundary(file, after, "asc");
    bounded.low = compiled.low === undefined || start > compiled.low ? start : compiled.low;
  }
  const { text, parameters, place } = fromClause(bounded, true);
  return { text: `${text} ORDER BY ${place} ${query.order}`, parameters };
}

/** The place that what comes after a position lies before (newest first) or begins at (oldest first). */
function findBoundary({ sql }: IndexFile, { value, id }: ListPosition, order: "asc" | "desc"): bigint {
  const [from, to] = [toPlace(clampWallClock(value)), toPlace(clampWallClock(value) + 1)];
  const read = (text: string) => {
    const statement = sql(text);
    statement.setReadBigInts(true);
    const place = statement.get(toKey(id), from, to)?.place;
    return typeof place === "bigint" ? place : undefined;
  };
  const exact = read(`SELECT place FROM images WHERE ${HAS_ID} AND place >= ?2 AND place < ?3`);
  if (exact !== undefined) return order === "desc" ? exact : exact + 1n;
  if (order === "desc") {
    const before = read("SELECT max(place) AS place FROM images WHERE id < ? AND place >= ? AND place < ?");
    return before === undefined ? from : before + 1n;
  }
  return read("SELECT min(place) AS place FROM images WHERE id > ? AND place >= ? AND place < ?") ?? to;
}

/** Matches by another order: sorted when they are few, found along that order when they are many. */
function byColumn(file: IndexFile, query: ImageQuery, compiled: CompiledQuery, after: ListPosition | undefined): Sql {
  const { order } = query;
  const column = columnOf(file, query);
  const isAfter = order === "desc" ? "<" : ">";
  const position: Sql = after
    ? {
        text: ` AND ${column} ${isAfter}= ? AND (${column} ${isAfter} ? OR i.id ${isAfter} ?)`,
        parameters: [after.value, after.value, toKey(after.id)],
      }
    : { text: "", parameters: [] };
  const inOrder = `ORDER BY ${column} ${order}, i.id ${order}`;
  // No index has an album's own order, so it is sorted however large it is.
  const isWalked = query.sort !== "position" && (compiled.match === undefined || hasMany(file, compiled));
  if (compiled.candidates === undefined && isWalked) {
    const rest = restOf(compiled);
    const byAdded = compiled.isStacked ? "images_shown_by_added" : "images_by_added";
    const index = query.sort === "trashed" ? "images_trashed" : byAdded;
    return {
      text: `images i INDEXED BY ${index} WHERE ${column} IS NOT NULL AND ${rest.text}${position.text} ${inOrder}`,
      parameters: [...rest.parameters, ...position.parameters],
    };
  }
  const { text, parameters } = fromClause(compiled, true);
  return {
    text: `${text}${position.text} ${inOrder}`,
    parameters: [...parameters, ...position.parameters],
  };
}

function hasMany({ sql }: IndexFile, { match = "", low, high }: CompiledQuery): boolean {
  const range = describeRange("rowid", low, high);
  const row = sql(
    `SELECT count(*) AS count FROM (SELECT 1 FROM words WHERE words MATCH ?${range.text} LIMIT ${MAX_SORTED + 1})`,
  ).get(match, ...range.parameters);
  return Number(row?.count) > MAX_SORTED;
}

/** FROM and WHERE of a query, driven by what is rarest. `place` names the column that places are in. */
export function fromClause(compiled: CompiledQuery, needsRow = false): Sql & { place: string } {
  const { match, low, high, conditions, parameters, candidates } = compiled;
  if (candidates !== undefined || match === undefined) {
    const rest = restOf({ ...compiled, candidates: undefined });
    if (candidates === undefined)
      return { text: `images i WHERE ${rest.text}`, parameters: rest.parameters, place: "i.place" };
    return {
      text: `json_each(?) c CROSS JOIN images i ON i.place = c.value WHERE ${rest.text}`,
      parameters: [`[${candidates.join(",")}]`, ...rest.parameters],
      place: "i.place",
    };
  }
  const range = describeRange("w.rowid", low, high);
  const isWhole = conditions.length === 0 && !needsRow;
  return {
    text: isWhole
      ? `words w WHERE w.words MATCH ?${range.text}`
      : `words w CROSS JOIN images i ON i.place = w.rowid WHERE w.words MATCH ?${range.text}${conditions.map((one) => ` AND (${one})`).join("")}`,
    parameters: [match, ...range.parameters, ...(isWhole ? [] : parameters)],
    place: "w.rowid",
  };
}

/** All of a query as conditions on a row of images that something else found. */
function restOf({ match, low, high, conditions, parameters, candidates }: CompiledQuery): Sql {
  const range = describeRange("i.place", low, high);
  const isCandidate = candidates === undefined ? "" : " AND i.place IN (SELECT value FROM json_each(?))";
  const hasWords =
    match === undefined ? "" : " AND EXISTS (SELECT 1 FROM words w WHERE w.words MATCH ? AND w.rowid = i.place)";
  return {
    text: `1${range.text}${conditions.map((one) => ` AND (${one})`).join("")}${isCandidate}${hasWords}`,
    parameters: [
      ...range.parameters,
      ...parameters,
      ...(candidates === undefined ? [] : [`[${candidates.join(",")}]`]),
      ...(match === undefined ? [] : [match]),
    ],
  };
}

function describeRange(column: string, low: bigint | undefined, high: bigint | undefined): Sql {
  return {
    text: `${low === undefined ? "" : ` AND ${column} >= ?`}${high === undefined ? "" : ` AND ${column} < ?`}`,
    parameters: [...(low === undefined ? [] : [low]), ...(high === undefined ? [] : [high])],
  };
}
