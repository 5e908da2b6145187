import { findFirstNumber, findNumbers, type TiffDirectory, type TiffLayout } from "./tiff-directory.ts";

const TAG = {
  width: 256,
  height: 257,
  bitsPerSample: 258,
  photometric: 262,
  samplesPerPixel: 277,
  rowsPerStrip: 278,
  planarConfiguration: 284,
  tileWidth: 322,
  tileLength: 323,
} as const;
/** Its differences of colour are mostly stored for several pixels at once. */
const YCBCR = 6;
const SEPARATE = 2;

/**
 * How many bytes a strip or tile without compression takes, by its index (TIFF 6.0, sections 3 and 15): what the file
 * says of it itself may be too little, as of old programs, or so much that something else is in it. Undefined where it
 * cannot be told.
 */
export function measureUncompressed(
  bytes: Uint8Array,
  layout: TiffLayout,
  page: TiffDirectory,
): ((index: number) => number) | undefined {
  const number = (tag: number) => findFirstNumber(bytes, layout, page, tag);
  const [width, height, tileWidth, tileLength] = [TAG.width, TAG.height, TAG.tileWidth, TAG.tileLength].map(number);
  const bits = findNumbers(bytes, layout, page, TAG.bitsPerSample);
  const samples = number(TAG.samplesPerPixel) ?? 1;
  if (!width || !height || bits.length !== samples || number(TAG.photometric) === YCBCR) return undefined;
  const isSeparate = number(TAG.planarConfiguration) === SEPARATE;
  // Once, not for each of many strips: there may be as many samples.
  const allBits = bits.reduce((sum, some) => sum + some, 0);
  const bitsOf = (plane: number) => (isSeparate ? (bits[plane] ?? 0) : allBits);
  if (tileWidth && tileLength) {
    const tiles = Math.ceil(width / tileWidth) * Math.ceil(height / tileLength);
    return (index) => tileLength * Math.ceil((tileWidth * bitsOf(Math.floor(index / tiles))) / 8);
  }
  const rows = Math.min(number(TAG.rowsPerStrip) || height, height);
  const strips = Math.ceil(height / rows);
  return (index) => {
    const rowsLeft = height - (index % strips) * rows;
    return Math.min(rows, rowsLeft) * Math.ceil((width * bitsOf(Math.floor(index / strips))) / 8);
  };
}
