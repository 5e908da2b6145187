import { parseDegrees } from "./degrees.ts";
import type { MetadataFacts, TimeText } from "./facts.ts";
import { toFNumber, toLine, toParagraphs, toPosition, toPositive, toRating, toSeconds } from "./facts.ts";
import type { XmpValue } from "./xmp-packet.ts";

const MAX_TEXT_LENGTH = 8_000;

/** The time of the shot, then those of digitising it and of the file. */
const SHOT_TIMES = ["exif:DateTimeOriginal", "photoshop:DateCreated"];
const TIMES = [...SHOT_TIMES, "exif:DateTimeDigitized", "xmp:CreateDate"];
/** All that is known of a photo from an album, and allowed (ISO 16684-1, 8.2.1.2). */
const MONTH_OR_YEAR = /^\s*(\d{4})(?:-(\d\d))?\s*$/;

export interface XmpFacts extends MetadataFacts {
  /** Stars as they are written: -1 (rejected), 0 (none) to 5. */
  statedRating?: number | undefined;
  /** Of a sidecar: the ending of the file that it belongs to, where it names one. */
  sidecarForExtension?: string | undefined;
}

/**
 * What an XMP packet says (ISO 16684-1, and the namespaces of EXIF, TIFF and Photoshop). Undefined when it cannot be
 * read. Never throws.
 */
export async function readXmpFacts(packet: Uint8Array): Promise<XmpFacts | undefined> {
  const { parseXmp } = await import("./xmp-packet.ts");
  const tags = parseXmp(packet);
  if (!tags) return undefined;
  const text = (...names: string[]) => names.map((name) => toText(tags.get(name))).find((found) => found !== undefined);
  const number = (name: string) => toPositive(toFraction(toText(tags.get(name))));
  const rating = toFraction(text("xmp:Rating"));
  return {
    times: TIMES.flatMap((name) => {
      const found = text(name);
      if (found === undefined) return [];
      return (SHOT_TIMES.includes(name) && toFirstDay(found)) || { text: found };
    }),
    gpsTime: toGpsTime(text("exif:GPSTimeStamp")),
    make: toLine(text("tiff:Make")),
    model: toLine(text("tiff:Model")),
    lens: toLine(text("exifEX:LensModel", "aux:LensModel", "aux:Lens")),
    exposureTime: number("exif:ExposureTime") ?? toSeconds(toFraction(text("exif:ShutterSpeedValue"))),
    fNumber: number("exif:FNumber") ?? toFNumber(toFraction(text("exif:ApertureValue"))),
    focalLength: number("exif:FocalLength"),
    iso: number("exif:ISOSpeedRatings") ?? number("exifEX:PhotographicSensitivity"),
    position: toPosition(
      parseDegrees(text("exif:GPSLatitude"), text("exif:GPSLatitudeRef"), "N", "S"),
      parseDegrees(text("exif:GPSLongitude"), text("exif:GPSLongitudeRef"), "E", "W"),
    ),
    title: toLine(text("dc:title", "photoshop:Headline"), MAX_TEXT_LENGTH),
    caption: toParagraphs(text("dc:description", "tiff:ImageDescription"), MAX_TEXT_LENGTH),
    keywords: toKeywords(tags),
    rating: toRating(rating),
    statedRating: rating !== undefined && rating >= -1 && rating <= 5 ? Math.round(rating) : undefined,
    sidecarForExtension: text("photoshop:SidecarForExtension")?.trim().toLowerCase(),
  };
}

/** The first day of a year or month; undefined for other times. */
function toFirstDay(time: string): TimeText | undefined {
  const [, year, month = "01"] = MONTH_OR_YEAR.exec(time) ?? [];
  return year === undefined ? undefined : { text: `${year}-${month}-01`, isRough: true };
}

/** It has the whole date, and is in UTC (XMP, part 2, 2.6). */
function toGpsTime(text: string | undefined): TimeText | undefined {
  return text === undefined ? undefined : { text, offsets: ["Z"] };
}

function toText(value: XmpValue | undefined): string | undefined {
  const first = Array.isArray(value) ? value.find((item) => item.trim() !== "") : value;
  return first === undefined || first.trim() === "" ? undefined : first;
}

/** Those of all lists together; of tags in levels (digiKam's "Places/Rome", Lightroom's "Places|Rome") the last. */
function toKeywords(tags: ReadonlyMap<string, XmpValue>): string[] | undefined {
  const takeLastPart = (separator: string) => (path: string) => path.slice(path.lastIndexOf(separator) + 1);
  const keywords = [
    ...toList(tags.get("dc:subject")),
    ...toList(tags.get("digiKam:TagsList")).map(takeLastPart("/")),
    ...toList(tags.get("lr:hierarchicalSubject")).map(takeLastPart("|")),
  ].filter((keyword) => keyword.trim() !== "");
  return keywords.length > 0 ? [...new Set(keywords)] : undefined;
}

function toList(value: XmpValue | undefined): string[] {
  return typeof value === "string" ? value.split(/[;,]/) : (value ?? []);
}

/** XMP writes rationals as "1/200". */
function toFraction(text: string | undefined): number | undefined {
  const [, over, under = "1"] = /^\s*(-?\d+(?:\.\d+)?)(?:\/(\d+))?\s*$/.exec(text ?? "") ?? [];
  return over === undefined ? undefined : Number(over) / Number(under);
}
