/* Markers of JPEG streams, ITU-T T.81. */

export const SOI = 0xd8;
export const EOI = 0xd9;
export const SOS = 0xda;
export const APP14 = 0xee;
/** Of Adobe's segment, which says how colours are stored. */
export const ADOBE_BYTES = 12;
const TEM = 0x01;
/** Huffman and quantisation tables, arithmetic conditioning, number of lines, restart interval. */
const TABLES = new Set([0xc4, 0xdb, 0xcc, 0xdc, 0xdd]);

/** The next marker and where it ends; fill bytes and garbage before it are passed over, as decoders do. */
export function findMarker(bytes: Uint8Array, from: number): { code: number; end: number } | undefined {
  for (let at = findFill(bytes, from); at >= 0; at = findFill(bytes, at)) {
    while (bytes[at] === 0xff) at += 1;
    const code = bytes[at];
    if (code === undefined) return undefined;
    if (code !== 0) return { code, end: at + 1 };
  }
  return undefined;
}

/** Where the compressed data of a scan end: at the next marker that is no restart. */
export function findScanEnd(bytes: Uint8Array, from: number): number {
  for (let at = findFill(bytes, from); at >= 0; at = findFill(bytes, at)) {
    const code = bytes[at + 1];
    if (code === 0xff) at += 1;
    else if (code === 0 || (code !== undefined && isRestart(code))) at += 2;
    else return at;
  }
  return bytes.length;
}

/** Whether a marker is alone, without a segment. */
export function isLone(code: number): boolean {
  return isRestart(code) || code === TEM;
}

/** Whether a segment is of tables, or starts a frame of any process; C8 means something else. */
export function isOfPicture(code: number): boolean {
  return TABLES.has(code) || (code >= 0xc0 && code <= 0xcf && code !== 0xc8);
}

/**
 * Where the next byte is with which a marker may begin, or -1. Looked for byte by byte before a call of indexOf(),
 * which takes as long as some tens of them: every other byte of a file may be one.
 */
function findFill(bytes: Uint8Array, from: number): number {
  const NEAR = 32;
  const near = Math.min(from + NEAR, bytes.length);
  for (let at = from; at < near; at++) if (bytes[at] === 0xff) return at;
  return bytes.indexOf(0xff, near);
}

function isRestart(code: number): boolean {
  return code >= 0xd0 && code <= 0xd7;
}
