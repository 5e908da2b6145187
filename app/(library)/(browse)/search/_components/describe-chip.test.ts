import { expect, test } from "vitest";
import { createTranslator } from "#app/_messages/create-translator.ts";
import { search as german } from "#app/_messages/de/search.ts";
import { search } from "#app/_messages/en/search.ts";
import { describeFilters } from "#lib/library/describe-filters.ts";
import type { SearchFilters } from "#lib/library/image-query.ts";
import { describeChip } from "./describe-chip.ts";

const english = createTranslator<typeof search>("en", search, "en-GB");
const inGerman = createTranslator<typeof search>("de", german as typeof search);

const everything: SearchFilters[] = [
  {
    from: "2021-05-01",
    to: "2021-06-01",
    type: "image/heic",
    orientation: "landscape",
    camera: "X100V",
    favourite: true,
  },
  { from: "2019-01-01", hasLocation: true, archived: false, inNoAlbum: true, status: "failed", minBytes: 10_000_000 },
  { to: "2021-05-03", hasLocation: false, archived: true, inNoAlbum: false, status: "ready", maxBytes: 1_500_000 },
  { from: "2025-12-24", to: "2025-12-27", box: [1, 2, 3, 4], trashed: true, orientation: "square", favourite: false },
  {
    from: "2018-01-01",
    to: "2021-01-01",
    orientation: "portrait",
    status: "uploading",
    country: "Japan",
    city: "Kyoto",
  },
];

test.each(everything)("in English the filters of %j are called as the API calls them", (filters) => {
  const chips = describeFilters(filters, { tags: [], albums: [] });
  expect(chips.map((chip) => describeChip(chip, filters, english))).toEqual(chips.map(({ label }) => label));
});

test.each([
  [{ from: "2021-05-01", to: "2021-06-01" }, "Mai 2021"],
  [{ from: "2019-01-01" }, "Seit 2019"],
  [{ to: "2021-05-03" }, "Vor 3. Mai 2021"],
  [{ from: "2025-12-24", to: "2025-12-27" }, "24.–26. Dezember 2025"],
  [{ maxBytes: 1_500_000 }, "Kleiner als 1,5 MB"],
  [{ orientation: "portrait" }, "Hochformat"],
  [{ camera: "X100V" }, "X100V"],
  [{ country: "Germany" }, "Deutschland"],
] satisfies [SearchFilters, string][])("in German %j is %s", (filters, label) => {
  const chips = describeFilters(filters, { tags: [], albums: [] });
  expect(chips.map((chip) => describeChip(chip, filters, inGerman))).toEqual([label]);
});
