import * as german from "chrono-node/de";
import * as english from "chrono-node/en";

/*
 * Dates in words of a search, in English and German: "2019", "May 2021", "last summer", "seit 2018", "3.5.2021".
 * Calendar and days are the photo's own; today is given, so that a search means the same wherever it is read.
 */

/** Days from `from` on and before `to`, "2021-05-01". */
export interface DayRange {
  from?: string | undefined;
  to?: string | undefined;
}

/** A date in a text, by the place of its first character and of the one after its last. */
export interface FoundDate extends DayRange {
  start: number;
  end: number;
}

const DAY_MS = 24 * 60 * 60 * 1000;
/** As queries say days: those of other years than 0 to 9999 have a sign and more digits. */
const DAY = /^\d{4}-\d\d-\d\d$/;
const YEAR = "(?:18[2-9]\\d|19\\d\\d|20\\d\\d)";
const months = [
  "jan(?:uary|uar)?|jänner",
  "feb(?:ruary|ruar)?",
  "mar(?:ch)?|märz|maerz|mrz",
  "apr(?:il)?",
  "ma[iy]",
  "jun[ei]?",
  "jul[yi]?",
  "aug(?:ust)?",
  "sept?(?:ember)?",
  "o[ck]t(?:ober)?",
  "nov(?:ember)?",
  "de[cz](?:ember)?",
];
const MONTH = `(?:${months.join("|")})\\.?`;
const LAST = "(?:last|past|previous|letzte[nrsm]?|vorige[nrsm]?|vergangene[nrsm]?)";
const THIS = "(?:this|diese[nrsm]?)";
const TO = "(?:\\s*[-–]\\s*|\\s+(?:to|till|until|bis|and|und)\\s+)";
const numbers = ["ein(?:e[nrsm]?)?|one", "zwei|two", "drei|three", "vier|four", "fünf|five", "sechs|six"];
const NUMBER = `(?:\\d{1,3}|${numbers.join("|")})`;
const UNIT = "(?:days?|tagen?|tage|weeks?|wochen?|months?|monaten?|monate|years?|jahren?|jahre)";

/** What comes once a year: its name, its first day and how many months or days it lasts. */
const occasions: { name: string; month: number; day: number; months?: number; days?: number }[] = [
  { name: "spring|frühling|fruehling|frühjahr|fruehjahr", month: 3, day: 1, months: 3 },
  { name: "summer|sommer", month: 6, day: 1, months: 3 },
  { name: "autumn|fall|herbst", month: 9, day: 1, months: 3 },
  { name: "winter", month: 12, day: 1, months: 3 },
  { name: "christmas|xmas|weihnachten", month: 12, day: 24, days: 3 },
  { name: "new year's eve|new years eve|silvester", month: 12, day: 31, days: 1 },
];
const OCCASION = `(?:${occasions.map(({ name }) => name).join("|")})`;

/** What reads a match of its pattern, which stands between spaces. */
type Reader = (match: string[], today: Date) => DayRange | undefined;

/** Tried in this order, each on what those before it left; the first before days are looked for, the others after. */
const readers: [pattern: string, read: Reader][] = [
  [`(${YEAR})\\s*[-–]\\s*(${YEAR})`, ([first, last]) => years(Number(first), Number(last))],
  [`(${LAST}|${THIS})\\s+(${OCCASION})`, ([which = "", name = ""], today) => readOccasion(which, name, today)],
  [
    `(${OCCASION})(?:\\s+(?:of|in|im|von))?\\s+(${YEAR})(?:/(?:\\d\\d){1,2})?`,
    ([name = "", year]) => occasionOf(name, Number(year)),
  ],
  [`${LAST}\\s+(${NUMBER})\\s+(${UNIT})`, readSpan],
  [`${LAST}\\s+(${MONTH})`, ([name = ""], today) => latest(today, (year) => monthRange(String(year), name, name))],
  [`(${LAST}|${THIS})\\s+(week|woche|weekend|wochenende|month|monat|year|jahr)`, readUnit],
];
const monthReaders: typeof readers = [
  [`(${MONTH})${TO}(${MONTH})\\s+(${YEAR})`, ([first, last, year]) => monthRange(year, first, last)],
  [`(${MONTH})\\s+(${YEAR})`, ([month, year]) => monthRange(year, month, month)],
  [`(${YEAR})\\s+(${MONTH})`, ([year, month]) => monthRange(year, month, month)],
  [`(0?[1-9]|1[0-2])[./-](${YEAR})`, ([month, year]) => addMonths(Number(year), Number(month), 1)],
  [`(${YEAR})-(0[1-9]|1[0-2])`, ([year, month]) => addMonths(Number(year), Number(month), 1)],
  ["((?:18|19|20)\\d0)(?:s|er)", ([decade]) => years(Number(decade), Number(decade) + 9)],
];

const RELATIVE = new RegExp(`^(?:yesterday|today|gestern|vorgestern|heute|vor\\s|${LAST}\\s)|\\sago$`, "iu");
/** What stands before a date: a word for photos at most, and what relates it to the date. */
const before = (words: string) =>
  new RegExp(`(?:^|\\s)(?:(?:photos?|pictures?|pics?|images?|bilder|fotos?|aufnahmen)\\s+)?(?:${words})\\s+$`, "iu");
const ARTICLE = "the|de[mnr]|die|das";
const SINCE = before("since|seit|ab");
const AFTER = before("after|nach");
const BEFORE = before("before|vor");
const UNTIL = before("until|till|bis");
const IN = before(`(?:from|in|im|on|am|of|during|between|zu|aus|vo[nm]|zwischen)(?:\\s+(?:${ARTICLE}))?|${ARTICLE}`);
const ONWARDS = /^\s+onwards?(?!\S)/iu;
const BETWEEN = /^(?:\s*[-–]\s*|\s+(?:to|till|until|bis|and|und)\s+)$/iu;

/**
 * The dates in a text, in their order. `today` is a day, "2026-11-25". Dates in words that stand in quotes are none.
 */
export function findDates(text: string, today: string): FoundDate[] {
  const day = new Date(`${today}T00:00:00Z`);
  let rest = text.replaceAll(/"[^"]*"?/g, (quoted) => "\u0000".repeat(quoted.length));
  const found: FoundDate[] = [];
  const take = (start: number, length: number, range: DayRange) => {
    if ([range.from, range.to].some((day) => day !== undefined && !DAY.test(day))) return;
    found.push({ start, end: start + length, ...range });
    rest = rest.slice(0, start) + "\u0000".repeat(length) + rest.slice(start + length);
  };
  const readAll = ([pattern, read]: (typeof readers)[number]) => {
    for (const match of rest.matchAll(new RegExp(`(?<![^\\s])${pattern}(?![^\\s,])`, "giu"))) {
      const range = read(match.slice(1), day);
      if (range) take(match.index, match[0].length, range);
    }
  };
  readers.forEach(readAll);
  for (const { index, text: words, range } of findDays(rest, day)) {
    if (!rest.slice(index, index + words.length).includes("\u0000")) take(index, words.length, range);
  }
  monthReaders.forEach(readAll);
  // A number of four digits is a year where it is no part of a date, and not in a future that has no photos.
  for (const match of rest.matchAll(new RegExp(`(?<![^\\s])${YEAR}(?![^\\s,])`, "gu"))) {
    const year = Number(match[0]);
    if (year <= day.getUTCFullYear() + 1) take(match.index, match[0].length, years(year, year));
  }
  return combine(
    text,
    found.toSorted((one, other) => one.start - other.start),
  );
}

/** Days, which are written in many ways. */
function findDays(text: string, today: Date): { index: number; text: string; range: DayRange }[] {
  if (!/\d/.test(text) && !/yesterday|today|gestern|heute|last|letzte|past|previous/iu.test(text)) return [];
  // Its calendar is that of this process; noon keeps clear of changes of its clock.
  const reference = new Date(today.getUTCFullYear(), today.getUTCMonth(), today.getUTCDate(), 12);
  const languages = [german, english];
  const results = languages.flatMap((language, index) =>
    language
      .parse(text, { instant: reference })
      // Dots are German, slashes English.
      .filter((result) => !/^\d+[./]\d+[./]\d+$/.test(result.text) || result.text.includes(".") === (index === 0)),
  );
  const days: ReturnType<typeof findDays> = [];
  for (const result of results.toSorted((one, other) => other.text.length - one.text.length)) {
    const { index, text: words, start, end } = result;
    const isApart = !/\S$/u.test(text.slice(0, index)) && !/^[^\s,]/u.test(text.slice(index + words.length));
    const saysYear = start.isCertain("year") || !/^[\d./-]+$/.test(words);
    const isDay = start.isCertain("day") && saysYear && (!start.isCertain("hour") || /\d{4}/.test(words));
    const isRelative = RELATIVE.test(words);
    if (!isApart || !(isDay || isRelative) || (!/\d/.test(words) && !isRelative)) continue;
    const first = toDay(start, today);
    const last = end ? toDay(end, today) : first;
    if (first <= last)
      days.push({ index, text: words, range: { from: iso(first), to: iso(new Date(+last + DAY_MS)) } });
  }
  return days;
}

/** A day without a year is the last one until today. */
function toDay(parts: english.ParsedResult["start"], today: Date): Date {
  const [year, month, day] = (["year", "month", "day"] as const).map((part) => parts.get(part) ?? 1);
  const date = new Date(Date.UTC(year ?? 1, (month ?? 1) - 1, day));
  const isYearKnown = parts.isCertain("year") || !parts.isCertain("month");
  return isYearKnown || date <= today ? date : new Date(Date.UTC(date.getUTCFullYear() - 1, (month ?? 1) - 1, day));
}

/** Takes in what stands before dates and between them: "since 2019", "May 2019 to June 2020". */
function combine(text: string, found: FoundDate[]): FoundDate[] {
  const combined: FoundDate[] = [];
  for (const date of found) {
    const previous = combined.at(-1);
    const lead = text.slice(previous?.end ?? 0, date.start);
    if (previous?.from !== undefined && BETWEEN.test(lead)) {
      Object.assign(previous, { to: date.to, end: date.end });
      continue;
    }
    const withPrefix = (pattern: RegExp) => date.start - (pattern.exec(lead)?.[0].trimStart().length ?? 0);
    const [onwards] = ONWARDS.exec(text.slice(date.end)) ?? [];
    if (onwards) combined.push({ ...date, to: undefined, start: withPrefix(IN), end: date.end + onwards.length });
    else if (SINCE.test(lead)) combined.push({ ...date, to: undefined, start: withPrefix(SINCE) });
    else if (AFTER.test(lead)) combined.push({ ...date, from: date.to, to: undefined, start: withPrefix(AFTER) });
    else if (BEFORE.test(lead)) combined.push({ ...date, from: undefined, to: date.from, start: withPrefix(BEFORE) });
    else if (UNTIL.test(lead)) combined.push({ ...date, from: undefined, start: withPrefix(UNTIL) });
    else combined.push({ ...date, start: withPrefix(IN) });
  }
  return combined;
}

function years(first: number, last: number): DayRange {
  return { from: `${first}-01-01`, to: `${last + 1}-01-01` };
}

/** `count` months from the first of one. */
function addMonths(year: number, month: number, count: number): DayRange {
  return { from: iso(new Date(Date.UTC(year, month - 1, 1))), to: iso(new Date(Date.UTC(year, month - 1 + count, 1))) };
}

function monthRange(year = "", first = "", last = ""): DayRange | undefined {
  const [from, to] = [first, last].map(
    (name) => months.findIndex((pattern) => new RegExp(`^(?:${pattern})\\.?$`, "iu").test(name)) + 1,
  );
  return from && to && from <= to ? addMonths(Number(year), from, to - from + 1) : undefined;
}

function occasionOf(name: string, year: number): DayRange | undefined {
  const occasion = occasions.find((one) => new RegExp(`^(?:${one.name})$`, "iu").test(name));
  if (!occasion) return undefined;
  const { month, day, months: count, days = 0 } = occasion;
  if (count !== undefined) return addMonths(year, month, count);
  const first = Date.UTC(year, month - 1, day);
  return { from: iso(new Date(first)), to: iso(new Date(first + days * DAY_MS)) };
}

/** The last one is the latest that is over; this one is this year's. */
function readOccasion(which: string, name: string, today: Date): DayRange | undefined {
  if (new RegExp(`^${THIS}$`, "iu").test(which)) return occasionOf(name, today.getUTCFullYear());
  return latest(today, (year) => occasionOf(name, year));
}

/** Of what comes once a year the latest that is over. */
function latest(today: Date, read: (year: number) => DayRange | undefined): DayRange | undefined {
  const year = today.getUTCFullYear();
  return [year, year - 1, year - 2].map(read).find((one) => one?.to && one.to <= iso(today));
}

/** So many days, weeks, months or years up to and with today. */
function readSpan([number = "", unit = ""]: string[], today: Date): DayRange {
  const count = Number(number) || numbers.findIndex((word) => new RegExp(`^(?:${word})$`, "iu").test(number)) + 1;
  const from = new Date(today);
  if (/^[dt]/iu.test(unit)) from.setUTCDate(from.getUTCDate() - count);
  else if (/^w/iu.test(unit)) from.setUTCDate(from.getUTCDate() - 7 * count);
  else from.setUTCMonth(from.getUTCMonth() - count * (/^m/iu.test(unit) ? 1 : 12));
  // A month that has no such day ends before it.
  if (/^[mjy]/iu.test(unit) && from.getUTCDate() !== today.getUTCDate()) from.setUTCDate(0);
  return { from: iso(from), to: iso(new Date(+today + DAY_MS)) };
}

function readUnit([which = "", unit = ""]: string[], today: Date): DayRange {
  const back = new RegExp(`^${LAST}$`, "iu").test(which) ? 1 : 0;
  const year = today.getUTCFullYear();
  if (/^(?:year|jahr)$/iu.test(unit)) return years(year - back, year - back);
  if (/^mon/iu.test(unit)) return addMonths(year, today.getUTCMonth() + 1 - back, 1);
  const monday = +today - ((today.getUTCDay() + 6) % 7) * DAY_MS - back * 7 * DAY_MS;
  const first = /end/iu.test(unit) ? monday + 5 * DAY_MS : monday;
  return { from: iso(new Date(first)), to: iso(new Date(monday + 7 * DAY_MS)) };
}

function iso(day: Date): string {
  return day.toISOString().slice(0, 10);
}
