import { SOS } from "./jpeg-markers.ts";
import { readLatin1, UnknownStructureError } from "./structure.ts";

/*
 * How long parts of a JPEG stream are that go into a copy, ITU-T T.81 B.2: nothing is to be hidden behind what they
 * say.
 */

const DHT = 0xc4;
const DQT = 0xdb;
const DNL = 0xdc;
const DRI = 0xdd;
const DAC = 0xcc;
const HUFFMAN_LENGTHS = 16;
const COEFFICIENTS = 64;

/** @throws UnknownStructureError for a segment with more in it than it says */
export function refuseMoreThanSaid(code: number, data: Uint8Array): void {
  const said = measureSaid(code, data);
  if (said !== undefined && said !== data.length)
    throw new UnknownStructureError(`Expected ${said} bytes in segment ${code}, received ${data.length}`);
}

function measureSaid(code: number, data: Uint8Array): number | undefined {
  if (code === DAC) return undefined;
  if (code === DNL || code === DRI) return 2;
  if (code === SOS) return 4 + 2 * (data[0] ?? 0);
  if (code === DQT) return measureTables(data, (at) => 1 + COEFFICIENTS * ((data[at] ?? 0) >> 4 ? 2 : 1));
  if (code === DHT) {
    return measureTables(data, (at) => {
      const counts = data.subarray(at + 1, at + 1 + HUFFMAN_LENGTHS);
      return 1 + HUFFMAN_LENGTHS + counts.reduce((sum, count) => sum + count, 0);
    });
  }
  const FRAME_BYTES = 6;
  return FRAME_BYTES + 3 * (data[FRAME_BYTES - 1] ?? 0);
}

function measureTables(data: Uint8Array, measure: (at: number) => number): number {
  let at = 0;
  while (at < data.length) at += measure(at);
  return at;
}

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

/** Words and numbers that somebody could read; compressed data have as many in a row once in 1,000 photos. */
const TEXT = /[\w .,:;-]{14}/;

/** @throws UnknownStructureError for a scan that does not end where its picture does */
export function refuseTrailer(scan: Uint8Array): void {
  refuseEnding(scan, TRAILERS);
}

/** @throws UnknownStructureError for a scan to the end of its file at the end of which there are words */
export function refuseText(scan: Uint8Array): void {
  refuseEnding(scan, TEXT);
}

function refuseEnding(scan: Uint8Array, mark: RegExp): void {
  const start = Math.max(0, scan.length - LOOKED_AT_BYTES);
  for (let at = start; at < scan.length; at += PIECE_BYTES) {
    // Pieces overlap by more than the longest mark has.
    if (mark.test(readLatin1(scan, at, PIECE_BYTES + OVERLAP_BYTES)))
      throw new UnknownStructureError("Something else follows a picture that has no end");
  }
}
