import { expect, test } from "vitest";
import { searchQueryField } from "./saved-search.ts";

test.each<[string, boolean]>([
  ["q=last+summer", true],
  ["q=sea&tag=A&tag=B&favourite=true&from=2024-01-01", true],
  ["favorite=true", false],
  ["orientation=sideways", false],
  ["q=sea&q=hill", false],
  ["inNoAlbum=true&album=A", false],
  ["", false],
  ["&", false],
])("“%s” is a search: %s", (query, expected) => {
  expect(searchQueryField.safeParse(query).success).toBe(expected);
});
