import { ownOffset } from "#lib/images/capture-time.ts";
import { HALF_OF_DAY, parseCaptureTime, toAsciiDigits } from "#lib/images/parse-capture-time.ts";

/* Dates and marks as Apple's tables have them, in the language of whoever asked for the export. */

const LANGUAGES =
  "en fr de es it pt nl da sv nb fi pl cs sk hu ro hr sl sr bg uk ru el tr ca ja zh ko id vi th he ar hi et lv lt".split(
    " ",
  );
const MONTHS = 12;
const DAYS = 7;
const ZONE = /(?:(?:gmt|utc)(?:[+-]\d{1,2}(?::?\d\d)?)?|z|[+-]\d\d:?\d\d)$/i;
const CLOCK = new RegExp(`(?<![\\p{L}\\p{M}])(?:${HALF_OF_DAY}\\s*)?(?<!\\d)\\d{1,2}[:.]\\d\\d(?!\\d)`, "iu");

/** By a name, in lower case, what numbers it may be: Czech and Croatian months share names. */
type Numbers = ReadonlyMap<string, ReadonlySet<number>>;

let names: { months: Numbers; weekdays: Numbers } | undefined;

/** Made when the first table is read, since most imports have none. */
function getNames() {
  names ??= {
    months: nameAll(MONTHS, (index) => new Date(Date.UTC(2023, index, 15)), "month"),
    // 1 January 2023 was a Sunday.
    weekdays: nameAll(DAYS, (index) => new Date(Date.UTC(2023, 0, 1 + index)), "weekday"),
  };
  return names;
}

function nameAll(count: number, toDate: (index: number) => Date, part: "month" | "weekday"): Numbers {
  const numbers = new Map<string, Set<number>>();
  for (const language of LANGUAGES) {
    const locale = `${language}-u-ca-gregory-nu-latn`;
    const formats = (["long", "short"] as const).flatMap((width) => [
      new Intl.DateTimeFormat(locale, { [part]: width, timeZone: "UTC" }),
      // Some languages decline a month after its day.
      new Intl.DateTimeFormat(locale, {
        day: "numeric",
        month: width,
        year: "numeric",
        [part]: width,
        timeZone: "UTC",
      }),
    ]);
    for (let index = 0; index < count; index++) {
      for (const format of formats) {
        const name = format.formatToParts(toDate(index)).find(({ type }) => type === part)?.value ?? "";
        const folded = fold(name).replace(/\.$/, "");
        if (/^\d*$/.test(folded)) continue;
        numbers.set(folded, (numbers.get(folded) ?? new Set()).add(index));
      }
    }
  }
  return numbers;
}

/** "13/06/2022 12:11", "13.06.2022 12:11" */
const NUMERIC = /^(\d{1,2})([./-]) ?(\d{1,2})\2 ?(\d{4})(?!\d)/;
export type DayOrder = "day first" | "month first";

/** Whether dates in numbers have the day before the month, by those that can be read in one way only. */
export function findDayOrder(texts: Iterable<string>): DayOrder | undefined {
  const orders = new Set<DayOrder>();
  for (const text of texts) {
    const [, one, sign, other] = NUMERIC.exec(toAsciiDigits(text.trim())) ?? [];
    if (Number(one) > MONTHS || sign === ".") orders.add("day first");
    else if (Number(other) > MONTHS) orders.add("month first");
  }
  return orders.size === 1 ? [...orders][0] : undefined;
}

/**
 * "Saturday June 4,2022 12:11 PM GMT", ms since 1970; the day before or after the month, its words in any of many
 * languages, or in numbers in this order. Undefined where that cannot be told for certain.
 */
export function parseAppleTime(text: string, order?: DayOrder): number | undefined {
  const written = toAsciiDigits(text.replaceAll(/[\s\u00a0\u202f]+/g, " ").trim());
  const plain = written.replace(NUMERIC, (whole, one: string, _sign, other: string, year: string) => {
    if (order === undefined) return whole;
    return order === "day first" ? `${year}-${other}-${one}` : `${year}-${one}-${other}`;
  });
  const zoned = ZONE.test(plain) ? plain : `${plain} GMT`;
  const clockAt = CLOCK.exec(zoned)?.index ?? -1;
  const day = clockAt < 0 ? undefined : findDay(zoned.slice(0, clockAt));
  const time = parseCaptureTime(day === undefined ? zoned : `${day} ${zoned.slice(clockAt)}`);
  return time === undefined || ownOffset(time) === undefined ? undefined : Date.parse(time);
}

/** "2022-6-4" of a day in words. */
function findDay(text: string): string | undefined {
  const { months, weekdays } = getNames();
  const words = fold(text).match(/\d{1,2} ?[月월]|\d+|[\p{L}\p{M}]+/gu) ?? [];
  const years = words.filter((word) => /^\d{4}$/.test(word)).map(toGregorian);
  const days = words.filter((word) => /^\d{1,2}$/.test(word));
  const readMonth = (word: string) =>
    /^\d+ ?[月월]$/u.test(word) ? new Set([Number.parseInt(word, 10) - 1]) : months.get(word);
  const monthWords = words.filter((word) => readMonth(word) !== undefined);
  // "mar" is March, and Tuesday in French.
  const certain = monthWords.length > 1 ? monthWords.filter((word) => !weekdays.has(word)) : monthWords;
  const named = certain.flatMap((word) => readMonth(word) ?? []);
  const [year, day, [found]] = [years[0], days[0], named];
  if (years.length !== 1 || days.length !== 1 || named.length !== 1 || !found) return undefined;
  const onDays = words.flatMap((word) => [...(weekdays.get(word) ?? [])]);
  const isOnDay = (month: number) => onDays.includes(new Date(Date.UTC(year ?? 0, month, Number(day))).getUTCDay());
  const [month, ...others] = found.size > 1 ? [...found].filter(isOnDay) : found;
  return month === undefined || others.length > 0 ? undefined : `${year}-${month + 1}-${day}`;
}

/** Of a year that Thailand counts. */
function toGregorian(year: string): number {
  const THAI_YEARS = 543;
  return Number(year) > new Date().getUTCFullYear() + THAI_YEARS / 2 ? Number(year) - THAI_YEARS : Number(year);
}

const YES = toWords(
  "yes true 1 y wahr vrai verdadero verdadeiro vero waar ja oui sí si sì sim kyllä tak áno ano igen da да так ναι evet はい 是 예 네 ya có ใช่ כן نعم हाँ jah jā taip",
);
const NO = toWords(
  "no false 0 n falsch faux falso onwaar nein non não nee nej nei ei nie nem ne nu нет не ні όχι hayır いいえ 否 아니요 아니오 tidak không ไม่ לא لا नहीं nē",
);

/** Whether a mark says yes or no; undefined where it says neither. Nothing is no. */
export function parseMark(text: string): boolean | undefined {
  const word = fold(text);
  if (word === "" || NO.has(word)) return false;
  return YES.has(word) ? true : undefined;
}

function toWords(list: string): Set<string> {
  return new Set(list.split(" ").map(fold));
}

function fold(text: string): string {
  return text.normalize("NFC").toLowerCase().trim();
}
