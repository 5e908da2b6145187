import type { SQLInputValue } from "node:sqlite";
import { type SearchedWord, toSearchedWords } from "#lib/fold-words.ts";
import { HAS_ID, toKey } from "./image-key.ts";
import { type ImageQuery, isTimelineQuery, MAX_WORDS } from "./image-query.ts";
import { toStatusCode, toUnits } from "./image-row.ts";
import { firstLetterOf, isTypeAWord } from "./image-words.ts";
import type { IndexFile } from "./index-file.ts";
import { toGuestKey } from "./label-keys.ts";
import { type Flag, type LabelKind, toToken } from "./labels.ts";
import { findNearDuplicates } from "./near-duplicates.ts";
import { clampWallClock, toPlace } from "./place-in-time.ts";
import { findStack, STACKABLE } from "./restack.ts";
import { findFewPlaces, toRanges } from "./select-by-place.ts";
import { listWordsFrom } from "./word-prefixes.ts";

/** A query as SQL. Values are bound; text of the user's is in `match` only, as quoted words of letters and digits. */
export interface CompiledQuery {
  /** Nothing can match: a word, tag or camera that no image has. */
  isEmpty: boolean;
  /** Expression of FTS5 that drives the query; absent when no filter is a word or label. */
  match?: string | undefined;
  /** Places from `low` on and before `high`. */
  low?: bigint | undefined;
  high?: bigint | undefined;
  /** Conditions on a row `i` of images that `match` and the range leave open. */
  conditions: string[];
  parameters: SQLInputValue[];
  /** The only places that can match, where these are few; they then drive the query. */
  candidates?: bigint[] | undefined;
  /** The index of `images` that has all that match, where nothing narrower drives the query. */
  index?: string | undefined;
  /** Whether it is all of the timeline, whose months are counted. */
  isTimeline: boolean;
  /** Whether a stack counts once. */
  isStacked: boolean;
}

/** Local clocks are at most 14 hours from UTC; cameras say up to a day. */
const MAX_OFFSET_MS = 26 * 60 * 60 * 1000;
/** Labels by whose names a search finds photos, of all its words together: each of so many costs 9 µs. */
const MAX_SEARCHED_LABELS = 10_000;
/** Words for more years than these cost more than they save. */
const MAX_YEARS = 40;
/** `images.albums` holds label, position and time of each membership. */
const HAS_MEMBERSHIP = `EXISTS (SELECT 1 FROM json_each(i.albums) m
  WHERE json_extract(m.value, '$[0]') = ? AND json_extract(m.value, '$[2]') <= ?)`;
const INSTANT = "coalesce(i.instant, coalesce(i.wall_clock, i.place >> 20) - coalesce(i.zone, 0) * 60000)";

/**
 * The one translation of a query. It looks up labels and small sets, so it holds for the moment it is made in. With
 * `withoutAlbum` it says of members of its album which match.
 */
export function compileQuery(
  file: IndexFile,
  query: ImageQuery,
  { withoutAlbum = false }: { withoutAlbum?: boolean } = {},
): CompiledQuery {
  const required: string[] = [];
  const excluded: string[] = [];
  const compiled: CompiledQuery = {
    isEmpty: false,
    conditions: [],
    parameters: [],
    isTimeline: false,
    isStacked: false,
  };
  const where = (condition: string, ...parameters: SQLInputValue[]) => {
    compiled.conditions.push(condition);
    compiled.parameters.push(...parameters);
  };
  const token = (kind: LabelKind, key: string) => {
    const number = file.labels.find(kind, key);
    return number === undefined ? undefined : quote(toToken(number));
  };
  const mustHave = (kind: LabelKind, key: string | undefined) => {
    if (key === undefined) return;
    const word = token(kind, key);
    if (word === undefined) compiled.isEmpty = true;
    else required.push(word);
  };
  const exclude = (flag: Flag) => {
    const word = token("flag", flag);
    if (word !== undefined) excluded.push(word);
  };

  const words = toSearchedWords(query.text ?? "");
  // Emoji and punctuation are no words that a photo could have. What is too much to look for finds nothing: without a
  // part of it, more would be found and changed than was meant.
  if (words.length > MAX_WORDS || (words.length === 0 && query.text?.trim())) compiled.isEmpty = true;
  let searchedLabels = 0;
  for (const word of compiled.isEmpty ? [] : words) {
    const { texts, tokens } = toAlternatives(file, word);
    searchedLabels += tokens.length;
    if (texts.length + tokens.length === 0 || searchedLabels > MAX_SEARCHED_LABELS) compiled.isEmpty = true;
    if (compiled.isEmpty) break;
    required.push(`(${[...texts, ...tokens].join(" OR ")})`);
  }
  for (const tag of query.tag ?? []) mustHave("tag", tag);
  if (!withoutAlbum) mustHave("album", query.album);
  mustHave("camera", query.camera);
  mustHave("lens", query.lens);
  mustHave("country", query.country);
  mustHave("region", query.region);
  mustHave("city", query.city);
  mustHave("share", query.addedThrough);
  if (query.addedThrough !== undefined && query.addedBy !== undefined) {
    mustHave("guest", toGuestKey({ shareId: query.addedThrough, guestId: query.addedBy }));
  }
  if (query.favourite === true) mustHave("flag", "favourite");
  if (query.favourite === false) where("i.favourite = 0");
  if (query.type !== undefined && isTypeAWord(query.type)) mustHave("type", query.type);
  else if (query.type !== undefined) where("i.type = ?", file.labels.find("type", query.type) ?? -1);
  if (query.status !== undefined && query.status !== "ready") mustHave("status", query.status);
  else if (query.status === "ready") where("i.status = ?", toStatusCode("ready"));
  // Listed by the time of it, the trash has an index of its own.
  const isWalked = query.sort === "trashed" && required.length === 0;
  if (query.trashed === true) {
    if (isWalked) compiled.index = "images_trashed_by_id";
    else mustHave("flag", "hidden");
    where("i.trashed IS NOT NULL");
  } else if (query.status === "uploading") {
    where("i.trashed IS NULL");
  }
  if (query.archived === true) mustHave("flag", "archived");

  if (query.orientation === "landscape") where("i.width > i.height");
  if (query.orientation === "portrait") where("i.width < i.height");
  if (query.orientation === "square") where("i.width = i.height");
  if (query.hasLocation !== undefined) where(`i.latitude IS ${query.hasLocation ? "NOT NULL" : "NULL"}`);
  if (query.inNoAlbum !== undefined) where(`i.albums IS ${query.inNoAlbum ? "NULL" : "NOT NULL"}`);
  if (query.minBytes !== undefined) where("i.bytes >= ?", query.minBytes);
  if (query.maxBytes !== undefined) where("i.bytes <= ?", query.maxBytes);
  const onlyAt = (places: bigint[]) => {
    const others = compiled.candidates && new Set(compiled.candidates);
    compiled.candidates = others ? places.filter((place) => others.has(place)) : places;
  };
  if (query.nearDuplicateOf !== undefined) onlyAt(findNearDuplicates(file, query.nearDuplicateOf));
  if (query.stackOf !== undefined) {
    onlyAt(findPlaces(file, [query.stackOf]).flatMap((place) => findStack(file.sql, place)));
  }
  if (query.ids !== undefined) onlyAt(findPlaces(file, query.ids));
  if (query.addedToAlbumUntil !== undefined) {
    const album = file.labels.find("album", query.album ?? "") ?? -1;
    where(HAS_MEMBERSHIP, album, Date.parse(query.addedToAlbumUntil));
  }
  boundByTime(query, compiled, where);
  boundByBox(query, where);

  const wantsHidden = query.trashed === true || query.status === "uploading";
  const isTimeline = isTimelineQuery(query) && query.archived === undefined && query.status !== "failed";
  compiled.isStacked = isTimeline && !wantsHidden && query.unstacked !== true;
  const onTimeline = compiled.isStacked ? "i.shown = 1" : STACKABLE;
  if (required.length > 0) {
    if (!wantsHidden) exclude("hidden");
    if (query.archived === false) exclude("archived");
    else if (isTimeline && !wantsHidden) where(onTimeline);
    const years = yearsOf(file, query, compiled);
    const all = [...required, ...(years ? [years] : [])].join(" AND ");
    compiled.match = excluded.length > 0 ? `(${all}) NOT (${excluded.join(" OR ")})` : all;
  } else {
    if (query.archived === false) where("i.archived = 0");
    if (isTimeline && !wantsHidden) where(onTimeline);
    else if (!wantsHidden) where("i.trashed IS NULL AND i.status <> ?", toStatusCode("uploading"));
    compiled.isTimeline =
      compiled.isStacked &&
      compiled.conditions.length === 1 &&
      compiled.low === undefined &&
      compiled.high === undefined;
  }
  if (!compiled.isEmpty) compiled.candidates ??= findFewPlaces(file, query, compiled.match !== undefined);
  return compiled;
}

/** Places of images by id; an id that the index does not have has none. */
export function findPlaces({ sql }: IndexFile, ids: readonly string[]): bigint[] {
  const statement = sql(`SELECT place FROM images WHERE ${HAS_ID}`);
  statement.setReadBigInts(true);
  return [...new Set(ids)].flatMap((id) => (statement.get(toKey(id))?.place as bigint | undefined) ?? []);
}

/** A word in any of its spellings, and the labels with such a word in their names. */
function toAlternatives(file: IndexFile, { spellings, isPrefix }: SearchedWord): { texts: string[]; tokens: string[] } {
  const { labels } = file;
  const texts = spellings.flatMap((word) => {
    if (!isPrefix) return quote(word);
    if (word !== firstLetterOf(word)) return listWordsFrom(file, word)?.map(quote) ?? `${quote(word)} *`;
    const letter = labels.find("letter", word);
    return letter === undefined ? [] : quote(toToken(letter));
  });
  const numbers = new Set(spellings.flatMap((word) => labels.findByWord(word, isPrefix)));
  return { texts, tokens: [...numbers].map((number) => quote(toToken(number))) };
}

/** Words hold letters, digits and marks only, so no quote can end one early. */
function quote(word: string): string {
  return `"${word}"`;
}

type Where = (condition: string, ...parameters: SQLInputValue[]) => void;

function boundByTime({ from, to }: ImageQuery, compiled: CompiledQuery, where: Where): void {
  if (from !== undefined) {
    const { ms, isInstant } = parseMoment(from);
    if (isInstant) where(`${INSTANT} >= ?`, ms);
    compiled.low = toPlace(clampWallClock(isInstant ? ms - MAX_OFFSET_MS : ms));
  }
  if (to !== undefined) {
    const { ms, isInstant } = parseMoment(to);
    if (isInstant) where(`${INSTANT} < ?`, ms);
    compiled.high = toPlace(clampWallClock(isInstant ? ms + MAX_OFFSET_MS : ms));
  }
}

function parseMoment(text: string): { ms: number; isInstant: boolean } {
  const isDay = !text.includes("T");
  const isInstant = !isDay && /(Z|[+-]\d\d:?\d\d)$/.test(text);
  return { ms: Date.parse(isDay ? `${text}T00:00:00Z` : isInstant ? text : `${text}Z`), isInstant };
}

function boundByBox({ box }: ImageQuery, where: Where): void {
  if (!box) return;
  const ranges = toRanges(box);
  const isWithin = ranges.map(() => "i.longitude BETWEEN ? AND ?").join(" OR ");
  where(`i.latitude BETWEEN ? AND ? AND (${isWithin})`, toUnits(box[1]), toUnits(box[3]), ...ranges.flat());
}

/**
 * Words for the years of a bounded search. Without them a common word before 2009 is followed through all later years;
 * with them the engine skips these.
 */
function yearsOf(
  { sql, labels }: IndexFile,
  { from, to }: ImageQuery,
  { low, high }: CompiledQuery,
): string | undefined {
  if (from === undefined && to === undefined) return undefined;
  // Two subqueries: SQLite finds either end through the index but scans the table for min and max together.
  const ends = sql(
    "SELECT (SELECT min(place) FROM images) >> 20 AS oldest, (SELECT max(place) FROM images) >> 20 AS newest",
  ).get();
  if (!ends || ends.oldest === null) return undefined;
  const toYear = (ms: number) => new Date(ms).getUTCFullYear();
  const first = toYear(Math.max(Number(ends.oldest), low === undefined ? -Infinity : Number(low >> 20n)));
  const last = toYear(Math.min(Number(ends.newest), high === undefined ? Infinity : Number(high >> 20n)));
  if (last < first || last - first >= MAX_YEARS) return undefined;
  const years = Array.from({ length: last - first + 1 }, (_, index) => labels.find("year", String(first + index)));
  const words = years.filter((number) => number !== undefined).map((number) => quote(toToken(number)));
  return words.length === 0 ? undefined : `(${words.join(" OR ")})`;
}
