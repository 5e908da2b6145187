import { findLzwEnd } from "./find-lzw-end.ts";
import { concatBytes } from "./structure.ts";

/* Blocks of a GIF (GIF89a, 15): a length and as many bytes, the last of length 0. */

/** Where a row of blocks ends; undefined where the file ends before. */
export function findBlocksEnd(bytes: Uint8Array, from: number): number | undefined {
  for (let at = from; at < bytes.length; ) {
    const length = bytes[at] ?? 0;
    at += 1 + length;
    if (length === 0) return at;
  }
  return undefined;
}

const MAX_CODE_BITS = 11;

/**
 * The blocks of a frame up to the end of its pixels, in parts that mostly share their memory; undefined where that
 * cannot be told, since the pixels are damaged or not all there.
 * @param bits as the byte before the blocks has them
 */
export function cutBlocks(blocks: Uint8Array, bits: number, pixels: number): Uint8Array[] | undefined {
  if (bits < 1 || bits > MAX_CODE_BITS) return undefined;
  const end = findLzwEnd(joinBlocks(blocks), { isTiff: false, bits }, pixels);
  if (end === undefined) return undefined;
  let left = end;
  for (let at = 0; ; at += 1 + (blocks[at] ?? 0)) {
    const length = blocks[at] ?? 0;
    if (left === 0) return [blocks.subarray(0, at), Uint8Array.of(0)];
    if (length > left)
      return [blocks.subarray(0, at), Uint8Array.of(left), blocks.subarray(at + 1, at + 1 + left), Uint8Array.of(0)];
    left -= length;
  }
}

/** What blocks hold, without their lengths. */
export function joinBlocks(blocks: Uint8Array): Uint8Array {
  const parts: Uint8Array[] = [];
  for (let at = 0; at < blocks.length; at += 1 + (blocks[at] ?? 0))
    parts.push(blocks.subarray(at + 1, at + 1 + (blocks[at] ?? 0)));
  return concatBytes(parts);
}
