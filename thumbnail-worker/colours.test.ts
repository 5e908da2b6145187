import { open } from "node:fs/promises";
import { join } from "node:path";
import sharp from "sharp";
import { expect, test } from "vitest";
import {
  codedProfile,
  compressedOf,
  greyProfile,
  namedProfile,
  type PngMeaning,
  pngOf,
  type Rgb,
  rawTiffOf,
  tiffOf,
} from "#tests/support/colour-factory.ts";
import { heic } from "#tests/support/heic-factory.ts";
import { longUnless } from "#tests/support/long-tests.ts";
import { large, startColourTests } from "#tests/support/start-colour-tests.ts";
import { testLimits } from "#tests/support/test-renderer.ts";
import { ownTiffHead } from "./sandbox/own-tiff.ts";

/*
 * Every combination of format, depth, space and profile comes out within ΔE 2 (CIE76) of what ImageMagick 6.9 with
 * LittleCMS makes of the same numbers and the same profile (relative colorimetric, to sRGB); its results stand here.
 */

const MAX_DELTA_E = 2;
/** The quarters of the HEIC picture are compressed, and its red and blue are a step or two off. */
const MAX_DELTA_E_HEIC = 4;
const TIMEOUT_MS = 30_000;

const { render, folder, coloursOf, expectColours } = startColourTests();

const numbers: readonly Rgb[] = [
  [200, 40, 40],
  [40, 160, 60],
  [225, 200, 60],
  [40, 70, 190],
];

interface Meaning {
  icc: () => Promise<Buffer> | Buffer;
  /** Of `numbers`, clockwise. */
  expected: readonly Rgb[];
}

const rgbProfiles: Record<string, Meaning> = {
  sRGB: { icc: () => namedProfile("srgb"), expected: numbers },
  "Display P3": {
    icc: () => namedProfile("p3"),
    expected: [
      [218, 0, 27],
      [0, 162, 40],
      [230, 198, 0],
      [29, 70, 197],
    ],
  },
  "BT.2020": {
    icc: () => codedProfile(9, 13),
    expected: [
      [248, 0, 27],
      [0, 168, 32],
      [244, 197, 0],
      [0, 70, 198],
    ],
  },
  "linear light": {
    icc: () => codedProfile(1, 8),
    expected: [
      [229, 110, 110],
      [110, 207, 133],
      [241, 229, 133],
      [110, 142, 223],
    ],
  },
  "gamma 2.2": {
    icc: () => codedProfile(1, 4),
    expected: [
      [201, 35, 35],
      [35, 161, 57],
      [225, 201, 57],
      [35, 68, 191],
    ],
  },
};

const formats: Record<string, (icc: Buffer) => Promise<Buffer> | Buffer> = {
  "8-bit PNG": (icc) => pngOf(numbers, 8, { icc }),
  "16-bit PNG": (icc) => pngOf(numbers, 16, { icc }),
  "8-bit TIFF": (icc) => tiffOf(numbers, 8, icc),
  "16-bit TIFF": (icc) => tiffOf(numbers, 16, icc),
  JPEG: (icc) => compressedOf("jpeg", numbers, icc),
  WebP: (icc) => compressedOf("webp", numbers, icc),
  AVIF: (icc) => compressedOf("avif", numbers, icc),
};

const combinations = Object.keys(formats).flatMap((format) =>
  Object.keys(rgbProfiles).map((profile) => [format, profile] as const),
);

/** Each format in one profile and each profile in one format stand for the others. */
for (const [format, profile] of combinations) {
  const details = { timeout: TIMEOUT_MS, ...longUnless(format === "16-bit PNG" || profile === "Display P3") };
  test(`${format} in ${profile}`, details, async () => {
    const { icc, expected } = rgbProfiles[profile] as Meaning;
    const file = await formats[format]?.(await icc());
    await expectColours(file as Buffer, expected, MAX_DELTA_E);
  });
}

test.each(["sRGB", "Display P3", "BT.2020"])("HEIC in %s", { timeout: TIMEOUT_MS }, async (profile) => {
  const { icc, expected } = rgbProfiles[profile] as Meaning;
  await expectColours((await heic({ icc: await icc() })).body, expected, MAX_DELTA_E_HEIC);
});

test.each([
  [8, 1, [126, 229, 79, 187]],
  [16, 1, [126, 229, 79, 187]],
  [8, 1.8, [69, 210, 25, 146]],
  [16, 1.8, [69, 210, 25, 146]],
  [8, 2.2, [50, 201, 12, 129]],
  [16, 2.2, [50, 201, 12, 129]],
] as const)("%i-bit grey PNG of gamma %d", { timeout: TIMEOUT_MS }, async (bits, gamma, expected) => {
  const file = pngOf([[54], [200], [20], [128]], bits, { icc: greyProfile(gamma) });
  await expectColours(
    file,
    expected.map((grey): Rgb => [grey, grey, grey]),
    MAX_DELTA_E,
  );
});

test.each([
  [8, "Display P3", [12, 13]],
  [16, "Display P3", [12, 13]],
  [8, "BT.2020", [9, 13]],
  [8, "sRGB", [1, 13]],
  [8, "sRGB", [1, 1]],
] as const)("%i-bit PNG that names %s by code points", { timeout: TIMEOUT_MS }, async (bits, profile, cicp) => {
  await expectColours(pngOf(numbers, bits, { cicp }), rgbProfiles[profile]?.expected ?? [], MAX_DELTA_E);
});

const P3_CHROMATICITIES = [0.3127, 0.329, 0.68, 0.32, 0.265, 0.69, 0.15, 0.06];
const SRGB_CHROMATICITIES = [0.3127, 0.329, 0.64, 0.33, 0.3, 0.6, 0.15, 0.06];
/** Of this white some cones of the eye see next to nothing, so that adapting it gives enormous numbers. */
const IMPOSSIBLE_CHROMATICITIES = [0.0206, 0.3264, ...SRGB_CHROMATICITIES.slice(2)];
const LINEAR_GREYS = [127, 229, 79, 188];

test.each<[string, keyof typeof rgbProfiles, readonly number[], PngMeaning]>([
  ["gamma 1", "linear light", LINEAR_GREYS, { gamma: 1 }],
  ["gamma 1 beside sRGB", "sRGB", [54, 200, 20, 128], { gamma: 1, srgb: true }],
  ["gamma 1 beside code points", "Display P3", [54, 200, 20, 128], { gamma: 1, cicp: [12, 13] }],
  ["sRGB's gamma", "sRGB", [54, 200, 20, 128], { gamma: 0.45455, chromaticities: SRGB_CHROMATICITIES }],
  ["chromaticities", "Display P3", [54, 200, 20, 128], { gamma: 0.45455, chromaticities: P3_CHROMATICITIES }],
  ["no gamma that there can be", "sRGB", [54, 200, 20, 128], { gamma: 0, chromaticities: Array(8).fill(0) }],
  ["a white that there cannot be", "sRGB", [54, 200, 20, 128], { chromaticities: IMPOSSIBLE_CHROMATICITIES }],
])("PNG with %s", { timeout: TIMEOUT_MS }, async (_, profile, greys, meaning) => {
  for (const bits of [8, 16] as const) {
    await expectColours(pngOf(numbers, bits, meaning), rgbProfiles[profile]?.expected ?? [], MAX_DELTA_E);
    await expectColours(
      pngOf([[54], [200], [20], [128]], bits, meaning),
      greys.map((grey): Rgb => [grey, grey, grey]),
      MAX_DELTA_E,
    );
  }
});

test.each([8, 16] as const)("%i-bit grey PNG with a profile keeps its alpha", { timeout: TIMEOUT_MS }, async (bits) => {
  const file = pngOf(
    [54, 200, 20, 128].map((grey) => [grey, grey === 54 ? 0 : 255]),
    bits,
    { icc: greyProfile(1) },
  );
  // What shows through is white in a JPEG.
  const expected = [255, 229, 79, 188].map((grey): Rgb => [grey, grey, grey]);
  await expectColours(file, expected, MAX_DELTA_E);
});

const inks = [
  [0, 204, 204, 55],
  [191, 0, 159, 95],
  [0, 28, 187, 30],
  [201, 161, 0, 65],
];

/** Without a profile there is no ink to go by: as ImageMagick and browsers do, each takes its part of the white. */
test.each([8, 16] as const)("%i-bit CMYK TIFF without a profile", { timeout: TIMEOUT_MS }, async (bits) => {
  await expectColours(rawTiffOf(inks, { colour: "cmyk", bits }), numbers, MAX_DELTA_E);
});

/* Tags of TIFF 6.0. */
const SUBFILE_TYPE = 254;
const BITS = 258;
const COMPRESSION = 259;
const PHOTOMETRIC = 262;
const SUB_DIRECTORIES = 330;
const EXTRA_SAMPLES = 338;
const FORMAT = 339;
const SUBSAMPLING = 530;

const brightnessAndDifferences = [
  [88, 101, 208],
  [113, 98, 76],
  [192, 54, 152],
  [75, 193, 103],
];

test.each(["sRGB", "Display P3"])("TIFF of brightness and colour differences in %s", async (profile) => {
  const { icc, expected } = rgbProfiles[profile] as Meaning;
  const file = rawTiffOf(brightnessAndDifferences, {
    colour: "ycbcr",
    bits: 8,
    says: { [SUBSAMPLING]: [1, 1] },
    icc: await icc(),
  });
  await expectColours(file, expected, MAX_DELTA_E);
});

const rgb = { colour: "rgb", bits: 8 } as const;
const grey = { colour: "blackIsZero", bits: 8 } as const;
const greyNumbers = [[54], [200], [20], [128]];
const withMore = (colours: readonly (readonly number[])[], ...more: number[]) =>
  colours.map((colour) => [...colour, ...more]);

test.each([
  ["differences of 16 bits", rawTiffOf(numbers, { colour: "ycbcr", bits: 16, says: { [SUBSAMPLING]: [1, 1] } })],
  ["8-bit Lab with a fourth channel", rawTiffOf(withMore(numbers, 0), { colour: "lab", bits: 8 })],
  ["Zstandard, which is not built in", rawTiffOf(numbers, { ...rgb, says: { [COMPRESSION]: [50_000] } })],
  ["JPEG 2000", rawTiffOf(numbers, { ...rgb, says: { [COMPRESSION]: [34_712] } })],
  ["JPEG XL", rawTiffOf(numbers, { ...rgb, says: { [COMPRESSION]: [52_546] } })],
  ["a scheme of nobody", rawTiffOf(numbers, { ...rgb, says: { [COMPRESSION]: [60_000] } })],
  ["10 bits", rawTiffOf(numbers, { ...rgb, says: { [BITS]: [10, 10, 10] } })],
  ["12 bits", rawTiffOf(numbers, { ...rgb, says: { [BITS]: [12, 12, 12] } })],
  ["12 bits of grey", rawTiffOf(greyNumbers, { ...grey, says: { [BITS]: [12] } })],
  ["14 bits of grey", rawTiffOf(greyNumbers, { ...grey, says: { [BITS]: [14] } })],
  ["floating-point numbers of 24 bits", rawTiffOf(greyNumbers, { ...grey, says: { [BITS]: [24], [FORMAT]: [3] } })],
  ["ICC's Lab", rawTiffOf(numbers, { ...rgb, says: { [PHOTOMETRIC]: [9] } })],
  ["ITU's Lab", rawTiffOf(numbers, { ...rgb, says: { [PHOTOMETRIC]: [10] } })],
  ["more channels than sharp takes", rawTiffOf(withMore(numbers, 0, 0, 0, 0), rgb)],
])("TIFF of %s is named as unsupported, not as damaged", async (_, file) => {
  await expect(coloursOf(file)).rejects.toMatchObject({ code: "unsupported_codec" });
});

/** As NEF, ARW and DNG begin: with a preview, beside which the raw picture stands, or with that itself. */
test.each<[string, Record<number, number[]>]>([
  ["a preview beside the raw picture", { [SUBFILE_TYPE]: [1], [SUB_DIRECTORIES]: [8] }],
  ["a colour filter", { [PHOTOMETRIC]: [32_803] }],
  ["linear raw", { [PHOTOMETRIC]: [34_892] }],
])("a raw file under the name of a TIFF, of %s, is named as raw", async (_, says) => {
  await expect(coloursOf(rawTiffOf(numbers, { ...rgb, says }))).rejects.toMatchObject({ code: "unsupported_raw" });
});

test("a JPEG of 12 bits is named as unsupported, not as damaged", async () => {
  const file = Buffer.from(await compressedOf("jpeg", numbers, await namedProfile("srgb")));
  const FRAME_HEADER = Buffer.from([0xff, 0xc0]);
  file[file.indexOf(FRAME_HEADER) + 4] = 12;
  await expect(coloursOf(file)).rejects.toMatchObject({ code: "unsupported_codec" });
});

const SELECTION = 0;
const ALPHA = 2;

/** What an editor saved beside the colours, TIFF 6.0, ExtraSamples. */
test.each<[string, number[], number[]]>([
  ["a selection", [SELECTION], [0]],
  ["two selections", [SELECTION, SELECTION], [0, 255]],
  ["its alpha and a selection", [ALPHA, SELECTION], [255, 0]],
])("TIFF with %s beside its colours is shown whole", { timeout: TIMEOUT_MS }, async (_, extra, values) => {
  const says = { [EXTRA_SAMPLES]: extra };
  for (const bits of [8, 16] as const) {
    for (const { icc, expected } of [{ icc: undefined, expected: numbers }, rgbProfiles["Display P3"] as Meaning]) {
      const profile = icc && { icc: await icc() };
      const file = rawTiffOf(withMore(numbers, ...values), { colour: "rgb", bits, says, ...profile });
      await expectColours(file, expected, MAX_DELTA_E);
    }
    await expectColours(
      rawTiffOf(withMore(greyNumbers, ...values), { colour: "blackIsZero", bits, says }),
      greyNumbers.map(([value = 0]): Rgb => [value, value, value]),
      MAX_DELTA_E,
    );
  }
});

test("TIFF with alpha and a selection lets through what its alpha says", { timeout: TIMEOUT_MS }, async () => {
  const colours = [...withMore(numbers.slice(0, 3), 255, 0), [40, 70, 190, 0, 255]];
  const file = rawTiffOf(colours, { ...rgb, says: { [EXTRA_SAMPLES]: [ALPHA, SELECTION] } });
  // What shows through is white in a JPEG.
  await expectColours(file, [...numbers.slice(0, 3), [255, 255, 255]], MAX_DELTA_E);
});

test("a TIFF of many pixels with a selection is shown to its last row", {
  tags: "long",
  timeout: TIMEOUT_MS,
}, async () => {
  const [width, height, whiteRows] = [7_000, 5_000, 2_500];
  const head = ownTiffHead({ width, height, bitsPerChannel: 16, colours: 3, hasAlpha: true, icc: undefined });
  // What would be alpha is a selection.
  head.writeUInt16LE(SELECTION, head.indexOf(Buffer.from([EXTRA_SAMPLES & 0xff, EXTRA_SAMPLES >> 8])) + 8);
  const path = join(folder(), "large.tiff");
  const file = await open(path, "w");
  const rowBytes = width * 4 * 2;
  await file.write(head);
  // Black above without a byte on the disk.
  await file.write(
    Buffer.alloc(whiteRows * rowBytes, 0xff),
    0,
    undefined,
    head.length + (height - whiteRows) * rowBytes,
  );
  await file.close();
  const enough = { ...testLimits, maxPixels: width * height };
  const { renditions } = await render({ path, limits: enough, renditions: { large } });
  const { data, info } = await sharp(renditions[0]?.body).greyscale().raw().toBuffer({ resolveWithObject: true });
  const row = (y: number) => data[y * info.width + info.width / 2] ?? -1;
  const middle = info.height / 2;
  expect([0, Math.floor(middle) - 5].map(row).map((value) => value < 3)).toEqual([true, true]);
  expect([Math.ceil(middle) + 5, info.height - 1].map(row).map((value) => value > 252)).toEqual([true, true]);
});

test("CMYK TIFF with a selection is shown whole", { timeout: TIMEOUT_MS }, async () => {
  const file = rawTiffOf(withMore(inks, 0), { colour: "cmyk", bits: 8, says: { [EXTRA_SAMPLES]: [SELECTION] } });
  await expectColours(file, numbers, MAX_DELTA_E);
});

test.each(["sRGB", "Display P3", "linear light"])(
  "TIFF of 32 bits, whole or floating-point, in %s",
  { timeout: TIMEOUT_MS },
  async (profile) => {
    const { icc, expected } = rgbProfiles[profile] as Meaning;
    for (const bits of ["uint32", "float32"] as const) {
      await expectColours(rawTiffOf(numbers, { colour: "rgb", bits, icc: await icc() }), expected, MAX_DELTA_E);
    }
  },
);

test.each([
  ["float32", undefined, LINEAR_GREYS],
  ["float32", greyProfile(1.8), [69, 210, 25, 146]],
  ["uint32", undefined, [54, 200, 20, 128]],
  ["uint32", greyProfile(1.8), [69, 210, 25, 146]],
] as const)("grey TIFF of %s", { timeout: TIMEOUT_MS }, async (bits, icc, greys) => {
  const file = rawTiffOf([[54], [200], [20], [128]], { colour: "blackIsZero", bits, ...(icc ? { icc } : {}) });
  await expectColours(
    file,
    greys.map((grey): Rgb => [grey, grey, grey]),
    MAX_DELTA_E,
  );
});

/** ITU-R BT.2408: diffuse white is 58 % of PQ and 75 % of HLG, and is to be the white of a page, or nearly so. */
test.each([
  ["PQ", 16, 0.58],
  ["HLG", 18, 0.75],
] as const)(
  "a picture in %s is bright, and its highlights differ",
  { timeout: TIMEOUT_MS },
  async (_, transfer, white) => {
    const level = Math.round(white * 255);
    const greys = [level, Math.round(level / 2), 255, Math.round(level * 0.9)].map((value) => [value, value, value]);
    const [diffuse, shade, peak, near] = await coloursOf(pngOf(greys, 16, { cicp: [9, transfer] }));
    expect(diffuse?.[1]).toBeGreaterThan(220);
    expect(peak?.[1]).toBeGreaterThan((diffuse?.[1] ?? 255) + 5);
    expect(near?.[1]).toBeLessThan((diffuse?.[1] ?? 0) - 5);
    expect(shade?.[1]).toBeLessThan(140);
  },
);
