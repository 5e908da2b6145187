import sharp from "sharp";
import { expect, test } from "vitest";
import { recipe } from "#lib/images/recipe.ts";
import { deltaE } from "#tests/support/colour-difference.ts";
import type { Rgb } from "#tests/support/colour-factory.ts";
import { measureQuarters } from "#tests/support/measure-quarters.ts";
import { startTestRenderer } from "#tests/support/test-renderer.ts";
import { colourAt, ORDERED_SIZE, orderedTiff, type TiffOrder } from "#tests/support/tiff-factory.ts";

/* TIFF files whose pixels do not lie one after the other, or whose tags say what no reader expects. */

const TIMEOUT_MS = 30_000;
/** Colours are rounded twice, and compressed. */
const MAX_DELTA_E = 4;
const colours: readonly Rgb[] = [
  [200, 40, 40],
  [40, 160, 60],
  [225, 200, 60],
  [40, 70, 190],
];
/** The one whose colours are looked at. */
const { full } = recipe.renditions;
const { renderBytes } = startTestRenderer();

async function expectShown(body: Buffer, expected = colours): Promise<void> {
  const picture = await renderBytes(body, { renditions: { full } });
  expect(picture).toMatchObject({ contentType: "image/tiff", ...ORDERED_SIZE });
  const seen = await measureQuarters(picture.renditions[0]?.body as Buffer);
  const differences = seen.map((colour, at) => deltaE(colour, expected[at] ?? [0, 0, 0]));
  expect(Math.max(...differences), JSON.stringify(seen)).toBeLessThanOrEqual(MAX_DELTA_E);
}

const subsamplings = [
  [2, 1],
  [1, 2],
  [2, 2],
  [4, 1],
  [4, 2],
  [4, 4],
] as const;

test.each(subsamplings)("colour differences that %i × %i pixels share", { timeout: TIMEOUT_MS }, async (...shared) => {
  const orders: TiffOrder[] = [{}, { rows: 16 }, { tile: 64 }, { rows: 16, deflated: true }];
  for (const order of orders) {
    await expectShown(orderedTiff(colours, { ...order, shared }));
    await expectShown(orderedTiff(colours, { ...order, shared, bigEndian: true }));
  }
  await expectShown(orderedTiff(colours, { shared, tile: 64, bigTiff: true }));
});

const VIDEO_RANGE = [16, 235, 128, 240, 128, 240];

test.each([
  [1, 1],
  [2, 2],
])("colour differences on the scale of video, %i × %i", { timeout: TIMEOUT_MS }, async (across, down) => {
  await expectShown(orderedTiff(colours, { shared: [across, down], reference: VIDEO_RANGE }));
});

test.each([8, 16] as const)(
  "tiles of one channel after the other, of %i bits",
  { timeout: TIMEOUT_MS },
  async (bits) => {
    for (const order of [{}, { bigEndian: true }, { deflated: true }, { bigTiff: true, bigEndian: true }]) {
      await expectShown(orderedTiff(colours, { ...order, bits, apart: true, tile: 32 }));
    }
  },
);

test.each([
  [8, 1],
  [16, 1],
  [8, 2],
] as const)("tiles of one channel after the other, of %i bits, with alpha of kind %i", async (bits, kind) => {
  const alpha = { value: 128, kind };
  const part = alpha.value / 255;
  // White shows through in a JPEG.
  const expected = colours.map((colour) => colour.map((value) => value * part + 255 * (1 - part)) as unknown as Rgb);
  const stored = kind === 1 ? colours.map((colour) => colour.map((value) => value * part) as unknown as Rgb) : colours;
  for (const order of [{ apart: true, tile: 32 }, { rows: 16 }]) {
    await expectShown(orderedTiff(stored, { ...order, bits, alpha }), expected);
  }
});

test("tiles of the one channel that there is", { timeout: TIMEOUT_MS }, async () => {
  const says = { 258: [8], 262: [1], 277: [1] };
  const greys = colours.map(([red]): Rgb => [red, red, red]);
  await expectShown(orderedTiff(colours, { apart: true, tile: 32, says }), greys);
});

test.each<[string, TiffOrder]>([
  ["an orientation of 0", { says: { 274: [0] } }],
  ["an orientation of 9", { says: { 274: [9] } }],
  ["a unit of resolution that there is not", { says: { 296: [0] } }],
  ["an order of bits that there is not", { says: { 266: [0] } }],
  ["an order of channels that there is not", { says: { 284: [0] } }],
  ["a kind of numbers that there is not", { says: { 339: [0, 0, 0] } }],
  ["an entry of a type that there is not", { strangeType: true }],
  ["another picture that is not in the file", { next: 99_999_999 }],
])("%s is no damage", { timeout: TIMEOUT_MS }, async (_, order) => {
  await expectShown(orderedTiff(colours, order));
  await expectShown(orderedTiff(colours, { ...order, bigEndian: true, bigTiff: true }));
});

test.each([false, true])(
  "a JPEG in the old style, highest byte first: %s",
  { timeout: TIMEOUT_MS },
  async (bigEndian) => {
    const { width, height } = ORDERED_SIZE;
    const pixels = Buffer.alloc(width * height * 3);
    for (let at = 0; at < width * height; at++)
      pixels.set(colourAt(colours, at % width, Math.floor(at / width)), at * 3);
    const jpeg = await sharp(pixels, { raw: { width, height, channels: 3 } })
      .jpeg({ quality: 98 })
      .toBuffer();
    await expectShown(orderedTiff(colours, { bigEndian, oldJpeg: jpeg }));
  },
);

const TILE_WIDTH = 322;
const TILE_HEIGHT = 323;
const CHANNELS = 277;

test("tiles that do not decode are missing, and the picture is incomplete", { timeout: TIMEOUT_MS }, async () => {
  const whole = orderedTiff(colours, { tile: 16, deflated: true });
  const ZLIB_HEAD = Buffer.from([0x78, 0x9c]);
  const body = Buffer.from(whole);
  body.fill(0xff, body.indexOf(ZLIB_HEAD, body.indexOf(ZLIB_HEAD) + 1), body.lastIndexOf(ZLIB_HEAD));
  expect((await renderBytes(whole)).incomplete).toBeFalsy();
  expect(await renderBytes(body)).toMatchObject({ ...ORDERED_SIZE, incomplete: true });
});

const COMPRESSION = 259;
const BITS = 258;
const [PHOTOMETRIC, KIND_OF_NUMBER] = [262, 339];

test.each<[string, TiffOrder]>([
  ["LZMA", { says: { [COMPRESSION]: [34_925] } }],
  ["LZMA in tiles", { tile: 16, says: { [COMPRESSION]: [34_925] } }],
  ["Zstandard in tiles", { tile: 16, says: { [COMPRESSION]: [50_000] } }],
  ["numbers of 64 bits", { says: { [BITS]: [64, 64, 64] } }],
  [
    "grey of floating-point numbers of 16 bits",
    { bits: 16, says: { [PHOTOMETRIC]: [1], [CHANNELS]: [1], [KIND_OF_NUMBER]: [3], [BITS]: [16] } },
  ],
])("%s is named as not supported", { timeout: TIMEOUT_MS }, async (_, order) => {
  await expect(renderBytes(orderedTiff(colours, order))).rejects.toMatchObject({ code: "unsupported_codec" });
});

test.each<[string, TiffOrder]>([
  [
    "tiles of more rows than there can be",
    { apart: true, tile: 32, says: { [TILE_HEIGHT]: [65_535], [CHANNELS]: [65_535] } },
  ],
  ["tiles that end within a block", { shared: [4, 4], tile: 32, says: { [TILE_WIDTH]: [33] } }],
  ["blocks of no size", { shared: [2, 2], says: { 530: [0, 0] } }],
  ["no rows in a strip", { shared: [2, 2], says: { 278: [0] } }],
])("%s is no fault of ours", { timeout: TIMEOUT_MS }, async (_, order) => {
  const code = expect.stringMatching(/^(?:corrupt_image|unsupported_codec|too_many_pixels)$/);
  await expect(renderBytes(orderedTiff(colours, order))).rejects.toMatchObject({ code });
});
