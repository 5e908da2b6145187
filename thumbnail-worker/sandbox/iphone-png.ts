import { open } from "node:fs/promises";
import { constants, createInflateRaw } from "node:zlib";
import { type PngShape, toRowBytes } from "#lib/clean-copy/png-shape.ts";
import { type ByteSource, withFileSource } from "./metadata/byte-source.ts";
import { PictureError } from "./picture-error.ts";
import { inflated, type PngPiece, writeChunk, writeDeflated } from "./png-rows.ts";

/*
 * PNG as Apple's tools write them into apps for its telephones: a chunk "CgBI" first, rows compressed without a head,
 * blue before red, colours multiplied by their transparency. Decoders of PNG take them for damaged.
 */

const SIGNATURE_BYTES = 8;
const HEAD_BYTES = 8;
const CHECKSUM_BYTES = 4;
const MARK = "CgBI";
const MAX_CHUNKS = 10_000;
/** Decompressing and compressing more takes too long. */
const MAX_BYTES = 256 * 1024 * 1024;
/** Rows are put together from pieces. */
const MAX_ROW_BYTES = 512 * 1024;
/** Numbers of a pixel by colour type: the tools write no others, and none but of 8 bits. */
const CHANNELS: Partial<Record<number, 3 | 4>> = { 2: 3, 6: 4 };

/**
 * The PNG that decoders are to open for such a file, beside it and gone with it, whose colours are still multiplied by
 * their transparency. Undefined for any other file.
 * @throws PictureError `unsupported_codec` for one that is interlaced, of other colours or too large
 */
export async function plainPng(path: string): Promise<string | undefined> {
  const parts = withFileSource(path, readParts);
  if (!parts) return undefined;
  const { shape, channels, pieces, start } = parts;
  const copy = `${path}.plain.png`;
  const file = await open(copy, "w");
  try {
    await file.write(start);
    const inflate = createInflateRaw({ finishFlush: constants.Z_SYNC_FLUSH });
    await writeDeflated(file, () => withRedFirst(inflated(path, pieces, inflate), shape, channels));
    await writeChunk(file, "IEND", Buffer.alloc(0));
  } finally {
    await file.close();
  }
  return copy;
}

/** Rows with red and blue in each other's place. Filters work on each channel by itself, so that they may stay. */
async function* withRedFirst(pieces: AsyncGenerator<Buffer>, shape: PngShape, channels: number) {
  const rowBytes = toRowBytes(shape);
  let missing = rowBytes * shape.height;
  let rest = Buffer.alloc(0);
  for await (const piece of pieces) {
    const rows = Buffer.concat([rest, piece]);
    const end = Math.min(missing, rows.length - (rows.length % rowBytes));
    for (let row = 0; row < end; row += rowBytes) {
      for (let at = row + 1; at < row + rowBytes; at += channels) {
        const blue = rows[at] ?? 0;
        rows[at] = rows[at + 2] ?? 0;
        rows[at + 2] = blue;
      }
    }
    yield rows.subarray(0, end);
    missing -= end;
    if (missing === 0) return;
    rest = rows.subarray(end);
  }
}

interface Parts {
  shape: PngShape;
  channels: 3 | 4;
  pieces: PngPiece[];
  /** Signature and chunks before the rows, without the mark. */
  start: Buffer;
}

function readParts(source: ByteSource): Parts | undefined {
  const first = source.read(SIGNATURE_BYTES, HEAD_BYTES);
  if (first?.toString("latin1", 4, 8) !== MARK) return undefined;
  const headerAt = SIGNATURE_BYTES + HEAD_BYTES + first.readUInt32BE(0) + CHECKSUM_BYTES;
  const header = source.read(headerAt + HEAD_BYTES, 13);
  if (!header) throw new PictureError("corrupt_image", "The file ends before its header");
  const [bits, channels, interlaced] = [header[8], CHANNELS[header[9] ?? 0], header[12]];
  const shape = { width: header.readUInt32BE(0), height: header.readUInt32BE(4), bitsPerPixel: 8 * (channels ?? 4) };
  const rowBytes = toRowBytes(shape);
  const isTooLarge = rowBytes > MAX_ROW_BYTES || rowBytes * shape.height > MAX_BYTES;
  if (bits !== 8 || !channels || interlaced || isTooLarge) {
    throw new PictureError("unsupported_codec", "A PNG for Apple's telephones of a kind that its tools do not write");
  }
  const pieces: PngPiece[] = [];
  const start: Buffer[] = [source.read(0, SIGNATURE_BYTES) ?? Buffer.alloc(0)];
  let at = headerAt;
  for (let count = 0; count < MAX_CHUNKS; count++) {
    const head = source.read(at, HEAD_BYTES);
    const type = head?.toString("latin1", 4, 8);
    if (!head || type === "IEND") break;
    const [dataAt, length] = [at + HEAD_BYTES, head.readUInt32BE(0)];
    if (type === "IDAT") pieces.push({ at: dataAt, length: Math.min(length, source.size - dataAt) });
    else if (pieces.length === 0) start.push(source.read(at, HEAD_BYTES + length + CHECKSUM_BYTES) ?? Buffer.alloc(0));
    at = dataAt + length + CHECKSUM_BYTES;
  }
  return { shape, channels, pieces, start: Buffer.concat(start) };
}
