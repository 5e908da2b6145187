import { findDeflateEnd } from "./find-deflate-end.ts";
import type { PngChunk } from "./png-chunks.ts";
import { type PngShape, toBitsPerPixel, toInterlacedBytes, toPlainBytes } from "./png-shape.ts";
import { refuseChunks, refuseText } from "./refused-endings.ts";
import { takeBytes, toView, UnknownStructureError } from "./structure.ts";

/* How far the compressed pixels of a PNG go (Third Edition, 10.2): decoders do not look at what is behind them. */

const FRAME_SETTINGS_BYTES = 26;
/** Of a frame's pixels, before the compressed data: its place in the animation. */
const SEQUENCE_BYTES = 4;
/** Before and behind compressed data, RFC 1950. Apple's variant has neither. */
const [ZLIB_HEAD_BYTES, ZLIB_SUM_BYTES] = [2, 4];

interface Stream {
  /** What its pixels take up that are not compressed. */
  maxBytes: number;
  chunks: PngChunk[];
}

export interface PngHeader extends PngShape {
  colourType: number;
  isInterlaced: boolean;
  isApples: boolean;
}

/** @throws UnknownStructureError for a file that begins with something else */
export function readPngHeader(chunks: readonly PngChunk[]): PngHeader {
  const header = chunks.find(({ type }) => type !== "CgBI");
  if (header?.type !== "IHDR") throw new UnknownStructureError("Expected the header of a PNG file");
  const [depth = 0, colourType = 0, , , interlaced] = takeBytes(header.data, 8, 5);
  const bitsPerPixel = toBitsPerPixel(depth, colourType);
  if (bitsPerPixel === undefined) throw new UnknownStructureError(`Colour type ${colourType}`);
  const view = toView(header.data);
  const isApples = chunks[0]?.type === "CgBI";
  const isInterlaced = interlaced === 1;
  return { width: view.getUint32(0), height: view.getUint32(4), bitsPerPixel, colourType, isInterlaced, isApples };
}

/**
 * How many of the data of each chunk of pixels are pixels; chunks that are not named here have none.
 * @throws UnknownStructureError where data have more pixels than their picture, and where what follows data that are
 * damaged or cut off may be something else
 */
export async function measurePixels(
  chunks: readonly PngChunk[],
  header: PngHeader,
  fileBytes: number,
): Promise<Map<PngChunk, number>> {
  const measured = new Map<PngChunk, number>();
  for (const { maxBytes, chunks: own } of listStreams(chunks, header)) {
    const before = own[0]?.type === "fdAT" ? SEQUENCE_BYTES : 0;
    const pieces = own.map(({ data }) => data.subarray(before));
    const head = header.isApples ? 0 : ZLIB_HEAD_BYTES;
    const { at, isThere } = await findDeflateEnd(withoutHead(pieces, head), maxBytes);
    if (!isThere) for (const [index, piece] of pieces.entries()) refuseHidden(piece, own[index], fileBytes);
    let left = isThere ? head + at + (header.isApples ? 0 : ZLIB_SUM_BYTES) : Number.POSITIVE_INFINITY;
    for (const [index, { length }] of pieces.entries()) {
      const chunk = own[index];
      if (chunk && (left > 0 || !isThere)) measured.set(chunk, before + Math.min(left, length));
      left -= length;
    }
  }
  return measured;
}

/** Of damaged pixels, and of those that go up to the end of the file. */
function refuseHidden(pixels: Uint8Array, chunk: PngChunk | undefined, fileBytes: number): void {
  if (chunk && chunk.end > fileBytes) refuseChunks(pixels);
  refuseText(pixels);
}

/** The pixels of the picture, then those of each further frame of an animation. */
function listStreams(chunks: readonly PngChunk[], header: PngHeader): Stream[] {
  const toBytes = header.isInterlaced ? toInterlacedBytes : toPlainBytes;
  const picture: Stream = { maxBytes: toBytes(header), chunks: chunks.filter(({ type }) => type === "IDAT") };
  const frames: Stream[] = [];
  for (const { type, data } of chunks) {
    if (type !== "fcTL") continue;
    if (data.length !== FRAME_SETTINGS_BYTES) throw new UnknownStructureError("Settings of a frame of another length");
    const [width, height] = [toView(data).getUint32(4), toView(data).getUint32(8)];
    frames.push({ maxBytes: toBytes({ ...header, width, height }), chunks: [] });
  }
  let frame = -1;
  for (const chunk of chunks) {
    if (chunk.type === "fcTL") frame += 1;
    if (chunk.type === "fdAT") frames[frame]?.chunks.push(chunk);
  }
  return [picture, ...frames].filter((stream) => stream.chunks.length > 0);
}

function withoutHead(pieces: readonly Uint8Array[], headBytes: number): Uint8Array[] {
  let left = headBytes;
  return pieces.map((piece) => {
    const skipped = Math.min(left, piece.length);
    left -= skipped;
    return piece.subarray(skipped);
  });
}
