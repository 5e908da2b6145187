import { expect, test } from "vitest";
import { countFacetsPlainly } from "#tests/support/plain-library.ts";
import { photoChange } from "../../bench/seed/listed-photos.ts";
import { applyChanges } from "./apply-changes.ts";
import type { Change } from "./change.ts";
import { countFacets, type FacetValue } from "./count-facets.ts";
import { type ImageQueryInput, imageQuerySchema } from "./image-query.ts";
import { createIndexFile, IN_MEMORY } from "./index-file.ts";

const PHOTOS = 40;

const changes: Change[] = Array.from({ length: PHOTOS }, (_, number) => photoChange(number, PHOTOS));
const file = createIndexFile(IN_MEMORY, { ownerId: "owner", epoch: "1", markMs: 0 });
applyChanges(file, changes);

const toPairs = (values: FacetValue[]) =>
  values.map(({ value, count }) => [value, count]).sort(([one = ""], [other = ""]) => (one < other ? -1 : 1));

test.each<[string, ImageQueryInput]>([
  ["all photos", {}],
  ["a word", { text: "img" }],
  ["a span of time", { from: "2010-01-01", to: "2018-01-01" }],
  ["a country", { country: "France" }],
  ["the trash", { trashed: true }],
  ["a word that no photo has", { text: "unheardof" }],
])("facets of %s are counted photo by photo, each time anew", (_, input) => {
  const query = imageQuerySchema.parse(input);
  for (const one of [query, { ...query, unstacked: true }, query]) {
    const { total, ...facets } = countFacets(file, one);
    const expected = countFacetsPlainly(changes, one);
    const received = Object.fromEntries(Object.entries(facets).map(([name, values]) => [name, toPairs(values)]));
    expect(received).toEqual(expected);
    expect(total).toBe(expected.years?.reduce((sum, [, count]) => sum + count, 0));
  }
});

test("a label whose number was damaged costs no memory, and the others are counted", () => {
  const damaged = createIndexFile(IN_MEMORY, { ownerId: "owner", epoch: "1", markMs: 0 });
  applyChanges(damaged, changes);
  const query = imageQuerySchema.parse({});
  const expected = countFacets(damaged, query);
  damaged.database.exec("INSERT INTO labels (number, kind, key) VALUES (1 << 40, 'camera', 'none')");
  // Another question, so that the answer is not the one that was kept.
  expect(countFacets(damaged, { ...query, unstacked: true }).cameras).toEqual(expected.cameras);
});
