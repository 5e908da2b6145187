import type { SQLInputValue } from "node:sqlite";
import type { ImageQuery } from "./image-query.ts";
import { toStatusCode, toUnits } from "./image-row.ts";
import type { IndexFile } from "./index-file.ts";
import { LARGE_BYTES, STRIP_BITS } from "./schema.ts";

/** Fetching so many by place, each asked for the words if there are any, takes a few milliseconds. */
const FEW = 500;
/** Without words these are fetched faster than the rows of a large library are looked at from one end to the other. */
const FEW_OF_ALL = 1 / 200;

/** Where photos are found that a filter lets through which no word stands for. */
export interface Source {
  from: string;
  parameters: SQLInputValue[];
}

/** As the index images_on_map says. */
export const ON_MAP = `latitude IS NOT NULL AND trashed IS NULL AND status <> ${toStatusCode("uploading")}`;

/** Where all photos on the map are within a box, in units of the file: in each of its strips a stretch of the index. */
export function inBox(west: number, south: number, east: number, north: number): Source {
  const [first, last] = [west >> STRIP_BITS, east >> STRIP_BITS];
  return {
    from: `(WITH RECURSIVE strips (strip) AS (VALUES (?) UNION ALL SELECT strip + 1 FROM strips WHERE strip < ?)
        SELECT strip FROM strips)
      CROSS JOIN images INDEXED BY images_on_map ON longitude >> ${STRIP_BITS} = strip
      WHERE ${ON_MAP} AND latitude BETWEEN ? AND ? AND longitude BETWEEN ? AND ?`,
    parameters: [first, last, south, north, west, east],
  };
}

/** West and east of a box in units of the file: two ranges where it crosses the 180th meridian. */
export function toRanges([west, , east]: NonNullable<ImageQuery["box"]>): [number, number][] {
  const [from, to] = [toUnits(west), toUnits(east)];
  if (west <= east) return [[from, to]];
  return [
    [from, toUnits(180)],
    [toUnits(-180), to],
  ];
}

/**
 * The places that a filter of the query lets through, by the first that lets few through; undefined where all let many.
 * Filters that words stand for are the engine's to compare, and what nearly every library has many of has no index.
 */
export function findFewPlaces(
  { sql, readState }: IndexFile,
  query: ImageQuery,
  hasWords: boolean,
): bigint[] | undefined {
  const all = toSources(query);
  if (all.length === 0) return undefined;
  const limit = hasWords ? FEW : Math.max(FEW, Math.floor(readState().digest.count * FEW_OF_ALL));
  for (const sources of all) {
    const places: bigint[] = [];
    for (const { from, parameters } of sources) {
      const statement = sql(`SELECT place FROM ${from} LIMIT ?`);
      statement.setReadBigInts(true);
      for (const { place } of statement.all(...parameters, limit + 1)) places.push(place as bigint);
    }
    if (places.length <= limit) return places;
  }
  return undefined;
}

/** Of each filter, where all photos are that it lets through. */
function toSources({ box, hasLocation, orientation, minBytes = 0, trashed, status }: ImageQuery): Source[][] {
  const sources: Source[][] = [];
  const isOnMap = trashed !== true && status !== "uploading";
  if (box && isOnMap) {
    const [south, north] = [toUnits(box[1]), toUnits(box[3])];
    sources.push(toRanges(box).map(([west, east]) => inBox(west, south, east, north)));
  }
  if (hasLocation === true && isOnMap) {
    sources.push([{ from: `images INDEXED BY images_on_map WHERE ${ON_MAP}`, parameters: [] }]);
  }
  if (orientation === "square") {
    sources.push([{ from: "images INDEXED BY images_square WHERE width = height", parameters: [] }]);
  }
  if (minBytes >= LARGE_BYTES) {
    const isLarge = `bytes >= ${LARGE_BYTES} AND bytes >= ?`;
    sources.push([{ from: `images INDEXED BY images_large WHERE ${isLarge}`, parameters: [minBytes] }]);
  }
  return sources;
}
