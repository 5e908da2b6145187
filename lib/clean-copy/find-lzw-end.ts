/* LZW as GIF (GIF89a, appendix F) and TIFF (TIFF 6.0, section 13) have it: how far it goes, without its values. */

export interface LzwKind {
  /** GIF begins a byte at its lowest bit; TIFF does at its highest, and its codes grow one code earlier. */
  isTiff: boolean;
  /** Of a value; codes begin with one bit more. */
  bits: number;
}

const MAX_WIDTH = 12;
const MAX_CODES = 1 << MAX_WIDTH;

/**
 * How many bytes codes take up: to the one that ends them, or to those of the last of `maxValues` values. Undefined where
 * the data end before, or have a code that is none: what follows that may be anything.
 */
export function findLzwEnd(data: Uint8Array, { isTiff, bits }: LzwKind, maxValues: number): number | undefined {
  const [clear, end] = [1 << bits, (1 << bits) + 1];
  const early = isTiff ? 1 : 0;
  const allBits = data.length * 8;
  /** How many values each code stands for. */
  const lengths = new Uint32Array(MAX_CODES).fill(1, 0, clear);
  let [at, width, next, previous, values] = [0, bits + 1, end + 1, -1, 0];
  while (values < maxValues) {
    if (at + width > allBits) return undefined;
    const code = readCode(data, at, width, isTiff);
    at += width;
    if (code === end) return Math.ceil(at / 8);
    if (code === clear) {
      width = bits + 1;
      next = end + 1;
      previous = -1;
      continue;
    }
    if (previous < 0) {
      if (code > clear) return undefined;
    } else {
      if (code > next || (code === next && next === MAX_CODES)) return undefined;
      if (next < MAX_CODES) {
        lengths[next] = (lengths[previous] ?? 0) + 1;
        next += 1;
        if (next + early >= 1 << width && width < MAX_WIDTH) width += 1;
      }
    }
    values += lengths[code] ?? 0;
    previous = code;
  }
  const hasEnd = at + width <= allBits && readCode(data, at, width, isTiff) === end;
  return Math.ceil((at + (hasEnd ? width : 0)) / 8);
}

/** The code of `width` bits, at most 12, that begins at a bit. */
function readCode(data: Uint8Array, bit: number, width: number, isTiff: boolean): number {
  const byte = bit >>> 3;
  const [first, second, third] = [data[byte] ?? 0, data[byte + 1] ?? 0, data[byte + 2] ?? 0];
  const mask = (1 << width) - 1;
  if (isTiff) return (((first << 16) | (second << 8) | third) >>> (24 - (bit & 7) - width)) & mask;
  return ((first | (second << 8) | (third << 16)) >>> (bit & 7)) & mask;
}
