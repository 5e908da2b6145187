import { withFileSource } from "./metadata/byte-source.ts";
import { readTiffDirectories } from "./metadata/tiff-directory.ts";
import { PictureError } from "./picture-error.ts";

/* What the first directory of a TIFF says of its pixels and the decoder does not (TIFF 6.0; raw files: TIFF/EP). */

export interface TiffColours {
  /** Whether brightness and colour differences come out as they are, see `Inspected.space`. */
  areDifferences: boolean;
  /** Channels beside those of the colours that the decoder would take for transparency, or does not expect. */
  surplus: SurplusChannels | undefined;
}

export interface SurplusChannels {
  /** Channels of the colours. */
  colours: 1 | 3 | 4;
  /** Channels beside them. */
  others: number;
  /** Whether the first of those is the transparency. */
  hasAlpha: boolean;
}

const TAG = {
  newSubfileType: 254,
  bitsPerSample: 258,
  compression: 259,
  photometric: 262,
  samplesPerPixel: 277,
  subIfds: 330,
  extraSamples: 338,
  subsampling: 530,
} as const;
const YCBCR = 6;
/** JPEG in TIFF, of which the decoder makes red, green and blue. */
const JPEG_COMPRESSIONS = [6, 7];
/** Colour filter array and linear raw. */
const RAW_PHOTOMETRICS = [32_803, 34_892];
const REDUCED_RESOLUTION = 1;
/** Associated and unassociated alpha. */
const ALPHAS = [1, 2];
/** Channels of colours by PhotometricInterpretation: grey either way round, RGB, CMYK. */
const COLOURS: Partial<Record<number, SurplusChannels["colours"]>> = { 0: 1, 1: 1, 2: 3, 5: 4 };

/** @throws PictureError `unsupported_raw`, `unsupported_codec` */
export function readTiffColours(path: string): TiffColours {
  const tags = withFileSource(path, readTiffDirectories)?.ifd0;
  const numbers = (tag: number) => {
    const value = tags?.get(tag);
    return Array.isArray(value) ? value : [];
  };
  const number = (tag: number) => numbers(tag)[0] ?? 0;
  const photometric = number(TAG.photometric);
  const isPreview = number(TAG.newSubfileType) === REDUCED_RESOLUTION && numbers(TAG.subIfds).length > 0;
  if (isPreview || RAW_PHOTOMETRICS.includes(photometric)) {
    throw new PictureError("unsupported_raw", "The directory is that of a raw file");
  }
  const areDifferences = photometric === YCBCR && !JPEG_COMPRESSIONS.includes(number(TAG.compression));
  // TIFF 6.0, section 21: without subsampling, brightness and differences stand pixel by pixel.
  if (areDifferences && (numbers(TAG.subsampling).join() !== "1,1" || number(TAG.bitsPerSample) !== 8)) {
    throw new PictureError("unsupported_codec", "Colour differences of several pixels together, or not of 8 bits");
  }
  const colours = COLOURS[photometric];
  const others = colours === undefined ? 0 : number(TAG.samplesPerPixel) - colours;
  // A single channel that nothing is said of is transparency in old files.
  const hasAlpha = ALPHAS.includes(numbers(TAG.extraSamples)[0] ?? (others === 1 ? 2 : 0));
  return { areDifferences, surplus: colours && others > Number(hasAlpha) ? { colours, others, hasAlpha } : undefined };
}
