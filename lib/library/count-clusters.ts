import { type IndexedImage, toUnits, UNITS_PER_DEGREE } from "./image-row.ts";
import type { IndexFile } from "./index-file.ts";
import { findAt } from "./run-query.ts";
import { inBox } from "./select-by-place.ts";

/** West, south, east, north in degrees; west is greater than east where it crosses the 180th meridian. */
export type Box = [number, number, number, number];

/** What a map shows. At zoom 0 the world is 256 pixels wide, and twice as wide with each step. */
export interface MapArea {
  box: Box;
  zoom: number;
}

/** Photos that are too near to each other to be told apart on a map. */
export interface Cluster {
  /** Degrees: the middle of them. */
  latitude: number;
  longitude: number;
  count: number;
  /** The smallest that they are all in. */
  box: Box;
  /** The newest of them. */
  image: IndexedImage;
}

/** Side of the cells that photos are counted by, pixels. */
const CELL_PIXELS = 64;
const WORLD_PIXELS = 256;
/** Nearer than this, clusters would cover each other. */
const MIN_DISTANCE_PIXELS = 52;
const MAX_CELLS = 2_048;
/** Where the Mercator projection ends. */
const MAX_LATITUDE = 85.0511;

interface Cell {
  x: number;
  y: number;
  count: number;
  west: number;
  east: number;
  south: number;
  north: number;
  newest: bigint;
}

/** The clusters in an area, the largest first: so fine as the zoom allows, and never more than some thousand. */
export function countClusters(file: IndexFile, { box, zoom }: MapArea): Cluster[] {
  const [west, south, east, north] = box;
  const [low, high] = [Math.max(south, -MAX_LATITUDE), Math.min(north, MAX_LATITUDE)];
  const halves =
    west <= east
      ? [[west, east]]
      : [
          [west, 180],
          [-180, east],
        ];
  const width = halves.reduce((sum, [from = 0, to = 0]) => sum + to - from, 0) / 360;
  const height = Math.max(0, toMercator(low) - toMercator(high));
  let cells = (WORLD_PIXELS / CELL_PIXELS) * 2 ** zoom;
  // However thin the box, it is at least one cell wide and high.
  while (Math.max(1, width * cells) * Math.max(1, height * cells) > MAX_CELLS) cells /= 2;
  const found = halves.flatMap(([from = 0, to = 0]) => readCells(file, [from, low, to, high], cells));
  return mergeNear(found, MIN_DISTANCE_PIXELS / CELL_PIXELS / cells)
    .sort((one, other) => other.count - one.count)
    .flatMap(({ x, y, count, west, south, east, north, newest }) => {
      const image = findAt(file, newest);
      if (!image) return [];
      const box: Box = [toDegrees(west), toDegrees(south), toDegrees(east), toDegrees(north)];
      return [{ latitude: fromMercator(y), longitude: x * 360 - 180, count, box, image }];
    });
}

/** From the north at 0 to the south at 1. */
function toMercator(latitude: number): number {
  return (1 - Math.log(Math.tan(Math.PI / 4 + (latitude * Math.PI) / 360)) / Math.PI) / 2;
}

function fromMercator(y: number): number {
  return (Math.atan(Math.exp(Math.PI * (1 - 2 * y))) * 360) / Math.PI - 90;
}

function toDegrees(units: number): number {
  return units / UNITS_PER_DEGREE;
}

// Whole numbers would be divided without the rest.
const X = `(longitude / ${UNITS_PER_DEGREE}.0 + 180) / 360`;
const Y = `(1 - ln(tan(pi() / 4 + radians(latitude / ${UNITS_PER_DEGREE}.0) / 2)) / pi()) / 2`;

function readCells({ sql }: IndexFile, [west, south, east, north]: Box, cells: number): Cell[] {
  const { from, parameters } = inBox(toUnits(west), toUnits(south), toUnits(east), toUnits(north));
  const statement = sql(
    `SELECT avg(x) AS x, avg(y) AS y, count(*) AS count, min(longitude) AS west, max(longitude) AS east,
       min(latitude) AS south, max(latitude) AS north, CAST(max(place) AS TEXT) AS newest
     FROM (SELECT ${X} AS x, ${Y} AS y, longitude, latitude, place FROM ${from})
     GROUP BY CAST(x * ? AS INTEGER), CAST(y * ? AS INTEGER)`,
  );
  return statement
    .all(...parameters, cells, cells)
    .map((row) => ({ ...(row as unknown as Cell), newest: BigInt(String(row.newest)) }));
}

/** Takes up into the larger ones what would be drawn over them. */
function mergeNear(cells: Cell[], distance: number): Cell[] {
  const merged: Cell[] = [];
  for (const cell of cells.toSorted((one, other) => other.count - one.count)) {
    const near = merged.find(({ x, y }) => Math.abs(x - cell.x) < distance && Math.abs(y - cell.y) < distance);
    if (near) absorb(near, cell);
    else merged.push({ ...cell });
  }
  return merged;
}

function absorb(cell: Cell, other: Cell): void {
  const count = cell.count + other.count;
  cell.x = (cell.x * cell.count + other.x * other.count) / count;
  cell.y = (cell.y * cell.count + other.y * other.count) / count;
  cell.count = count;
  cell.west = Math.min(cell.west, other.west);
  cell.east = Math.max(cell.east, other.east);
  cell.south = Math.min(cell.south, other.south);
  cell.north = Math.max(cell.north, other.north);
  if (other.newest > cell.newest) cell.newest = other.newest;
}
