import { takeBytes, toView, UnknownStructureError } from "./structure.ts";

/* Directories of TIFF 6.0, BigTIFF and EXIF 3.0. */

export interface TiffLayout {
  little: boolean;
  /** BigTIFF: counts and offsets take eight bytes. */
  big: boolean;
  firstDirectory: number;
}

export interface TiffEntry {
  tag: number;
  type: number;
  count: number;
  /** Where the entry itself is. */
  at: number;
  /** Where its value is: in the entry, or elsewhere. */
  valueAt: number;
  /** Of the value; undefined for a type that TIFF does not know. */
  valueBytes: number | undefined;
}

export interface TiffDirectory {
  at: number;
  entries: TiffEntry[];
  /** Where the offset of the next directory is. */
  nextAt: number;
  /** Offset of the next directory, 0 without one. */
  next: number;
}

const TYPE_BYTES: Record<number, number> = {
  ...{ 1: 1, 2: 1, 3: 2, 4: 4, 5: 8, 6: 1, 7: 1, 8: 2, 9: 4, 10: 8, 11: 4, 12: 8, 13: 4 },
  ...{ 16: 8, 17: 8, 18: 8 },
  // UTF-8 text of EXIF 3.0.
  129: 1,
};
/** Real directories have dozens. */
const MAX_ENTRIES = 4_096;
/** Strips and tiles of a file; 65,000 × 65,000 pixels in tiles of 128 × 128 are 258,000. */
export const MAX_PIXEL_RANGES = 300_000;

/** @throws UnknownStructureError for what is no TIFF */
export function readTiffLayout(bytes: Uint8Array): TiffLayout {
  const view = toView(bytes);
  const order = view.getUint16(0);
  const little = order === 0x4949;
  const version = view.getUint16(2, little);
  if ((!little && order !== 0x4d4d) || (version !== 42 && version !== 43))
    throw new UnknownStructureError("Expected a TIFF header");
  const big = version === 43;
  return { little, big, firstDirectory: big ? readOffset(view, 8, little, big) : view.getUint32(4, little) };
}

/** An offset or count of the layout's size. */
export function readOffset(view: DataView, at: number, little: boolean, big: boolean): number {
  return big ? Number(view.getBigUint64(at, little)) : view.getUint32(at, little);
}

/**
 * @throws UnknownStructureError, and RangeError where the directory is not in the file whole; its values may be
 * anywhere
 */
export function readTiffDirectory(bytes: Uint8Array, { little, big }: TiffLayout, at: number): TiffDirectory {
  const view = toView(bytes);
  const count = big ? Number(view.getBigUint64(at, little)) : view.getUint16(at, little);
  if (count > MAX_ENTRIES)
    throw new UnknownStructureError(`Expected at most ${MAX_ENTRIES} entries, received ${count}`);
  const entryBytes = big ? 20 : 12;
  const slotBytes = big ? 8 : 4;
  const first = at + (big ? 8 : 2);
  const entries: TiffEntry[] = [];
  for (let entryAt = first; entryAt < first + count * entryBytes; entryAt += entryBytes) {
    const type = view.getUint16(entryAt + 2, little);
    const values = readOffset(view, entryAt + 4, little, big);
    const size = TYPE_BYTES[type];
    const valueBytes = size === undefined ? undefined : size * values;
    const slot = entryAt + entryBytes - slotBytes;
    entries.push({
      tag: view.getUint16(entryAt, little),
      type,
      count: values,
      at: entryAt,
      valueAt: valueBytes !== undefined && valueBytes > slotBytes ? readOffset(view, slot, little, big) : slot,
      valueBytes,
    });
  }
  const nextAt = first + count * entryBytes;
  return { at, entries, nextAt, next: readOffset(view, nextAt, little, big) };
}

export function findNumbers(bytes: Uint8Array, layout: TiffLayout, { entries }: TiffDirectory, tag: number): number[] {
  const entry = entries.find((one) => one.tag === tag);
  return entry ? readNumbers(bytes, layout, entry) : [];
}

/** Pages may share values without end, so of those that are one number no more is read. */
export function findFirstNumber(
  bytes: Uint8Array,
  layout: TiffLayout,
  page: TiffDirectory,
  tag: number,
): number | undefined {
  const entry = page.entries.find((one) => one.tag === tag);
  return entry && readFirstNumber(bytes, layout, entry);
}

export function readFirstNumber(bytes: Uint8Array, layout: TiffLayout, entry: TiffEntry): number | undefined {
  const { count, valueBytes = 0 } = entry;
  return readNumbers(bytes, layout, { ...entry, count: 1, valueBytes: valueBytes / count })[0];
}

export function readNumbers(bytes: Uint8Array, { little }: TiffLayout, entry: TiffEntry): number[] {
  const { type, count, valueAt, valueBytes } = entry;
  if (valueBytes === undefined || count > MAX_PIXEL_RANGES)
    throw new UnknownStructureError(`Expected at most ${MAX_PIXEL_RANGES} numbers, received ${count}`);
  const view = toView(takeBytes(bytes, valueAt, valueBytes));
  const size = valueBytes / count;
  return Array.from({ length: count }, (_, index) => {
    if (type === 3) return view.getUint16(index * size, little);
    if (type === 4 || type === 13) return view.getUint32(index * size, little);
    if (type === 16 || type === 18) return readOffset(view, index * size, little, true);
    throw new UnknownStructureError(`Expected numbers, received values of type ${type}`);
  });
}
