import type { KeptMetadata } from "./exif-block.ts";
import { cleanIccProfile } from "./icc-profile.ts";
import { findJpegPicture } from "./jpeg-in-tiff.ts";
import { overlap } from "./ranges.ts";
import { createSparseCopy } from "./sparse-copy.ts";
import { concatBytes, takeBytes, toView, UnknownStructureError } from "./structure.ts";
import {
  findFirstNumber,
  readFirstNumber,
  readTiffDirectory,
  readTiffLayout,
  type TiffDirectory,
  type TiffEntry,
  type TiffLayout,
} from "./tiff-directory.ts";
import { findLeftOut, toValueRange } from "./tiff-left-out.ts";
import { findPixels } from "./tiff-pixels.ts";

/*
 * TIFF 6.0 and BigTIFF with Adobe's technical notes. Parts of such a file name each other by offset, so all that is
 * kept stays where it was, in a file that is otherwise zero.
 */

const TAG = {
  newSubfileType: 254,
  subfileType: 255,
  artist: 315,
  jpegTables: 347,
  subDirectories: 330,
  copyright: 33_432,
  exifDirectory: 34_665,
  iccProfile: 34_675,
} as const;
/** What pixels are and how they are packed, their size, turn and colours, and the number of a page. */
const PICTURE_TAGS = new Set([
  ...[254, 255, 256, 257, 258, 259, 262, 263, 264, 265, 266, 273, 274, 277, 278, 279, 280, 281, 282, 283, 284],
  ...[286, 287, 290, 291, 292, 293, 296, 297, 301, 317, 318, 319, 320, 321, 322, 323, 324, 325, 326, 327, 328],
  ...[332, 334, 336, 338, 339, 340, 341, 342, 347, 529, 530, 531, 532, 559],
  // Silicon Graphics' depths, and the parameters of LERC.
  ...[32_995, 32_996, 32_997, 32_998, 50_674],
  TAG.iccProfile,
]);
/** Of these, shared tables of JPEG and the profile, which are bytes. */
const OPAQUE_PICTURE_TAGS = new Set<number>([TAG.jpegTables, TAG.iccProfile]);
/** ASCII, bytes of any meaning, and UTF-8. */
const TEXT_TYPES = new Set([2, 6, 7, 129]);
const BYTE = 1;
/** Real ones have two a sample. */
const MAX_BYTES = 16;
/** Version of EXIF; when the photo was taken, its offset from UTC and its fraction of a second. */
const CAPTURE_TIME_TAGS = new Set([0x9000, 0x9003, 0x9011, 0x9291]);
/** "2024:05:01 10:00:00" and a NUL. */
const MAX_TIME_BYTES = 20;
const REDUCED_RESOLUTION = 1;
const OLD_REDUCED_RESOLUTION = 2;
const MAX_PAGES = 10_000;
/** Of all pages. */
const MAX_FILE_ENTRIES = 200_000;

/**
 * Of a file that begins with a preview another picture is shown, after it or below it, see
 * thumbnail-worker/sandbox/picture-first-tiff.ts. @throws UnknownStructureError
 */
function refusePreviewFirst(bytes: Uint8Array, layout: TiffLayout, [first, ...others]: readonly TiffDirectory[]): void {
  if (!first || !isThumbnail(bytes, layout, first)) return;
  const hasBelow = first.entries.some(({ tag }) => tag === TAG.subDirectories);
  if (hasBelow || others.some((page) => !isThumbnail(bytes, layout, page))) {
    throw new UnknownStructureError("The TIFF file begins with a preview of another picture");
  }
}

/** All pages of a TIFF file with their turn and colours; thumbnails of pages are left out. */
export function* cleanTiff(bytes: Uint8Array, keep: KeptMetadata): Generator<void, readonly Uint8Array[]> {
  const layout = readTiffLayout(bytes);
  const pages = readPages(bytes, layout);
  refusePreviewFirst(bytes, layout, pages);
  const { shown = [], thumbnails = [] } = Object.groupBy(pages, (page) =>
    page !== pages[0] && isThumbnail(bytes, layout, page) ? "thumbnails" : "shown",
  );
  const copy = createSparseCopy(bytes);
  const HEADER_BYTES = layout.big ? 16 : 8;
  const { pixels, pictures, end } = yield* findPixels(bytes, layout, shown);
  for (const { from, to } of pictures) copy.keep(from, to);
  for (const { to } of pixels) copy.extend(to);
  copy.extend(end);
  const removed = findLeftOut(bytes, layout, thumbnails, shown);
  for (const [index, page] of shown.entries()) {
    const time = keep.captureTime && index === 0 ? copyCaptureTime(page) : undefined;
    const isWritten = (entry: TiffEntry) => entry === time || isKept(entry, keep);
    for (const entry of page.entries) if (!isWritten(entry)) removed.push(...toValueRange(entry));
    copyDirectory(page, page.entries.filter(isWritten), shown[index + 1]?.at ?? 0);
  }
  // What a byte count that is too large takes along.
  if (overlap(pixels, removed)) throw new UnknownStructureError("Pixels and metadata of the TIFF file overlap");
  copy.keep(0, HEADER_BYTES);
  return copy.finish();

  function copyCaptureTime({ entries }: TiffDirectory): TiffEntry | undefined {
    const pointer = entries.find(({ tag, count }) => tag === TAG.exifDirectory && count === 1);
    if (!pointer) return undefined;
    const directory = readTiffDirectory(bytes, layout, readFirstNumber(bytes, layout, pointer) ?? 0);
    const isTime = ({ tag, valueBytes = Number.POSITIVE_INFINITY }: TiffEntry) =>
      CAPTURE_TIME_TAGS.has(tag) && valueBytes <= MAX_TIME_BYTES;
    copyDirectory(directory, directory.entries.filter(isTime), 0);
    return pointer;
  }

  /** Entries and their values to where they were, the entries after each other. */
  function copyDirectory(directory: TiffDirectory, entries: readonly TiffEntry[], next: number): void {
    const entryBytes = layout.big ? 20 : 12;
    const written = entries.filter((entry) => copyValue(entry));
    const head = new Uint8Array(layout.big ? 8 : 2);
    const tail = new Uint8Array(layout.big ? 8 : 4);
    if (layout.big) {
      toView(head).setBigUint64(0, BigInt(written.length), layout.little);
      toView(tail).setBigUint64(0, BigInt(next), layout.little);
    } else {
      toView(head).setUint16(0, written.length, layout.little);
      toView(tail).setUint32(0, next, layout.little);
    }
    const copied = written.map(({ at }) => takeBytes(bytes, at, entryBytes));
    copy.write(concatBytes([head, ...copied, tail]), directory.at);
  }

  /** False for an entry that decoders pass over. */
  function copyValue(entry: TiffEntry): boolean {
    if (entry.valueBytes === undefined) return false;
    const value = takeBytes(bytes, entry.valueAt, entry.valueBytes);
    const clean = entry.tag === TAG.iccProfile ? cleanIccProfile(value) : value;
    if (entry.tag === TAG.jpegTables && value.length > 0) {
      const range = { from: entry.valueAt, to: entry.valueAt + value.length };
      for (const { from, to } of findJpegPicture(bytes, range)) copy.keep(from, to);
      return true;
    }
    // A value in the entry itself goes with it.
    if (clean && toValueRange(entry).length > 0) {
      if (clean === value) copy.keep(entry.valueAt, entry.valueAt + entry.valueBytes);
      else copy.write(clean, entry.valueAt);
    }
    return clean !== undefined;
  }
}

function readPages(bytes: Uint8Array, layout: TiffLayout): TiffDirectory[] {
  const pages: TiffDirectory[] = [];
  const seen = new Set<number>();
  let entries = 0;
  for (let at = layout.firstDirectory; at !== 0; ) {
    if (seen.has(at) || pages.length === MAX_PAGES || entries > MAX_FILE_ENTRIES)
      throw new UnknownStructureError("The pages do not end");
    seen.add(at);
    const page = readTiffDirectory(bytes, layout, at);
    pages.push(page);
    entries += page.entries.length;
    at = page.next;
  }
  return pages;
}

/** Of the picture's own only numbers are, unless they are a profile or shared tables: a text could say anything. */
function isKept({ tag, type, count }: TiffEntry, keep: KeptMetadata): boolean {
  if (OPAQUE_PICTURE_TAGS.has(tag)) return true;
  if (PICTURE_TAGS.has(tag)) return !TEXT_TYPES.has(type) && (type !== BYTE || count <= MAX_BYTES);
  return keep.credits === true && (tag === TAG.artist || tag === TAG.copyright);
}

function isThumbnail(bytes: Uint8Array, layout: TiffLayout, page: TiffDirectory): boolean {
  const flags = findFirstNumber(bytes, layout, page, TAG.newSubfileType) ?? 0;
  const type = findFirstNumber(bytes, layout, page, TAG.subfileType);
  return (flags & REDUCED_RESOLUTION) !== 0 || type === OLD_REDUCED_RESOLUTION;
}
