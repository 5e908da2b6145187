/*
 * The cities of the world as columns: 3 MB in memory, and read in milliseconds. They are ordered by cells of one
 * degree, so that those around a place stand together, and in each cell by population.
 */

export interface City {
  name: string;
  /** "" where it is not known. */
  region: string;
  /** ISO 3166-1 alpha-2. */
  country: string;
  /** Degrees. */
  latitude: number;
  longitude: number;
  /** See toPopulationCode(). */
  population: number;
}

export interface CityTable {
  count: number;
  /** Where the cities of each cell begin, and one more for the end. */
  cellStarts: Uint32Array;
  /** Thousandths of a degree from the cell's corner. */
  latitudes: Uint16Array;
  longitudes: Uint16Array;
  populations: Uint8Array;
  read(index: number): City;
  /** The country of a city, by its place in the table. */
  countryOf(index: number): string;
  /** All names in the table's order, each behind a line break. */
  names: string;
}

export const COLUMNS = 360;
const ROWS = 180;
export const CELL_COUNT = COLUMNS * ROWS;
export const STEPS_PER_DEGREE = 1_000;
/** Tenths of a doubling: 253 for the largest city. */
const STEPS_PER_DOUBLING = 10;
/** Degrees in floating point fall short of the thousandth that they stand for. */
const ROUNDING = 1e-6;
const HEADER_NUMBERS = 3;

/** The population on a scale that one byte holds. */
export function toPopulationCode(population: number): number {
  return population < 1 ? 0 : Math.min(255, Math.round(Math.log2(population) * STEPS_PER_DOUBLING));
}

/** About how many people a code stands for, at least one. */
export function fromPopulationCode(code: number): number {
  return 2 ** (code / STEPS_PER_DOUBLING);
}

/** The cell that a place is in, from the south west to the north east. */
export function toCell({ latitude, longitude }: Pick<City, "latitude" | "longitude">): number {
  return toRow(latitude) * COLUMNS + toColumn(longitude);
}

export function toRow(latitude: number): number {
  return Math.min(ROWS - 1, Math.max(0, Math.floor(latitude + 90)));
}

/** Goes on beyond the 180th meridian on the other side. */
export function toColumn(longitude: number): number {
  return (((Math.floor(longitude + 180) % COLUMNS) + COLUMNS) % COLUMNS) | 0;
}

/** The table as bytes; `cities` in its order. */
export function packCities(cities: City[]): Buffer {
  const regions = [...new Set(cities.map(({ country, region }) => `${country}${region}`))].sort();
  const numbers = new Map(regions.map((region, number) => [region, number]));
  const cells = new Uint16Array(CELL_COUNT);
  for (const city of cities) cells[toCell(city)] = (cells[toCell(city)] ?? 0) + 1;
  const fraction = (degrees: number) =>
    Math.min(STEPS_PER_DEGREE - 1, Math.floor((degrees - Math.floor(degrees)) * STEPS_PER_DEGREE + ROUNDING));
  const regionText = Buffer.from(regions.join("\n"));
  const nameText = Buffer.from(cities.map(({ name }) => `\n${name}`).join(""));
  const parts = [
    Uint32Array.of(cities.length, regionText.length, nameText.length),
    cells,
    Uint16Array.from(cities, ({ latitude }) => fraction(latitude)),
    Uint16Array.from(cities, ({ longitude }) => fraction(longitude)),
    Uint16Array.from(cities, ({ country, region }) => numbers.get(`${country}${region}`) ?? 0),
    Uint8Array.from(cities, ({ population }) => population),
    regionText,
    nameText,
  ];
  return Buffer.concat(parts.map((part) => Buffer.from(part.buffer, part.byteOffset, part.byteLength)));
}

/** The table that packCities() wrote. */
export function readCities(packed: Buffer): CityTable {
  let at = 0;
  const take = (bytes: number) => {
    at += bytes;
    // A copy of its own: numbers of two bytes have to begin at an even place.
    return packed.buffer.slice(packed.byteOffset + at - bytes, packed.byteOffset + at);
  };
  const [count = 0, regionBytes = 0, nameBytes = 0] = new Uint32Array(take(HEADER_NUMBERS * 4));
  const cells = new Uint16Array(take(CELL_COUNT * 2));
  const latitudes = new Uint16Array(take(count * 2));
  const longitudes = new Uint16Array(take(count * 2));
  const regionOf = new Uint16Array(take(count * 2));
  const populations = new Uint8Array(take(count));
  const regions = Buffer.from(take(regionBytes)).toString().split("\n");
  const names = Buffer.from(take(nameBytes)).toString();

  const cellStarts = new Uint32Array(CELL_COUNT + 1);
  for (const [cell, size] of cells.entries()) cellStarts[cell + 1] = (cellStarts[cell] ?? 0) + size;
  const nameStarts = new Uint32Array(count + 1);
  for (let index = 0, start = names.indexOf("\n"); index < count; index++) {
    nameStarts[index] = start + 1;
    start = names.indexOf("\n", start + 1);
  }
  nameStarts[count] = names.length + 1;
  const cellOf = (index: number) => {
    let [low, high] = [0, CELL_COUNT];
    while (high - low > 1) {
      const middle = (low + high) >> 1;
      if ((cellStarts[middle] ?? 0) <= index) low = middle;
      else high = middle;
    }
    return low;
  };
  const regionAt = (index: number) => regions[regionOf[index] ?? 0] ?? "";
  return {
    count,
    cellStarts,
    latitudes,
    longitudes,
    populations,
    names,
    countryOf: (index) => regionAt(index).slice(0, 2),
    read(index) {
      const cell = cellOf(index);
      const region = regionAt(index);
      return {
        name: names.slice(nameStarts[index], (nameStarts[index + 1] ?? 0) - 1),
        country: region.slice(0, 2),
        region: region.slice(2),
        latitude: Math.floor(cell / COLUMNS) - 90 + (latitudes[index] ?? 0) / STEPS_PER_DEGREE,
        longitude: (cell % COLUMNS) - 180 + (longitudes[index] ?? 0) / STEPS_PER_DEGREE,
        population: populations[index] ?? 0,
      };
    },
  };
}
