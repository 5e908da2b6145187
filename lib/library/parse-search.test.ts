import { expect, test } from "vitest";
import type { SearchFilters } from "./image-query.ts";
import { parseSearch } from "./parse-search.ts";
import { searchQueryField } from "./saved-search.ts";
import { toSearchParams } from "./search-address.ts";

const today = "2026-11-25";
const names = {
  tags: [
    { id: "T1", name: "Sea" },
    { id: "T2", name: "Best of" },
  ],
  albums: [{ id: "A1", name: "Norway 2019" }],
  cameras: ["Canon EOS R6 Mark II", "Canon EOS R6", "NIKON D90"],
};

test.each<[string, SearchFilters, string[]]>([
  ["", {}, []],
  ["  sunset   berlin ", { q: "sunset berlin" }, []],
  ["IMG_1234", { q: "IMG_1234" }, []],
  ["東京 2019", { q: "東京", from: "2019-01-01", to: "2020-01-01" }, ["2019"]],
  ["sunset berlin 2019", { q: "sunset berlin", from: "2019-01-01", to: "2020-01-01" }, ["2019"]],
  ["mai 2021", { from: "2021-05-01", to: "2021-06-01" }, ["May 2021"]],
  ["last summer", { from: "2026-06-01", to: "2026-09-01" }, ["June – August 2026"]],
  ["last christmas oma", { q: "oma", from: "2025-12-24", to: "2025-12-27" }, ["24 – 26 December 2025"]],
  ["since 2019", { from: "2019-01-01", to: undefined }, ["Since 2019"]],
  ["before 2019", { from: undefined, to: "2019-01-01" }, ["Before 2019"]],
  ["since 3 May 2021", { from: "2021-05-03", to: undefined }, ["Since 3 May 2021"]],
  ['"2019" review', { q: '"2019" review' }, []],
  ["2019 vs 2020", { q: "vs 2020", from: "2019-01-01", to: "2020-01-01" }, ["2019"]],
  ["type:png", { type: "image/png" }, ["PNG"]],
  ["typ:jpg sea", { type: "image/jpeg", q: "sea" }, ["JPEG"]],
  ["is:favourite is:portrait", { favourite: true, orientation: "portrait" }, ["Favourites", "Portrait"]],
  ["ist:hochformat", { orientation: "portrait" }, ["Portrait"]],
  ["has:location no:album", { hasLocation: true, inNoAlbum: true }, ["Has location", "In no album"]],
  ["no:location", { hasLocation: false }, ["No location"]],
  ["is:failed", { status: "failed" }, ["Failed"]],
  ["size:>5mb size:<1gb", { minBytes: 5_000_000, maxBytes: 1_000_000_000 }, ["Larger than 5 MB", "Smaller than 1 GB"]],
  ["size:<99999999gb", { maxBytes: 999_999_999_999_999 }, ["Smaller than 999999.999999999 GB"]],
  ["2019, 🎉", { q: ", 🎉", from: "2019-01-01", to: "2020-01-01" }, ["2019"]],
  ["May 2021, type:png –", { from: "2021-05-01", to: "2021-06-01", type: "image/png" }, ["May 2021", "PNG"]],
  ["camera:canon sea", { q: "canon sea" }, []],
  ['camera:"canon eos r6"', { camera: "Canon EOS R6" }, ["Canon EOS R6"]],
  ["camera:r6", { q: "r6" }, []],
  ["camera:d90", { camera: "NIKON D90" }, ["NIKON D90"]],
  ['tag:sea tag:"best of"', { tag: ["T1", "T2"] }, ["Sea", "Best of"]],
  ['album:"Norway 2019" fjord', { album: "A1", q: "fjord" }, ["Norway 2019"]],
  ["tag:unknown", { q: "tag:unknown" }, []],
  ["is:nothing", { q: "is:nothing" }, []],
  ["no:", { q: "no:" }, []],
])("%s", (text, filters, labels) => {
  const parsed = parseSearch(text, { today, names });
  expect(parsed.filters).toEqual(filters);
  expect(parsed.chips.map(({ label }) => label)).toEqual(labels);
});

test.each(["size:>99999999gb", "since 31.12.9999", "3000 years ago sea", "last 5 years"])(
  "what “%s” is read as is a query that lists take",
  (text) => {
    for (const day of [today, "0001-01-01"]) {
      const { filters } = parseSearch(text, { today: day });
      expect(searchQueryField.safeParse(toSearchParams(filters).toString()).success).toBe(true);
    }
  },
);

test("a chip knows the part of the text that it came from", () => {
  const { chips } = parseSearch("sunset in May 2021 type:png", { today });
  expect(chips.map(({ text }) => text)).toEqual(["in May 2021", "type:png"]);
});
