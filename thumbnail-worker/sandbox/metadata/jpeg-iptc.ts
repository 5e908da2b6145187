import type { ByteSource } from "./byte-source.ts";
import { jpegSegments } from "./jpeg-segments.ts";

const APP13 = 0xed;
const PHOTOSHOP = "Photoshop 3.0\0";

/**
 * Photoshop's image resources of a JPEG, which go on from segment to segment; decoders hand out the first. Never
 * throws.
 */
export function readJpegResources(source: ByteSource): Buffer {
  return Buffer.concat([...jpegSegments(source, APP13, PHOTOSHOP)].map(({ data }) => data));
}
