import type { NamedCollection } from "#lib/images/collection.ts";
import type { ImageQuery, SearchFilters } from "./image-query.ts";

/** What tags, albums and cameras there are. */
export interface SearchNames {
  tags: NamedCollection[];
  albums: NamedCollection[];
  cameras: string[];
}

/** A filter in words, to be shown and taken away. */
export interface SearchChip {
  label: string;
  /** The members of the query that it stands for. */
  members: (keyof ImageQuery)[];
  /** The one of several values that it stands for. */
  value?: string;
  /** Whether it is a tag or album that there is no more. */
  isGone?: true;
}

/** What a text and filters beside it mean. */
export interface Search {
  filters: SearchFilters;
  /** Of the text those with the part that they came from, then those of the filters. */
  chips: (SearchChip & { text?: string | undefined })[];
}

const DAY_MS = 24 * 60 * 60 * 1000;
const orientations = { landscape: "Landscape", portrait: "Portrait", square: "Square" };
const statuses = { uploading: "Uploading", processing: "Processing", ready: "Ready", failed: "Failed" };

/** Filters but for words, in words. */
export function describeFilters(filters: SearchFilters, names: Pick<SearchNames, "tags" | "albums">): SearchChip[] {
  const chips: SearchChip[] = [];
  const add = (label: string | undefined, ...members: (keyof ImageQuery)[]) => {
    if (label !== undefined) chips.push({ label, members });
  };
  const named = (known: NamedCollection[], id: string, what: string) => {
    const name = known.find((one) => one.id === id)?.name;
    return name === undefined ? { label: `Deleted ${what}`, isGone: true as const } : { label: name };
  };
  for (const id of filters.tag ?? []) chips.push({ ...named(names.tags, id, "tag"), members: ["tag"], value: id });
  if (filters.album !== undefined) chips.push({ ...named(names.albums, filters.album, "album"), members: ["album"] });
  add(describeDays(filters), "from", "to");
  add(filters.type?.replace(/^image\//, "").toUpperCase(), "type");
  add(filters.orientation && orientations[filters.orientation], "orientation");
  add(filters.camera, "camera");
  add(filters.lens, "lens");
  add(filters.country, "country");
  add(filters.region, "region");
  add(filters.city, "city");
  add(filters.box && "Area on the map", "box");
  add(toLabel(filters.hasLocation, "Has location", "No location"), "hasLocation");
  add(toLabel(filters.favourite, "Favourites", "Not a favourite"), "favourite");
  add(toLabel(filters.archived, "Archived", "Not archived"), "archived");
  add(toLabel(filters.trashed, "In the trash", undefined), "trashed");
  add(toLabel(filters.inNoAlbum, "In no album", "In an album"), "inNoAlbum");
  add(filters.addedThrough && (filters.addedBy ? "Added by one guest" : "Added by guests"), "addedThrough", "addedBy");
  add(filters.status && statuses[filters.status], "status");
  add(filters.nearDuplicateOf && "Similar photos", "nearDuplicateOf");
  add(filters.stackOf && "Photos of one stack", "stackOf");
  if (filters.minBytes !== undefined) add(`Larger than ${formatSize(filters.minBytes)}`, "minBytes");
  if (filters.maxBytes !== undefined) add(`Smaller than ${formatSize(filters.maxBytes)}`, "maxBytes");
  return chips;
}

function toLabel(flag: boolean | undefined, whenTrue: string, whenFalse: string | undefined): string | undefined {
  return flag === undefined ? undefined : flag ? whenTrue : whenFalse;
}

function describeDays(filters: Pick<SearchFilters, "from" | "to">): string | undefined {
  const { bound, days } = formatDays(filters, "en-GB") ?? {};
  return bound === undefined ? days : `${bound === "from" ? "Since" : "Before"} ${days}`;
}

/**
 * The time of a search in a language (BCP 47): "2019", "May 2021", "June – August 2026", "24 – 26 December 2025"; with
 * only a first day or only an end, that and which of them it is. Undefined for any time.
 */
export function formatDays(
  { from, to }: Pick<SearchFilters, "from" | "to">,
  language: string,
): { bound?: "from" | "to"; days: string } | undefined {
  if (from === undefined && to === undefined) return undefined;
  const month = { month: "long", year: "numeric", timeZone: "UTC" } as const;
  const dayFormat = new Intl.DateTimeFormat(language, { day: "numeric", ...month });
  const one = from === undefined ? to : to === undefined ? from : undefined;
  if (one !== undefined) {
    const days = one.endsWith("-01-01") ? String(new Date(one).getUTCFullYear()) : dayFormat.format(Date.parse(one));
    return { bound: from === undefined ? "to" : "from", days };
  }
  const [first, last] = [Date.parse(from ?? ""), Date.parse(to ?? "") - DAY_MS];
  if (from?.endsWith("-01-01") && to?.endsWith("-01-01")) {
    const years = [first, last].map((ms) => new Date(ms).getUTCFullYear());
    return { days: [...new Set(years)].join(" – ") };
  }
  const areMonths = from?.endsWith("-01") && to?.endsWith("-01");
  const format = areMonths ? new Intl.DateTimeFormat(language, month) : dayFormat;
  return { days: format.formatRange(first, last).replaceAll("\u2009", " ") };
}

function formatSize(bytes: number): string {
  if (bytes >= 1e9) return `${bytes / 1e9} GB`;
  return bytes >= 1e6 ? `${bytes / 1e6} MB` : `${bytes / 1e3} KB`;
}
