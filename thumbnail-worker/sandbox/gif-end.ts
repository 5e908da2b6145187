import { type ByteSource, withFileSource } from "./metadata/byte-source.ts";

/* Blocks of a GIF (GIF89a, 15 to 27). */

export const BLOCKS_AT = 13;
export const EXTENSION = 0x21;
export const IMAGE = 0x2c;
const TRAILER = 0x3b;
const SCREEN_BITS_AT = 10;
const FRAME_BITS_AT = 9;
/** Place, size and bits of a frame, and the byte before its parts. */
const FRAME_HEAD_BYTES = 11;
const MAX_BLOCKS = 100_000;
/** Some programs add a few bytes behind the end. */
const TAIL_BYTES = 64;
/** The end of the last block, and the trailer. */
const END = "\0;";

/** Where the trailer of a GIF is; undefined where it is missing: its decoder leaves frames blank rather than say so. */
export function findGifEnd(path: string): number | undefined {
  return withFileSource(path, (source) => findInTail(source) ?? findByBlocks(source));
}

/** Without a look at all the blocks, of which there may be some hundred thousand. */
function findInTail(source: ByteSource): number | undefined {
  const tailAt = Math.max(0, source.size - TAIL_BYTES);
  const end =
    source
      .read(tailAt, source.size - tailAt)
      ?.toString("latin1")
      .lastIndexOf(END) ?? -1;
  return end < 0 ? undefined : tailAt + end + 1;
}

function findByBlocks(source: ByteSource): number | undefined {
  const bits = (at: number) => source.read(at, 1)?.[0] ?? 0;
  let at: number | undefined = BLOCKS_AT + toTableBytes(bits(SCREEN_BITS_AT));
  for (let count = 0; at !== undefined && count < MAX_BLOCKS; count++) {
    const kind = source.read(at, 1)?.[0];
    if (kind === TRAILER) return at;
    if (kind === IMAGE) at = skipParts(source, at + FRAME_HEAD_BYTES + toTableBytes(bits(at + FRAME_BITS_AT)));
    else if (kind === EXTENSION) at = skipParts(source, at + 2);
    else return undefined;
  }
  return undefined;
}

/** Behind the parts of a block, each with its length before it, until one of no length; undefined where none is. */
export function skipParts(source: ByteSource, from: number): number | undefined {
  for (let at = from; ; ) {
    const length = source.read(at, 1)?.[0];
    if (length === undefined) return undefined;
    at += 1 + length;
    if (length === 0) return at;
  }
}

/** Of the table of colours that these bits announce, three bytes each. */
export function toTableBytes(bits: number): number {
  const HAS_TABLE = 0x80;
  return bits & HAS_TABLE ? 3 * 2 ** ((bits & 7) + 1) : 0;
}
