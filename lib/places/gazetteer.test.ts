import { brotliDecompressSync } from "node:zlib";
import { expect, test } from "vitest";
import cities from "./cities.json" with { type: "json" };
import { packCities, readCities, toCell } from "./city-table.ts";
import { loadGazetteer } from "./gazetteer.ts";

test.each<[string, [number, number], string | undefined]>([
  ["a city's middle", [48.137, 11.575], "Munich, Bavaria, Germany"],
  ["a quarter is of its city", [52.497, 13.42], "Berlin, State of Berlin, Germany"],
  ["a town beside a large city", [52.4, 13.06], "Potsdam, Brandenburg, Germany"],
  ["a borough that is a city by itself", [40.65, -73.95], "Brooklyn, New York, United States"],
  ["this side of a border", [48.57, 7.81], "Kehl, Baden-Wurttemberg, Germany"],
  ["that side of it", [48.58, 7.75], "Strasbourg, Grand Est, France"],
  ["a village far from all others", [-25.34, 131.03], "Yulara, Northern Territory, Australia"],
  ["a territory goes by its own name", [22.28, 114.16], "Hong Kong, Central and Western, Hong Kong SAR China"],
  ["where sources disagree about the country, the city's", [44.5, 34.17], "Yalta, Crimea, Ukraine"],
  ["beside the 180th meridian", [-18.14, 178.44], "Suva, Central, Fiji"],
  ["land without a city near", [-80, 0], "Antarctica"],
  ["the sea", [30, -40], undefined],
  ["the pole", [90, 0], undefined],
  ["the 180th meridian", [0, 180], undefined],
])("%s", async (_, [latitude, longitude], expected) => {
  const place = (await loadGazetteer()).name({ latitude, longitude });
  expect(place && [place.city, place.region, place.country].filter(Boolean).join(", ")).toBe(expected);
});

test("a city is found by how its name begins, the largest first, and by what comes after a comma", async () => {
  const { find } = await loadGazetteer();
  const names = (text: string, limit = 3) => find(text, limit).map(({ city, country }) => `${city}, ${country}`);
  expect(names("müni", 1)).toEqual(["Munich, Germany"]);
  expect(names("paris")[0]).toBe("Paris, France");
  expect(find("Paris, Tex", 3)).toMatchObject([{ city: "Paris", region: "Texas" }]);
  expect(names("paris, united").at(0)).toBe("Paris, United States");
  expect(names(" ")).toEqual([]);
  expect(names("xyzzyx")).toEqual([]);
});

test("the largest cities of an area are named, also across the 180th meridian", async () => {
  const { within } = await loadGazetteer();
  expect(within([5, 47, 16, 55], 3).map(({ city }) => city)).toEqual(["Berlin", "Hamburg", "Munich"]);
  expect(within([11.3, 48, 11.8, 48.3], 1)).toMatchObject([{ city: "Munich", latitude: 48.137, longitude: 11.575 }]);
  expect(within([177, -19, -179, -16], 1)).toMatchObject([{ city: "Suva" }]);
  expect(within([-180, -90, 180, 90], 60)).toHaveLength(60);
  expect(within([-40, 30, -39, 31], 60)).toEqual([]);
});

test("every city of the table is where it was put", () => {
  const table = readCities(brotliDecompressSync(Buffer.from(cities.brotli, "base64")));
  expect(table.count).toBeGreaterThan(130_000);
  const all = Array.from({ length: table.count }, (_, index) => table.read(index));
  expect(all.filter(({ name, country }) => name === "" || country.length !== 2)).toEqual([]);
  const cells = all.map(toCell);
  expect(cells.every((cell, index) => index === 0 || cell >= (cells[index - 1] ?? 0))).toBe(true);
  expect(readCities(packCities(all.slice(0, 1_000))).read(999)).toEqual(all[999]);
});
