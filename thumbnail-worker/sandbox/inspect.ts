import { open } from "node:fs/promises";
import type { Metadata } from "sharp";
import type { AcceptedContentType } from "#lib/images/image.ts";
import { openHeader } from "./decoder.ts";
import { PictureError } from "./picture-error.ts";
import { SNIFF_BYTES, sniffContentType } from "./sniff.ts";

export interface PictureLimits {
  /** Most pixels of one frame, and of all frames together for a picture to stay animated. */
  maxPixels: number;
  maxFrames: number;
  /** Up to so many frames an animation stays animated, beyond it is still. */
  animatedFrames: number;
}

/** What the header says about a picture that is worth decoding. */
export interface Inspected {
  contentType: AcceptedContentType;
  /** Of one frame, pixels as stored, before orientation. */
  width: number;
  height: number;
  /** EXIF orientation, 1 to 8. */
  orientation: number;
  /** 1 for a still; the further pages of a TIFF or AVIF are not frames. */
  frames: number;
  /** Milliseconds each frame is shown; empty for a still. */
  delays: number[];
  /** Times an animation runs, 0 is for ever. */
  loops: number;
  animated: boolean;
  bitsPerChannel: number;
  space: string;
  icc: Buffer | undefined;
  exif: Buffer | undefined;
  xmp: Buffer | undefined;
  iptc: Buffer | undefined;
}

/**
 * Decides from the first bytes and the header whether a file is worth decoding; decodes nothing.
 * @throws PictureError `unsupported_format`, `type_mismatch`, `corrupt_image`, `too_many_pixels`, `too_many_frames`
 */
export async function inspect(path: string, declaredType: string, limits: PictureLimits): Promise<Inspected> {
  const contentType = await sniffFile(path);
  if (contentType !== declaredType) {
    throw new PictureError("type_mismatch", `Announced as ${declaredType} but the content is ${contentType}`);
  }
  const header = await readHeader(path);
  if (toContentType(header) !== contentType) {
    throw new PictureError(
      "unsupported_format",
      `The decoder takes it for ${header.format} ${header.compression ?? ""}`,
    );
  }
  const isAnimation = (contentType === "image/gif" || contentType === "image/webp") && (header.pages ?? 1) > 1;
  const frames = isAnimation ? (header.pages ?? 1) : 1;
  const height = header.pageHeight ?? header.height;
  const pixels = header.width * height;
  if (pixels > limits.maxPixels) {
    throw new PictureError("too_many_pixels", `${header.width}×${height} is more than ${limits.maxPixels} pixels`);
  }
  if (frames > limits.maxFrames) {
    throw new PictureError("too_many_frames", `${frames} frames are more than ${limits.maxFrames}`);
  }
  const orientation = header.orientation ?? 1;
  return {
    contentType,
    width: header.width,
    height,
    orientation,
    frames,
    delays: isAnimation ? (header.delay ?? []) : [],
    loops: header.loop ?? 0,
    animated:
      isAnimation && frames <= limits.animatedFrames && pixels * frames <= limits.maxPixels && orientation === 1,
    bitsPerChannel: header.depth === "uchar" ? 8 : 16,
    space: header.space,
    icc: header.icc,
    exif: header.exif,
    xmp: header.xmp,
    iptc: header.iptc,
  };
}

async function sniffFile(path: string): Promise<AcceptedContentType> {
  const file = await open(path);
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(SNIFF_BYTES), 0, SNIFF_BYTES, 0);
    if (bytesRead === 0) throw new PictureError("corrupt_image", "The file is empty");
    const contentType = sniffContentType(buffer.subarray(0, bytesRead));
    if (!contentType) throw new PictureError("unsupported_format", "The first bytes are of no accepted format");
    return contentType;
  } finally {
    await file.close();
  }
}

async function readHeader(path: string): Promise<Metadata> {
  try {
    return await openHeader(path).metadata();
  } catch (cause) {
    throw new PictureError("corrupt_image", "The header cannot be read", { cause });
  }
}

function toContentType(header: Metadata): string {
  // The decoder names the container of AVIF; the same container with another codec is HEIC.
  if (header.format === "heif") return header.compression === "av1" ? "image/avif" : "image/heic";
  return `image/${header.format}`;
}
