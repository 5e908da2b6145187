import { crc32 } from "node:zlib";
import { readLatin1, toLatin1Bytes, toView, UnknownStructureError } from "./structure.ts";

/* Chunks of a PNG (Third Edition, 5.3): length, type, data, checksum. */

export interface PngChunk {
  type: string;
  at: number;
  /** Behind its checksum; beyond the file for one that is cut off. */
  end: number;
  /** What is there of its data. */
  data: Uint8Array;
}

const HEAD_BYTES = 8;
const CHECKSUM_BYTES = 4;
/** An animation of 100 MB has some ten thousand. */
const MAX_CHUNKS = 500_000;

/** All chunks up to the end of the picture or of the file. @throws UnknownStructureError for too many */
export function readChunks(bytes: Uint8Array, from: number): PngChunk[] {
  const view = toView(bytes);
  const chunks: PngChunk[] = [];
  for (let at = from; at + HEAD_BYTES <= bytes.length; ) {
    if (chunks.length === MAX_CHUNKS) throw new UnknownStructureError(`More than ${MAX_CHUNKS} chunks`);
    const dataEnd = at + HEAD_BYTES + view.getUint32(at);
    const end = dataEnd + CHECKSUM_BYTES;
    const type = readLatin1(bytes, at + 4, 4);
    chunks.push({ type, at, end, data: bytes.subarray(at + HEAD_BYTES, dataEnd) });
    if (type === "IEND") break;
    at = end;
  }
  return chunks;
}

/** A chunk in parts, of which the data are shared. */
export function toChunkParts(type: string, data: Uint8Array): Uint8Array[] {
  const head = new Uint8Array(HEAD_BYTES);
  const sum = new Uint8Array(CHECKSUM_BYTES);
  head.set(toLatin1Bytes(type), 4);
  toView(head).setUint32(0, data.length);
  toView(sum).setUint32(0, crc32(data, crc32(head.subarray(4))));
  return [head, data, sum];
}
