import { findJpegPicture } from "./jpeg-in-tiff.ts";
import { addRange, type Range } from "./ranges.ts";
import { refuseText } from "./refused-endings.ts";
import { UnknownStructureError } from "./structure.ts";
import {
  findFirstNumber,
  findNumbers,
  MAX_PIXEL_RANGES,
  type TiffDirectory,
  type TiffLayout,
} from "./tiff-directory.ts";
import { measureUncompressed } from "./tiff-piece-sizes.ts";
import { createStreamEndFinder, hasEnds } from "./tiff-stream-end.ts";

const TAG = {
  compression: 259,
  stripOffsets: 273,
  stripByteCounts: 279,
  tileOffsets: 324,
  tileByteCounts: 325,
} as const;
/** Pages may share pixels, but not so much that looking at all takes long. */
const MAX_COPIES = 4;
const UNCOMPRESSED = 1;
const JPEG = 7;
/**
 * Those of streams that say nothing but pixels: fax, LZW, deflate, PackBits, LogLuv, ThunderScan, NeXT, LERC, LZMA,
 * Zstandard. Others hold whole files, as WebP does, or have tables anywhere, as JPEG in its older form.
 */
const PLAIN_COMPRESSIONS = new Set([
  ...[UNCOMPRESSED, 2, 3, 4, 5, 8, 32_766, 32_771, 32_773, 32_809, 32_946, 34_676, 34_677, 34_887, 34_925, 50_000],
]);

/** Where the strips and tiles of pages are, what of them is picture, and where the last one ends by what the file says. */
export function* findPixels(
  bytes: Uint8Array,
  layout: TiffLayout,
  pages: readonly TiffDirectory[],
): Generator<void, { pixels: Range[]; pictures: Range[]; end: number }> {
  const pixels: Range[] = [];
  const pictures: Range[] = [];
  let [parts, end, looked] = [0, 0, 0];
  const findStreamEnd = createStreamEndFinder();
  for (const page of pages) {
    const find = (tag: number) => findNumbers(bytes, layout, page, tag);
    const compression = findFirstNumber(bytes, layout, page, TAG.compression) ?? UNCOMPRESSED;
    if (compression !== JPEG && !PLAIN_COMPRESSIONS.has(compression))
      throw new UnknownStructureError(`Compression ${compression}`);
    const offsets = [...find(TAG.stripOffsets), ...find(TAG.tileOffsets)];
    parts += offsets.length;
    if (parts > MAX_PIXEL_RANGES) throw new UnknownStructureError(`More than ${MAX_PIXEL_RANGES} strips and tiles`);
    const counts = [...find(TAG.stripByteCounts), ...find(TAG.tileByteCounts)];
    if (offsets.length === 0 || offsets.length !== counts.length)
      throw new UnknownStructureError(`Expected the sizes of ${offsets.length} parts, received ${counts.length}`);
    const measureRows = measureUncompressed(bytes, layout, page);
    const measure = compression === UNCOMPRESSED ? measureRows : undefined;
    const isTiled = find(TAG.tileOffsets).length > 0;
    for (const [index, from] of offsets.entries()) {
      yield;
      const count = counts[index] ?? 0;
      // A part that is nowhere has no pixels, and no more has a tile without bytes.
      const isEmpty = count === 0 && (isTiled || from === 0);
      if (count === 0 && !isEmpty && !measure) throw new UnknownStructureError("A strip has no size");
      const needed = from + (measure && !isEmpty ? measure(index) : count);
      // Where the file ends before all pixels do, what is behind those that it names may be anything.
      const said = needed > bytes.length && count > 0 ? Math.min(needed, from + count) : needed;
      const there = { from, to: Math.min(said, Math.max(from, bytes.length)) };
      const data = bytes.subarray(from, there.to);
      looked += data.length;
      if (looked > MAX_COPIES * bytes.length) throw new UnknownStructureError("Pixels are named too often");
      const unpackedBytes = measureRows?.(index);
      const maxBytes = measureRows && Math.max(measureRows(0), measureRows(index));
      const size = measure ? data.length : findStreamEnd(data, compression, { unpackedBytes, maxBytes });
      // What is there of a part that is cut off or damaged could be followed by anything.
      if (size === undefined && (there.to < said || hasEnds(compression))) refuseText(data);
      const range = { from, to: from + (size ?? data.length) };
      addRange(pixels, range);
      // Decoders read as much as the file says, and look at what they need.
      end = Math.max(end, Math.min(bytes.length, from + count));
      const isStream = compression === JPEG && range.to > from;
      for (const part of isStream ? findJpegPicture(bytes, range) : [range]) addRange(pictures, part);
    }
  }
  return { pixels, pictures, end };
}
