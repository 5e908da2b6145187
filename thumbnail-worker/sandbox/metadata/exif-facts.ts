import { parseDegrees } from "#lib/metadata/degrees.ts";
import {
  type MetadataFacts,
  toFNumber,
  toLine,
  toParagraphs,
  toPosition,
  toPositive,
  toRating,
  toSeconds,
} from "#lib/metadata/facts.ts";
import { decodeText } from "./decode-text.ts";
import type { TagMap, TagValue, TiffDirectories } from "./tiff-directory.ts";
import { decodeUserComment } from "./user-comment.ts";

/* Tags of EXIF 3.0 (CIPA DC-008-2023), and of Windows, whose texts are in UTF-16. */

const TAG = {
  imageDescription: 0x010e,
  make: 0x010f,
  model: 0x0110,
  dateTime: 0x0132,
  rating: 0x4746,
  exposureTime: 0x829a,
  fNumber: 0x829d,
  isoSpeed: 0x8827,
  isoSpeedLong: 0x8833,
  recommendedExposureIndex: 0x8832,
  dateTimeOriginal: 0x9003,
  dateTimeDigitized: 0x9004,
  offsetTime: 0x9010,
  offsetTimeOriginal: 0x9011,
  offsetTimeDigitized: 0x9012,
  subSecTime: 0x9290,
  subSecTimeOriginal: 0x9291,
  subSecTimeDigitized: 0x9292,
  focalLength: 0x920a,
  shutterSpeedValue: 0x9201,
  apertureValue: 0x9202,
  windowsTitle: 0x9c9b,
  windowsComment: 0x9c9c,
  windowsKeywords: 0x9c9e,
  userComment: 0x9286,
  lensModel: 0xa434,
  latitudeRef: 1,
  latitude: 2,
  longitudeRef: 3,
  longitude: 4,
  gpsTime: 7,
  gpsStatus: 9,
  gpsDate: 29,
} as const;

/** Times, and the tags of their fractions. */
const SUB_SECONDS = [
  [TAG.dateTimeOriginal, TAG.subSecTimeOriginal],
  [TAG.dateTimeDigitized, TAG.subSecTimeDigitized],
  [TAG.dateTime, TAG.subSecTime],
] as const;
const MAX_TEXT_LENGTH = 8_000;
/** ISO 65535 says that the speed does not fit and stands in another tag. */
const ISO_ELSEWHERE = 65_535;

/**
 * What the directories of EXIF say. A tag counts in whichever of IFD0 and EXIF it stands; some programs mix them up.
 */
export function readExifFacts({ little, ifd0, exif, gps }: TiffDirectories): MetadataFacts {
  const find = (tag: number) => exif.get(tag) ?? ifd0.get(tag);
  const text = (tag: number) => toText(find(tag));
  const number = (tag: number) => toPositive(toNumber(find(tag)));
  const time = (tag: number, subSecond: number, ...offsets: number[]) => {
    const found = text(tag);
    if (found === undefined) return undefined;
    // Of digitising and of the file a better source follows, see decision 330.
    const firstDay = tag === TAG.dateTimeOriginal ? toFirstDay(found) : undefined;
    if (firstDay !== undefined) return { text: firstDay };
    // Some cameras write the fraction once, for the same time under another tag or for none.
    const others = SUB_SECONDS.filter(([other]) => [undefined, found].includes(text(other)));
    const fractions = [subSecond, ...others.map(([, fraction]) => fraction)].map((tag) => toDigits(find(tag)));
    return { text: found, subSecond: fractions.find((fraction) => fraction), offsets: offsets.map(text) };
  };
  const iso = number(TAG.isoSpeed);
  return {
    original: time(
      TAG.dateTimeOriginal,
      TAG.subSecTimeOriginal,
      TAG.offsetTimeOriginal,
      TAG.offsetTime,
      TAG.offsetTimeDigitized,
    ),
    digitized: time(
      TAG.dateTimeDigitized,
      TAG.subSecTimeDigitized,
      TAG.offsetTimeDigitized,
      TAG.offsetTimeOriginal,
      TAG.offsetTime,
    ),
    modified: time(TAG.dateTime, TAG.subSecTime, TAG.offsetTime),
    gpsTime: toGpsTime(gps),
    make: toLine(text(TAG.make)),
    model: toLine(text(TAG.model)),
    lens: toLine(text(TAG.lensModel)),
    exposureTime: number(TAG.exposureTime) ?? toSeconds(toNumber(find(TAG.shutterSpeedValue))),
    fNumber: number(TAG.fNumber) ?? toFNumber(toNumber(find(TAG.apertureValue))),
    focalLength: number(TAG.focalLength),
    iso: iso === ISO_ELSEWHERE ? (number(TAG.isoSpeedLong) ?? number(TAG.recommendedExposureIndex)) : iso,
    position: toGpsPosition(gps),
    title: toLine(toWindowsText(ifd0.get(TAG.windowsTitle)), MAX_TEXT_LENGTH),
    caption:
      toParagraphs(text(TAG.imageDescription), MAX_TEXT_LENGTH) ??
      toParagraphs(toWindowsText(ifd0.get(TAG.windowsComment)), MAX_TEXT_LENGTH) ??
      toParagraphs(decodeUserComment(find(TAG.userComment), little), MAX_TEXT_LENGTH),
    keywords: toWindowsText(ifd0.get(TAG.windowsKeywords))?.split(";"),
    rating: toRating(number(TAG.rating)),
  };
}

/** A year alone, or a year and a month, with zeros or blanks for what is not known. */
const YEAR_OR_MONTH = /^\s*(\d{4})(?:[:\-/.](\d\d|\s\s)(?:[:\-/.](?:00|\s\s)(?!\d).*)?)?\s*$/;

/** The first day of a year or month; undefined for other times. */
function toFirstDay(time: string): string | undefined {
  const [, year, month] = YEAR_OR_MONTH.exec(time) ?? [];
  return year === undefined ? undefined : `${year}-${Number(month) > 0 ? month : "01"}-01`;
}

/** Some programs write text as bytes without a type. */
function toText(value: TagValue | undefined): string | undefined {
  const text = Buffer.isBuffer(value) ? decodeText(value) : value;
  return typeof text === "string" && text.trim() !== "" ? text : undefined;
}

/** Some programs write digits as a number. */
function toDigits(value: TagValue | undefined): string | undefined {
  const [number] = Array.isArray(value) ? value : [];
  return Number.isInteger(number) ? String(number) : toText(value);
}

function toNumber(value: TagValue | undefined): number | undefined {
  if (Array.isArray(value)) return value[0];
  // Bytes may be a number of one byte; digits in text are none.
  return Buffer.isBuffer(value) ? value[0] : undefined;
}

function toWindowsText(value: TagValue | undefined): string | undefined {
  if (!Buffer.isBuffer(value)) return undefined;
  const [text = ""] = value.toString("utf16le").split("\0");
  return text.trim() === "" ? undefined : text;
}

function toGpsPosition(gps: TagMap): MetadataFacts["position"] {
  // V: void, the receiver had no fix.
  if (toText(gps.get(TAG.gpsStatus))?.trim().toUpperCase() === "V") return undefined;
  return toPosition(
    toDegrees(gps.get(TAG.latitude), gps.get(TAG.latitudeRef), "N", "S"),
    toDegrees(gps.get(TAG.longitude), gps.get(TAG.longitudeRef), "E", "W"),
  );
}

/**
 * Degrees of one to three rationals: degrees, minutes, seconds; more of them only fill the field. Undefined when any is
 * none or the direction unknown. Some programs write them as text.
 */
function toDegrees(
  value: TagValue | undefined,
  ref: TagValue | undefined,
  plus: string,
  minus: string,
): number | undefined {
  if (typeof value === "string") return parseDegrees(value, toText(ref), plus, minus);
  const parts = Array.isArray(value) ? value.slice(0, 3) : [];
  if (!Number.isFinite(parts[0])) return undefined;
  // 0/0 in the place of minutes or seconds is how some phones leave them out; another number over 0 is none.
  const [degrees = 0, minutes = 0, seconds = 0] = parts.map((part, index) =>
    index > 0 && Number.isNaN(part) ? 0 : part,
  );
  const size = Math.abs(degrees) + minutes / 60 + seconds / 3600;
  const direction = toText(ref)?.trim().toUpperCase().charAt(0);
  if (!Number.isFinite(size) || minutes < 0 || seconds < 0) return undefined;
  if (direction === minus) return -size;
  return direction === plus || direction === undefined ? Math.sign(degrees || 1) * size : undefined;
}

function toGpsTime(gps: TagMap): MetadataFacts["gpsTime"] {
  const date = toText(gps.get(TAG.gpsDate))?.trim();
  const clock = gps.get(TAG.gpsTime);
  if (date === undefined) return undefined;
  // Some programs write the time as text, or with the date.
  if (/\s\d/.test(date)) return { text: date, offsets: ["Z"] };
  if (typeof clock === "string") return { text: `${date} ${clock}`, offsets: ["Z"] };
  if (!Array.isArray(clock) || clock.length !== 3) return undefined;
  // Minutes and seconds are left out as those of a position are.
  const [hours = 0, minutes = 0, seconds = 0] = clock.map((part, at) => Math.floor(at > 0 ? part || 0 : part));
  if (!(hours >= 0 && hours < 24 && minutes >= 0 && seconds >= 0)) return undefined;
  return { text: `${date} ${hours}:${minutes}:${seconds}`, offsets: ["Z"] };
}
