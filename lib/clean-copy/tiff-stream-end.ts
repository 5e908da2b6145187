import { type Inflate, inflateSync } from "node:zlib";
import { findLzwEnd } from "./find-lzw-end.ts";

/* Where the compressed data of a strip or tile of a TIFF end; decoders do not look at what its size takes in behind. */

const LZW = 5;
const DEFLATE = new Set([8, 32_946]);
const PACK_BITS = 32_773;
/** Of a strip, and of all together; unpacking more would keep others waiting. */
const [MAX_UNPACKED_BYTES, MAX_ALL_UNPACKED_BYTES] = [64 * 1024 * 1024, 512 * 1024 * 1024];

/** Whether it can be told of sound data of this compression where they end. */
export function hasEnds(compression: number): boolean {
  return compression === LZW || compression === PACK_BITS || DEFLATE.has(compression);
}

/** Finds ends in the strips and tiles of one file, as long as these are not unreasonably much to unpack. */
export function createStreamEndFinder() {
  let left = MAX_ALL_UNPACKED_BYTES;
  /**
   * How many bytes compressed data take up. Undefined where that cannot be told: the data are damaged, cut off, too
   * long or of another compression.
   * @param unpackedBytes what the pixels need
   * @param maxBytes what may come out, since the last strip may have more rows than the picture
   */
  return (
    data: Uint8Array,
    compression: number,
    { unpackedBytes = Number.POSITIVE_INFINITY, maxBytes = MAX_UNPACKED_BYTES } = {},
  ): number | undefined => {
    if (compression === LZW) return findLzwEnd(data, { isTiff: !isOldLzw(data), bits: 8 }, unpackedBytes);
    if (compression === PACK_BITS) return findPackBitsEnd(data, unpackedBytes);
    if (!DEFLATE.has(compression) || maxBytes > MAX_UNPACKED_BYTES || maxBytes > left) return undefined;
    left -= maxBytes;
    return findZlibEnd(data, maxBytes);
  };
}

/** Programs of before TIFF 6.0 wrote codes as GIF has them; the first one is 256. */
function isOldLzw([first, second = 0]: Uint8Array): boolean {
  return first === 0 && (second & 1) === 1;
}

function findZlibEnd(data: Uint8Array, maxOutputLength: number): number | undefined {
  try {
    const { engine } = inflateSync(data, { info: true, maxOutputLength }) as unknown as {
      engine: Inflate;
    };
    return engine.bytesWritten;
  } catch {
    return undefined;
  }
}

/** TIFF 6.0, section 9: a length, and as many bytes or one that is repeated. */
function findPackBitsEnd(data: Uint8Array, unpackedBytes: number): number | undefined {
  const NOTHING = 128;
  let at = 0;
  for (let unpacked = 0; unpacked < unpackedBytes; ) {
    const length = data[at];
    if (length === undefined) return undefined;
    if (length === NOTHING) at += 1;
    else if (length < NOTHING) {
      unpacked += length + 1;
      at += length + 2;
    } else {
      unpacked += 257 - length;
      at += 2;
    }
  }
  return at > data.length ? undefined : at;
}
