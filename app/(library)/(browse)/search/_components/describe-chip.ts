import type { Catalogue, Translator } from "#app/_messages/message.ts";
import { formatDays, type SearchChip } from "#lib/library/describe-filters.ts";
import type { SearchFilters } from "#lib/library/image-query.ts";
import { nameCountry } from "#lib/places/country-name.ts";

type Words = Translator<Catalogue["search"]>;

/** A filter of a search in the page's language. Names of tags, albums, cameras and places are what they are. */
export function describeChip(
  { label, isGone, members: [member] }: SearchChip,
  filters: SearchFilters,
  t: Words,
): string {
  switch (member) {
    case "tag":
      return isGone ? t("deletedTag") : label;
    case "album":
      return isGone ? t("deletedAlbum") : label;
    case "from":
      return describeDays(filters, t);
    case "orientation":
      return filters.orientation ? t(filters.orientation) : label;
    case "status":
      return filters.status ? t(filters.status) : label;
    case "hasLocation":
      return t(filters.hasLocation ? "hasLocation" : "noLocation");
    case "favourite":
      return t(filters.favourite ? "favourites" : "noFavourites");
    case "archived":
      return t(filters.archived ? "archived" : "notArchived");
    case "inNoAlbum":
      return t(filters.inNoAlbum ? "inNoAlbum" : "inAlbum");
    case "trashed":
      return t("trashed");
    case "box":
      return t("area");
    case "nearDuplicateOf":
      return t("similar");
    case "stackOf":
      return t("stack");
    case "minBytes":
      return t("larger", { size: toSize(filters.minBytes, t) });
    case "maxBytes":
      return t("smaller", { size: toSize(filters.maxBytes, t) });
    case "country":
      return nameCountry(label, t.language);
    default:
      return label;
  }
}

function describeDays(filters: SearchFilters, t: Words): string {
  const { bound, days: day = "" } = formatDays(filters, t.locale) ?? {};
  return bound === undefined ? day : t(bound === "from" ? "since" : "before", { day });
}

function toSize(bytes = 0, { locale }: Words): string {
  const [unit, factor]: [string, number] = bytes >= 1e9 ? ["GB", 1e9] : bytes >= 1e6 ? ["MB", 1e6] : ["KB", 1e3];
  return `${(bytes / factor).toLocaleString(locale)} ${unit}`;
}
