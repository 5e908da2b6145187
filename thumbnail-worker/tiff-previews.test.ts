import { describe, expect, test } from "vitest";
import type { Rgb } from "#tests/support/colour-factory.ts";
import { startColourTests } from "#tests/support/start-colour-tests.ts";
import { ORDERED_SIZE, PREVIEW_SIDE, withPreview } from "#tests/support/tiff-factory.ts";

/* TIFF files that begin with a preview of their picture, as some scanners and raw files do. */

const TIMEOUT_MS = 30_000;
const MAX_DELTA_E = 2;
const { renderBytes, expectColours } = startColourTests();

const colours: Rgb[] = [
  [200, 40, 40],
  [40, 160, 60],
  [225, 200, 60],
  [40, 70, 190],
];

const COLOUR_FILTER = 32_803;

describe("a TIFF that begins with a preview", { timeout: TIMEOUT_MS }, () => {
  test.each(["after", "below"] as const)("shows the picture %s it", async (place) => {
    for (const order of [{}, { rows: 16 }, { apart: true, tile: 32 }]) {
      const file = withPreview(colours, order, place);
      expect(await renderBytes(file)).toMatchObject({ contentType: "image/tiff", ...ORDERED_SIZE });
      await expectColours(file, colours, MAX_DELTA_E);
    }
  });

  test.each(["after", "below"] as const)("is named as raw where what a sensor saw is %s it", async (place) => {
    const file = withPreview(colours, { says: { 262: [COLOUR_FILTER] } }, place);
    await expect(renderBytes(file)).rejects.toMatchObject({ code: "unsupported_raw" });
  });

  test("shows the preview where there is nothing else", async () => {
    const side = { width: PREVIEW_SIDE, height: PREVIEW_SIDE };
    expect(await renderBytes(withPreview(colours, {}, "nowhere"))).toMatchObject(side);
    expect(await renderBytes(withPreview(colours, { says: { 254: [1] } }, "after"))).toMatchObject(side);
  });
});
