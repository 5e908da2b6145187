import { concatBytes, readLatin1, toLatin1Bytes, toView, UnknownStructureError } from "./structure.ts";
import { readTiffDirectory, readTiffLayout, type TiffEntry, type TiffLayout } from "./tiff-directory.ts";

/** What the owner lets visitors have besides the picture. */
export interface KeptMetadata {
  /** When the photo was taken. */
  captureTime?: boolean;
  /** Artist and copyright. */
  credits?: boolean;
}

/** The facts that survive, as EXIF's own bytes. */
export interface ExifFacts {
  /** 1 to 8; 1 is upright. */
  orientation: number;
  /** Cameras name Adobe RGB in EXIF alone (DCF 2.0), without a profile. */
  isAdobeRgb: boolean;
  dateTimeOriginal?: Uint8Array;
  offsetTimeOriginal?: Uint8Array;
  subSecTimeOriginal?: Uint8Array;
  artist?: Uint8Array;
  copyright?: Uint8Array;
}

const TAG = {
  orientation: 0x0112,
  artist: 0x013b,
  copyright: 0x8298,
  exifPointer: 0x8769,
  exifVersion: 0x9000,
  dateTimeOriginal: 0x9003,
  offsetTimeOriginal: 0x9011,
  subSecTimeOriginal: 0x9291,
  colourSpace: 0xa001,
  interopPointer: 0xa005,
  interopIndex: 0x0001,
} as const;

const ASCII = 2;
const SHORT = 3;
const LONG = 4;
const OPAQUE = 7;
const UNCALIBRATED = 0xffff;
const ADOBE_RGB = "R03\0";
/** Bytes of a credit. */
const MAX_CREDIT_BYTES = 1_000;

const MARK = "Exif\0\0";

/**
 * A new EXIF block in place of this one, with "Exif" in front where it has that; undefined where there is nothing left
 * to say. Never throws.
 */
export function rewriteExif(block: Uint8Array, keep: KeptMetadata): Uint8Array | undefined {
  const exif = writeExif(readExifFacts(block, keep));
  return exif && isMarked(block) ? concatBytes([toLatin1Bytes(MARK), exif]) : exif;
}

function isMarked(block: Uint8Array): boolean {
  return /^exif\0/i.test(readLatin1(block, 0, MARK.length));
}

/**
 * The facts of an EXIF block, with or without "Exif" in front. What cannot be read counts as not there; never throws.
 */
export function readExifFacts(block: Uint8Array, keep: KeptMetadata): ExifFacts {
  const facts: ExifFacts = { orientation: 1, isAdobeRgb: false };
  const tiff = isMarked(block) ? block.subarray(MARK.length) : block;
  try {
    const layout = readTiffLayout(tiff);
    const ifd0 = readValues(tiff, layout, layout.firstDirectory);
    const orientation = ifd0.number(TAG.orientation);
    if (orientation !== undefined && orientation >= 1 && orientation <= 8) facts.orientation = orientation;
    if (keep.credits) {
      facts.artist = ifd0.text(TAG.artist);
      facts.copyright = ifd0.text(TAG.copyright);
    }
    const exifAt = ifd0.number(TAG.exifPointer);
    if (exifAt === undefined) return facts;
    const exif = readValues(tiff, layout, exifAt);
    if (keep.captureTime) {
      facts.dateTimeOriginal = exif.text(TAG.dateTimeOriginal, /^[\d: ]{19}\0?$/);
      facts.offsetTimeOriginal = exif.text(TAG.offsetTimeOriginal, /^[+-]\d\d:\d\d\0?$/);
      facts.subSecTimeOriginal = exif.text(TAG.subSecTimeOriginal, /^\d{1,9} *\0?$/);
    }
    const interopAt = exif.number(TAG.interopPointer);
    if (interopAt !== undefined)
      facts.isAdobeRgb = readValues(tiff, layout, interopAt).text(TAG.interopIndex, /^R03\0?$/) !== undefined;
  } catch (error) {
    if (!(error instanceof RangeError || error instanceof UnknownStructureError)) throw error;
  }
  return facts;
}

function readValues(tiff: Uint8Array, layout: TiffLayout, at: number) {
  const view = toView(tiff);
  const { entries } = readTiffDirectory(tiff, layout, at);
  const find = (tag: number, ...types: number[]): TiffEntry | undefined =>
    entries.find((entry) => entry.tag === tag && types.includes(entry.type) && entry.count >= 1);
  return {
    number(tag: number): number | undefined {
      const entry = find(tag, SHORT, LONG);
      if (!entry) return undefined;
      return entry.type === SHORT
        ? view.getUint16(entry.valueAt, layout.little)
        : view.getUint32(entry.valueAt, layout.little);
    },
    text(tag: number, pattern?: RegExp): Uint8Array | undefined {
      const entry = find(tag, ASCII, 129);
      if (!entry || entry.count > MAX_CREDIT_BYTES || entry.valueAt + entry.count > tiff.length) return undefined;
      const text = tiff.slice(entry.valueAt, entry.valueAt + entry.count);
      return pattern && !pattern.test(readLatin1(text, 0, text.length)) ? undefined : text;
    },
  };
}

interface NewEntry {
  tag: number;
  type: number;
  value: Uint8Array;
}

/**
 * A new EXIF block, from its TIFF header on, that says these facts and nothing else; undefined where there is nothing
 * to say.
 */
export function writeExif(facts: ExifFacts): Uint8Array | undefined {
  const exif = [
    toText(TAG.dateTimeOriginal, facts.dateTimeOriginal),
    toText(TAG.offsetTimeOriginal, facts.offsetTimeOriginal),
    toText(TAG.subSecTimeOriginal, facts.subSecTimeOriginal),
    ...(facts.isAdobeRgb ? [toShort(TAG.colourSpace, UNCALIBRATED), toLong(TAG.interopPointer, 0)] : []),
  ].flatMap((entry) => entry ?? []);
  const ifd0 = [
    ...(facts.orientation === 1 ? [] : [toShort(TAG.orientation, facts.orientation)]),
    toText(TAG.artist, facts.artist),
    toText(TAG.copyright, facts.copyright),
    exif.length > 0 ? toLong(TAG.exifPointer, 0) : undefined,
  ].flatMap((entry) => entry ?? []);
  if (ifd0.length === 0) return undefined;
  if (exif.length > 0) exif.unshift({ tag: TAG.exifVersion, type: OPAQUE, value: toLatin1Bytes("0232") });

  const header = toLatin1Bytes("MM\0*\0\0\0\x08");
  const exifAt = header.length + measureDirectory(ifd0);
  const interopAt = exifAt + measureDirectory(exif);
  point(ifd0, TAG.exifPointer, exifAt);
  point(exif, TAG.interopPointer, interopAt);
  const interop = [{ tag: TAG.interopIndex, type: ASCII, value: toLatin1Bytes(ADOBE_RGB) }];
  return concatBytes([
    header,
    encodeDirectory(ifd0, header.length),
    ...(exif.length > 0 ? [encodeDirectory(exif, exifAt)] : []),
    ...(facts.isAdobeRgb ? [encodeDirectory(interop, interopAt)] : []),
  ]);
}

function toText(tag: number, value: Uint8Array | undefined): NewEntry | undefined {
  return value && { tag, type: ASCII, value };
}

function toShort(tag: number, number: number): NewEntry {
  return { tag, type: SHORT, value: Uint8Array.of(number >> 8, number & 0xff) };
}

function toLong(tag: number, number: number): NewEntry {
  const value = new Uint8Array(4);
  toView(value).setUint32(0, number);
  return { tag, type: LONG, value };
}

function point(entries: NewEntry[], tag: number, at: number): void {
  for (const entry of entries) if (entry.tag === tag) toView(entry.value).setUint32(0, at);
}

const ENTRY_BYTES = 12;
const SLOT_BYTES = 4;

function measureDirectory(entries: readonly NewEntry[]): number {
  const values = entries.map(({ value }) => (value.length > SLOT_BYTES ? toEven(value.length) : 0));
  return 2 + entries.length * ENTRY_BYTES + 4 + values.reduce((sum, bytes) => sum + bytes, 0);
}

function encodeDirectory(entries: readonly NewEntry[], at: number): Uint8Array {
  const bytes = new Uint8Array(measureDirectory(entries));
  const view = toView(bytes);
  view.setUint16(0, entries.length);
  let valueAt = 2 + entries.length * ENTRY_BYTES + 4;
  for (const [index, { tag, type, value }] of entries.entries()) {
    const entryAt = 2 + index * ENTRY_BYTES;
    view.setUint16(entryAt, tag);
    view.setUint16(entryAt + 2, type);
    view.setUint32(entryAt + 4, type === SHORT ? value.length / 2 : type === LONG ? value.length / 4 : value.length);
    if (value.length <= SLOT_BYTES) bytes.set(value, entryAt + 8);
    else {
      view.setUint32(entryAt + 8, at + valueAt);
      bytes.set(value, valueAt);
      valueAt += toEven(value.length);
    }
  }
  return bytes;
}

function toEven(bytes: number): number {
  return bytes + (bytes % 2);
}
