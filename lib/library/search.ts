import type { User } from "#lib/accounts/user.ts";
import type { OwnChange } from "./change.ts";
import type { Facets } from "./count-facets.ts";
import { describeFilters, type Search } from "./describe-filters.ts";
import { fromApiQuery, type SearchFilters } from "./image-query.ts";
import type { LibraryServices } from "./library-services.ts";
import { nameImageCollections } from "./name-collections.ts";
import { needsNames, parseSearch } from "./parse-search.ts";
import type { Suggestion } from "./suggest.ts";

type SearchServices = Pick<LibraryServices, "library">;

/**
 * What a text and filters beside it mean together; `q` of the filters is the text. Where both say something of the
 * same, the filters count. `today` is a day, that of UTC by default.
 */
export async function readSearch(
  { library }: SearchServices,
  user: User,
  { q = "", ...filters }: SearchFilters,
  own: OwnChange[],
  today: string = new Date().toISOString().slice(0, 10),
): Promise<Search> {
  const names = needsNames(q) ? (await library.read(user.id, "searchNames", null, own)).value : undefined;
  const parsed = parseSearch(q, names ? { today, names } : { today });
  const isTime = filters.from !== undefined || filters.to !== undefined;
  const isSaid = (member: string) =>
    member === "from" || member === "to" ? isTime : member !== "tag" && member in filters;
  const fromText = Object.fromEntries(Object.entries(parsed.filters).filter(([member]) => !isSaid(member)));
  const tag = [...new Set([...(parsed.filters.tag ?? []), ...(filters.tag ?? [])])];
  const albumIds = filters.album === undefined ? [] : [filters.album];
  const known = await nameImageCollections({ library }, user, { albumIds, tags: filters.tag ?? [] }, own);
  return {
    filters: { ...fromText, ...filters, ...(tag.length > 0 ? { tag } : {}) },
    chips: [...parsed.chips.filter(({ members }) => !members.some(isSaid)), ...describeFilters(filters, known)],
  };
}

/** What the last word of a text may become. */
export async function suggestWords(
  { library }: SearchServices,
  user: User,
  text: string,
  own: OwnChange[],
): Promise<Suggestion[]> {
  const [, word = ""] = /(\S+)$/u.exec(text) ?? [];
  return word === "" ? [] : (await library.read(user.id, "suggest", word, own)).value;
}

/** What narrows the images that match. */
export async function getFacets(
  { library }: SearchServices,
  user: User,
  filters: SearchFilters,
  own: OwnChange[],
): Promise<Facets> {
  return (await library.read(user.id, "facets", fromApiQuery(filters), own)).value;
}
