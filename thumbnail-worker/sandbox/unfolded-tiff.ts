import { open } from "node:fs/promises";
import { decode, type StoredPixels, toStoredPixels } from "./decoder.ts";
import type { Inspected } from "./inspect.ts";
import { ownTiffHead } from "./own-tiff.ts";
import { PictureError, toPictureError } from "./picture-error.ts";
import { copyWithTags } from "./retagged-tiff.ts";
import type { Fold, SharedDifferences, TiledPlanes } from "./tiff-colours.ts";

/*
 * TIFF whose pixels do not lie one after the other (TIFF 6.0, sections 15 and 21): the brightness of a block of pixels
 * before the colour differences that they share, or tiles of one channel after those of another. libvips reads neither,
 * but all of libtiff's compressions; so it gets the file as a grey picture of the same bytes, and what comes out is put
 * into order here.
 */

const TAG = {
  width: 256,
  height: 257,
  bits: 258,
  photometric: 262,
  channels: 277,
  rowsPerStrip: 278,
  planes: 284,
  tileWidth: 322,
  tileHeight: 323,
  extraSamples: 338,
  subsampling: 530,
  reference: 532,
  icc: 34_675,
} as const;
const BLACK_IS_ZERO = 1;
const MAX_LONG = 2 ** 32 - 1;
/** Of what is decoded, and of what is written from it, bytes: both are within the limits of memory and disk. */
const MAX_BYTES = 256 * 1024 * 1024;
const BYTES: Partial<Record<string, number>> = { uchar: 1, ushort: 2 };

/**
 * A TIFF whose pixels lie one after the other, by way of a file beside the original, which goes with it; other pictures
 * as they are.
 * @throws PictureError `too_many_pixels`, `unsupported_codec`, `corrupt_image`
 */
export async function unfolded(picture: Inspected): Promise<Inspected> {
  const { fold, path, width, height, depth, icc } = picture;
  if (!fold) return picture;
  const bytes = BYTES[depth];
  if (!bytes) throw new PictureError("unsupported_codec", `The channels lie apart, and are of type ${depth}`);
  const [colours, hasAlpha] = fold.kind === "planes" ? [fold.colours, fold.hasAlpha] : [3 as const, false];
  const mostPixels = Math.floor(MAX_BYTES / ((colours + Number(hasAlpha)) * bytes));
  if (width * height > mostPixels) {
    throw new PictureError("too_many_pixels", `More pixels than accepted in such an order (at most ${mostPixels})`);
  }
  const stored = await decodeAsGrey(picture, fold);
  const toRow = fold.kind === "planes" ? planeRows(stored, fold, picture) : blockRows(stored, fold, picture);
  const copy = `${path}.unfolded.tiff`;
  const file = await open(copy, "w");
  try {
    await file.writeFile(ownTiffHead({ width, height, bitsPerChannel: bytes === 1 ? 8 : 16, colours, hasAlpha, icc }));
    const BAND_ROWS = 64;
    for (let top = 0; top < height; top += BAND_ROWS) {
      const rows = Math.min(BAND_ROWS, height - top);
      await file.writeFile(Buffer.concat(Array.from({ length: rows }, (_, row) => toRow(top + row))));
    }
  } finally {
    await file.close();
  }
  const isPremultiplied = fold.kind === "planes" && fold.isPremultiplied;
  return { ...picture, path: copy, isPremultiplied, fold: undefined, surplus: undefined };
}

/** The bytes of the file, decompressed, in rows of blocks or one channel below the other. */
async function decodeAsGrey({ path, width, height, depth }: Inspected, fold: Fold): Promise<StoredPixels> {
  const tags = fold.kind === "planes" ? greyPlanes(fold, height) : greyBlocks(fold, { width, height });
  if (tags.some(([, value]) => value > MAX_LONG)) {
    throw new PictureError("corrupt_image", "The parts of the picture are larger than can be");
  }
  const copy = `${path}.grey.tiff`;
  await copyWithTags(path, copy, new Map([...tags, ...ONE_CHANNEL]));
  const grey = decode(copy, { maxPixels: MAX_BYTES, ignoreIcc: true, isTiff: true }).toColourspace("b-w");
  try {
    return await toStoredPixels(grey, { space: depth === "ushort" ? "grey16" : "b-w", depth });
  } catch (cause) {
    throw toPictureError("The picture does not decode to its end", cause);
  }
}

/** What a grey picture says of itself. */
const ONE_CHANNEL: [number, number | undefined][] = [
  [TAG.photometric, BLACK_IS_ZERO],
  [TAG.channels, 1],
  [TAG.planes, 1],
  ...[TAG.extraSamples, TAG.subsampling, TAG.reference, TAG.icc].map((tag): [number, undefined] => [tag, undefined]),
];

function greyPlanes({ channels, rows }: TiledPlanes, height: number): [number, number][] {
  return [[TAG.height, roundUp(height, rows) * channels]];
}

function greyBlocks({ across, down, rows, tileWidth }: SharedDifferences, { width, height }: Size): [number, number][] {
  const toBytes = (pixels: number) => Math.ceil(pixels / across) * (across * down + 2);
  const blockRows = Math.ceil(height / down);
  return [
    [TAG.width, toBytes(width)],
    [TAG.height, blockRows],
    [TAG.bits, 8],
    ...(tileWidth === undefined
      ? [[TAG.rowsPerStrip, Math.min(blockRows, Math.ceil(rows / down))] as [number, number]]
      : ([
          [TAG.tileWidth, toBytes(tileWidth)],
          [TAG.tileHeight, rows / down],
        ] as [number, number][])),
  ];
}

interface Size {
  width: number;
  height: number;
}

/** Rows of pixels, each by its number from the top. */
type ToRow = (y: number) => Buffer;

function planeRows(stored: StoredPixels, { channels, colours, hasAlpha, rows }: TiledPlanes, size: Size): ToRow {
  const bytes = stored.bitsPerChannel / 8;
  const kept = colours + Number(hasAlpha);
  const planeBytes = roundUp(size.height, rows) * size.width * bytes;
  if (stored.data.length < planeBytes * channels) throw new RangeError("Expected all channels of the picture");
  return (y) => {
    const row = Buffer.alloc(size.width * kept * bytes);
    for (let channel = 0; channel < kept; channel++) {
      const from = channel * planeBytes + y * size.width * bytes;
      for (let at = 0; at < size.width * bytes; at++) {
        const pixel = Math.floor(at / bytes);
        row[(pixel * kept + channel) * bytes + (at % bytes)] = stored.data[from + at] ?? 0;
      }
    }
    return row;
  };
}

function blockRows({ data, width: rowBytes }: StoredPixels, { across, down }: SharedDifferences, size: Size): ToRow {
  const blockBytes = across * down + 2;
  return (y) => {
    const row = Buffer.alloc(size.width * 3);
    const inBlock = (y % down) * across;
    for (let x = 0; x < size.width; x++) {
      const block = Math.floor(y / down) * rowBytes + Math.floor(x / across) * blockBytes;
      row[x * 3] = data[block + inBlock + (x % across)] ?? 0;
      row[x * 3 + 1] = data[block + blockBytes - 2] ?? 0;
      row[x * 3 + 2] = data[block + blockBytes - 1] ?? 0;
    }
    return row;
  };
}

function roundUp(value: number, step: number): number {
  return Math.ceil(value / step) * step;
}
