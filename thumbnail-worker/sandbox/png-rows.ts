import { type FileHandle, open } from "node:fs/promises";
import { pipeline as connect } from "node:stream";
import { pipeline } from "node:stream/promises";
import { crc32, createDeflate, type Inflate, type InflateRaw } from "node:zlib";

/* Chunks of a PNG and the compressed rows in them, read and written piece by piece (PNG third edition, 5.3 and 10). */

const PIECE_BYTES = 64 * 1024;

/** Where a part of the compressed rows is in a file. */
export interface PngPiece {
  at: number;
  length: number;
}

/** What the compressed rows hold, piece by piece, by an inflater of its own; damage ends it. */
export async function* inflated(
  path: string,
  pieces: readonly PngPiece[],
  inflate: Inflate | InflateRaw,
): AsyncGenerator<Buffer> {
  const file = await open(path);
  async function* compressed() {
    for (const { at, length } of pieces) {
      for (let from = 0; from < length; from += PIECE_BYTES) {
        const size = Math.min(PIECE_BYTES, length - from);
        yield (await file.read(Buffer.alloc(size), 0, size, at + from)).buffer;
      }
    }
  }
  try {
    // An error on either side ends both, and is met here: the rows may be complete before all bytes have been read.
    yield* connect(compressed, inflate, () => {});
  } catch {
    // What came before counts.
  } finally {
    await file.close();
  }
}

/** Writes rows as chunks of compressed ones. */
export async function writeDeflated(file: FileHandle, rows: () => AsyncGenerator<Buffer>): Promise<void> {
  await pipeline(rows, createDeflate({ level: 1 }), async (deflated: AsyncIterable<Buffer>) => {
    for await (const piece of deflated) await writeChunk(file, "IDAT", piece);
  });
}

/** Writes a chunk with its length and checksum. */
export async function writeChunk(file: FileHandle, type: string, data: Buffer): Promise<void> {
  const typed = Buffer.concat([Buffer.from(type, "latin1"), data]);
  const [length, checksum] = [Buffer.alloc(4), Buffer.alloc(4)];
  length.writeUInt32BE(data.length);
  checksum.writeUInt32BE(crc32(typed));
  await file.write(Buffer.concat([length, typed, checksum]));
}
