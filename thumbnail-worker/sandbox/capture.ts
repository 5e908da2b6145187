// The package names no entry for ES modules, and its default export differs between loaders.
import { parse, sidecar } from "exifr/dist/full.esm.mjs";
import type { Shot } from "#lib/images/image.ts";

/* Read in the render process, whose start everybody waits for: so without a schema library, which takes longest. */

/** Metadata beyond this is not read: both come from segments of at most 64 KB, and cameras keep to it elsewhere too. */
const MAX_EXIF_BYTES = 256 * 1024;
/** The parser's time grows with the square of a hostile packet: a quarter of a second at this size. */
const MAX_XMP_BYTES = 64 * 1024;
const MAX_NAME_LENGTH = 100;

export interface Capture {
  /** Local time of the shot, with its offset where the camera recorded one. */
  takenAt: string | undefined;
  /** The same moment in UTC; a time without an offset is taken as UTC. */
  sortAt: string | undefined;
  shot: Shot | undefined;
}

const PARSE_OPTIONS = {
  tiff: true,
  ifd1: false,
  interop: false,
  makerNote: false,
  userComment: false,
  xmp: false,
  icc: false,
  iptc: false,
  mergeOutput: false,
  sanitize: true,
  reviveValues: false,
  translateValues: false,
} as const;

/**
 * When and how a picture was taken, from its EXIF block and, where that is silent, its XMP packet. What cannot be
 * read is left out; this never throws.
 */
export async function readCapture(blocks: { exif: Buffer | undefined; xmp: Buffer | undefined }): Promise<Capture> {
  const { ifd0, exif, gps } = toBlocks(await parseExif(blocks.exif), ["ifd0", "exif", "gps"]);
  const xmp = toBlocks(await parseXmp(blocks.xmp), ["exif", "xmp", "tiff", "aux"]);
  const taken =
    readTime(exif.DateTimeOriginal, exif.OffsetTimeOriginal) ??
    readTime(exif.DateTimeDigitized ?? exif.CreateDate, exif.OffsetTimeDigitized) ??
    readTime(xmp.exif.DateTimeOriginal) ??
    readTime(xmp.xmp.CreateDate);
  const shot: Shot = dropEmpty({
    camera: camera(ifd0.Make ?? xmp.tiff.Make, ifd0.Model ?? xmp.tiff.Model),
    lens: text(exif.LensModel ?? xmp.aux.Lens),
    exposureTime: positive(exif.ExposureTime),
    fNumber: positive(exif.FNumber),
    focalLength: positive(exif.FocalLength),
    iso: positive(exif.ISO ?? exif.ISOSpeedRatings),
    ...position(gps),
  });
  return {
    takenAt: taken?.local,
    sortAt: taken?.utc,
    shot: Object.keys(shot).length > 0 ? shot : undefined,
  };
}

/** The named blocks of what a parser returned, an empty one for each that is missing or none. */
function toBlocks<Name extends string>(parsed: unknown, names: Name[]): Record<Name, Record<string, unknown>> {
  const all = asBlock(parsed);
  return Object.fromEntries(names.map((name) => [name, asBlock(all[name])])) as Record<Name, Record<string, unknown>>;
}

function asBlock(value: unknown): Record<string, unknown> {
  return typeof value === "object" && value !== null ? { ...value } : {};
}

async function parseExif(block: Buffer | undefined): Promise<unknown> {
  if (!block || block.length > MAX_EXIF_BYTES) return undefined;
  const HEADER = "Exif\0\0";
  const tiff = block.toString("latin1", 0, HEADER.length) === HEADER ? block.subarray(HEADER.length) : block;
  try {
    return await parse(tiff, PARSE_OPTIONS);
  } catch {
    return undefined;
  }
}

async function parseXmp(packet: Buffer | undefined): Promise<unknown> {
  if (!packet || packet.length > MAX_XMP_BYTES) return undefined;
  try {
    return await sidecar(packet, { xmp: true, mergeOutput: false, reviveValues: false }, "xmp");
  } catch {
    return undefined;
  }
}

/** EXIF writes "2024:05:01 10:00:00", XMP writes ISO 8601 with or without an offset. */
const TIME = /^(\d{4})[:-](\d\d)[:-](\d\d)[ T](\d\d):(\d\d)(?::(\d\d))?(?:\.\d+)?(Z|[+-]\d\d:\d\d)?/;
const OFFSET = /^(?:Z|[+-]\d\d:\d\d)$/;
const FIRST_PHOTOGRAPH_YEAR = 1826;
const DAY_MS = 24 * 60 * 60 * 1000;

/** A camera's time, or undefined when it is none: unset clocks write zeros, broken ones the far future. */
function readTime(value: unknown, offsetValue?: unknown): { local: string; utc: string } | undefined {
  if (typeof value !== "string") return undefined;
  const [, year, month, day, hour, minute, second = "00", ownOffset] = TIME.exec(value.trim()) ?? [];
  if (!year || Number(year) < FIRST_PHOTOGRAPH_YEAR) return undefined;
  const offset = ownOffset ?? (typeof offsetValue === "string" && OFFSET.test(offsetValue) ? offsetValue : undefined);
  const local = `${year}-${month}-${day}T${hour}:${minute}:${second}`;
  const wallClock = new Date(`${local}Z`);
  const moment = new Date(`${local}${offset ?? "Z"}`);
  // "2024-02-31" would roll over into March rather than fail.
  if (Number.isNaN(moment.getTime()) || Number.isNaN(wallClock.getTime())) return undefined;
  if (!wallClock.toISOString().startsWith(local) || moment.getTime() > Date.now() + DAY_MS) return undefined;
  return { local: `${local}${offset ?? ""}`, utc: moment.toISOString() };
}

/** "Canon" and "Canon EOS 450D" are one name, "NIKON" and "COOLPIX P7000" are two. */
function camera(make: unknown, model: unknown): string | undefined {
  const [brand, name] = [text(make), text(model)];
  if (!brand || !name) return name ?? brand;
  const [firstWord = ""] = brand.split(" ");
  return name.toLowerCase().startsWith(firstWord.toLowerCase()) ? name : text(`${brand} ${name}`);
}

function text(value: unknown): string | undefined {
  if (typeof value !== "string") return undefined;
  // Fixed-length fields are padded with NULs and spaces, and hostile ones hold control characters.
  const clean = value
    .replaceAll(/\p{Cc}+/gu, " ")
    .trim()
    .slice(0, MAX_NAME_LENGTH);
  return clean === "" ? undefined : clean;
}

function positive(value: unknown): number | undefined {
  const number = Array.isArray(value) ? value[0] : value;
  return typeof number === "number" && Number.isFinite(number) && number > 0 ? number : undefined;
}

/** A GPS receiver without a fix writes 0, 0 or a status of "V" (void). */
function position(gps: Record<string, unknown>): Pick<Shot, "latitude" | "longitude"> {
  const { latitude, longitude } = gps;
  const isPlace =
    typeof latitude === "number" &&
    typeof longitude === "number" &&
    Math.abs(latitude) <= 90 &&
    Math.abs(longitude) <= 180 &&
    !(latitude === 0 && longitude === 0) &&
    gps.GPSStatus !== "V";
  return isPlace ? { latitude, longitude } : {};
}

function dropEmpty(shot: { [Name in keyof Shot]: Shot[Name] | undefined }): Shot {
  return Object.fromEntries(Object.entries(shot).filter(([, value]) => value !== undefined));
}
