import { crc32, deflateSync, inflateSync } from "node:zlib";
import { type KeptMetadata, rewriteExif } from "./exif-block.ts";
import { cleanIccProfile } from "./icc-profile.ts";
import { refuseChunks, refuseText } from "./refused-endings.ts";
import { concatBytes, createParts, readLatin1, toLatin1Bytes, toView, UnknownStructureError } from "./structure.ts";

/* PNG and its animations, PNG Third Edition (W3C). */

const SIGNATURE = "\x89PNG\r\n\x1a\n";
/** Length, type and checksum around a chunk's data. */
const OVERHEAD_BYTES = 12;
/** Pixels, palette, colours, size of a pixel, and animation, each with the most bytes that it has. */
const PICTURE_CHUNKS = new Map([
  ...Object.entries({ IHDR: 13, PLTE: 768, tRNS: 256, bKGD: 6, sBIT: 4, hIST: 512, pHYs: 9 }),
  ...Object.entries({ cHRM: 32, gAMA: 4, sRGB: 1, cICP: 4, mDCV: 24, cLLI: 8, mDCv: 24, cLLi: 8 }),
  // Apple's own variant, which says how its pixels are stored.
  ["CgBI", 4],
  ...Object.entries({ acTL: 8, fcTL: 26, fdAT: Number.POSITIVE_INFINITY, IDAT: Number.POSITIVE_INFINITY, IEND: 0 }),
]);
const PROFILE_NAME = "ICC profile";
/** Profiles of printing presses take 4 MB. */
const MAX_PROFILE_BYTES = 8 * 1024 * 1024;

/**
 * A PNG file's picture or animation with orientation and colours. One that was cut off within its pixels or behind them
 * gets an end. @throws UnknownStructureError
 */
export function cleanPng(bytes: Uint8Array, keep: KeptMetadata): readonly Uint8Array[] {
  if (readLatin1(bytes, 0, SIGNATURE.length) !== SIGNATURE) throw new UnknownStructureError("Expected a PNG file");
  const view = toView(bytes);
  const parts = createParts(bytes);
  parts.keep(0, SIGNATURE.length);
  const seen = new Set<string>();
  for (let at = SIGNATURE.length; ; ) {
    parts.count();
    const [length, type] = [readLength(view, at), readLatin1(bytes, at + 4, 4)];
    const end = at + OVERHEAD_BYTES + length;
    if (end > bytes.length) {
      if (type === "IDAT") parts.add(toChunk(type, takePixels(bytes, at, length)));
      else if (!seen.has("IDAT")) throw new UnknownStructureError(`A chunk ends beyond the file, at ${at}`);
      parts.add(toChunk("IEND", new Uint8Array()));
      break;
    }
    const data = bytes.subarray(at + 8, end - 4);
    const maxBytes = PICTURE_CHUNKS.get(type);
    if (maxBytes !== undefined) {
      if (length > maxBytes)
        throw new UnknownStructureError(`Expected ${maxBytes} bytes of ${type}, received ${length}`);
      parts.keep(at, end);
    } else if (type === "iCCP" && !seen.has(type)) parts.add(toProfileChunk(data));
    // Where it was: decoders differ in whether they look for it behind the pixels.
    else if (type === "eXIf" && !seen.has(type)) parts.add(toChunk(type, rewriteExif(data, keep)));
    else if (isCritical(type)) throw new UnknownStructureError(`A decoder would have to know the chunk ${type}`);
    if (type === "IEND") break;
    seen.add(type);
    at = end;
  }
  return parts.all();
}

/** Of the data of a chunk; endless where the file ends before it says how long they are. */
function readLength(view: DataView, at: number): number {
  return at + 8 <= view.byteLength ? view.getUint32(at) : Number.POSITIVE_INFINITY;
}

/** What is there of pixels that are cut off. @throws UnknownStructureError where something else is among them */
function takePixels(bytes: Uint8Array, at: number, length: number): Uint8Array {
  const pixels = bytes.subarray(at + 8, at + 8 + length);
  refuseChunks(pixels);
  refuseText(pixels);
  return pixels;
}

/** Upper case says that the picture cannot be shown without it. */
function isCritical(type: string): boolean {
  return /^[A-Z]/.test(type);
}

/** No bytes where there are no data. */
function toChunk(type: string, data: Uint8Array | undefined): Uint8Array {
  if (!data) return new Uint8Array();
  const chunk = concatBytes([new Uint8Array(4), toLatin1Bytes(type), data, new Uint8Array(4)]);
  const view = toView(chunk);
  view.setUint32(0, data.length);
  view.setUint32(chunk.length - 4, crc32(chunk.subarray(4, -4)));
  return chunk;
}

/** The profile under a name of ours; no bytes where it cannot be unpacked, which decoders pass over. */
function toProfileChunk(data: Uint8Array): Uint8Array {
  const nameEnd = data.indexOf(0);
  const profile = inflate(data.subarray(nameEnd + 2));
  const clean = profile && cleanIccProfile(profile);
  return toChunk("iCCP", clean && concatBytes([toLatin1Bytes(`${PROFILE_NAME}\0\0`), deflateSync(clean)]));
}

function inflate(data: Uint8Array): Uint8Array | undefined {
  try {
    return inflateSync(data, { maxOutputLength: MAX_PROFILE_BYTES });
  } catch {
    return undefined;
  }
}
