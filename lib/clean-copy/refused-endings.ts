import { readLatin1, UnknownStructureError } from "./structure.ts";

/* What is looked for in compressed data that have no end of their own, so that nothing else goes into a copy. */

/**
 * How what programs put after a picture begins or ends: films, archives, XMP, Samsung's list of parts. Films and
 * archives soon have bytes that end a scan, so no more than its last part is looked at.
 */
const TRAILERS = new RegExp(
  [
    "ftyp(?:mp4|iso|qt {2}|avc|M4|heic|mif1|3g)",
    "\0(?:moov|mdat)",
    // Four bytes alone come about by chance in one of 22,000 photos.
    "SEFH[^]\0\0\0|MotionPhoto_",
    "PK\x03\x04[\x0a\x14\x2d]\0",
    "<\\?xpacket|<x:xmpmeta",
  ].join("|"),
);
const LOOKED_AT_BYTES = 64 * 1024;
const PIECE_BYTES = 8 * 1024;
const OVERLAP_BYTES = 32;

/**
 * Words and numbers that somebody could read, also with two bytes for each letter; compressed data have as many in a row
 * once in 1,000 photos.
 */
const TEXT = /[\w .,:;-]{14}|(?:[\w .,:;-]\0){8}/;

/** Of data that have an end: words that are put before it are their last bytes. */
const LAST_BYTES = 4 * 1024;

/** Whether a scan may end in something else than its picture. */
export function mayHoldMore(scan: Uint8Array, hasEnd: boolean): boolean {
  return (
    isIn(takeEnd(scan, LOOKED_AT_BYTES), TRAILERS) || isIn(takeEnd(scan, hasEnd ? LAST_BYTES : LOOKED_AT_BYTES), TEXT)
  );
}

/** As TEXT, of which no three are the same in a row: that is what areas of one colour are compressed to. */
const WORDS = /(?:([\w .,:;-])(?!\1\1)){14}|(?:([\w .,:;-])\0(?!\2\0\2)){8}/;

/** @throws UnknownStructureError for compressed data with words right before their end, which may be behind the picture */
export function refuseLastWords(data: Uint8Array): void {
  refuseIn(takeEnd(data, LAST_BYTES), WORDS);
}

function takeEnd(data: Uint8Array, bytes: number): Uint8Array {
  return data.subarray(Math.max(0, data.length - bytes));
}

/** @throws UnknownStructureError for compressed data up to the end of their file at the end of which there are words */
export function refuseText(data: Uint8Array): void {
  refuseIn(takeEnd(data, LOOKED_AT_BYTES), TEXT);
}

/** A chunk of a PNG by its length, below 16 MB, and its type; four bytes alone come about by chance. */
const CHUNKS = /\0[\0-\xff]{3}(?:tEXt|zTXt|iTXt|eXIf|tIME|caBX|IEND)/;

/** @throws UnknownStructureError for pixels of a PNG with chunks of metadata or its end among them */
export function refuseChunks(pixels: Uint8Array): void {
  refuseIn(pixels, CHUNKS);
}

function refuseIn(bytes: Uint8Array, mark: RegExp): void {
  if (isIn(bytes, mark)) throw new UnknownStructureError("Something else follows a picture that has no end");
}

function isIn(bytes: Uint8Array, mark: RegExp): boolean {
  for (let at = 0; at < bytes.length; at += PIECE_BYTES) {
    // Pieces overlap by more than the longest mark has.
    if (mark.test(readLatin1(bytes, at, PIECE_BYTES + OVERLAP_BYTES))) return true;
  }
  return false;
}
