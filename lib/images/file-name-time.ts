import type { CaptureTime } from "./capture-time.ts";
import { HALF_OF_DAY, parseCaptureTime, toPlainTime } from "./parse-capture-time.ts";

/** Eight digits that begin with 18 are the number of something. */
const YEAR = "(?:18[2-9]\\d(?=[-_.:])|19\\d\\d|20\\d\\d)";
const MONTH = "(?:0[1-9]|1[0-2])";
const DAY = "(?:0[1-9]|[12]\\d|3[01])";
const CLOCK = "(?:[01]\\d|2[0-3])";
const SIXTY = "[0-5]\\d";

/** Before the clock only these write it, and of what is not Latin all: "am", "em" and "Sa" are other words there. */
const HALF_BEFORE = `(?!\\p{Script=Latin})${HALF_OF_DAY}`;
/**
 * "at", "um", "à", "à(s)", "kl.", "alle", "pukul", "a las", "a la(s)": what stands between day and time in screenshots'
 * and messengers' names; without a blank behind it in Chinese and Hebrew, and a mere dash in Hungarian.
 */
const AT =
  `(?:[-_. ]?(?!${HALF_BEFORE}(?!\\p{L}))\\p{L}[\\p{L}\\p{M}]{0,5}\\.?(?:\\(s\\))?(?: las| les| la\\(s\\))? |` +
  " - | ?ב-|[于於])";
/** Pixel phones name their photos by UTC; programs put words of their own before the name. */
const NAMED_BY_UTC = /(?<![\p{L}\d])PXL_$/iu;
/** Names by milliseconds of Unix time, of apps that leave no other: WeChat's, Facebook's, and bare numbers. */
const UNIX_TIME =
  /^(?:mmexport|wx_camera_|FB_IMG_|(?:IMG|image|photo|pic|picture|line|screenshot|camera|VID|video)[-_]|(?=\d{13}(?:[ (._-]|$)))(\d{13})(?!\d)/i;
/** Facebook's names are numbers of pictures and albums. */
const NUMBERS_OF_FACEBOOK = /^\d{6,}_\d{10,}_(?:\d+_)?[a-z](?![a-z])/i;
/** Hashes and UUIDs, among whose digits there may be any. */
const HASH = /(?<![\da-z])(?:(?=\d*[a-f])[\da-f]{24,}|[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12})(?![\da-z])/gi;
/** As Telegram's export names photos. */
const DAY_FIRST = /^photo_\d+@(\d\d)-(\d\d)-(\d{4})_(\d\d)-(\d\d)-(\d\d)(?!\d)/;

/**
 * A date in a name, no digit touching it: "IMG_20240310_140506", "PXL_20240310_140506123", "2024-03-10 14.05.06",
 * "Screenshot_2024-03-10-14-05-06-123", "IMG-20240310-WA0007", "WhatsApp Image 2024-03-10 at 2.05.06 PM".
 */
const DATED = new RegExp(
  `(?<!\\d)(${YEAR})([-_.:]?)(${MONTH})\\2(${DAY})` +
    `(?:(?:${AT}|[-_.,:@T ])?\\s?(?:(${HALF_BEFORE})\\s?)?(${CLOCK}|\\d(?=[.:]))([-_.: ]?)(${SIXTY})\\7(${SIXTY})(?:[-_.]?(\\d{3}))?(Z(?!\\p{L})|[-+]\\d\\d:\\d\\d|\\+\\d{4})?(?!\\d)` +
    `(?:\\s?(?:(${HALF_OF_DAY})(?!\\p{L})|(\\p{L})))?)?(?!\\d)`,
  "iu",
);

/**
 * The names that cameras, phones and messengers give by date; undefined for others. Local time, without an offset,
 * unless it is in UTC or the name has one.
 */
export function parseFileNameTime(fileName: string): CaptureTime | undefined {
  if (NUMBERS_OF_FACEBOOK.test(fileName)) return undefined;
  const name = toPlainTime(fileName.replaceAll(HASH, ""));
  const [, milliseconds] = UNIX_TIME.exec(name) ?? [];
  if (milliseconds !== undefined) return parseUnixTime(Number(milliseconds));
  const [, firstDay, itsMonth, itsYear, ...clock] = DAY_FIRST.exec(name) ?? [];
  if (firstDay !== undefined) return parseCaptureTime(`${itsYear}-${itsMonth}-${firstDay} ${clock.join(":")}`);
  const dated = DATED.exec(name);
  return dated ? parseDated(dated) : undefined;
}

/** Halves of the day that are words or initials elsewhere: all in Latin letters but the English ones. */
const IS_WORD = /^(?![ap]\.?\s?m)\p{Script=Latin}/iu;
/** What is behind it in a name that a system gave: an ending, perhaps the number of a copy. */
const NAME_END = /^\.?(?:\s?\(\d+\))?(?:\.\w+)?$/;

/** Before this, no app named photos so: 2000-01-01. */
const FIRST_UNIX_TIME = Date.UTC(2000, 0);

function parseUnixTime(milliseconds: number): CaptureTime | undefined {
  return milliseconds < FIRST_UNIX_TIME ? undefined : parseCaptureTime(new Date(milliseconds).toISOString());
}

function parseDated(dated: RegExpExecArray): CaptureTime | undefined {
  const [all, year, , month, day, before, hour, separator, minute, second, fraction, zone, after, letter] = dated;
  const isOfTwelve = separator !== "" && /^(?:[1-9]|1[0-2])$/.test(hour ?? "");
  const isAtEnd = NAME_END.test(dated.input.slice(dated.index + all.length));
  const isOther = after !== undefined && IS_WORD.test(after) && !(isOfTwelve && isAtEnd);
  const half = before ?? (isOther ? undefined : after);
  // An hour of one digit is perhaps one of twelve, and the word behind it the half of the day in another language.
  const isUnsure = hour?.length === 1 && half === undefined && (letter ?? after) !== undefined;
  const clock = hour === undefined || isUnsure ? "" : ` ${hour}:${minute}:${second} ${half ?? ""}`;
  const offsets = NAMED_BY_UTC.test(dated.input.slice(0, dated.index)) ? ["Z"] : [zone];
  return parseCaptureTime(`${year}-${month}-${day}${clock}`, { subSecond: fraction, offsets });
}
