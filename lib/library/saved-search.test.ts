import { expect, test } from "vitest";
import { searchQueryField } from "./saved-search.ts";

const [ONE, OTHER] = ["01ARZ3NDEKTSV4RRFFQ69G5FAV", "01ARZ3NDEKTSV4RRFFQ69G5FAW"];

test.each<[string, boolean]>([
  ["q=last+summer", true],
  [`q=sea&tag=${ONE}&tag=${OTHER}&favourite=true&from=2024-01-01`, true],
  ["favorite=true", false],
  ["orientation=sideways", false],
  ["q=sea&q=hill", false],
  [`inNoAlbum=true&album=${ONE}`, false],
  ["album=Norway", false],
  ["minBytes=10000000", true],
  ["minBytes=", false],
  ["", false],
  ["&", false],
])("“%s” is a search: %s", (query, expected) => {
  expect(searchQueryField.safeParse(query).success).toBe(expected);
});
