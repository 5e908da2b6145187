import { createBitReader, DamagedScanError, type HuffmanTable, toHuffmanTable } from "./jpeg-bits.ts";
import { createBlockReader } from "./jpeg-blocks.ts";
import { EOI, findMarker, findScanEnd, isLone, SOI, SOS } from "./jpeg-markers.ts";
import { toView } from "./structure.ts";

/* Where the bits of each scan of a JPEG end, ITU-T T.81: decoders pass over what follows them up to the next marker. */

const DHT = 0xc4;
const DRI = 0xdd;
/** Frames of Huffman codes; the last is progressive. Those of arithmetic codes are not read. */
const [BASELINE, EXTENDED, PROGRESSIVE] = [0xc0, 0xc1, 0xc2];
const BLOCK_SIDE = 8;
const COEFFICIENTS = 64;
/** A byte is kept for each of a progressive picture's; 60 megapixels have 90 million. */
const MAX_COEFFICIENTS = 100_000_000;
/** Of all scans, since a bit may stand for thousands; a progressive picture of 60 megapixels has 15 million. */
const MAX_BLOCKS = 50_000_000;
/** Others have a turn after so many units of blocks. */
const TURN_UNITS = 1_000;
/** Each takes 128 KB; a picture of a hundred scans has some hundred. */
const MAX_TABLES = 1_000;

interface Component {
  across: number;
  down: number;
  /** Blocks of the component by itself, and with those that fill the last units of the picture. */
  columns: number;
  rows: number;
  allColumns: number;
  known: Uint8Array;
}

interface Frame {
  isProgressive: boolean;
  blocks: number;
  unitColumns: number;
  unitRows: number;
  components: Map<number, Component>;
}

/**
 * The ends of scans, by where their bits begin. Scans are missing from the first on whose end cannot be told, such as one
 * that is damaged. Takes some hundred milliseconds for a photo: nothing is made of the coefficients, but all are read.
 */
export function* findScanEnds(bytes: Uint8Array): Generator<void, ReadonlyMap<number, number>> {
  const ends = new Map<number, number>();
  const tables = new Map<number, HuffmanTable>();
  let frame: Frame | undefined;
  let restartInterval = 0;
  let blocksLeft = MAX_BLOCKS;
  let tablesLeft = MAX_TABLES;
  try {
    for (let marker = findMarker(bytes, 2); marker; marker = findMarker(bytes, marker.end)) {
      const { code, end: at } = marker;
      if (code === EOI || code === SOI) break;
      if (isLone(code)) continue;
      const data = bytes.subarray(at + 2, at + toView(bytes).getUint16(at));
      marker.end = at + 2 + data.length;
      if (code === DHT) tablesLeft = addTables(tables, data, tablesLeft);
      else if (code === DRI) restartInterval = toView(data).getUint16(0);
      else if (code === BASELINE || code === EXTENDED || code === PROGRESSIVE) {
        // There is one; coefficients of another would have to be kept as well.
        if (frame) break;
        frame = readFrame(data, code === PROGRESSIVE);
        if (!frame) break;
      } else if (code === SOS) {
        if (!frame) break;
        blocksLeft -= frame.blocks;
        if (blocksLeft < 0) break;
        ends.set(marker.end, yield* walkScan(bytes, marker.end, { frame, data, tables, restartInterval }));
        marker.end = findScanEnd(bytes, marker.end);
      }
    }
  } catch (error) {
    if (!(error instanceof DamagedScanError || error instanceof RangeError)) throw error;
  }
  return ends;
}

/** Returns how many of `most` may follow. @throws DamagedScanError for more than that */
function addTables(tables: Map<number, HuffmanTable>, data: Uint8Array, most: number): number {
  const LENGTHS = 16;
  let left = most;
  for (let at = 0; at < data.length; left--) {
    if (left === 0) throw new DamagedScanError("Too many tables");
    const counts = data.subarray(at + 1, at + 1 + LENGTHS);
    const symbolsAt = at + 1 + LENGTHS;
    const size = counts.reduce((sum, count) => sum + count, 0);
    tables.set(data[at] ?? 0, toHuffmanTable(counts, data.subarray(symbolsAt, symbolsAt + size)));
    at = symbolsAt + size;
  }
  return left;
}

/** Undefined for a picture whose height comes later, and for one of more coefficients than are kept. */
function readFrame(data: Uint8Array, isProgressive: boolean): Frame | undefined {
  const view = toView(data);
  const [height, width, count] = [view.getUint16(1), view.getUint16(3), view.getUint8(5)];
  const factors = Array.from({ length: count }, (_, index) => {
    const [id, sampling] = [view.getUint8(6 + index * 3), view.getUint8(7 + index * 3)];
    return { id, across: sampling >> 4, down: sampling & 15 };
  });
  const maxAcross = Math.max(...factors.map(({ across }) => across));
  const maxDown = Math.max(...factors.map(({ down }) => down));
  if (!(height > 0 && width > 0 && factors.every(({ across, down }) => across > 0 && down > 0))) return undefined;
  const unitColumns = Math.ceil(width / (BLOCK_SIDE * maxAcross));
  const unitRows = Math.ceil(height / (BLOCK_SIDE * maxDown));
  const sizes = factors.map(({ across, down }) => unitColumns * across * unitRows * down * COEFFICIENTS);
  const coefficients = sizes.reduce((sum, size) => sum + size, 0);
  if (isProgressive && coefficients > MAX_COEFFICIENTS) return undefined;
  const components = factors.map(({ id, across, down }, index): [number, Component] => [
    id,
    {
      across,
      down,
      columns: Math.ceil(Math.ceil((width * across) / maxAcross) / BLOCK_SIDE),
      rows: Math.ceil(Math.ceil((height * down) / maxDown) / BLOCK_SIDE),
      allColumns: unitColumns * across,
      known: new Uint8Array(isProgressive ? (sizes[index] ?? 0) : 0),
    },
  ]);
  return { isProgressive, blocks: coefficients / COEFFICIENTS, unitColumns, unitRows, components: new Map(components) };
}

interface Scan {
  frame: Frame;
  /** Its header. */
  data: Uint8Array;
  tables: ReadonlyMap<number, HuffmanTable>;
  restartInterval: number;
}

/** Where the bits of a scan end. @throws DamagedScanError, and RangeError for a header that is too short */
function* walkScan(
  bytes: Uint8Array,
  from: number,
  { frame, data, tables, restartInterval }: Scan,
): Generator<void, number> {
  const view = toView(data);
  const parts = Array.from({ length: view.getUint8(0) }, (_, index) => {
    const component = frame.components.get(view.getUint8(1 + index * 2));
    if (!component) throw new DamagedScanError("A scan of a component that is none");
    const names = view.getUint8(2 + index * 2);
    const AC_TABLES = 16;
    return { component, dc: tables.get(names >> 4), ac: tables.get(AC_TABLES + (names & 15)) };
  });
  if (new Set(parts.map(({ component }) => component)).size < parts.length)
    throw new DamagedScanError("A scan of the same component twice");
  const bandAt = 1 + parts.length * 2;
  const { isProgressive } = frame;
  const [first, last] = isProgressive ? [view.getUint8(bandAt), view.getUint8(bandAt + 1)] : [0, COEFFICIENTS - 1];
  const isRefinement = isProgressive && view.getUint8(bandAt + 2) >> 4 > 0;
  const reader = createBitReader(bytes, from);
  const blocks = createBlockReader(reader, { first, last, isRefinement, isProgressive });
  const [only] = parts;
  const isAlone = parts.length === 1;
  const columns = isAlone && only ? only.component.columns : frame.unitColumns;
  const units = columns * (isAlone && only ? only.component.rows : frame.unitRows);
  for (let unit = 0; unit < units; unit++) {
    if (unit % TURN_UNITS === 0) yield;
    if (restartInterval > 0 && unit > 0 && unit % restartInterval === 0) blocks.restart();
    const [column, row] = [unit % columns, Math.floor(unit / columns)];
    for (const { component, ...own } of parts) {
      const [across, down] = isAlone ? [1, 1] : [component.across, component.down];
      for (let y = 0; y < down; y++) {
        for (let x = 0; x < across; x++) {
          const index = (row * down + y) * component.allColumns + column * across + x;
          blocks.read(own, component.known, index * COEFFICIENTS);
        }
      }
    }
  }
  return reader.end();
}
