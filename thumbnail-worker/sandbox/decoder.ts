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
  /** Reads so many frames, -1 for all; the first when absent. */
  frames?: number;
}

/** A pipeline that reads `path`. Damage and truncation are errors, oddities that decoders only warn of are not. */
export function decode(path: string, options: DecodeOptions): Sharp {
  return sharp(path, { limitInputPixels: options.maxPixels, failOn: "error", pages: options.frames ?? 1 });
}

/** A pipeline that only reads the header: it decodes nothing, so no budget applies to it. */
export function openHeader(path: string): Sharp {
  return sharp(path, { limitInputPixels: false, failOn: "error" });
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

/** Runs a pipeline to its pixels. */
export async function toPixels(pipeline: Sharp): Promise<Pixels> {
  const { data, info } = await pipeline.raw().toBuffer({ resolveWithObject: true });
  return { data, width: info.width, height: info.height, channels: info.channels as Pixels["channels"] };
}
