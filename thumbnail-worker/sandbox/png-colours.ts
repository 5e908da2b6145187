import { open } from "node:fs/promises";
import { type Cicp, profileOfGamma } from "./cicp-profile.ts";

/* What a PNG says of its colours in chunks of its own, which decoders leave aside (PNG third edition, 11.3.2). */

const SIGNATURE_BYTES = 8;
/** Length, type and checksum around a chunk's data. */
const CHUNK_OVERHEAD_BYTES = 12;
/** They come before the pixels, and not many chunks do. */
const MAX_CHUNKS = 64;
/** The longest of them, cHRM. */
const MAX_DATA_BYTES = 32;
/** Chromaticities and gamma are stored so many times too large. */
const SCALE = 100_000;

export interface PngColours {
  /** Code points (cICP); they go before a profile. */
  cicp: Cicp | undefined;
  /** A profile made of gamma and chromaticities (gAMA, cHRM); a profile in the file goes before it. */
  icc: Buffer | undefined;
}

/** The colours that the chunks of a PNG name; without what it does not name. */
export async function readPngColours(path: string): Promise<PngColours> {
  const chunks = await readChunks(path);
  const [cicp, gamma, chromaticities] = ["cICP", "gAMA", "cHRM"].map((type) => chunks.get(type));
  return {
    cicp: cicp?.length === 4 ? { primaries: cicp[0] ?? 2, transfer: cicp[1] ?? 2 } : undefined,
    icc: chunks.has("sRGB") ? undefined : profileOfGamma(readNumbers(gamma, 1)?.[0], readNumbers(chromaticities, 8)),
  };
}

async function readChunks(path: string): Promise<ReadonlyMap<string, Buffer>> {
  const chunks = new Map<string, Buffer>();
  const file = await open(path);
  try {
    for (let at = SIGNATURE_BYTES, count = 0; count < MAX_CHUNKS; count++) {
      const bytes = Buffer.alloc(8 + MAX_DATA_BYTES);
      const { bytesRead } = await file.read(bytes, 0, bytes.length, at);
      const type = bytes.toString("latin1", 4, 8);
      if (bytesRead < CHUNK_OVERHEAD_BYTES || type === "IDAT") break;
      const length = bytes.readUInt32BE(0);
      if (length <= MAX_DATA_BYTES && !chunks.has(type)) chunks.set(type, bytes.subarray(8, 8 + length));
      at += CHUNK_OVERHEAD_BYTES + length;
    }
  } finally {
    await file.close();
  }
  return chunks;
}

function readNumbers(data: Buffer | undefined, count: number): number[] | undefined {
  if (data?.length !== count * 4) return undefined;
  return Array.from({ length: count }, (_, index) => data.readUInt32BE(index * 4) / SCALE);
}
