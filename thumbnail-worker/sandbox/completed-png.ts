import { type FileHandle, open } from "node:fs/promises";
import { constants, crc32, createInflateRaw } from "node:zlib";
import { type PngShape, toBitsPerPixel, toInterlacedBytes, toPlainBytes } from "#lib/clean-copy/png-shape.ts";
import { toPlainRows } from "./interlaced-png.ts";
import { type ByteSource, withFileSource } from "./metadata/byte-source.ts";
import { inflated, type PngPiece, writeChunk, writeDeflated } from "./png-rows.ts";
import { MIN_SHOWN_PART } from "./shown-part.ts";

/*
 * PNG Third Edition, W3C: chunks of a length, a type, data and a checksum; rows are one compressed stream over all
 * IDAT.
 */

const SIGNATURE_BYTES = 8;
const HEAD_BYTES = 8;
const CHECKSUM_BYTES = 4;
const MAX_CHUNKS = 100_000;
const PIECE_BYTES = 64 * 1024;
/** Of rows; decompressing and compressing more takes too long. */
const MAX_ROW_BYTES = 256 * 1024 * 1024;

export interface CompletedPng {
  path: string;
  /** Whether all rows and the end are there: no more than a stored checksum is wrong. */
  isWhole: boolean;
}

/**
 * A copy of a PNG whose end is missing, beside the original and gone with it, in which empty rows follow those that are
 * there: its decoder gives none of the last kilobytes before a cut, and so of a small file none at all. Interlaced rows
 * are as coarse as the passes that are there. Undefined where too few are there.
 */
export async function completedPng(path: string): Promise<CompletedPng | undefined> {
  const parts = withFileSource(path, readParts);
  if (!parts) return undefined;
  const copy = `${path}.png`;
  const file = await open(copy, "w");
  try {
    await file.write(parts.start);
    const { part, sum } = await (parts.isInterlaced ? writeCoarseRows : writeRows)(file, path, parts);
    await writeChunk(file, "IEND", Buffer.alloc(0));
    return part < MIN_SHOWN_PART ? undefined : { path: copy, isWhole: part === 1 && isNearly(sum, parts.sum) };
  } finally {
    await file.close();
  }
}

interface Written {
  /** The part of the rows that is there. */
  part: number;
  /** The checksum of all rows; undefined where some are missing. */
  sum: number | undefined;
}

async function writeRows(file: FileHandle, path: string, parts: Parts): Promise<Written> {
  const bytes = toPlainBytes(parts.shape);
  const sum = createAdler32();
  let there = 0;
  async function* rows() {
    for await (const piece of inflated(path, parts.pieces, createInflateRaw({ finishFlush: constants.Z_SYNC_FLUSH }))) {
      const some = piece.subarray(0, bytes - there);
      there += some.length;
      sum.add(some);
      yield some;
      if (there === bytes) return;
    }
    if (there < bytes * MIN_SHOWN_PART) return;
    for (let left = bytes - there; left > 0; left -= PIECE_BYTES) yield Buffer.alloc(Math.min(left, PIECE_BYTES));
  }
  await writeDeflated(file, rows);
  return { part: there / bytes, sum: there === bytes ? sum.value() : undefined };
}

async function writeCoarseRows(file: FileHandle, path: string, parts: Parts): Promise<Written> {
  const passes = Buffer.alloc(toInterlacedBytes(parts.shape));
  let there = 0;
  for await (const piece of inflated(path, parts.pieces, createInflateRaw({ finishFlush: constants.Z_SYNC_FLUSH }))) {
    there += piece.copy(passes, there);
    if (there === passes.length) break;
  }
  // Before the rows are put in order, in place.
  const sum = createAdler32();
  sum.add(passes.subarray(0, there));
  const written = { sum: there === passes.length ? sum.value() : undefined };
  const { rows, part } = toPlainRows(passes.subarray(0, there), parts.shape);
  if (part < MIN_SHOWN_PART) return { part, ...written };
  await writeDeflated(file, async function* () {
    yield rows;
  });
  return { part, ...written };
}

/** Whether rows have the checksum that is stored, or one that differs in a byte: damage in the rows changes more. */
function isNearly(found: number | undefined, stored: number | undefined): boolean {
  if (found === undefined || stored === undefined) return false;
  return [0, 8, 16, 24].filter((shift) => ((found ^ stored) >>> shift) & 0xff).length <= 1;
}

/** RFC 1950: the largest prime below 2^16, and after how many bytes the sums are reduced by it. */
const ADLER_BASE = 65_521;
const ADLER_RUN = 5_552;

function createAdler32() {
  let [a, b] = [1, 0];
  return {
    add(piece: Uint8Array) {
      for (let at = 0; at < piece.length; ) {
        const end = Math.min(at + ADLER_RUN, piece.length);
        for (; at < end; at++) {
          a += piece[at] ?? 0;
          b += a;
        }
        a %= ADLER_BASE;
        b %= ADLER_BASE;
      }
    },
    value: () => ((b << 16) | a) >>> 0,
  };
}

interface Parts {
  /** All before the first chunk of rows, and that these are not interlaced. */
  start: Buffer;
  shape: PngShape;
  isInterlaced: boolean;
  pieces: PngPiece[];
  /** The checksum of the rows; undefined unless the chunk that ends a PNG follows. */
  sum: number | undefined;
}

/** Within the file, the byte that says whether rows are interlaced, and the checksum over the header. */
const INTERLACE_AT = 28;
const HEADER_CHECKSUM_AT = 29;
const HEADER_TYPE_AT = 12;

function readParts(source: ByteSource): Parts | undefined {
  const header = source.read(SIGNATURE_BYTES + HEAD_BYTES, 13);
  const bitsPerPixel = toBitsPerPixel(header?.[8] ?? 0, header?.[9] ?? -1);
  if (!header || bitsPerPixel === undefined) return undefined;
  const [width, height] = [header.readUInt32BE(0), header.readUInt32BE(4)];
  const shape = { width, height, bitsPerPixel };
  const pieces: PngPiece[] = [];
  let hasEnd = false;
  let isBehindRows = false;
  let at = SIGNATURE_BYTES;
  for (let count = 0; count < MAX_CHUNKS && !hasEnd; count++) {
    const head = source.read(at, HEAD_BYTES);
    if (!head) break;
    const type = head.toString("latin1", 4, 8);
    hasEnd = type === "IEND";
    isBehindRows ||= pieces.length > 0 && type !== "IDAT";
    const length = head.readUInt32BE(0);
    const dataAt = at + HEAD_BYTES;
    if (type === "IDAT" && !isBehindRows) pieces.push({ at: dataAt, length: Math.min(length, source.size - dataAt) });
    at = dataAt + length + CHECKSUM_BYTES;
  }
  const last = pieces.at(-1);
  const sumAt = last ? last.at + last.length - CHECKSUM_BYTES : 0;
  const sum = last && hasEnd ? source.read(sumAt, CHECKSUM_BYTES)?.readUInt32BE(0) : undefined;
  const start = pieces[0] && source.read(0, pieces[0].at - HEAD_BYTES);
  if (!start || toPlainBytes(shape) > MAX_ROW_BYTES) return undefined;
  const isInterlaced = start[INTERLACE_AT] === 1;
  start[INTERLACE_AT] = 0;
  start.writeUInt32BE(crc32(start.subarray(HEADER_TYPE_AT, HEADER_CHECKSUM_AT)), HEADER_CHECKSUM_AT);
  return { start, shape, isInterlaced, pieces: withoutHead(pieces), sum };
}

/** Of compressed data (RFC 1950), which programs get wrong, as they do the checksum: what is between needs neither. */
const ZLIB_HEAD_BYTES = 2;

function withoutHead(pieces: readonly PngPiece[]): PngPiece[] {
  let left = ZLIB_HEAD_BYTES;
  return pieces.map(({ at, length }) => {
    const skipped = Math.min(left, length);
    left -= skipped;
    return { at: at + skipped, length: length - skipped };
  });
}
