import { expect, test } from "vitest";
import { matchNames } from "./match-names.ts";

const named = (...names: string[]) => names.map((name) => ({ name }));

test("names are found by the beginning of any word, whatever case and accents, and first by their own", () => {
  const albums = named("Aus Ålesund", "Alesund 2024", "Bergen", "Palermo");
  expect(matchNames(albums, " ÅLE")).toEqual(named("Alesund 2024", "Aus Ålesund"));
  expect(matchNames(albums, "ler")).toEqual([]);
  expect(matchNames(albums, "")).toEqual(albums);
});
