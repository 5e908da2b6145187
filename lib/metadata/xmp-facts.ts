import type { MetadataFacts } from "./facts.ts";
import { toLine, toParagraphs, toPosition, toPositive, toRating } from "./facts.ts";
import type { XmpValue } from "./xmp-packet.ts";

const MAX_TEXT_LENGTH = 8_000;

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
  const time = (...names: string[]) => {
    const found = text(...names);
    return found === undefined ? undefined : { text: found };
  };
  const rating = toFraction(text("Rating"));
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
    position: toPosition(
      toDegrees(text("GPSLatitude"), text("GPSLatitudeRef"), "N", "S"),
      toDegrees(text("GPSLongitude"), text("GPSLongitudeRef"), "E", "W"),
    ),
    title: toLine(text("title", "Headline"), MAX_TEXT_LENGTH),
    caption: toParagraphs(text("description", "ImageDescription"), MAX_TEXT_LENGTH),
    keywords: toKeywords(tags),
    rating: toRating(rating),
    statedRating: rating !== undefined && rating >= -1 && rating <= 5 ? Math.round(rating) : undefined,
    sidecarForExtension: text("SidecarForExtension")?.trim().toLowerCase(),
  };
}

function toText(value: XmpValue | undefined): string | undefined {
  const first = Array.isArray(value) ? value.find((item) => item.trim() !== "") : value;
  return first === undefined || first.trim() === "" ? undefined : first;
}

/** Those of all lists together; of tags in levels (digiKam's "Places/Rome", Lightroom's "Places|Rome") the last. */
function toKeywords(tags: ReadonlyMap<string, XmpValue>): string[] | undefined {
  const lastOf = (separator: string) => (path: string) => path.slice(path.lastIndexOf(separator) + 1);
  const keywords = [
    ...toList(tags.get("subject")),
    ...toList(tags.get("TagsList")).map(lastOf("/")),
    ...toList(tags.get("hierarchicalSubject") ?? tags.get("HierarchicalSubject")).map(lastOf("|")),
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

/** "48,6.5N", "48,6,30N" or, as some programs write, "48.1", with the direction in a property of its own. */
function toDegrees(
  text: string | undefined,
  reference: string | undefined,
  plus: string,
  minus: string,
): number | undefined {
  const [, degrees, minutes = "0", seconds = "0", direction = reference?.trim()] =
    /^\s*(-?\d+(?:\.\d+)?)(?:,(\d+(?:\.\d+)?))?(?:,(\d+(?:\.\d+)?))?\s*([NSEW])?\s*$/i.exec(text ?? "") ?? [];
  if (degrees === undefined) return undefined;
  const size = Math.abs(Number(degrees)) + Number(minutes) / 60 + Number(seconds) / 3600;
  const side = direction?.toUpperCase();
  if (side === minus) return -size;
  return side === plus || side === undefined ? (degrees.startsWith("-") ? -size : size) : undefined;
}
