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
}

/** What a text and filters beside it mean. */
export interface Search {
  filters: SearchFilters;
  /** Of the text those with the part that they came from, then those of the filters. */
  chips: (SearchChip & { text?: string | undefined })[];
}

const DAY_MS = 24 * 60 * 60 * 1000;
const dayFormat = new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "long", year: "numeric", timeZone: "UTC" });
const monthFormat = new Intl.DateTimeFormat("en-GB", { month: "long", year: "numeric", timeZone: "UTC" });
const orientations = { landscape: "Landscape", portrait: "Portrait", square: "Square" };
const statuses = { uploading: "Uploading", processing: "Processing", ready: "Ready", failed: "Failed" };

/** Filters but for words, in words. */
export function describeFilters(filters: SearchFilters, names: Pick<SearchNames, "tags" | "albums">): SearchChip[] {
  const chips: SearchChip[] = [];
  const add = (label: string | undefined, ...members: (keyof ImageQuery)[]) => {
    if (label !== undefined) chips.push({ label, members });
  };
  const nameOf = (known: NamedCollection[], id: string, what: string) =>
    known.find((one) => one.id === id)?.name ?? `Deleted ${what}`;
  for (const id of filters.tag ?? []) {
    chips.push({ label: nameOf(names.tags, id, "tag"), members: ["tag"], value: id });
  }
  if (filters.album !== undefined) add(nameOf(names.albums, filters.album, "album"), "album");
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
  add(toLabel(filters.favourite, "Favourites", "No favourites"), "favourite");
  add(toLabel(filters.archived, "Archived", "Not archived"), "archived");
  add(toLabel(filters.trashed, "In the trash", undefined), "trashed");
  add(toLabel(filters.inNoAlbum, "In no album", "In an album"), "inNoAlbum");
  add(filters.addedThrough && (filters.addedBy ? "Added by one guest" : "Added by guests"), "addedThrough", "addedBy");
  add(filters.status && statuses[filters.status], "status");
  add(filters.nearDuplicateOf && "Similar photos", "nearDuplicateOf");
  if (filters.minBytes !== undefined) add(`Larger than ${formatSize(filters.minBytes)}`, "minBytes");
  if (filters.maxBytes !== undefined) add(`Smaller than ${formatSize(filters.maxBytes)}`, "maxBytes");
  return chips;
}

function toLabel(flag: boolean | undefined, whenTrue: string, whenFalse: string | undefined): string | undefined {
  return flag === undefined ? undefined : flag ? whenTrue : whenFalse;
}

/** "2019", "May 2021", "June – August 2026", "24 – 26 December 2025", "Since 2019". */
function describeDays({ from, to }: Pick<SearchFilters, "from" | "to">): string | undefined {
  if (from === undefined && to === undefined) return undefined;
  const first = from === undefined ? undefined : Date.parse(from);
  const last = to === undefined ? undefined : Date.parse(to) - DAY_MS;
  if (first === undefined || last === undefined) {
    const [word, known = 0] =
      first === undefined ? ["Before", last === undefined ? 0 : last + DAY_MS] : ["Since", first];
    return `${word} ${from?.endsWith("-01-01") || to?.endsWith("-01-01") ? new Date(known).getUTCFullYear() : dayFormat.format(known)}`;
  }
  if (from?.endsWith("-01-01") && to?.endsWith("-01-01")) {
    const years = [first, last].map((ms) => new Date(ms).getUTCFullYear());
    return [...new Set(years)].join(" – ");
  }
  return (from?.endsWith("-01") && to?.endsWith("-01") ? monthFormat : dayFormat)
    .formatRange(first, last)
    .replaceAll("\u2009", " ");
}

function formatSize(bytes: number): string {
  if (bytes >= 1e9) return `${bytes / 1e9} GB`;
  return bytes >= 1e6 ? `${bytes / 1e6} MB` : `${bytes / 1e3} KB`;
}
