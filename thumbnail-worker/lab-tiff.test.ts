import sharp from "sharp";
import { expect, test } from "vitest";
import type { RenditionRecipe } from "#lib/images/recipe.ts";
import { codedProfile, type Rgb, rawTiffOf } from "#tests/support/colour-factory.ts";
import { large, startColourTests } from "#tests/support/start-colour-tests.ts";

const TIMEOUT_MS = 30_000;
const MAX_DELTA_E = 2;
const { renderBytes, expectColours } = startColourTests();

/** L, a and b; a and b below zero are written as what is missing to 256. */
const lab = [
  [128, 0, 0],
  [128, 70, 40],
  [150, 256 - 40, 50],
  [90, 10, 256 - 50],
];
/** What ImageMagick 6.9 makes of the same numbers. */
const expected: Rgb[] = [
  [119, 119, 119],
  [230, 39, 56],
  [95, 157, 44],
  [0, 82, 161],
];

test("a TIFF of 8-bit Lab is shown in its colours", { timeout: TIMEOUT_MS }, async () => {
  await expectColours(rawTiffOf(lab, { colour: "lab", bits: 8 }), expected, MAX_DELTA_E);
  // What else it says of its colours does not count.
  await expectColours(rawTiffOf(lab, { colour: "lab", bits: 8, icc: codedProfile(12, 13) }), expected, MAX_DELTA_E);
});

test("colours around grey stay grey when they are shrunk", { timeout: TIMEOUT_MS }, async () => {
  const nearGrey = [
    [128, 0, 0],
    [128, 255, 0],
    [128, 0, 255],
    [128, 1, 1],
  ];
  const small: RenditionRecipe = { ...large, width: 3, height: 3 };
  const { renditions } = await renderBytes(rawTiffOf(nearGrey, { colour: "lab", bits: 8 }), { renditions: { small } });
  const { data } = await sharp(renditions[0]?.body).raw().toBuffer({ resolveWithObject: true });
  expect(Math.max(...data) - Math.min(...data), [...data].join()).toBeLessThan(12);
});
