/* What one block of metadata says, whichever it is: plain values, each to be believed or not by itself. */

export interface TimeText {
  text: string;
  /** Offsets that may belong to it, the best first. */
  offsets?: (string | undefined)[];
  /** Digits behind the second. */
  subSecond?: string | undefined;
  /** Whether only a month or a year is known, of which this is the first day. */
  isRough?: boolean;
}

export interface MetadataFacts {
  /** When the shot was made, when it was digitised, and when the file was changed. */
  original?: TimeText | undefined;
  digitized?: TimeText | undefined;
  modified?: TimeText | undefined;
  /** Those of XMP, which has several names for them, the best first. */
  times?: TimeText[] | undefined;
  /** Of the satellite receiver, in UTC. */
  gpsTime?: TimeText | undefined;
  make?: string | undefined;
  model?: string | undefined;
  lens?: string | undefined;
  /** Seconds. */
  exposureTime?: number | undefined;
  /** The N of f/N. */
  fNumber?: number | undefined;
  /** Millimetres. */
  focalLength?: number | undefined;
  iso?: number | undefined;
  /** Degrees, WGS 84. */
  position?: { latitude: number; longitude: number } | undefined;
  title?: string | undefined;
  caption?: string | undefined;
  keywords?: string[] | undefined;
  /** 1 to 5. */
  rating?: number | undefined;
}

const MAX_NAME_LENGTH = 100;

/** Text on one line, or undefined when nothing is left: fixed-length fields are padded with NULs and spaces. */
export function toLine(value: unknown, maxLength = MAX_NAME_LENGTH): string | undefined {
  if (typeof value !== "string") return undefined;
  return cut(value.slice(0, maxLength * 4).replaceAll(/[\p{Cc}\p{Zl}\p{Zp}\s]+/gu, " "), maxLength);
}

/** Text with its line breaks. */
export function toParagraphs(value: unknown, maxLength: number): string | undefined {
  if (typeof value !== "string") return undefined;
  const lines = value
    .slice(0, maxLength * 4)
    .replaceAll(/\r\n?/g, "\n")
    .replaceAll(/(?!\n)\p{Cc}+/gu, " ");
  return cut(lines, maxLength);
}

/** Of at most so many UTF-16 units, well-formed, in NFC. */
function cut(text: string, maxLength: number): string | undefined {
  const clean = text.trim().toWellFormed().normalize("NFC");
  if (clean.length <= maxLength) return clean === "" ? undefined : clean;
  // Half a surrogate pair at the cut is no character.
  return clean
    .slice(0, maxLength)
    .replace(/[\ud800-\udbff]$/, "")
    .trim();
}

export function toPositive(value: unknown): number | undefined {
  return typeof value === "number" && Number.isFinite(value) && value > 0 ? value : undefined;
}

/** The steps in which old cameras state the exposure (APEX: EXIF, annex C) go no further than this. */
const MAX_APEX = 30;

/** Seconds of a shutter speed in APEX. */
export function toSeconds(apex: number | undefined): number | undefined {
  return apex === undefined || !(Math.abs(apex) <= MAX_APEX) ? undefined : Number((2 ** -apex).toPrecision(3));
}

/** The N of f/N of an aperture in APEX. */
export function toFNumber(apex: number | undefined): number | undefined {
  return apex === undefined || !(Math.abs(apex) <= MAX_APEX) ? undefined : Number((2 ** (apex / 2)).toPrecision(2));
}

/** Stars are 1 to 5; 0 is none, and -1 is rejected. */
export function toRating(value: number | undefined): number | undefined {
  return value !== undefined && value >= 1 && value <= 5 ? Math.round(value) : undefined;
}

/** A place on earth; undefined for 0, 0, which receivers without a fix write. */
export function toPosition(latitude: number | undefined, longitude: number | undefined): MetadataFacts["position"] {
  const isPlace =
    latitude !== undefined &&
    longitude !== undefined &&
    Math.abs(latitude) <= 90 &&
    Math.abs(longitude) <= 180 &&
    !(latitude === 0 && longitude === 0);
  return isPlace ? { latitude, longitude } : undefined;
}

/**
 * Facts of several blocks as one: what an earlier block says holds, later ones fill its gaps and name further times.
 */
export function mergeFacts(blocks: (MetadataFacts | undefined)[]): MetadataFacts {
  const merged: Record<string, unknown> = {};
  for (const block of blocks) {
    for (const [name, value] of Object.entries(block ?? {})) merged[name] ??= value;
  }
  return { ...merged, times: blocks.flatMap((block) => block?.times ?? []) };
}
