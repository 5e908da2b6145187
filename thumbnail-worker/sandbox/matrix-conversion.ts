import { readMatrixProfile, toSrgbValue } from "./icc-profile.ts";

/*
 * Colours of 8 bits by the curves and colorants of a profile, as telephones and screens have them: straight from the
 * pixels, where they are, into others. By way of sharp it takes three more copies of the picture.
 */

/** From X, Y, Z as profiles have them, adapted to D50, to the light of sRGB. */
const TO_SRGB = [
  [3.1338561, -1.6168667, -0.4906146],
  [-0.9787684, 1.9161415, 0.033454],
  [0.0719453, -0.2289914, 1.4052427],
] as const;

/** Steps of light between black and white; half of one shows nowhere, since sRGB is steepest at black, 12.92. */
const LIGHT_BITS = 13;
const WHITE = 1 << LIGHT_BITS;
/** Sums of light are kept this much finer. */
const FRACTION_BITS = 10;
/** What lies outside sRGB comes out as less light than none or more than white, and is clipped by this table. */
const [LEAST, MOST] = [-1, 3];
const CLIPPED = Uint8Array.from({ length: (MOST - LEAST) * WHITE }, (_, at) => toSrgbValue(at / WHITE + LEAST));
const MASK = CLIPPED.length - 1;
/** Black in that table, and a half for rounding. */
const BLACK = (-LEAST << (LIGHT_BITS + FRACTION_BITS)) + (1 << (FRACTION_BITS - 1));

/** Writes the sRGB of all pixels of `from`, of 3 or 4 channels each, to `to`, with their alpha. */
export type Conversion = (from: Uint8Array, to: Uint8Array, channels: 3 | 4) => void;

/**
 * Undefined where the profile is none of curves and colorants, or of colours that are far outside what screens show.
 */
export function readMatrixConversion(icc: Buffer): Conversion | undefined {
  const profile = readMatrixProfile(icc);
  if (!profile) return undefined;
  const weights = TO_SRGB.map((row) =>
    profile.colorants.map((xyz) => row.reduce((sum, factor, at) => sum + factor * (xyz[at] ?? 0), 0)),
  );
  const isInside = weights.every(
    (row) => sumOf(row.filter((weight) => weight < 0)) > LEAST && sumOf(row.filter((weight) => weight > 0)) < MOST,
  );
  if (!isInside) return undefined;
  const table = makeTable(weights, profile.curves);
  return (from, to, channels) => {
    convert(from, to, channels, table, CLIPPED);
    for (let at = 3; channels === 4 && at < from.length; at += 4) to[at] = from[at] ?? 0;
  };
}

/** Values of a channel, and the places of each: the light that it brings to red, green and blue, and one left free. */
const VALUES = 256;
const PLACES = 4;

function makeTable(weights: number[][], curves: ((value: number) => number)[]): Int32Array {
  const table = new Int32Array(curves.length * VALUES * PLACES);
  curves.forEach((curve, channel) => {
    for (let value = 0; value < VALUES; value++) {
      const light = Math.min(1, Math.max(0, curve(value / (VALUES - 1)))) * 2 ** (LIGHT_BITS + FRACTION_BITS);
      weights.forEach((row, colour) => {
        // One of the channels brings black along, from which all is counted.
        table[(channel * VALUES + value) * PLACES + colour] =
          Math.round(light * (row[channel] ?? 0)) + (channel === 0 ? BLACK : 0);
      });
    }
  });
  return table;
}

/** Indices are masked, and none is asked for whether it exists: so it takes a third of the time. */
function convert(from: Uint8Array, to: Uint8Array, step: number, table: Int32Array, clipped: Uint8Array): void {
  for (let at = 0; at + 2 < from.length; at += step) {
    const red = (from[at] as number) << 2;
    const green = ((from[at + 1] as number) << 2) + VALUES * PLACES;
    const blue = ((from[at + 2] as number) << 2) + 2 * VALUES * PLACES;
    to[at] = clipped[
      (((table[red] as number) + (table[green] as number) + (table[blue] as number)) >> FRACTION_BITS) & MASK
    ] as number;
    to[at + 1] = clipped[
      (((table[red + 1] as number) + (table[green + 1] as number) + (table[blue + 1] as number)) >> FRACTION_BITS) &
        MASK
    ] as number;
    to[at + 2] = clipped[
      (((table[red + 2] as number) + (table[green + 2] as number) + (table[blue + 2] as number)) >> FRACTION_BITS) &
        MASK
    ] as number;
  }
}

function sumOf(numbers: number[]): number {
  return numbers.reduce((sum, number) => sum + number, 0);
}
