/* Huffman codes in the scans of a JPEG, ITU-T T.81, annexes C and F. */

/** What is read is no code, or the data end. */
export class DamagedScanError extends Error {
  override readonly name = "DamagedScanError";
}

/** The symbol and length of a code, by all 16 bits that begin with it; 0 where there is none. */
export type HuffmanTable = Uint16Array;

const MAX_CODE_BITS = 16;
const ALL_CODES = 1 << MAX_CODE_BITS;

/** @param counts how many codes there are of each length, from 1 bit */
export function toHuffmanTable(counts: Uint8Array, symbols: Uint8Array): HuffmanTable {
  const table = new Uint16Array(ALL_CODES);
  let [first, next] = [0, 0];
  for (const [index, count] of counts.entries()) {
    const bits = index + 1;
    const span = 1 << (MAX_CODE_BITS - bits);
    for (let left = count; left > 0; left--, first += span)
      table.fill(((symbols[next++] ?? 0) << 8) | bits, first, first + span);
  }
  return table;
}

export type BitReader = ReturnType<typeof createBitReader>;

/** Reads the bits of a scan from a byte on; a zero behind 0xff is none of them, and any other byte there ends them. */
export function createBitReader(bytes: Uint8Array, from: number) {
  /** Of the buffer's bits the last ones may be padding behind the end of the data. */
  let [at, buffer, buffered, padding] = [from, 0, 0, 0];

  const fill = () => {
    while (buffered <= MAX_CODE_BITS) {
      const byte = bytes[at];
      buffered += 8;
      if (byte === undefined || (byte === 0xff && bytes[at + 1] !== 0)) {
        buffer <<= 8;
        padding += 8;
      } else {
        buffer = (buffer << 8) | byte;
        at += byte === 0xff ? 2 : 1;
      }
    }
  };
  const drop = (bits: number) => {
    buffered -= bits;
    if (buffered < padding) throw new DamagedScanError("The scan ends before its picture");
  };
  /** Behind the byte whose bits were read last. */
  const end = () => {
    let place = at;
    for (let unread = buffered - padding; unread >= 8; unread -= 8)
      place -= bytes[place - 1] === 0 && bytes[place - 2] === 0xff ? 2 : 1;
    return place;
  };
  return {
    end,
    /** A number of up to 16 bits. */
    bits(count: number): number {
      if (count === 0) return 0;
      fill();
      drop(count);
      return (buffer >>> buffered) & ((1 << count) - 1);
    },
    symbol(table: HuffmanTable): number {
      fill();
      const found = table[(buffer >>> (buffered - MAX_CODE_BITS)) & (ALL_CODES - 1)] ?? 0;
      if (found === 0) throw new DamagedScanError("A code that is in no table");
      drop(found & 0xff);
      return found >> 8;
    },
    /** Goes on behind the marker of a restart. */
    restart(): void {
      at = end();
      if (bytes[at] !== 0xff || ((bytes[at + 1] ?? 0) & 0xf8) !== 0xd0)
        throw new DamagedScanError("Expected a restart of the scan");
      at += 2;
      [buffer, buffered, padding] = [0, 0, 0];
    },
  };
}
