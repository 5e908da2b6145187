import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { createInflateRaw } from "node:zlib";
import { UnknownStructureError } from "./structure.ts";

const PIECE_BYTES = 64 * 1024;

export interface DeflateEnd {
  /** How many of the bytes are compressed data, or were when these went wrong. */
  at: number;
  /** Whether the last block is there whole; otherwise the data end before it, or are no compressed data from `at` on. */
  isThere: boolean;
}

/**
 * Where compressed data without a header (RFC 1951) end, in bytes from the start of the first piece. They are unpacked
 * piece by piece beside the thread, and what comes out is only counted.
 * @throws UnknownStructureError where more than `maxBytes` come out
 */
export async function findDeflateEnd(pieces: readonly Uint8Array[], maxBytes: number): Promise<DeflateEnd> {
  const inflate = createInflateRaw({ chunkSize: PIECE_BYTES });
  let [unpacked, isThere] = [0, false];
  try {
    await pipeline(
      Readable.from(cut(pieces), { highWaterMark: 1 }),
      inflate,
      async (rows: AsyncIterable<Uint8Array>) => {
        for await (const { length } of rows) {
          unpacked += length;
          if (unpacked > maxBytes) throw new UnknownStructureError(`Compressed data of more than ${maxBytes} bytes`);
        }
        isThere = true;
      },
    );
  } catch (error) {
    if (error instanceof UnknownStructureError) throw error;
    // The data are damaged or cut off, or more follows them, which nobody reads.
  }
  return { at: inflate.bytesWritten, isThere };
}

function* cut(pieces: readonly Uint8Array[]): Generator<Uint8Array> {
  for (const piece of pieces)
    for (let at = 0; at < piece.length; at += PIECE_BYTES) yield piece.subarray(at, at + PIECE_BYTES);
}
