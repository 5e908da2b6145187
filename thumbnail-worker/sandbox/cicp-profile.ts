/*
 * An ICC profile for colours that a file names by code points (PNG's cICP, HEIF's nclx) or by gamma and chromaticities,
 * so that they take the same way as colours with a profile. Code points: ITU-T H.273. Profiles: ICC.1:2001-04 (version
 * 2).
 */

export interface Cicp {
  /** ColourPrimaries of H.273. */
  primaries: number;
  /** TransferCharacteristics of H.273. */
  transfer: number;
}

type Xy = readonly [x: number, y: number];
type Vector = readonly [number, number, number];

const D65: Xy = [0.3127, 0.329];
const DCI_WHITE: Xy = [0.314, 0.351];

/** Chromaticities of red, green, blue and white, by ColourPrimaries. 1 is sRGB's own. */
const PRIMARIES: Record<number, readonly [Xy, Xy, Xy, Xy]> = {
  1: [[0.64, 0.33], [0.3, 0.6], [0.15, 0.06], D65],
  5: [[0.64, 0.33], [0.29, 0.6], [0.15, 0.06], D65],
  6: [[0.63, 0.34], [0.31, 0.595], [0.155, 0.07], D65],
  7: [[0.63, 0.34], [0.31, 0.595], [0.155, 0.07], D65],
  9: [[0.708, 0.292], [0.17, 0.797], [0.131, 0.046], D65],
  11: [[0.68, 0.32], [0.265, 0.69], [0.15, 0.06], DCI_WHITE],
  12: [[0.68, 0.32], [0.265, 0.69], [0.15, 0.06], D65],
};

/** Of either. */
const UNSPECIFIED = 2;
const [SRGB_TRANSFER, PQ, HLG] = [13, 16, 18];
/** BT.709 and its like: browsers show them with sRGB's curve, because that is how such pictures are made and judged. */
const LIKE_SRGB = new Set([1, 2, 6, 14, 15]);

/**
 * A profile of what the code points say; undefined for sRGB, for what behaves like it, and for code points that are
 * unknown or unspecified.
 */
export function profileOfCicp({ primaries, transfer }: Cicp): Buffer | undefined {
  const curve = curveOf(transfer);
  const isSrgbCurve = transfer === SRGB_TRANSFER || LIKE_SRGB.has(transfer);
  const chromaticities = PRIMARIES[primaries] ?? (primaries === UNSPECIFIED ? PRIMARIES[1] : undefined);
  if (!chromaticities || !curve || ((primaries <= 2 || primaries === 5) && isSrgbCurve)) return undefined;
  return buildProfile(chromaticities, curve);
}

/** Whether both code points name something, sRGB and its like included. */
export function namesColours({ primaries, transfer }: Cicp): boolean {
  return PRIMARIES[primaries] !== undefined && transfer !== UNSPECIFIED && curveOf(transfer) !== undefined;
}

/**
 * What writers of sRGB name as its gamma and chromaticities (PNG third edition, 11.3.2.5), for readers without sRGB.
 */
const SRGB_GAMMA = 0.45455;
const SRGB_CHROMATICITIES = [0.3127, 0.329, 0.64, 0.33, 0.3, 0.6, 0.15, 0.06];
const GAMMA_TOLERANCE = 0.005;
const CHROMATICITY_TOLERANCE = 0.002;

/**
 * A profile of the gamma by which light was encoded, and of the chromaticities of white, red, green and blue, x and y
 * of each; sRGB's where either is absent. Undefined for what stands for sRGB, and for numbers that describe no colours.
 */
export function profileOfGamma(
  gamma = SRGB_GAMMA,
  chromaticities: readonly number[] = SRGB_CHROMATICITIES,
): Buffer | undefined {
  const [wx = 0, wy = 0, rx = 0, ry = 0, gx = 0, gy = 0, bx = 0, by = 0] = chromaticities;
  const isSrgbCurve = Math.abs(gamma - SRGB_GAMMA) <= GAMMA_TOLERANCE;
  const isSrgb =
    isSrgbCurve &&
    chromaticities.every((value, at) => Math.abs(value - (SRGB_CHROMATICITIES[at] ?? 0)) <= CHROMATICITY_TOLERANCE);
  const area = (gx - rx) * (by - ry) - (bx - rx) * (gy - ry);
  if (isSrgb || !(gamma > 0) || [wy, ry, gy, by].some((y) => y <= 0) || Math.abs(area) < CHROMATICITY_TOLERANCE) {
    return undefined;
  }
  const curve = isSrgbCurve ? curveOf(SRGB_TRANSFER) : (value: number) => value ** (1 / gamma);
  return (
    curve &&
    buildProfile(
      [
        [rx, ry],
        [gx, gy],
        [bx, by],
        [wx, wy],
      ],
      curve,
    )
  );
}

/** From the coded value, 0 to 1, to light, 1 being the white of a page. */
function curveOf(transfer: number): ((value: number) => number) | undefined {
  if (transfer === SRGB_TRANSFER || LIKE_SRGB.has(transfer)) {
    return (value) => (value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4);
  }
  if (transfer === 4) return (value) => value ** 2.2;
  if (transfer === 5) return (value) => value ** 2.8;
  if (transfer === 8) return (value) => value;
  if (transfer === PQ) return (value) => rollOff(decodePq(value) / REFERENCE_WHITE_NITS);
  if (transfer === HLG) return (value) => rollOff((decodeHlg(value) * HLG_PEAK_NITS) / REFERENCE_WHITE_NITS);
  return undefined;
}

/** HDR reference white and the peak that HLG is made for: ITU-R BT.2408. */
const REFERENCE_WHITE_NITS = 203;
const HLG_PEAK_NITS = 1000;
const HLG_SYSTEM_GAMMA = 1.2;
const PQ_PEAK_NITS = 10_000;

/** SMPTE ST 2084, in candela per square metre. */
function decodePq(value: number): number {
  const [m1, m2, c1, c2, c3] = [0.1593017578125, 78.84375, 0.8359375, 18.8515625, 18.6875];
  const root = value ** (1 / m2);
  return PQ_PEAK_NITS * (Math.max(root - c1, 0) / (c2 - c3 * root)) ** (1 / m1);
}

/** ITU-R BT.2100, scene light with the system's gamma, per channel. */
function decodeHlg(value: number): number {
  const [a, b, c] = [0.17883277, 0.28466892, 0.55991073];
  const scene = value <= 0.5 ? value ** 2 / 3 : (Math.exp((value - c) / a) + b) / 12;
  return scene ** HLG_SYSTEM_GAMMA;
}

/** Up to here light is kept as it is; all that is brighter shares the rest. */
const KNEE = 0.8;

function rollOff(light: number): number {
  return light <= KNEE ? light : KNEE + (1 - KNEE) * (1 - Math.exp(-(light - KNEE) / (1 - KNEE)));
}

const CURVE_ENTRIES = 4096;
const HEADER_BYTES = 128;
const D50: Vector = [0.9642, 1, 0.8249];
/** Of spaces that are in use none exceeds 1.1; far beyond that, they cannot be written as fixed-point numbers. */
const MAX_COLORANT = 4;

function buildProfile(
  [red, green, blue, white]: readonly [Xy, Xy, Xy, Xy],
  curve: (value: number) => number,
): Buffer | undefined {
  const colorants = adaptedColorants([red, green, blue], white);
  // Asked this way, what is no number is too large as well.
  if (!colorants.flat().every((value) => Math.abs(value) <= MAX_COLORANT)) return undefined;
  const xyz = (vector: Vector) => {
    const tag = Buffer.alloc(20);
    tag.write("XYZ ", 0, "latin1");
    vector.forEach((value, index) => {
      tag.writeInt32BE(Math.round(value * 0x1_0000), 8 + index * 4);
    });
    return tag;
  };
  const table = Buffer.alloc(12 + CURVE_ENTRIES * 2);
  table.write("curv", 0, "latin1");
  table.writeUInt32BE(CURVE_ENTRIES, 8);
  for (let index = 0; index < CURVE_ENTRIES; index++) {
    const light = Math.min(1, Math.max(0, curve(index / (CURVE_ENTRIES - 1))));
    table.writeUInt16BE(Math.round(light * 0xffff), 12 + index * 2);
  }
  const bodies = [xyz(D50), ...colorants.map(xyz), table];
  const names = ["wtpt", "rXYZ", "gXYZ", "bXYZ", "rTRC", "gTRC", "bTRC"];
  const directory = Buffer.alloc(4 + names.length * 12);
  directory.writeUInt32BE(names.length, 0);
  const offsets: number[] = [];
  let end = HEADER_BYTES + directory.length;
  for (const body of bodies) {
    offsets.push(end);
    end += body.length;
  }
  names.forEach((name, index) => {
    // The three curves are one and the same.
    const body = Math.min(index, bodies.length - 1);
    const at = 4 + index * 12;
    directory.write(name, at, "latin1");
    directory.writeUInt32BE(offsets[body] ?? 0, at + 4);
    directory.writeUInt32BE(bodies[body]?.length ?? 0, at + 8);
  });
  const profile = Buffer.concat([header(), directory, ...bodies]);
  profile.writeUInt32BE(profile.length, 0);
  return profile;
}

function header(): Buffer {
  const VERSION = 0x0210_0000;
  const bytes = Buffer.alloc(HEADER_BYTES);
  bytes.writeUInt32BE(VERSION, 8);
  bytes.write("mntrRGB XYZ ", 12, "latin1");
  bytes.write("acsp", 36, "latin1");
  D50.forEach((value, index) => {
    bytes.writeInt32BE(Math.round(value * 0x1_0000), 68 + index * 4);
  });
  return bytes;
}

/** X, Y, Z of the three primaries as ICC wants them: adapted to D50 by the Bradford transform. */
function adaptedColorants(primaries: readonly [Xy, Xy, Xy], white: Xy): Vector[] {
  const whitePoint = toXyz(white);
  const columns = primaries.map(toXyz);
  const amounts = multiply(invert(columns), whitePoint);
  const BRADFORD: readonly Vector[] = [
    [0.8951, -0.7502, 0.0389],
    [0.2664, 1.7135, -0.0685],
    [-0.1614, 0.0367, 1.0296],
  ];
  const [from, to] = [multiply(BRADFORD, whitePoint), multiply(BRADFORD, D50)];
  const back = invert(BRADFORD);
  return columns.map((column, index) => {
    const scaled = column.map((value) => value * (amounts[index] ?? 0)) as unknown as Vector;
    const cone = multiply(BRADFORD, scaled).map((value, at) => (value * (to[at] ?? 1)) / (from[at] ?? 1));
    return multiply(back, cone as unknown as Vector);
  });
}

function toXyz([x, y]: Xy): Vector {
  return [x / y, 1, (1 - x - y) / y];
}

/** A matrix is the list of its columns. */
function multiply(columns: readonly Vector[], vector: Vector): Vector {
  const row = (at: 0 | 1 | 2) => columns.reduce((sum, column, index) => sum + column[at] * (vector[index] ?? 0), 0);
  return [row(0), row(1), row(2)];
}

function invert(columns: readonly Vector[]): Vector[] {
  const [a, b, c] = columns as unknown as readonly [Vector, Vector, Vector];
  const cross = (one: Vector, other: Vector): Vector => [
    one[1] * other[2] - one[2] * other[1],
    one[2] * other[0] - one[0] * other[2],
    one[0] * other[1] - one[1] * other[0],
  ];
  const rows = [cross(b, c), cross(c, a), cross(a, b)] as const;
  const determinant = a[0] * rows[0][0] + a[1] * rows[0][1] + a[2] * rows[0][2];
  return ([0, 1, 2] as const).map((at) => [
    rows[0][at] / determinant,
    rows[1][at] / determinant,
    rows[2][at] / determinant,
  ]);
}
