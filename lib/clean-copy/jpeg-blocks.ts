import { type BitReader, DamagedScanError, type HuffmanTable } from "./jpeg-bits.ts";

/* Blocks of 64 coefficients in a scan of a JPEG, read for their length only: ITU-T T.81, annexes F and G. */

/** Of the header of a scan: which coefficients, and whether a bit is added to those that are known. */
export interface ScanBand {
  first: number;
  last: number;
  isRefinement: boolean;
  isProgressive: boolean;
}

export interface BlockTables {
  dc: HuffmanTable | undefined;
  ac: HuffmanTable | undefined;
}

const END_OF_BAND_LIMIT = 15;
const BLOCK = 64;

/** Reads blocks one after the other. */
export function createBlockReader(reader: BitReader, { first, last, isRefinement, isProgressive }: ScanBand) {
  /** How many further blocks have nothing new in this band. */
  let emptyBlocks = 0;

  function getTable(table: HuffmanTable | undefined): HuffmanTable {
    if (!table) throw new DamagedScanError("A scan without its table");
    return table;
  }

  function readFirst(ac: HuffmanTable, known: Uint8Array, block: number): void {
    if (emptyBlocks > 0) {
      emptyBlocks -= 1;
      return;
    }
    for (let at = Math.max(1, first); at <= last; at++) {
      const symbol = reader.symbol(ac);
      const [zeros, bits] = [symbol >> 4, symbol & 15];
      if (bits > 0) {
        at += zeros;
        reader.bits(bits);
        if (isProgressive && at < BLOCK) known[block + at] = 1;
      } else if (zeros === END_OF_BAND_LIMIT) at += END_OF_BAND_LIMIT;
      else {
        if (isProgressive) emptyBlocks = (1 << zeros) - 1 + reader.bits(zeros);
        return;
      }
    }
  }

  function readRefinement(ac: HuffmanTable, known: Uint8Array, block: number): void {
    let at = first;
    const passKnown = (zeros: number) => {
      for (let left = zeros; at <= last; at++) {
        if (known[block + at]) reader.bits(1);
        else if (left-- === 0) return;
      }
    };
    while (emptyBlocks === 0 && at <= last) {
      const symbol = reader.symbol(ac);
      const [zeros, bits] = [symbol >> 4, symbol & 15];
      if (bits === 0 && zeros < END_OF_BAND_LIMIT) {
        emptyBlocks = (1 << zeros) + reader.bits(zeros);
        break;
      }
      if (bits > 0) reader.bits(1);
      passKnown(zeros);
      if (bits > 0 && at < BLOCK) known[block + at] = 1;
      at += 1;
    }
    if (emptyBlocks === 0) return;
    passKnown(BLOCK);
    emptyBlocks -= 1;
  }

  return {
    /**
     * @param known which coefficients of the component are not zero by the scans before
     * @param block where this block begins in it
     */
    read({ dc, ac }: BlockTables, known: Uint8Array, block: number): void {
      if (first === 0) {
        if (isRefinement) reader.bits(1);
        else reader.bits(reader.symbol(getTable(dc)));
      }
      if (last === 0) return;
      if (isRefinement) readRefinement(getTable(ac), known, block);
      else readFirst(getTable(ac), known, block);
    },
    restart(): void {
      emptyBlocks = 0;
      reader.restart();
    },
  };
}
