import { compileQuery } from "./compile-query.ts";
import type { ImageQuery } from "./image-query.ts";
import { fromRow, type IndexedImage } from "./image-row.ts";
import type { IndexFile } from "./index-file.ts";
import { toPlace } from "./place-in-time.ts";
import { COLUMNS, countMonths, fromClause } from "./run-query.ts";

export interface ChunkRequest {
  /** How many images of the list come before the first of the chunk. */
  start: number;
  limit: number;
}

export interface Chunk {
  images: IndexedImage[];
  /** The month of the first image; absent when the list ends before `start`. */
  first?: { month: string /** How many images of that month come before it. */; offset: number } | undefined;
}

/**
 * Images of a list by how many come before them, newest first. Only the month that they begin in is stepped through,
 * so that a place far down the list is as near as the first.
 */
export function readChunk(file: IndexFile, query: ImageQuery, { start, limit }: ChunkRequest): Chunk {
  let offset = start;
  const month = countMonths(file, query).find(({ count }) => {
    if (offset < count) return true;
    offset -= count;
    return false;
  })?.month;
  if (month === undefined) return { images: [] };
  const compiled = compileQuery(file, query);
  const end = toPlace(endOfMonth(month));
  const high = compiled.high === undefined || end < compiled.high ? end : compiled.high;
  const { text, parameters, place } = fromClause({ ...compiled, high }, true);
  const rows = file
    .sql(`SELECT ${COLUMNS} FROM ${text} ORDER BY ${place} DESC LIMIT ? OFFSET ?`)
    .all(...parameters, limit, offset);
  return { images: rows.map((row) => fromRow(row, file.labels)), first: { month, offset } };
}

/** Milliseconds of the wall clock at which the next month begins. */
function endOfMonth(month: string): number {
  const [year = 0, number = 1] = month.split("-").map(Number);
  const end = new Date(0);
  end.setUTCFullYear(year, number, 1);
  return end.getTime();
}
