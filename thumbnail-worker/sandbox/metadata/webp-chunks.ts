import type { ByteSource } from "./byte-source.ts";

/*
 * EXIF and XMP of a WebP (RFC 9649). Decoders go by the flags at its beginning, which programs that add a block forget.
 */

const RIFF_HEADER_BYTES = 12;
/** A frame of an animation is one. */
const MAX_CHUNKS = 10_000;
const MAX_CHUNK_BYTES = 2 * 1024 * 1024;
const KINDS: Record<string, "exif" | "xmp" | undefined> = { EXIF: "exif", "XMP ": "xmp", "XMP\0": "xmp" };

/** All chunks of EXIF and the first of XMP. Never throws. */
export function readWebpChunks(source: ByteSource): { exif: Buffer[]; xmp?: Buffer } {
  const found: { exif: Buffer[]; xmp?: Buffer } = { exif: [] };
  for (let at = RIFF_HEADER_BYTES, count = 0; count < MAX_CHUNKS; count++) {
    const head = source.read(at, 8);
    if (!head) break;
    const length = head.readUInt32LE(4);
    const kind = KINDS[head.toString("latin1", 0, 4)];
    const data = kind && length <= MAX_CHUNK_BYTES ? source.read(at + 8, length) : undefined;
    if (kind === "exif" && data) found.exif.push(data);
    else if (kind === "xmp" && data) found.xmp ??= data;
    at += 8 + length + (length % 2);
  }
  return found;
}
