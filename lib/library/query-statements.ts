import type { SQLInputValue } from "node:sqlite";
import { type CompiledQuery, compileQuery } from "./compile-query.ts";
import { findGap } from "./find-gap.ts";
import { HAS_ID, toKey } from "./image-key.ts";
import type { ImageQuery } from "./image-query.ts";
import { selectedColumns } from "./image-row.ts";
import type { IndexFile } from "./index-file.ts";
import type { ListPosition } from "./list-cursor.ts";
import { clampWallClock, endOfMonth, toPlace } from "./place-in-time.ts";

/* The SQL of queries: their rows, and these in the order of the query. */

/** More matches than these are not sorted; the order that they are asked in is walked instead. */
const MAX_SORTED = 20_000;
/** Asking whether a photo has some words takes some 15 µs. */
const ASKED_ONE_BY_ONE = 1_000;
/** What `fromRow` reads. */
export const COLUMNS = `${selectedColumns}, i.place >> 20 AS wallClockMs`;

export interface Sql {
  text: string;
  parameters: SQLInputValue[];
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
  const wallClockMs = clampWallClock(value);
  const [from, to] = [toPlace(wallClockMs), toPlace(wallClockMs + 1)];
  const statement = sql(`SELECT place FROM images WHERE ${HAS_ID} AND place >= ?2 AND place < ?3`);
  statement.setReadBigInts(true);
  const exact = statement.get(toKey(id), from, to)?.place;
  if (typeof exact === "bigint") return order === "desc" ? exact : exact + 1n;
  const { below, above } = findGap(sql, wallClockMs, id);
  if (order === "asc") return above ?? to;
  return below === undefined ? from : below + 1n;
}

/** Matches by another order: sorted when they are few, found along that order when they are many. */
function byColumn(file: IndexFile, query: ImageQuery, compiled: CompiledQuery, after: ListPosition | undefined): Sql {
  const { order } = query;
  const members = query.sort === "position" ? compileQuery(file, query, { withoutAlbum: true }) : undefined;
  // What is not narrowed down by words is found along the album's own order, however large it is. Where few match,
  // these drive; without the album there may be more of them, which the walk only looks for.
  const isOfMembers = members !== undefined && members.match === undefined && compiled.candidates === undefined;
  const column = isOfMembers ? "a.position" : columnOf(file, query);
  const isAfter = order === "desc" ? "<" : ">";
  // Compared as a row, so that of images of one moment, too, those before the position are skipped by the index.
  const position: Sql = after
    ? { text: ` AND (${column}, i.id) ${isAfter} (?, ?)`, parameters: [after.value, toKey(after.id)] }
    : { text: "", parameters: [] };
  const inOrder = `ORDER BY ${column} ${order}, i.id ${order}`;
  if (isOfMembers) {
    const rest = restOf(members);
    const album = file.labels.find("album", query.album ?? "") ?? -1;
    return {
      text: `album_images a INDEXED BY album_images_by_position CROSS JOIN images i ON i.place = a.place WHERE a.album = ${album} AND ${rest.text}${position.text} ${inOrder}`,
      parameters: [...rest.parameters, ...position.parameters],
    };
  }
  const isWalked = query.sort !== "position" && (compiled.match === undefined || hasMany(file, compiled));
  if (compiled.candidates === undefined && isWalked) {
    const walk: Walk = { column, order, index: query.sort === "trashed" ? "images_trashed_by_id" : "images_by_added" };
    const rest = restOf({ ...compiled, match: undefined });
    const words = compiled.match === undefined ? undefined : hasWords(file, compiled, walk, position);
    return {
      text: `images i INDEXED BY ${walk.index} WHERE ${column} IS NOT NULL AND ${rest.text}${words?.text ?? ""}${position.text} ${inOrder}`,
      parameters: [...rest.parameters, ...(words?.parameters ?? []), ...position.parameters],
    };
  }
  const { text, parameters } = fromClause(compiled, true);
  return {
    text: `${text}${position.text} ${inOrder}`,
    parameters: [...parameters, ...position.parameters],
  };
}

/** How images are walked along an index. */
interface Walk {
  index: string;
  column: string;
  order: ImageQuery["order"];
}

/**
 * Whether a row that is walked to has the words. The first are asked one by one, which finds a page where many have
 * them; where these have not, all that have them are listed once, since asking each row of a large library takes
 * minutes.
 */
function hasWords({ sql }: IndexFile, compiled: CompiledQuery, { index, column, order }: Walk, position: Sql): Sql {
  const { match = "", isStacked } = compiled;
  const isShown = isStacked ? " AND i.shown = 1" : "";
  const last = sql(
    `SELECT ${column} AS value FROM images i INDEXED BY ${index} WHERE ${column} IS NOT NULL${isShown}${position.text}
     ORDER BY ${column} ${order} LIMIT 1 OFFSET ${ASKED_ONE_BY_ONE}`,
  ).get(...position.parameters)?.value;
  const asked = "EXISTS (SELECT 1 FROM words w WHERE w.words MATCH ? AND w.rowid = i.place)";
  if (last === undefined) return { text: ` AND ${asked}`, parameters: [match] };
  return {
    text: ` AND CASE WHEN ${column} ${order === "desc" ? ">" : "<"} ? THEN ${asked}
      ELSE i.place IN (SELECT w.rowid FROM words w WHERE w.words MATCH ?) END`,
    parameters: [last, match, match],
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
    if (candidates === undefined) {
      // Left to itself SQLite reads rows in the order of an index that holds most of them, one here and one there.
      const by = compiled.index === undefined ? "NOT INDEXED" : `INDEXED BY ${compiled.index}`;
      return { text: `images i ${by} WHERE ${rest.text}`, parameters: rest.parameters, place: "i.place" };
    }
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
