import { deflateSync } from "node:zlib";
import type { Rgb } from "./colour-factory.ts";

/* TIFF files of four quarters of colour whose pixels lie in any order (TIFF 6.0, sections 15 and 21). */

export interface TiffOrder {
  /** Brightness and colour differences, which so many pixels across and down share; else red, green and blue. */
  shared?: readonly [across: number, down: number];
  /** One channel after the other. */
  apart?: boolean;
  bits?: 8 | 16;
  /**
   * A further channel of this number, 0 to 255, and what it is: 1 for transparency that is multiplied in, 2 for other.
   */
  alpha?: { value: number; kind: 1 | 2 };
  /** The side of a tile, or the rows of a strip; one strip when absent. */
  tile?: number;
  rows?: number;
  bigEndian?: boolean;
  bigTiff?: boolean;
  deflated?: boolean;
  /** Numbers of 16 bits by tag, beside the true ones or instead of them. */
  says?: Readonly<Record<number, readonly number[]>>;
  /** Where the next directory is to be; none when absent. */
  next?: number;
  /** Takes the place of the pixels, which lie in strips. */
  oldJpeg?: Buffer;
  /** An entry of a type that there is not. */
  strangeType?: boolean;
  /** ReferenceBlackWhite. */
  reference?: readonly number[];
}

/** Not whole multiples of blocks or tiles. */
export const ORDERED_SIZE = { width: 70, height: 50 };

export function orderedTiff(colours: readonly Rgb[], order: TiffOrder): Buffer {
  const { width, height } = ORDERED_SIZE;
  const [tileWidth, tileHeight] = order.tile ? [order.tile, order.tile] : [width, order.rows ?? height];
  const chunks: Buffer[] = [];
  const present = order.alpha ? [0, 1, 2, 3] : [0, 1, 2];
  for (const channels of order.apart ? present.map((channel) => [channel]) : [present]) {
    for (let top = 0; top < height; top += tileHeight) {
      const rows = order.tile ? tileHeight : Math.min(tileHeight, height - top);
      for (let left = 0; left < width; left += tileWidth) {
        const numbers = order.shared
          ? blocksOf(colours, order, { left, top, width: tileWidth, height: rows })
          : samplesOf(colours, channels, order, { left, top, width: tileWidth, height: rows });
        chunks.push(toBytes(numbers, order));
      }
    }
  }
  if (order.oldJpeg) return assemble([order.oldJpeg], [tileWidth, tileHeight], order);
  return assemble(order.deflated ? chunks.map((chunk) => deflateSync(chunk)) : chunks, [tileWidth, tileHeight], order);
}

interface Area {
  left: number;
  top: number;
  width: number;
  height: number;
}

/** The colour of a pixel of such a file. */
export function colourAt(colours: readonly Rgb[], x: number, y: number): Rgb {
  const { width, height } = ORDERED_SIZE;
  const quarter = y < height / 2 ? (x < width / 2 ? 0 : 1) : x < width / 2 ? 3 : 2;
  return colours[quarter] ?? [0, 0, 0];
}

function samplesOf(
  colours: readonly Rgb[],
  channels: number[],
  { alpha }: TiffOrder,
  { left, top, width, height }: Area,
): number[] {
  return Array.from({ length: width * height }, (_, at) => {
    const colour = colourAt(colours, left + (at % width), top + Math.floor(at / width));
    return channels.map((channel) => colour[channel] ?? alpha?.value ?? 0);
  }).flat();
}

/** ITU-R BT.601, and of a block the differences of its first pixel. */
function blocksOf(colours: readonly Rgb[], { shared = [1, 1], reference }: TiffOrder, area: Area): number[] {
  const [across, down] = shared;
  const [black = 0, white = 255, none = 128, most = 255] = reference ?? [];
  const numbers: number[] = [];
  for (let y = area.top; y < area.top + area.height; y += down) {
    for (let x = area.left; x < area.left + area.width; x += across) {
      const brightness = ([red, green, blue]: Rgb) => 0.299 * red + 0.587 * green + 0.114 * blue;
      for (let at = 0; at < across * down; at++) {
        const light = brightness(colourAt(colours, x + (at % across), y + Math.floor(at / across)));
        numbers.push(Math.round(black + (light * (white - black)) / 255));
      }
      const first = colourAt(colours, x, y);
      const difference = (part: number, scale: number) =>
        Math.round(none + (((part - brightness(first)) / scale) * (most - none)) / 127);
      numbers.push(difference(first[2], 1.772), difference(first[0], 1.402));
    }
  }
  return numbers;
}

function toBytes(numbers: number[], { bits = 8, bigEndian = false }: TiffOrder): Buffer {
  if (bits === 8) return Buffer.from(numbers);
  const words = Buffer.from(Uint16Array.from(numbers, (number) => number * 0x101).buffer);
  return bigEndian ? words.swap16() : words;
}

const SHORT = 3;
const LONG = 4;
const RATIONAL = 5;
const LONG8 = 16;

/** Header, chunks, directory, and what is too long for an entry. */
function assemble(chunks: Buffer[], [tileWidth, tileHeight]: number[], order: TiffOrder): Buffer {
  const { bigEndian = false, bigTiff = false } = order;
  const number = (value: number, bytes: number): Buffer => {
    const buffer = Buffer.alloc(8);
    buffer.writeBigUInt64LE(BigInt(value));
    return bigEndian ? Buffer.from(buffer.subarray(0, bytes)).reverse() : buffer.subarray(0, bytes);
  };
  const headBytes = bigTiff ? 16 : 8;
  const offsets = chunks.map((_, at) => headBytes + Buffer.concat(chunks.slice(0, at)).length);
  const pixels = Buffer.concat(chunks);
  const padded = Buffer.concat([pixels, Buffer.alloc(pixels.length % 2)]);
  const lengths = chunks.map(({ length }) => length);
  const shorts: Record<number, readonly number[]> = {
    256: [ORDERED_SIZE.width],
    257: [ORDERED_SIZE.height],
    258: Array(order.alpha ? 4 : 3).fill(order.bits ?? 8),
    259: [order.deflated ? 8 : 1],
    262: [order.shared ? 6 : 2],
    277: [order.alpha ? 4 : 3],
    284: [order.apart ? 2 : 1],
    ...(order.tile ? { 322: [tileWidth ?? 0], 323: [tileHeight ?? 0] } : { 278: [tileHeight ?? 0] }),
    ...order.says,
  };
  if (order.oldJpeg) Object.assign(shorts, { 259: [6], 262: [6], 512: [1], 513: offsets, 514: lengths });
  if (order.shared) shorts[530] ??= order.shared;
  if (order.alpha) shorts[338] ??= [order.alpha.kind];
  const values: [tag: number, type: number, count: number, value: Buffer][] = [
    ...Object.entries(shorts).map(([tag, numbers]): [number, number, number, Buffer] => [
      Number(tag),
      SHORT,
      numbers.length,
      Buffer.concat(numbers.map((one) => number(one, 2))),
    ]),
    ...(
      [
        [order.tile ? 324 : 273, offsets],
        [order.tile ? 325 : 279, lengths],
      ] as const
    ).map(([tag, numbers]): [number, number, number, Buffer] => [
      tag,
      bigTiff ? LONG8 : LONG,
      numbers.length,
      Buffer.concat(numbers.map((one) => number(one, bigTiff ? 8 : 4))),
    ]),
  ];
  if (order.reference) {
    const pairs = order.reference.flatMap((one) => [number(one, 4), number(1, 4)]);
    values.push([532, RATIONAL, order.reference.length, Buffer.concat(pairs)]);
  }
  if (order.strangeType) values.push([50_000, 99, 1, Buffer.alloc(4)]);
  values.sort(([one], [other]) => one - other);

  const slotBytes = bigTiff ? 8 : 4;
  const countBytes = bigTiff ? 8 : 2;
  const directoryAt = headBytes + padded.length;
  const valuesAt = directoryAt + countBytes + values.length * (4 + 2 * slotBytes) + slotBytes;
  let far = Buffer.alloc(0);
  const entries = values.map(([tag, type, count, value]) => {
    const isFar = value.length > slotBytes;
    const slot = isFar ? number(valuesAt + far.length, slotBytes) : value;
    if (isFar) far = Buffer.concat([far, value]);
    return Buffer.concat([number(tag, 2), number(type, 2), number(count, slotBytes), slot], 4 + 2 * slotBytes);
  });
  const head = bigTiff
    ? [number(43, 2), number(8, 2), number(0, 2), number(directoryAt, 8)]
    : [number(42, 2), number(directoryAt, 4)];
  return Buffer.concat([
    Buffer.from(bigEndian ? "MM" : "II"),
    ...head,
    padded,
    number(values.length, countBytes),
    ...entries,
    number(order.next ?? 0, slotBytes),
    far,
  ]);
}

export const PREVIEW_SIDE = 16;

/** A grey preview of a few pixels comes first in the file, the picture's directory after it or below it. */
export function withPreview(colours: readonly Rgb[], order: TiffOrder, place: "after" | "below" | "nowhere"): Buffer {
  const tiff = orderedTiff(colours, order);
  const pictureAt = tiff.readUInt32LE(4);
  const entries: [tag: number, type: number, value: number][] = [
    [254, LONG, 1],
    [256, SHORT, PREVIEW_SIDE],
    [257, SHORT, PREVIEW_SIDE],
    [258, SHORT, 8],
    [259, SHORT, 1],
    [262, SHORT, 1],
    [273, LONG, 8],
    [277, SHORT, 1],
    [278, SHORT, PREVIEW_SIDE],
    [279, LONG, PREVIEW_SIDE * PREVIEW_SIDE],
    ...(place === "below" ? [[330, LONG, pictureAt] as [number, number, number]] : []),
  ];
  const directory = Buffer.alloc(2 + entries.length * 12 + 4);
  directory.writeUInt16LE(entries.length);
  entries.forEach(([tag, type, value], index) => {
    const at = 2 + index * 12;
    directory.writeUInt16LE(tag, at);
    directory.writeUInt16LE(type, at + 2);
    directory.writeUInt32LE(1, at + 4);
    directory.writeUInt32LE(value, at + 8);
  });
  directory.writeUInt32LE(place === "after" ? pictureAt : 0, directory.length - 4);
  const padded = Buffer.concat([tiff, Buffer.alloc(tiff.length % 2)]);
  padded.writeUInt32LE(padded.length, 4);
  return Buffer.concat([padded, directory]);
}
