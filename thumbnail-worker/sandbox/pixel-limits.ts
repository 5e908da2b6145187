import type { Metadata } from "sharp";
import type { AcceptedContentType } from "#lib/images/image.ts";

/*
 * How many pixels of each format fit into the time and memory of one picture; bench/README.md has the measurements.
 * JPEG shrinks while it is decoded and PNG and TIFF come row by row, so that memory does not grow with them; the others
 * stand in memory whole.
 */

const MEGA = 1_000_000;
const MEBIBYTE = 1024 * 1024;

/** What may be decoded for the moving renditions of an animation, all frames together. */
export const ANIMATION_PIXELS = 50 * MEGA;

const LIMITS: Record<AcceptedContentType, number> = {
  "image/jpeg": 250 * MEGA,
  "image/png": 150 * MEGA,
  "image/tiff": 150 * MEGA,
  "image/heic": 64 * MEGA,
  "image/heif": 64 * MEGA,
  "image/webp": 100 * MEGA,
  "image/avif": 64 * MEGA,
  "image/gif": 64 * MEGA,
};
/** All rows of an interlaced PNG are kept until its last pass. */
const INTERLACED_PNG_LIMIT = 64 * MEGA;

/** A progressive JPEG keeps all its coefficients, 2 bytes each, until its last scan. */
const MAX_COEFFICIENT_BYTES = 800 * MEBIBYTE;
const COEFFICIENT_BYTES = 2;
/** Coefficients of both colour components for one of brightness, by how they are subsampled. */
const CHROMA_SHARES: Record<string, number> = { "4:2:0": 0.5, "4:2:2": 1, "4:1:1": 0.5, "4:4:0": 1, "4:4:4": 2 };
const CMYK_COMPONENTS = 4;

/** Most pixels that a picture of this type and header may have. */
export function pixelLimit(
  contentType: AcceptedContentType,
  { isProgressive, chromaSubsampling, channels }: Pick<Metadata, "isProgressive" | "chromaSubsampling" | "channels">,
): number {
  const limit = LIMITS[contentType];
  if (!isProgressive) return limit;
  if (contentType === "image/png") return INTERLACED_PNG_LIMIT;
  if (contentType !== "image/jpeg") return limit;
  const perPixel =
    channels === CMYK_COMPONENTS ? channels : channels === 1 ? 1 : 1 + (CHROMA_SHARES[chromaSubsampling ?? ""] ?? 2);
  return Math.min(limit, Math.floor(MAX_COEFFICIENT_BYTES / (COEFFICIENT_BYTES * perPixel)));
}
