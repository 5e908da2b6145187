import sharp, { type Sharp, type SharpOptions } from "sharp";

/*
 * sharp as this worker uses it. libvips itself refuses every loader but these six: SVG, PDF, ImageMagick's and the
 * rest are never entered, whatever a file claims to be. Pictures are read from files only, raw pixels from memory.
 */
const LOADERS = ["Jpeg", "Png", "Webp", "Heif", "Nsgif", "Tiff"];

sharp.block({ operation: ["VipsForeignLoad"] });
// TIFF from memory carries our own pixels between two steps, see render.ts.
sharp.unblock({ operation: [...LOADERS.map((name) => `VipsForeignLoad${name}File`), "VipsForeignLoadTiffBuffer"] });
// Every file is seen once, so a cache would only hold memory.
sharp.cache(false);
// One thread a picture spends the least CPU; parallel pictures come from parallel workers.
sharp.concurrency(1);

export interface DecodeOptions {
  /** Decoding more pixels than this is refused by libvips, all frames that are read taken together. */
  maxPixels: number;
  /** Reads so many frames, -1 for all; one when absent. */
  frames?: number;
  /** Which picture of a file of several; the first when absent. */
  page?: number;
  /** Goes on behind damage, with grey or nothing in the place of what is missing. */
  lenient?: boolean;
  /** Leaves the pixels as they are stored, whatever profile describes them. */
  ignoreIcc?: boolean;
  /** Whether it is a TIFF, whose tiles libvips leaves black with no more than a warning where they do not decode. */
  isTiff?: boolean;
}

/** A pipeline that reads `path`. Damage and truncation are errors, oddities that decoders only warn of are not. */
export function decode(path: string, options: DecodeOptions): Sharp {
  return sharp(path, {
    limitInputPixels: options.maxPixels,
    failOn: options.lenient ? "none" : options.isTiff ? "warning" : "error",
    pages: options.frames ?? 1,
    page: options.page ?? 0,
    ignoreIcc: options.ignoreIcc ?? false,
  });
}

export interface HeaderOptions {
  lenient: boolean;
  /** Of a HEIF file, without libvips' limit of 256 parts, which telephones' panoramas exceed. */
  unlimited: boolean;
}

/** A pipeline that only reads the header: it decodes nothing, so no budget applies to it. */
export function openHeader(path: string, { lenient, unlimited }: HeaderOptions): Sharp {
  return sharp(path, { limitInputPixels: false, failOn: lenient ? "none" : "error", unlimited });
}

/** Uncompressed pixels, 8 bits a channel, in sRGB. */
export interface Pixels {
  data: Buffer;
  width: number;
  height: number;
  channels: 1 | 2 | 3 | 4;
}

/** A pipeline that reads pixels in memory. */
export function fromPixels({ data, ...raw }: Pixels): Sharp {
  return sharp(data, { raw, limitInputPixels: false } satisfies SharpOptions);
}

/** A pipeline that reads a picture which another pipeline of ours has just written into memory. */
export function fromOwnTiff(data: Buffer): Sharp {
  return sharp(data, { limitInputPixels: false });
}

/** Pixels in whatever colours they were stored in. */
export interface StoredPixels extends Pixels {
  /** 16, little-endian, for all that has more than 8. */
  bitsPerChannel: 8 | 16;
}

/** What libvips would convert on the way; of other spaces the numbers stay as they are. */
const KEPT_SPACES = new Set(["rgb16", "grey16", "scrgb", "cmyk"]);
const MAX_UINT32 = 2 ** 32 - 1;

/** Runs a pipeline to pixels as they were stored, of a picture of this space and depth. */
export async function toStoredPixels(
  pipeline: Sharp,
  { space, depth }: { space: string; depth: string },
): Promise<StoredPixels> {
  const kept = KEPT_SPACES.has(space) ? pipeline.pipelineColourspace(space).toColourspace(space) : pipeline;
  if (depth === "uchar") return { ...(await toPixels(kept)), bitsPerChannel: 8 };
  const isWide = depth === "float" || depth === "uint";
  const { data, info } = await kept.raw({ depth: isWide ? "float" : "ushort" }).toBuffer({ resolveWithObject: true });
  return {
    data: isWide ? toUint16(data, depth === "float" ? 1 : MAX_UINT32) : data,
    width: info.width,
    height: info.height,
    channels: info.channels as Pixels["channels"],
    bitsPerChannel: 16,
  };
}

/** Floating-point numbers from 0 to `most` as whole ones of 16 bits; what is brighter than white is white. */
function toUint16(data: Buffer, most: number): Buffer {
  const floats = new Float32Array(data.buffer, data.byteOffset, data.length / Float32Array.BYTES_PER_ELEMENT);
  const values = Uint16Array.from(floats, (value) => Math.round(Math.min(1, Math.max(0, value / most)) * 0xffff));
  return Buffer.from(values.buffer);
}

/** Runs a pipeline to its pixels. */
export async function toPixels(pipeline: Sharp): Promise<Pixels> {
  const { data, info } = await pipeline.raw().toBuffer({ resolveWithObject: true });
  return { data, width: info.width, height: info.height, channels: info.channels as Pixels["channels"] };
}
