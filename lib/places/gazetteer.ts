import { brotliDecompressSync } from "node:zlib";
import { foldText } from "#lib/fold-words.ts";
import {
  type City,
  type CityTable,
  COLUMNS,
  fromPopulationCode,
  readCities,
  STEPS_PER_DEGREE,
  toColumn,
  toRow,
} from "./city-table.ts";

/*
 * Names of places without asking anyone: cities by GeoNames (geonames.org, CC BY 4.0), countries by the borders of
 * country-coder. Both are loaded with the first place that has a name to be found.
 */

export interface Coordinates {
  /** Degrees. */
  latitude: number;
  longitude: number;
}

/** Where something is, in English; "" for what is unknown. */
export interface Place {
  city: string;
  region: string;
  country: string;
}

/** A place that was looked for by its name. */
export interface FoundPlace extends Place, Coordinates {}

export interface Gazetteer {
  /** City, region and country of a position; undefined at sea. */
  name(position: Coordinates): Place | undefined;
  /** Cities whose names begin with a text, the largest first; after a comma their region or country may follow. */
  find(text: string, limit: number): FoundPlace[];
  /** The largest cities of an area: west, south, east, north in degrees. */
  within(box: readonly [number, number, number, number], limit: number): FoundPlace[];
}

/** A city farther away says nothing of a place. */
const MAX_DISTANCE_KM = 60;
const KM_PER_DEGREE = 111.2;
/** Within a city's own extent the distance from its middle means nothing. */
const MIN_DISTANCE_KM = 1;
/** Of the cities whose names begin with a text, so many of the largest are looked at. */
const MAX_CANDIDATES = 2_000;
/** People by the code of a population. */
const people = Float64Array.from({ length: 256 }, (_, code) => fromPopulationCode(code));

let loading: Promise<Gazetteer> | undefined;

/** The one gazetteer of this thread: about 30 MB, and 0.2 s when it is asked for first. */
export function loadGazetteer(): Promise<Gazetteer> {
  loading ??= createGazetteer();
  return loading;
}

async function createGazetteer(): Promise<Gazetteer> {
  const [{ default: data }, { iso1A2Code }] = await Promise.all([
    import("./cities.json", { with: { type: "json" } }),
    import("@rapideditor/country-coder"),
  ]);
  const table = readCities(brotliDecompressSync(Buffer.from(data.brotli, "base64")));
  const countryNames = new Intl.DisplayNames("en", { type: "region", fallback: "code" });
  const countryAt = ({ latitude, longitude }: Coordinates) =>
    iso1A2Code([longitude, latitude], { level: "territory" }) ?? undefined;
  const toPlace = ({ name, region, country }: City): Place => ({
    city: name,
    region,
    country: countryNames.of(country) ?? country,
  });
  const toFoundPlace = (city: City): FoundPlace => ({
    ...toPlace(city),
    latitude: city.latitude,
    longitude: city.longitude,
  });
  let foldedNames: string | undefined;

  return {
    name(position) {
      const country = countryAt(position);
      if (country === undefined) return undefined;
      const city = findCity(table, position, country);
      return city ? toPlace(city) : { city: "", region: "", country: countryNames.of(country) ?? country };
    },
    find(text, limit) {
      const [wanted = "", ...rest] = text.split(",").map((part) => foldText(part.trim()));
      if (wanted === "") return [];
      foldedNames ??= foldText(table.names);
      return findLines(foldedNames, wanted)
        .sort((one, other) => (table.populations[other] ?? 0) - (table.populations[one] ?? 0))
        .slice(0, MAX_CANDIDATES)
        .map((index) => table.read(index))
        .map(toFoundPlace)
        .filter(({ region, country }) =>
          rest.every((part) => [region, country].some((name) => foldText(name).startsWith(part))),
        )
        .slice(0, limit);
    },
    within([west, south, east, north], limit) {
      const isWithin = ({ latitude, longitude }: Coordinates) =>
        latitude >= south &&
        latitude <= north &&
        (west <= east ? longitude >= west && longitude <= east : longitude >= west || longitude <= east);
      const columns = Math.min(COLUMNS, Math.floor(east) - Math.floor(west) + 1 + (west <= east ? 0 : COLUMNS));
      const rows = toRow(north) - toRow(south) + 1;
      // Cells begin with their largest cities, so that large areas need no more of each than a few.
      const ofEach = Math.max(2, Math.ceil(MAX_CANDIDATES / (columns * rows)));
      const found: City[] = [];
      for (let row = toRow(south); row <= toRow(north); row++) {
        for (let column = 0; column < columns; column++) {
          const cell = row * COLUMNS + toColumn(west + column);
          const start = table.cellStarts[cell] ?? 0;
          const end = Math.min(table.cellStarts[cell + 1] ?? 0, start + ofEach);
          for (let index = start; index < end; index++) found.push(table.read(index));
        }
      }
      return found
        .filter(isWithin)
        .sort((one, other) => other.population - one.population)
        .slice(0, limit)
        .map(toFoundPlace);
    },
  };
}

/** Numbers of the lines that begin with a text, where each line stands behind its break. */
function findLines(lines: string, text: string): number[] {
  const found: number[] = [];
  let line = -1;
  let counted = 0;
  for (let at = lines.indexOf(`\n${text}`); at >= 0; at = lines.indexOf(`\n${text}`, at + 1)) {
    for (; counted <= at; line += 1) counted = lines.indexOf("\n", counted) + 1;
    found.push(line);
  }
  return found;
}

/** The city that people would name: a large one is named from farther away than a village. */
function findCity(table: CityTable, { latitude, longitude }: Coordinates, country: string): City | undefined {
  const { cellStarts, latitudes, longitudes, populations } = table;
  const kmPerLongitude = KM_PER_DEGREE * Math.max(0.01, Math.cos((latitude * Math.PI) / 180));
  const latitudeReach = MAX_DISTANCE_KM / KM_PER_DEGREE;
  const longitudeReach = Math.min(180, MAX_DISTANCE_KM / kmPerLongitude);
  const west = Math.floor(longitude - longitudeReach);
  const east = Math.min(Math.floor(longitude + longitudeReach), west + COLUMNS - 1);
  // Where borders are disputed, the two sources may disagree about all cities around.
  let [best, bestOfAny] = [-1, -1];
  let [least, leastOfAny] = [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY];
  for (let row = toRow(latitude - latitudeReach); row <= toRow(latitude + latitudeReach); row++) {
    for (let corner = west; corner <= east; corner++) {
      const cell = row * COLUMNS + toColumn(corner);
      const end = cellStarts[cell + 1] ?? 0;
      for (let index = cellStarts[cell] ?? 0; index < end; index++) {
        const y = (row - 90 + (latitudes[index] ?? 0) / STEPS_PER_DEGREE - latitude) * KM_PER_DEGREE;
        const x = (corner + (longitudes[index] ?? 0) / STEPS_PER_DEGREE - longitude) * kmPerLongitude;
        const square = x * x + y * y;
        if (square > MAX_DISTANCE_KM ** 2) continue;
        const weight = Math.max(square, MIN_DISTANCE_KM ** 2) / (people[populations[index] ?? 0] ?? 1);
        if (weight < leastOfAny) [leastOfAny, bestOfAny] = [weight, index];
        if (weight < least && table.countryOf(index) === country) [least, best] = [weight, index];
      }
    }
  }
  const index = best >= 0 ? best : bestOfAny;
  return index < 0 ? undefined : table.read(index);
}
