import type { Metadata } from "sharp";
import { type AcceptedContentType, acceptedContentTypes } from "#lib/images/image.ts";
import type { Cicp } from "./cicp-profile.ts";
import type { CleanAperture } from "./clean-aperture.ts";
import { completedWebp } from "./completed-webp.ts";
import { type HeaderOptions, openHeader } from "./decoder.ts";
import { gifWithCanvas } from "./gif-canvas.ts";
import { findGifEnd } from "./gif-end.ts";
import { type HeifContainer, readHeifContainer } from "./heif-container.ts";
import { plainPng } from "./iphone-png.ts";
import { readExifBlock } from "./metadata/tiff-directory.ts";
import { openableHeif } from "./openable-heif.ts";
import { openableTiff } from "./openable-tiff.ts";
import { PictureError, toPictureError } from "./picture-error.ts";
import { pictureFirstTiff } from "./picture-first-tiff.ts";
import { ANIMATION_PIXELS, pixelLimit } from "./pixel-limits.ts";
import { readPngColours } from "./png-colours.ts";
import { sniffContentType } from "./sniff.ts";
import { type DifferenceScale, type Fold, readTiffColours, type SurplusChannels } from "./tiff-colours.ts";

export interface PictureLimits {
  /** Most pixels of one frame; formats that are decoded whole have lower limits of their own, see pixel-limits.ts. */
  maxPixels: number;
  maxFrames: number;
  /** Up to so many frames an animation stays animated, beyond it is still. */
  animatedFrames: number;
}

/** What the header says about a picture that is worth decoding. */
export interface Inspected {
  /** What decoders are to open. */
  path: string;
  /** By the content; "image/heic" is for libheif, all others are for sharp. */
  contentType: AcceptedContentType;
  /** Of one frame, pixels as stored, before orientation. */
  width: number;
  height: number;
  /** The turn that is left to do after decoding, as an EXIF orientation, 1 to 8. */
  orientation: number;
  /** Which picture of a file of several is meant. */
  page: number;
  /** 1 for a still; the further pages of a TIFF or AVIF are not frames. */
  frames: number;
  /** Milliseconds each frame is shown; empty for a still. */
  delays: number[];
  /** Times an animation runs, 0 is for ever. */
  loops: number;
  animated: boolean;
  /** Of a channel, as libvips calls it: "uchar", "ushort", "float" and so on. */
  depth: string;
  /**
   * Of the colours, as libvips calls it: "srgb", "b-w", "cmyk" and so on, "scrgb" for RGB of floating-point numbers;
   * "ycbcr" where it would give brightness and colour differences as they are.
   */
  space: string;
  /** Whether its colours are already multiplied by its transparency. */
  isPremultiplied: boolean;
  /** The part of a HEIC picture that is to be shown. */
  aperture: CleanAperture | undefined;
  /** What the numbers of "ycbcr" mean. */
  differences: DifferenceScale | undefined;
  /** Whether red, green and blue are in truth L, a and b of 8 bits (TIFF 6.0, section 23). */
  isLab: boolean;
  /** How the pixels lie where the decoder cannot read them so. */
  fold: Fold | undefined;
  /** Channels that are neither colour nor transparency, which the decoder would take for it. */
  surplus: SurplusChannels | undefined;
  icc: Buffer | undefined;
  /** Colours by code points, where there is no profile. */
  cicp: Cicp | undefined;
  exif: Buffer | undefined;
  xmp: Buffer | undefined;
  iptc: Buffer | undefined;
  /** Most pixels that this picture may have. */
  maxPixels: number;
  /** Its part of the most that a picture of its kind may have, whatever less is set; 0 to 1. */
  share: number;
  /** Whether its bytes already say that its end is missing. */
  incomplete: boolean;
}

/** Grey, colours and ink. Of two the decoder takes the second for transparency, which JPEG has none of. */
const JPEG_CHANNELS = [1, 3, 4];

/** Codecs inside a HEIF file, by the type of its items, and who decodes them. */
const HEIF_CODECS: Record<string, AcceptedContentType> = {
  av01: "image/avif",
  hvc1: "image/heic",
  // Tiles and layers that stand on others are decoded with them.
  lhv1: "image/heic",
};

/**
 * Decides from the first bytes and the header whether a file is worth decoding; decodes nothing.
 * @throws PictureError `unsupported_…`, `corrupt_image`, `too_many_pixels`, `too_many_frames`
 */
export async function inspect(path: string, limits: PictureLimits): Promise<Inspected> {
  const sniffed = await sniffContentType(path);
  const isHeif = sniffed === "image/heic" || sniffed === "image/avif";
  const container = isHeif ? await openContainer(path) : undefined;
  const inside = container && HEIF_CODECS[container.codec];
  const tiffPath = sniffed === "image/tiff" ? await pictureFirstTiff(path) : undefined;
  const tiff = tiffPath === undefined ? undefined : readTiffColours(tiffPath);
  const completed = sniffed === "image/webp" ? await completedWebp(path) : undefined;
  const iphonePng = sniffed === "image/png" ? await plainPng(path) : undefined;
  const openable = isHeif
    ? await openableHeif(path, (inside ?? sniffed) === "image/avif" ? "avif" : "heic", container)
    : (completed?.path ?? iphonePng ?? (tiffPath === undefined ? path : await openableTiff(tiffPath)));
  // Of a GIF the decoder looks for the end of its first frame, which decides only later whether there is enough of it.
  const header = await readHeader(openable, { lenient: sniffed === "image/gif", unlimited: isHeif });
  // Of a HEIF file the decoder names the codec by its brand, which may be any.
  const isJpegInTiff = tiff !== undefined && header.format === "jpeg";
  const contentType = isJpegInTiff ? "image/tiff" : (inside ?? toContentType(header));
  if (!contentType || (isHeif ? header.format !== "heif" : contentType !== sniffed)) {
    throw new PictureError(
      "unsupported_format",
      `The decoder takes it for ${header.format} ${header.compression ?? ""}`,
    );
  }
  if (contentType === "image/jpeg" && !JPEG_CHANNELS.includes(header.channels)) {
    throw new PictureError(
      "unsupported_codec",
      `A JPEG of ${header.channels} channels, of which nothing says what they are`,
    );
  }
  const isAnimation = (contentType === "image/gif" || contentType === "image/webp") && (header.pages ?? 1) > 1;
  const frames = isAnimation ? (header.pages ?? 1) : 1;
  const height = header.pageHeight ?? header.height;
  const pixels = header.width * height;
  const mostOfItsKind = pixelLimit(contentType, header);
  const maxPixels = Math.min(limits.maxPixels, mostOfItsKind);
  if (pixels > maxPixels) {
    throw new PictureError(
      "too_many_pixels",
      `More pixels than accepted (${header.width}×${height}, at most ${maxPixels})`,
    );
  }
  if (frames > limits.maxFrames) {
    throw new PictureError("too_many_frames", `More frames than accepted (${frames}, at most ${limits.maxFrames})`);
  }
  const named = contentType === "image/png" ? await readPngColours(openable) : container;
  const orientation = orientationOf(contentType, header, container);
  const animated =
    isAnimation &&
    frames <= limits.animatedFrames &&
    pixels * frames <= Math.min(ANIMATION_PIXELS, limits.maxPixels) &&
    orientation === 1;
  const gifEnd = contentType === "image/gif" ? findGifEnd(path) : undefined;
  return {
    path: gifEnd === undefined ? openable : await gifWithCanvas(path, gifEnd),
    contentType,
    width: header.width,
    height,
    orientation,
    page: contentType === "image/avif" ? (header.pagePrimary ?? 0) : 0,
    frames,
    delays: isAnimation ? (header.delay ?? []) : [],
    loops: header.loop ?? 0,
    animated,
    depth: header.depth,
    space: tiff?.differences ? "ycbcr" : header.space,
    isPremultiplied: container?.isPremultiplied ?? iphonePng !== undefined,
    aperture: container?.aperture,
    differences: tiff?.differences,
    isLab: tiff?.isLab ?? false,
    fold: tiff?.fold,
    surplus: tiff?.surplus,
    // libvips takes the profile of the image itself; that of a grid may be with its tiles.
    icc: header.icc ?? named?.icc,
    cicp: named?.cicp,
    exif: header.exif,
    xmp: header.xmp,
    iptc: header.iptc,
    maxPixels,
    share: Math.max(pixels / mostOfItsKind, animated ? (pixels * frames) / ANIMATION_PIXELS : 0),
    incomplete: completed?.isWhole === false || (contentType === "image/gif" && gifEnd === undefined),
  };
}

async function openContainer(path: string): Promise<HeifContainer | undefined> {
  const container = await readHeifContainer(path);
  if (container === "sequence") {
    throw new PictureError("unsupported_sequence", "The file holds a sequence and no still image");
  }
  if (container && !HEIF_CODECS[container.codec]) {
    throw new PictureError("unsupported_codec", `The picture is of type "${container.codec}"`);
  }
  return container;
}

function orientationOf(contentType: string, header: Metadata, container: HeifContainer | undefined): number {
  if (contentType === "image/heic") return heicOrientation(header, container);
  // libexif reads no block whose name ends with another byte than 0; browsers do.
  return header.orientation ?? (contentType === "image/jpeg" ? readExifOrientation(header.exif) : 1);
}

/**
 * The turn that libheif leaves to do. It applies `irot` and `imir` itself, and a file that has them says the same in
 * its EXIF once more; some cameras' files have the orientation in EXIF only.
 */
function heicOrientation(header: Metadata, container: HeifContainer | undefined): number {
  return container?.isTransformed ? 1 : readExifOrientation(header.exif);
}

const ORIENTATION = 0x0112;

/** 1 to 8; 1 where the block names none. */
function readExifOrientation(exif: Buffer | undefined): number {
  const value = exif && readExifBlock(exif)?.ifd0.get(ORIENTATION);
  const [orientation = 1] = typeof value === "object" ? value : [];
  return orientation >= 1 && orientation <= 8 ? orientation : 1;
}

async function readHeader(path: string, options: HeaderOptions): Promise<Metadata> {
  try {
    return await openHeader(path, options).metadata();
  } catch (cause) {
    throw toPictureError("The header cannot be read", cause);
  }
}

function toContentType(header: Metadata): AcceptedContentType | undefined {
  if (header.format === "heif") return header.compression === "av1" ? "image/avif" : "image/heic";
  return acceptedContentTypes.find((type) => type === `image/${header.format}`);
}
