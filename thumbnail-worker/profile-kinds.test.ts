import { describe, test } from "vitest";
import {
  codedProfile,
  compressedOf,
  greyProfile,
  namedProfile,
  pngOf,
  type Rgb,
  rawTiffOf,
} from "#tests/support/colour-factory.ts";
import { heic } from "#tests/support/heic-factory.ts";
import { startColourTests } from "#tests/support/start-colour-tests.ts";

/* Profiles for other kinds of colours than a picture's pixels have: which of them count, and which are left aside. */

const TIMEOUT_MS = 30_000;
const MAX_DELTA_E = 2;
/** The quarters of the HEIC picture are compressed. */
const MAX_DELTA_E_HEIC = 4;
const { coloursOf, expectColours } = startColourTests();

const greyOf = (value: number): Rgb => [value, value, value];
const greys = [54, 200, 20, 128].map(greyOf);

describe("a grey profile", { timeout: TIMEOUT_MS }, () => {
  test.each([
    [1, [126, 229, 79, 187]],
    [1.8, [69, 210, 25, 146]],
  ] as const)("of gamma %d counts in AVIF, whose decoder makes three channels of one", async (gamma, expected) => {
    const coded = codedProfile(12, 13);
    const file = withProfile(await compressedOf("avif", greys, coded), coded, greyProfile(gamma));
    await expectColours(file, expected.map(greyOf), MAX_DELTA_E);
  });

  test("counts in HEIC", async () => {
    // The numbers of the picture, each by itself.
    const expected: Rgb[] = [
      [229, 110, 110],
      [110, 207, 133],
      [241, 229, 133],
      [110, 142, 223],
    ];
    await expectColours((await heic({ icc: greyProfile(1) })).body, expected, MAX_DELTA_E_HEIC);
  });

  test("says nothing of red, green and blue in JPEG", async () => {
    const srgb = await namedProfile("srgb");
    const picture = await compressedOf("jpeg", greys, srgb);
    await expectColours(withProfile(picture, srgb, greyProfile(1)), greys, MAX_DELTA_E);
  });
});

const inks = [
  [0, 204, 204, 55],
  [191, 0, 159, 95],
  [0, 28, 187, 30],
  [201, 161, 0, 65],
];
/** What they come to where each ink takes its part of the white. */
const inkColours: Rgb[] = [
  [200, 40, 40],
  [40, 160, 60],
  [225, 200, 60],
  [40, 70, 190],
];

describe("of ink", { timeout: TIMEOUT_MS }, () => {
  test("a profile for screens, or one that is broken, says nothing", async () => {
    const broken = Buffer.from(await namedProfile("cmyk"));
    broken.fill(0, 128);
    for (const icc of [codedProfile(12, 13), greyProfile(1), broken, broken.subarray(0, 60)]) {
      for (const bits of [8, 16] as const) {
        await expectColours(rawTiffOf(inks, { colour: "cmyk", bits, icc }), inkColours, MAX_DELTA_E);
      }
    }
  });

  test("transparency stays, whatever the depth and the profile", async () => {
    const cmyk = await namedProfile("cmyk");
    const ALPHA = { 338: [2] };
    const values = inks.map((ink, at) => [...ink, at === 0 ? 128 : 255]);
    for (const icc of [undefined, cmyk]) {
      const opaque = await coloursOf(rawTiffOf(inks, { colour: "cmyk", bits: 8, ...(icc && { icc }) }));
      for (const bits of [8, 16] as const) {
        const file = rawTiffOf(values, { colour: "cmyk", bits, says: ALPHA, ...(icc && { icc }) });
        const [first = inkColours[0], ...others] = opaque;
        // White shows through in a JPEG.
        const mixed = first?.map((value) => (value * 128 + 255 * 127) / 255) as unknown as Rgb;
        await expectColours(file, [mixed, ...others], MAX_DELTA_E);
      }
    }
  });
});

test.each([
  ["none", [2, 2]],
  ["primaries of nobody", [99, 13]],
  ["a curve of nobody", [12, 99]],
] as const)("a PNG whose code points name %s goes by its profile", { timeout: TIMEOUT_MS }, async (_, cicp) => {
  const expected = await coloursOf(pngOf(inkColours, 8, { icc: codedProfile(12, 13) }));
  await expectColours(pngOf(inkColours, 8, { icc: codedProfile(12, 13), cicp }), expected, MAX_DELTA_E);
  await expectColours(pngOf(inkColours, 8, { cicp }), inkColours, MAX_DELTA_E);
  // sRGB is named, so that the profile does not count.
  await expectColours(pngOf(inkColours, 8, { icc: codedProfile(12, 13), cicp: [1, 13] }), inkColours, MAX_DELTA_E);
});

/** A file with another profile in the place of one that is at least as long. */
function withProfile(file: Buffer, from: Buffer, to: Buffer): Buffer {
  const at = file.indexOf(from);
  if (at < 0 || to.length > from.length) throw new RangeError("Expected a longer profile in one piece");
  const copy = Buffer.from(file);
  const padded = Buffer.concat([to, Buffer.alloc(from.length - to.length)]);
  padded.writeUInt32BE(padded.length, 0);
  padded.copy(copy, at);
  return copy;
}
