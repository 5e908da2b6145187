/*
 * Most camera photos carry an ICC profile that says "sRGB" at length. Converting from sRGB to sRGB changes nothing and
 * costs up to four times the decoding itself, so such profiles are recognised, by their numbers and not by their name.
 * Format: ICC.1:2022, https://www.color.org/specification/ICC.1-2022-05.pdf
 */

/** Colorants of sRGB adapted to D50, as X, Y, Z. */
const SRGB_COLORANTS = {
  rXYZ: [0.4361, 0.2225, 0.0139],
  gXYZ: [0.3851, 0.7169, 0.0971],
  bXYZ: [0.1431, 0.0606, 0.7141],
} as const;
const COLORANT_TOLERANCE = 0.002;
/** Half a step of 8-bit sRGB is 0.002; curves this close round to the same or the neighbouring value. */
const CURVE_TOLERANCE = 0.004;
const CURVE_SAMPLES = [0.02, 0.05, 0.1, 0.2, 0.35, 0.5, 0.65, 0.8, 0.95];

const HEADER_BYTES = 128;
const TAG_BYTES = 12;
const MAX_TAGS = 64;

/** Whether a profile describes sRGB so closely that ignoring it shows on no 8-bit picture. False for a broken one. */
export function isSrgbProfile(icc: Buffer): boolean {
  try {
    const tags = readTags(icc);
    if (coloursOfProfile(icc) !== "RGB " || tags.has("A2B0")) return false;
    return (
      Object.entries(SRGB_COLORANTS).every(([name, expected]) => isNear(readXyz(tags.get(name)), expected)) &&
      ["rTRC", "gTRC", "bTRC"].every((name) => isSrgbCurve(tags.get(name)))
    );
  } catch {
    // Reading beyond the end of a damaged profile: whatever it is, it is not known to be sRGB.
    return false;
  }
}

export interface MatrixProfile {
  /** From the stored value of red, green and blue, 0 to 1, to light. */
  curves: ((value: number) => number)[];
  /** X, Y and Z of full red, green and blue, adapted to D50. */
  colorants: number[][];
}

/** What a profile of curves and colorants says; undefined for any other, and for a broken one. */
export function readMatrixProfile(icc: Buffer): MatrixProfile | undefined {
  try {
    const tags = readTags(icc);
    if (icc.toString("latin1", 16, 24) !== "RGB XYZ " || tags.has("A2B0")) return undefined;
    const colorants = ["rXYZ", "gXYZ", "bXYZ"].map((name) => readXyz(tags.get(name)));
    const curves = ["rTRC", "gTRC", "bTRC"].flatMap((name) => {
      const tag = tags.get(name);
      return (tag && readCurve(tag)) ?? [];
    });
    return curves.length === 3 && colorants.every(({ length }) => length === 3) ? { curves, colorants } : undefined;
  } catch {
    return undefined;
  }
}

/** For which colours a profile is: "RGB ", "GRAY", "CMYK", "Lab " and so on; empty for one that ends before that. */
export function coloursOfProfile(icc: Buffer): string {
  return icc.toString("latin1", 16, 20);
}

/** The least that its head takes. */
const TABLE_BYTES = 32;

/** Whether a profile says of cyan, magenta, yellow and black what they look like; false for a broken one. */
export function isInkProfile(icc: Buffer): boolean {
  try {
    const isWhole = icc.readUInt32BE(0) <= icc.length;
    return isWhole && coloursOfProfile(icc) === "CMYK" && (readTags(icc).get("A2B0")?.length ?? 0) >= TABLE_BYTES;
  } catch {
    return false;
  }
}

/** The tag with the curve of what has no hue, by the colours that a profile is for. */
const GREY_CURVES: Record<string, string> = { GRAY: "kTRC", "RGB ": "rTRC" };

/** From the stored value of a grey picture, 0 to 1, to light; undefined where its profile names no such curve. */
export function readGreyCurve(icc: Buffer): ((value: number) => number) | undefined {
  try {
    const tag = readTags(icc).get(GREY_CURVES[coloursOfProfile(icc)] ?? "");
    return tag && readCurve(tag);
  } catch {
    return undefined;
  }
}

/** The 8-bit sRGB value of light from 0 to 1. */
export function toSrgbValue(light: number): number {
  return Math.round(encodeSrgb(Math.min(1, Math.max(0, light))) * 255);
}

function readTags(icc: Buffer): Map<string, Buffer> {
  const count = Math.min(icc.readUInt32BE(HEADER_BYTES), MAX_TAGS);
  return new Map(
    Array.from({ length: count }, (_, index) => {
      const at = HEADER_BYTES + 4 + index * TAG_BYTES;
      const offset = icc.readUInt32BE(at + 4);
      return [icc.toString("latin1", at, at + 4), icc.subarray(offset, offset + icc.readUInt32BE(at + 8))];
    }),
  );
}

function readXyz(tag: Buffer | undefined): number[] {
  if (tag?.toString("latin1", 0, 4) !== "XYZ ") return [];
  return [8, 12, 16].map((at) => readFixed(tag, at));
}

function isNear(values: number[], expected: readonly number[]): boolean {
  return (
    values.length === expected.length &&
    values.every((value, index) => Math.abs(value - (expected[index] ?? Number.NaN)) <= COLORANT_TOLERANCE)
  );
}

function isSrgbCurve(tag: Buffer | undefined): boolean {
  const curve = tag && readCurve(tag);
  return (
    curve !== undefined &&
    // Compared as encoded values, the way the eye and 8-bit pixels are spaced.
    CURVE_SAMPLES.every((sample) => Math.abs(encodeSrgb(curve(sample)) - sample) <= CURVE_TOLERANCE)
  );
}

/** Curves of ICC.1:2022, 10.6 and 10.18; parametric ones of the types that profiles use. */
function readCurve(tag: Buffer): ((encoded: number) => number) | undefined {
  const type = tag.toString("latin1", 0, 4);
  if (type === "curv") return readSampledCurve(tag);
  if (type !== "para") return undefined;
  const kind = tag.readUInt16BE(8);
  const PARAMETERS = [1, 3, 4, 5, 7];
  const count = PARAMETERS[kind];
  if (count === undefined) return undefined;
  const [g = 1, a = 1, b = 0, c = 0, d = 0, e = 0, f = 0] = Array.from({ length: count }, (_, index) =>
    readFixed(tag, 12 + index * 4),
  );
  switch (kind) {
    case 0:
      return (x) => x ** g;
    case 1:
      return (x) => (x >= -b / a ? (a * x + b) ** g : 0);
    case 2:
      return (x) => (x >= -b / a ? (a * x + b) ** g + c : c);
    case 3:
      return (x) => (x >= d ? (a * x + b) ** g : c * x);
    default:
      return (x) => (x >= d ? (a * x + b) ** g + e : c * x + f);
  }
}

function readSampledCurve(tag: Buffer): ((encoded: number) => number) | undefined {
  const FIRST = 12;
  const count = tag.readUInt32BE(8);
  if (count === 0) return (x) => x;
  if (count === 1) {
    const GAMMA_ONE = 0x100;
    const gamma = tag.readUInt16BE(FIRST) / GAMMA_ONE;
    return (x) => x ** gamma;
  }
  return (x) => {
    const position = x * (count - 1);
    const lower = Math.floor(position);
    const from = tag.readUInt16BE(FIRST + lower * 2);
    const to = tag.readUInt16BE(FIRST + Math.min(lower + 1, count - 1) * 2);
    return (from + (to - from) * (position - lower)) / 0xffff;
  };
}

function encodeSrgb(linear: number): number {
  return linear <= 0.0031308 ? 12.92 * linear : 1.055 * linear ** (1 / 2.4) - 0.055;
}

function readFixed(tag: Buffer, at: number): number {
  return tag.readInt32BE(at) / 0x1_0000;
}
