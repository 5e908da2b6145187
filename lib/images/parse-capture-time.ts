import { type CaptureTime, COMPLETE_TIME, formatOffset, twoDigits } from "./capture-time.ts";

/*
 * Times as cameras, phones and programs write them. Apart from capture-time.ts, since a browser that only shows times
 * needs none of this.
 */

const FIRST_PHOTOGRAPH_YEAR = 1826;
const DAY_MS = 24 * 60 * 60 * 1000;
/** Offsets in use run from -12:00 to +14:00 in steps of a quarter of an hour. */
const MIN_OFFSET_MINUTES = -12 * 60;
const MAX_OFFSET_MINUTES = 14 * 60;
const OFFSET_STEP_MINUTES = 15;

/** Year, month and day with any separator, blanks in the place of zeros, or run together, also with the time of day. */
const DAY =
  /^(\d{4})(?:\s*[:;\-/._,\\]\s*(\d{1,2})\s*[:;\-/._,\\]\s*(\d{1,2})(?!\d)|\s(\d{1,2})\s(\d{1,2})(?!\d)|(\d\d)(\d\d)(?=\D|$|\d{4}(?:\d\d)?(?!\d)))/;
/**
 * The halves of the day, as systems write them that have no clock of 24 hours: English, Spanish, Greek, Swedish,
 * Turkish, Vietnamese, Arabic, Chinese, Japanese, Korean.
 */
const MORNING = "a\\.?\\s?m\\.?|π\\.?\\s?μ\\.?|fm|öö|sa|ص|上午|午前|오전";
const AFTERNOON = "p\\.?\\s?m\\.?|μ\\.?\\s?μ\\.?|em|ös|ch|م|下午|午後|오후";
/** A half of the day, before the time or after it, as a part of a regular expression that knows no case. */
export const HALF_OF_DAY = `(?:${MORNING}|${AFTERNOON})`;
const IS_AFTERNOON = new RegExp(`^(?:${AFTERNOON})$`, "iu");
/** Time of day after it, seconds and fraction optional, separated or run together. */
const CLOCK = new RegExp(
  `^[T\\s_,:;.-]*(?:(${HALF_OF_DAY})\\s*)?(?:(\\d{1,2})(?:\\s*[:.;,]\\s*(\\d{1,2})(?:\\s*[:.;,]\\s*(\\d{1,2}))?|([- ])(\\d{1,2})\\5(\\d{1,2}))|(\\d\\d)(\\d\\d)(\\d\\d)?)(?:[.,](\\d+))?\\s*(${HALF_OF_DAY}(?!\\p{L}))?(?!\\d)`,
  "iu",
);
/** EXIF writes blanks for what is unknown: minutes without their hour are no time. */
const BLANK_HOUR = /^\s{2,}[:;.]/;
/** Zeros of the scripts whose digits devices write: Arabic, Persian, Devanagari, Bengali, Thai, full width. */
const ZEROS = [0x0660, 0x06f0, 0x0966, 0x09e6, 0x0e50, 0xff10];
const OFFSET = /^(?:z|utc|gmt|(?:utc|gmt)?([+\-\u2212])\s?(\d{1,2})[:.]?(\d\d)?(?::00)?)$/i;

/**
 * Reads the time a camera or program wrote. Separators may be any, a missing or senseless time of day leaves the day at
 * 00:00:00, a second beyond 59 becomes 59, and an impossible offset is dropped. `offsets` are tried in turn where the
 * text itself names none; `subSecond` are the digits behind the second.
 * @returns undefined when there is no believable day: unset clocks write zeros, broken ones the far future
 */
export function parseCaptureTime(
  text: string | undefined,
  { offsets = [], subSecond }: { offsets?: (string | undefined)[]; subSecond?: string | undefined } = {},
): CaptureTime | undefined {
  const trimmed = toPlainTime(text?.trim() ?? "");
  const day = DAY.exec(trimmed);
  if (!day) return undefined;
  const [whole, year = "", ...monthsAndDays] = day;
  const [month, dayOfMonth] = monthsAndDays.filter((part) => part !== undefined);
  const date = `${year}-${twoDigits(month)}-${twoDigits(dayOfMonth)}`;
  const rest = trimmed.slice(whole.length);
  const clock = parseClock(rest, subSecond);
  const offset = clock
    ? [rest.slice(clock.length), ...offsets].map(parseOffset).find((found) => found !== undefined)
    : undefined;
  const time = `${date}T${clock?.time ?? "00:00:00"}${offset ?? ""}`;
  return isBelievable(time) ? time : undefined;
}

function parseClock(text: string, subSecond: string | undefined): { time: string; length: number } | undefined {
  const match = BLANK_HOUR.test(text) ? undefined : CLOCK.exec(text);
  if (!match) return undefined;
  const [whole, before, hourA, minuteA, secondA, , minuteB, secondB, hourC, minuteC, secondC, ownFraction, after] =
    match;
  const minute = Number(minuteA ?? minuteB ?? minuteC);
  const second = Number(secondA ?? secondB ?? secondC ?? 0);
  const hour = toFullHour(Number(hourA ?? hourC), before ?? after);
  // The end of a day is still of that day.
  if (hour === 24 && minute === 0) return { time: "23:59:59", length: whole.length };
  if (hour > 23 || minute > 59) return undefined;
  const fraction = `${ownFraction ?? (/^\s*(\d+)/.exec(subSecond ?? "")?.[1] || "0")}000`.slice(0, 3);
  const seconds = `${twoDigits(hour)}:${twoDigits(minute)}:${twoDigits(Math.min(second, 59))}`;
  return { time: fraction === "000" ? seconds : `${seconds}.${fraction}`, length: whole.length };
}

function toFullHour(hour: number, half: string | undefined): number {
  if (half === undefined || hour > 12) return hour;
  return (hour % 12) + (IS_AFTERNOON.test(half) ? 12 : 0);
}

/** Day and clock with a word behind each number: in Chinese and Japanese, in Korean, and "14h05m06s". */
const NAMED_DAY = /(\d{4})\s?[年년]\s?(\d{1,2})\s?[月월]\s?(\d{1,2})\s?[日일]?\s?/gu;
const NAMED_CLOCK = /(\d{1,2})\s?[時时點点시h]\s?(\d{1,2})\s?[分분m]\s?(\d{1,2})(?:\s?[秒초]|s(?!\p{L}))?/gu;

/** The text with 0 to 9 for the digits of other scripts. */
export function toAsciiDigits(text: string): string {
  return text.replaceAll(/(?![0-9])\p{Nd}/gu, (digit) => {
    const code = digit.codePointAt(0) ?? 0;
    const zero = ZEROS.find((first) => code >= first && code < first + 10);
    return zero === undefined ? digit : String(code - zero);
  });
}

/** The same, with marks for the words behind the numbers of a time. */
export function toPlainTime(text: string): string {
  return toAsciiDigits(text)
    .replaceAll("：", ":")
    .replaceAll("／", "/")
    .replaceAll(NAMED_DAY, (_, year, month, day) => `${year}-${twoDigits(month)}-${twoDigits(day)} `)
    .replaceAll(NAMED_CLOCK, (_, ...parts) => parts.slice(0, 3).map(twoDigits).join("."));
}

/** "+05:30" of "+0530", "+5:30" or "GMT+5:30", undefined for what is no offset of any place. */
export function parseOffset(text: string | undefined): string | undefined {
  const match = OFFSET.exec(text?.trim() ?? "");
  if (!match) return undefined;
  const [, sign, hours, minutes = "00"] = match;
  if (sign === undefined) return "Z";
  const total = (sign === "+" ? 1 : -1) * (Number(hours) * 60 + Number(minutes));
  const isUsed =
    Number(minutes) < 60 &&
    total >= MIN_OFFSET_MINUTES &&
    total <= MAX_OFFSET_MINUTES &&
    total % OFFSET_STEP_MINUTES === 0;
  return isUsed ? formatOffset(total) : undefined;
}

function isBelievable(time: CaptureTime): boolean {
  const [, local = "", offset] = COMPLETE_TIME.exec(time) ?? [];
  const wallClock = new Date(`${local}Z`);
  if (Number.isNaN(wallClock.getTime()) || wallClock.getUTCFullYear() < FIRST_PHOTOGRAPH_YEAR) return false;
  // "2024-02-31" would roll over into March rather than fail.
  if (!wallClock.toISOString().startsWith(local)) return false;
  return Date.parse(`${local}${offset ?? "Z"}`) <= Date.now() + DAY_MS;
}
