import { describe, expect, test } from "vitest";
import type { Rgb } from "#tests/support/colour-factory.ts";
import { startColourTests } from "#tests/support/start-colour-tests.ts";
import { ORDERED_SIZE, orderedTiff, type TiffOrder } from "#tests/support/tiff-factory.ts";

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

const SHORT = 3;
const LONG = 4;
const PREVIEW_SIDE = 16;
const COLOUR_FILTER = 32_803;

/** A grey preview of a few pixels comes first in the file, the picture's directory after it or below it. */
function withPreview(order: TiffOrder, place: "after" | "below" | "nowhere"): Buffer {
  const tiff = orderedTiff(colours, order);
  const pictureAt = tiff.readUInt32LE(4);
  const entries: [tag: number, type: number, value: number][] = [
    [254, LONG, 1],
    [256, SHORT, PREVIEW_SIDE],
    [257, SHORT, PREVIEW_SIDE],
    [258, SHORT, 8],
    [259, SHORT, 1],
    [262, SHORT, 1],
    [273, LONG, 8],
    [277, SHORT, 1],
    [278, SHORT, PREVIEW_SIDE],
    [279, LONG, PREVIEW_SIDE * PREVIEW_SIDE],
    ...(place === "below" ? [[330, LONG, pictureAt] as [number, number, number]] : []),
  ];
  const directory = Buffer.alloc(2 + entries.length * 12 + 4);
  directory.writeUInt16LE(entries.length);
  entries.forEach(([tag, type, value], index) => {
    const at = 2 + index * 12;
    directory.writeUInt16LE(tag, at);
    directory.writeUInt16LE(type, at + 2);
    directory.writeUInt32LE(1, at + 4);
    directory.writeUInt32LE(value, at + 8);
  });
  directory.writeUInt32LE(place === "after" ? pictureAt : 0, directory.length - 4);
  const padded = Buffer.concat([tiff, Buffer.alloc(tiff.length % 2)]);
  padded.writeUInt32LE(padded.length, 4);
  return Buffer.concat([padded, directory]);
}

describe("a TIFF that begins with a preview", { timeout: TIMEOUT_MS }, () => {
  test.each(["after", "below"] as const)("shows the picture %s it", async (place) => {
    for (const order of [{}, { rows: 16 }, { apart: true, tile: 32 }]) {
      const file = withPreview(order, place);
      expect(await renderBytes(file)).toMatchObject({ contentType: "image/tiff", ...ORDERED_SIZE });
      await expectColours(file, colours, MAX_DELTA_E);
    }
  });

  test.each(["after", "below"] as const)("is named as raw where what a sensor saw is %s it", async (place) => {
    const file = withPreview({ says: { 262: [COLOUR_FILTER] } }, place);
    await expect(renderBytes(file)).rejects.toMatchObject({ code: "unsupported_raw" });
  });

  test("shows the preview where there is nothing else", async () => {
    const side = { width: PREVIEW_SIDE, height: PREVIEW_SIDE };
    expect(await renderBytes(withPreview({}, "nowhere"))).toMatchObject(side);
    expect(await renderBytes(withPreview({ says: { 254: [1] } }, "after"))).toMatchObject(side);
  });
});
