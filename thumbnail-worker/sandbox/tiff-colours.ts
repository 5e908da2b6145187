import { withFileSource } from "./metadata/byte-source.ts";
import { readTiffDirectories } from "./metadata/tiff-directory.ts";
import { PictureError } from "./picture-error.ts";

/* What the first directory of a TIFF says of its pixels and the decoder does not (TIFF 6.0; raw files: TIFF/EP). */

export interface TiffColours {
  /** Where brightness and colour differences come out as they are, see `Inspected.space`: what they mean. */
  differences: DifferenceScale | undefined;
  /** How the pixels lie where the decoder cannot read them so. */
  fold: Fold | undefined;
  /** Whether it is Lab of 8 bits, whose channels come out as they are. */
  isLab: boolean;
  /** Channels beside those of the colours that the decoder would take for transparency, or does not expect. */
  surplus: SurplusChannels | undefined;
}

/** TIFF 6.0, section 21. */
export interface DifferenceScale {
  /** Of brightness and of both differences: the numbers that stand for black, or none, and for the most. */
  reference: readonly number[];
  /** The parts of red, green and blue in brightness. */
  weights: readonly number[];
}

export interface SurplusChannels {
  /** Channels of the colours. */
  colours: 1 | 3 | 4;
  /** Channels beside them. */
  others: number;
  /** Whether the first of those is the transparency. */
  hasAlpha: boolean;
}

/** Pixels that do not lie one after the other (TIFF 6.0, sections 15 and 21). */
export type Fold = SharedDifferences | TiledPlanes;

/** Blocks of pixels that share their colour differences. */
export interface SharedDifferences {
  kind: "blocks";
  /** Pixels of a block. */
  across: number;
  down: number;
  /** Of a strip, or of a tile. */
  rows: number;
  /** Of a tile; undefined where the picture lies in strips. */
  tileWidth: number | undefined;
}

/** Tiles of one channel after those of another. */
export interface TiledPlanes {
  kind: "planes";
  channels: number;
  colours: 1 | 3 | 4;
  hasAlpha: boolean;
  /** Whether the colours are multiplied by it. */
  isPremultiplied: boolean;
  /** Of a tile. */
  rows: number;
}

const TAG = {
  height: 257,
  bitsPerSample: 258,
  compression: 259,
  photometric: 262,
  samplesPerPixel: 277,
  rowsPerStrip: 278,
  planarConfiguration: 284,
  predictor: 317,
  tileWidth: 322,
  tileLength: 323,
  extraSamples: 338,
  sampleFormat: 339,
  coefficients: 529,
  subsampling: 530,
  referenceBlackWhite: 532,
} as const;
const WHITE_IS_ZERO = 0;
const BLACK_IS_ZERO = 1;
const YCBCR = 6;
const LAB = 8;
/** Of floating-point numbers, by SampleFormat. */
const FLOAT = 3;
/** That the decoder reads, of one number. */
const MOST_BITS = 32;
/** JPEG in TIFF, of which the decoder makes red, green and blue. */
const JPEG_COMPRESSIONS = [6, 7];
/** Colour filter array and linear raw. */
const RAW_PHOTOMETRICS = [32_803, 34_892];
const ASSOCIATED_ALPHA = 1;
const UNASSOCIATED_ALPHA = 2;
const ALPHAS = [ASSOCIATED_ALPHA, UNASSOCIATED_ALPHA];
/** Channels of colours by PhotometricInterpretation: grey either way round, RGB, CMYK. */
const COLOURS: Partial<Record<number, SurplusChannels["colours"]>> = { 0: 1, 1: 1, 2: 3, 5: 4 };

/** Whether the numbers of a directory's tags are of what a sensor saw. */
export function isRaw(numbers: Numbers): boolean {
  return RAW_PHOTOMETRICS.includes(numbers(TAG.photometric)[0] ?? 0);
}

/** Whether they are of Lab of 8 bits and nothing else, which the decoder does not open. */
export function isEightBitLab(numbers: Numbers): boolean {
  const number = (tag: number) => numbers(tag)[0];
  const isPlain = number(TAG.samplesPerPixel) === 3 && number(TAG.planarConfiguration) !== SEPARATE;
  return number(TAG.photometric) === LAB && number(TAG.bitsPerSample) === 8 && isPlain;
}

/** @throws PictureError `unsupported_raw`, `unsupported_codec` */
export function readTiffColours(path: string): TiffColours {
  const tags = withFileSource(path, readTiffDirectories)?.ifd0;
  const numbers = (tag: number) => {
    const value = tags?.get(tag);
    return Array.isArray(value) ? value : [];
  };
  const number = (tag: number) => numbers(tag)[0] ?? 0;
  const photometric = number(TAG.photometric);
  if (isRaw(numbers)) {
    throw new PictureError("unsupported_raw", "The directory is that of a raw file");
  }
  if (number(TAG.bitsPerSample) > MOST_BITS) {
    throw new PictureError("unsupported_codec", `Numbers of ${number(TAG.bitsPerSample)} bits`);
  }
  const isHalfFloat = number(TAG.bitsPerSample) === 16 && number(TAG.sampleFormat) === FLOAT;
  if (isHalfFloat && photometric <= BLACK_IS_ZERO) {
    throw new PictureError("unsupported_codec", "Grey of floating-point numbers of 16 bits, which come out whole");
  }
  const isLab = isEightBitLab(numbers);
  if (photometric === LAB && number(TAG.bitsPerSample) === 8 && !isLab) {
    throw new PictureError("unsupported_codec", "Lab of 8 bits with further channels, or with its channels apart");
  }
  const isYcbcr = photometric === YCBCR && !JPEG_COMPRESSIONS.includes(number(TAG.compression));
  if (isYcbcr && number(TAG.bitsPerSample) !== 8) {
    throw new PictureError("unsupported_codec", "Colour differences that are not of 8 bits");
  }
  const colours = isYcbcr ? 3 : COLOURS[photometric];
  const others = colours === undefined ? 0 : number(TAG.samplesPerPixel) - colours;
  // A single channel that nothing is said of is transparency in old files.
  const hasAlpha = ALPHAS.includes(numbers(TAG.extraSamples)[0] ?? (others === 1 ? UNASSOCIATED_ALPHA : 0));
  return {
    isLab,
    differences: isYcbcr ? readScale(numbers) : undefined,
    fold: (isYcbcr ? readSharedDifferences(numbers) : undefined) ?? readTiledPlanes(numbers, colours, hasAlpha),
    surplus: colours && others > Number(hasAlpha) ? { colours, others, hasAlpha } : undefined,
  };
}

/** The numbers of a tag; none where the directory has no such tag. */
type Numbers = (tag: number) => number[];

const FULL_RANGE = [0, 255, 128, 255, 128, 255];
/** ITU-R BT.601. */
const USUAL_WEIGHTS = [0.299, 0.587, 0.114];

function readScale(numbers: Numbers): DifferenceScale {
  const [reference, weights] = [numbers(TAG.referenceBlackWhite), numbers(TAG.coefficients)];
  const isScale = reference.length === 6 && [0, 2, 4].every((at) => (reference[at + 1] ?? 0) > (reference[at] ?? 0));
  const areWeights = weights.length === 3 && weights.every((weight) => weight > 0 && weight < 1);
  return { reference: isScale ? reference : FULL_RANGE, weights: areWeights ? weights : USUAL_WEIGHTS };
}

const SEPARATE = 2;
/** Pixels that share a difference, across or down. */
const SHARES = [1, 2, 4];

/** @throws PictureError `unsupported_codec` */
function readSharedDifferences(numbers: Numbers): Fold | undefined {
  // Unless something is said, four pixels share a difference.
  const [across = 2, down = 2] = numbers(TAG.subsampling);
  if (across * down === 1) return undefined;
  const [tileWidth] = numbers(TAG.tileWidth);
  const [height = 0] = numbers(TAG.height);
  const [rows = height] = tileWidth === undefined ? numbers(TAG.rowsPerStrip) : numbers(TAG.tileLength);
  const isWhole = (rows % down === 0 || rows >= height) && (tileWidth ?? 0) % across === 0;
  const isPlain = numbers(TAG.planarConfiguration)[0] !== SEPARATE && (numbers(TAG.predictor)[0] ?? 1) === 1;
  if (!isWhole || !isPlain || rows === 0 || !SHARES.includes(across) || !SHARES.includes(down)) {
    throw new PictureError("unsupported_codec", "Colour differences of several pixels in an order of no reader");
  }
  return { kind: "blocks", across, down, rows, tileWidth };
}

function readTiledPlanes(
  numbers: Numbers,
  colours: SurplusChannels["colours"] | undefined,
  hasAlpha: boolean,
): Fold | undefined {
  const [[channels = 1], [rows = 0]] = [numbers(TAG.samplesPerPixel), numbers(TAG.tileLength)];
  const areApart = numbers(TAG.planarConfiguration)[0] === SEPARATE && channels > 1 && rows > 0;
  const isWhiteZero = numbers(TAG.photometric)[0] === WHITE_IS_ZERO;
  if (!areApart || colours === undefined || isWhiteZero || channels < colours + Number(hasAlpha)) return undefined;
  const isPremultiplied = hasAlpha && numbers(TAG.extraSamples)[0] === ASSOCIATED_ALPHA;
  return { kind: "planes", channels, colours, hasAlpha, isPremultiplied, rows };
}
