import { deflateSync, inflateSync } from "node:zlib";
import { type KeptMetadata, rewriteExif } from "./exif-block.ts";
import { cleanIccProfile } from "./icc-profile.ts";
import { type PngChunk, readChunks, toChunkParts } from "./png-chunks.ts";
import { measurePixels, type PngHeader, readPngHeader } from "./png-pixels.ts";
import { concatBytes, createParts, readLatin1, toLatin1Bytes, UnknownStructureError } from "./structure.ts";

/* PNG and its animations, PNG Third Edition (W3C). */

const SIGNATURE = "\x89PNG\r\n\x1a\n";
/** Size of a pixel, colours, animation, and how Apple's own variant stores pixels: the bytes that each has. */
const PICTURE_CHUNKS = new Map([
  ...Object.entries({ IHDR: 13, pHYs: 9, cHRM: 32, gAMA: 4, sRGB: 1, cICP: 4, mDCV: 24, cLLI: 8, mDCv: 24, cLLi: 8 }),
  ...Object.entries({ CgBI: 4, acTL: 8, fcTL: 26, IEND: 0 }),
]);
/** The bytes of an opacity, a background and of how many bits are in use, by the colour type of the pixels. */
const COLOUR_CHUNKS: Record<string, Partial<Record<number, number>>> = {
  tRNS: { 0: 2, 2: 6 },
  bKGD: { 0: 2, 2: 6, 3: 1, 4: 2, 6: 6 },
  sBIT: { 0: 1, 2: 3, 3: 3, 4: 2, 6: 4 },
};
const PALETTE_TYPE = 3;
const PIXEL_CHUNKS = new Set(["IDAT", "fdAT"]);
const PROFILE_NAME = "ICC profile";
/** Profiles of printing presses take 4 MB. */
const MAX_PROFILE_BYTES = 8 * 1024 * 1024;

/**
 * A PNG file's picture or animation with orientation and colours. One that was cut off within its pixels or behind them
 * gets an end; what is behind the end of compressed pixels is left out. @throws UnknownStructureError
 */
export async function cleanPng(bytes: Uint8Array, keep: KeptMetadata): Promise<readonly Uint8Array[]> {
  if (readLatin1(bytes, 0, SIGNATURE.length) !== SIGNATURE) throw new UnknownStructureError("Expected a PNG file");
  const chunks = readChunks(bytes, SIGNATURE.length);
  const header = readPngHeader(chunks);
  const pixels = await measurePixels(chunks, header, bytes.length);
  const parts = createParts(bytes);
  parts.keep(0, SIGNATURE.length);
  const add = (type: string, data: Uint8Array | undefined) => {
    if (data) for (const part of toChunkParts(type, data)) parts.add(part);
  };
  const seen = new Set<string>();
  const palette = measurePalette(chunks, header);
  for (const chunk of chunks) {
    const { type, at, end, data } = chunk;
    const isCut = end > bytes.length;
    if (isCut && !seen.has("IDAT") && type !== "IDAT")
      throw new UnknownStructureError(`A chunk ends beyond the file, at ${at}`);
    const size = PIXEL_CHUNKS.has(type) ? pixels.get(chunk) : undefined;
    if (size !== undefined && (isCut || size < data.length)) add(type, data.subarray(0, size));
    // Decoders pass over the colours that pixels of so few bits cannot name.
    else if (type === "PLTE" && !isCut && data.length > palette && palette > 0) add(type, data.subarray(0, palette));
    else if (size !== undefined || (!isCut && isKept(chunk, header, palette))) parts.keep(at, end);
    else if (type === "iCCP" && !seen.has(type)) add(type, cleanProfile(data));
    // Where it was: decoders differ in whether they look for it behind the pixels.
    else if (type === "eXIf" && !seen.has(type)) add(type, rewriteExif(data, keep));
    seen.add(type);
  }
  if (!seen.has("IDAT")) throw new UnknownStructureError("Expected pixels in the PNG file");
  if (chunks.at(-1)?.type !== "IEND") add("IEND", new Uint8Array());
  return parts.all();
}

/** How many bytes of the first palette colour the pixels; none of that of a picture of true colours. */
function measurePalette(chunks: readonly PngChunk[], { colourType, bitsPerPixel }: PngHeader): number {
  if (colourType !== PALETTE_TYPE) return 0;
  const bytes = chunks.find(({ type }) => type === "PLTE")?.data.length ?? 0;
  return Math.min(bytes, 2 ** bitsPerPixel * 3);
}

/**
 * Whether a chunk other than pixels is part of the picture.
 * @param palette how many bytes of it are
 * @throws UnknownStructureError where that cannot be told
 */
function isKept({ type, data }: PngChunk, { colourType }: PngHeader, palette: number): boolean {
  const bytes = PICTURE_CHUNKS.get(type);
  if (bytes !== undefined) {
    if (data.length === bytes) return true;
    throw new UnknownStructureError(`Expected ${bytes} bytes of ${type}, received ${data.length}`);
  }
  if (type === "PLTE") return palette > 0 && data.length <= palette;
  if (type === "tRNS" && colourType === PALETTE_TYPE) return data.length <= palette / 3;
  // Of another length decoders pass over them.
  if (COLOUR_CHUNKS[type]) return data.length === COLOUR_CHUNKS[type][colourType];
  if (/^[A-Z]/.test(type) && !PIXEL_CHUNKS.has(type))
    throw new UnknownStructureError(`A decoder would have to know the chunk ${type}`);
  return false;
}

/** The profile under a name of ours; undefined where it cannot be unpacked, which decoders pass over. */
function cleanProfile(data: Uint8Array): Uint8Array | undefined {
  const nameEnd = data.indexOf(0);
  const profile = inflate(data.subarray(nameEnd + 2));
  const clean = profile && cleanIccProfile(profile);
  return clean && concatBytes([toLatin1Bytes(`${PROFILE_NAME}\0\0`), deflateSync(clean)]);
}

function inflate(data: Uint8Array): Uint8Array | undefined {
  try {
    return inflateSync(data, { maxOutputLength: MAX_PROFILE_BYTES });
  } catch {
    return undefined;
  }
}
