import type { XmpValue } from "./exif-reader.ts";
import type { MetadataFacts } from "./facts.ts";
import { toLine, toParagraphs, toPosition, toPositive, toRating } from "./facts.ts";

const MAX_TEXT_LENGTH = 8_000;

/**
 * What an XMP packet says (ISO 16684-1, and the namespaces of EXIF, TIFF and Photoshop). Undefined when it cannot be
 * read. Never throws.
 */
export async function readXmpFacts(packet: Buffer): Promise<MetadataFacts | undefined> {
  const { parseXmp } = await import("./exif-reader.ts");
  const tags = parseXmp(packet);
  if (!tags) return undefined;
  const text = (...names: string[]) => names.map((name) => toText(tags.get(name))).find((found) => found !== undefined);
  const number = (name: string) => toPositive(toFraction(toText(tags.get(name))));
  const time = (...names: string[]) => {
    const found = text(...names);
    return found === undefined ? undefined : { text: found };
  };
  return {
    original: time("DateTimeOriginal", "DateCreated"),
    digitized: time("DateTimeDigitized", "CreateDate"),
    make: toLine(text("Make")),
    model: toLine(text("Model")),
    lens: toLine(text("LensModel", "Lens")),
    exposureTime: number("ExposureTime"),
    fNumber: number("FNumber"),
    focalLength: number("FocalLength"),
    iso: number("ISOSpeedRatings") ?? number("PhotographicSensitivity"),
    position: toPosition(toDegrees(text("GPSLatitude"), "N", "S"), toDegrees(text("GPSLongitude"), "E", "W")),
    title: toLine(text("title", "Headline"), MAX_TEXT_LENGTH),
    caption: toParagraphs(text("description", "ImageDescription"), MAX_TEXT_LENGTH),
    keywords: toList(tags.get("subject")),
    rating: toRating(toFraction(text("Rating"))),
  };
}

function toText(value: XmpValue | undefined): string | undefined {
  const first = Array.isArray(value) ? value.find((item) => item.trim() !== "") : value;
  return first === undefined || first.trim() === "" ? undefined : first;
}

function toList(value: XmpValue | undefined): string[] | undefined {
  if (value === undefined) return undefined;
  return Array.isArray(value) ? value : value.split(/[;,]/);
}

/** XMP writes rationals as "1/200". */
function toFraction(text: string | undefined): number | undefined {
  const [, over, under = "1"] = /^\s*(-?\d+(?:\.\d+)?)(?:\/(\d+))?\s*$/.exec(text ?? "") ?? [];
  return over === undefined ? undefined : Number(over) / Number(under);
}

/** "48,6.5N", "48,6,30N" or, as some programs write, "48.1". */
function toDegrees(text: string | undefined, plus: string, minus: string): number | undefined {
  const [, degrees, minutes = "0", seconds = "0", direction] =
    /^\s*(-?\d+(?:\.\d+)?)(?:,(\d+(?:\.\d+)?))?(?:,(\d+(?:\.\d+)?))?\s*([NSEW])?\s*$/i.exec(text ?? "") ?? [];
  if (degrees === undefined) return undefined;
  const size = Math.abs(Number(degrees)) + Number(minutes) / 60 + Number(seconds) / 3600;
  const side = direction?.toUpperCase();
  if (side === minus) return -size;
  return side === plus || side === undefined ? (degrees.startsWith("-") ? -size : size) : undefined;
}
