import type { SparseCopy } from "./sparse-copy.ts";
import { concatBytes, readLatin1, toLatin1Bytes, toView, UnknownStructureError } from "./structure.ts";

/* Boxes of ISO base media files, ISO/IEC 14496-12. */

export interface Box {
  type: string;
  at: number;
  /** Where its content begins. */
  bodyAt: number;
  end: number;
}

const MAX_BOXES = 100_000;
const HEADER_BYTES = 8;
const LONG_HEADER_BYTES = 16;

/** The boxes between two places. @throws UnknownStructureError where one ends beyond */
export function readBoxes(bytes: Uint8Array, from: number, to: number): Box[] {
  const boxes: Box[] = [];
  for (let at = from; at < to; ) {
    const box = readBox(bytes, at, to);
    if (!box || boxes.length === MAX_BOXES) throw new UnknownStructureError(`Expected a box at ${at}`);
    boxes.push(box);
    at = box.end;
  }
  return boxes;
}

/** The box at a place; undefined where there is none that ends before `limit`. */
export function readBox(bytes: Uint8Array, at: number, limit: number): Box | undefined {
  if (at + HEADER_BYTES > limit) return undefined;
  const view = toView(bytes);
  const short = view.getUint32(at);
  const isLong = short === 1;
  if (isLong && at + LONG_HEADER_BYTES > limit) return undefined;
  // 0: up to the end.
  const size = isLong ? Number(view.getBigUint64(at + HEADER_BYTES)) : short || limit - at;
  const bodyAt = at + (isLong ? LONG_HEADER_BYTES : HEADER_BYTES);
  const end = at + size;
  return end < bodyAt || end > limit ? undefined : { type: readLatin1(bytes, at + 4, 4), at, bodyAt, end };
}

export function findBox(boxes: readonly Box[], type: string): Box | undefined {
  return boxes.find((box) => box.type === type);
}

/** @throws UnknownStructureError */
export function getBox(boxes: readonly Box[], type: string): Box {
  const box = findBox(boxes, type);
  if (!box) throw new UnknownStructureError(`Expected a box ${type}`);
  return box;
}

export function writeBox(type: string, ...content: Uint8Array[]): Uint8Array {
  const box = concatBytes([new Uint8Array(4), toLatin1Bytes(type), ...content]);
  toView(box).setUint32(0, box.length);
  return box;
}

/** Puts an empty box in the place of one that is left out. */
export function leaveRoom(copy: SparseCopy, { at, bodyAt, end }: Box): void {
  copy.keep(at, bodyAt);
  copy.write(toLatin1Bytes("free"), at + 4);
  copy.extend(end);
}

/** A number in big-endian order. */
export function toBytes(value: number, length: number): Uint8Array {
  const bytes = new Uint8Array(8);
  toView(bytes).setBigUint64(0, BigInt(value));
  return bytes.subarray(8 - length);
}

/** Reads numbers one after the other. */
export function createCursor(bytes: Uint8Array, from: number, to: number) {
  let at = from;
  return {
    get at() {
      return at;
    },
    /** A number of 0, 1, 2, 4 or 8 bytes. @throws UnknownStructureError at the end */
    next(length: number): number {
      if (at + length > to) throw new UnknownStructureError(`Expected a number of ${length} bytes at ${at}`);
      let value = 0;
      for (const byte of bytes.subarray(at, at + length)) value = value * 256 + byte;
      at += length;
      return value;
    },
  };
}
