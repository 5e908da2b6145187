import { expect, test } from "vitest";
import { codedProfile, namedProfile } from "#tests/support/colour-factory.ts";
import { fromOwnTiff } from "./decoder.ts";
import { readMatrixConversion } from "./matrix-conversion.ts";
import { writeOwnTiff } from "./own-tiff.ts";

/** Steps between what LittleCMS makes of a colour, which rounds elsewhere, and what is made of it here. */
const TOLERANCE = 2;
const SIDE = 64;

/** Every colour of a coarse grid, saturated ones among them. */
function colours(channels: 3 | 4): Buffer {
  const pixels = Buffer.alloc(SIDE * SIDE * channels, 77);
  for (let at = 0; at < SIDE * SIDE; at++) {
    pixels.set([(at % 16) * 17, (Math.floor(at / 16) % 16) * 17, Math.floor(at / 256) * 17], at * channels);
  }
  return pixels;
}

test.each<[string, () => Buffer | Promise<Buffer>]>([
  ["Display P3", () => namedProfile("p3")],
  ["BT.2020", () => codedProfile(9, 13)],
  ["linear light", () => codedProfile(1, 8)],
])("colours in %s are those of LittleCMS", async (_, profile) => {
  const icc = await profile();
  for (const channels of [3, 4] as const) {
    const data = colours(channels);
    const hasAlpha = channels === 4;
    const size = { width: SIDE, height: SIDE, bitsPerChannel: 8, colours: 3 } as const;
    const expected = await fromOwnTiff(writeOwnTiff({ ...size, data, hasAlpha, icc }))
      .raw()
      .toBuffer();
    const seen = Buffer.alloc(data.length);
    readMatrixConversion(icc)?.(data, seen, channels);
    const differences = seen.map((value, at) => Math.abs(value - (expected[at] ?? 0)));
    expect(Math.max(...differences)).toBeLessThanOrEqual(TOLERANCE);
  }
});

test("a profile of tables, and what is none, is left to others", async () => {
  expect(readMatrixConversion(await namedProfile("cmyk"))).toBeUndefined();
  expect(readMatrixConversion(Buffer.alloc(200, 0xff))).toBeUndefined();
});
