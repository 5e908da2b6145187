import { foldText } from "#lib/fold-words.ts";
import { findDates } from "./date-words.ts";
import { describeFilters, type SearchChip, type SearchNames } from "./describe-filters.ts";
import type { SearchFilters } from "./image-query.ts";

/*
 * What people type into the search box, as a query: dates in words, and filters written as "type:png" or
 * "is:favourite". Everything else is words that have to be there.
 */

export interface ParsedSearch {
  filters: SearchFilters;
  /** What the text was taken for, and which part of it, in its order. */
  chips: (SearchChip & { text: string })[];
}

const NO_NAMES: SearchNames = { tags: [], albums: [], cameras: [] };
const KEYWORD =
  /(?<![^\s])(is|has|no|type|size|camera|tag|album|ist|hat|kein|typ|kamera|größe):("[^"]*"|[^\s"]+)(?!\S)/giu;
const germanKeywords: Record<string, string> = {
  ist: "is",
  hat: "has",
  kein: "no",
  typ: "type",
  kamera: "camera",
  größe: "size",
};
const flags: Record<string, SearchFilters> = {
  "is:favourite": { favourite: true },
  "is:favorite": { favourite: true },
  "is:favorit": { favourite: true },
  "is:archived": { archived: true },
  "is:archiviert": { archived: true },
  "is:failed": { status: "failed" },
  "is:landscape": { orientation: "landscape" },
  "is:querformat": { orientation: "landscape" },
  "is:portrait": { orientation: "portrait" },
  "is:hochformat": { orientation: "portrait" },
  "is:square": { orientation: "square" },
  "is:quadratisch": { orientation: "square" },
  "has:location": { hasLocation: true },
  "has:ort": { hasLocation: true },
  "no:location": { hasLocation: false },
  "no:ort": { hasLocation: false },
  "no:album": { inNoAlbum: true },
};
const types: Record<string, string> = { jpg: "image/jpeg", tif: "image/tiff" };
const SIZE = /^([<>])=?(\d+(?:\.\d+)?)\s*(kb|mb|gb)$/i;
const UNIT_BYTES: Record<string, number> = { kb: 1e3, mb: 1e6, gb: 1e9 };
/** The largest number that a query takes, see field-schemas.ts; no file is larger. */
const MAX_BYTES = 10 ** 15 - 1;

/** Whether names of tags, albums or cameras are needed to read a text. */
export function needsNames(text: string): boolean {
  return Array.from(text.matchAll(KEYWORD)).some(([, keyword = ""]) =>
    ["tag", "album", "camera", "kamera"].includes(keyword.toLowerCase()),
  );
}

/**
 * Reads a text. `today` is the reader's day, "2026-11-25"; without names, those of tags, albums and cameras are words.
 */
export function parseSearch(
  text: string,
  { today, names = NO_NAMES }: { today: string; names?: SearchNames },
): ParsedSearch {
  const parts: { start: number; end: number; filters: SearchFilters }[] = [];
  for (const match of text.matchAll(KEYWORD)) {
    const [whole, keyword = "", value = ""] = match;
    const filters = readKeyword(keyword.toLowerCase(), value.replaceAll('"', "").trim(), names);
    if (!filters) continue;
    const isWords = Object.keys(filters).length === 0;
    parts.push({ start: match.index, end: match.index + (isWords ? `${keyword}:` : whole).length, filters });
  }
  const [date] = findDates(mask(text, parts), today);
  if (date) parts.push({ start: date.start, end: date.end, filters: { from: date.from, to: date.to } });
  parts.sort((one, other) => one.start - other.start);

  const parsed: ParsedSearch = { filters: {}, chips: [] };
  for (const { start, end, filters } of parts) {
    const tag = [...(parsed.filters.tag ?? []), ...(filters.tag ?? [])];
    Object.assign(parsed.filters, filters, tag.length > 0 ? { tag } : {});
    for (const chip of describeFilters(filters, names)) parsed.chips.push({ ...chip, text: text.slice(start, end) });
  }
  const words = mask(text, parts).replaceAll("\u0000", " ").replaceAll(/\s+/gu, " ").trim();
  // Punctuation left between the parsed parts.
  if (words !== "" && !(parts.length > 0 && /^[\p{P}\s]+$/u.test(words))) parsed.filters.q = words;
  return parsed;
}

/** The text with every part that was read blanked out. */
function mask(text: string, parts: { start: number; end: number }[]): string {
  let masked = text;
  for (const { start, end } of parts) {
    masked = masked.slice(0, start) + "\u0000".repeat(end - start) + masked.slice(end);
  }
  return masked;
}

/**
 * The filters that a keyword stands for; none when what is after it is words, undefined when it means nothing and is
 * words itself.
 */
function readKeyword(written: string, value: string, names: SearchNames): SearchFilters | undefined {
  const keyword = germanKeywords[written] ?? written;
  const wanted = foldText(value);
  if (keyword === "type") return { type: value.includes("/") ? wanted : (types[wanted] ?? `image/${wanted}`) };
  if (keyword === "size") {
    const [, sign, number, unit = ""] = SIZE.exec(value) ?? [];
    if (sign === undefined) return undefined;
    const bytes = Math.min(Math.round(Number(number) * (UNIT_BYTES[unit.toLowerCase()] ?? 1)), MAX_BYTES);
    return sign === ">" ? { minBytes: bytes } : { maxBytes: bytes };
  }
  if (keyword === "tag") {
    const tag = names.tags.find(({ name }) => foldText(name) === wanted);
    return tag && { tag: [tag.id] };
  }
  if (keyword === "album") {
    const album = names.albums.find(({ name }) => foldText(name) === wanted);
    return album && { album: album.id };
  }
  if (keyword === "camera") {
    const found = names.cameras.filter((name) => foldText(name).includes(wanted));
    const camera = found.length === 1 ? found[0] : found.find((name) => foldText(name) === wanted);
    if (camera !== undefined) return { camera };
    return found.length > 1 ? {} : undefined;
  }
  return flags[`${keyword}:${wanted}`];
}
