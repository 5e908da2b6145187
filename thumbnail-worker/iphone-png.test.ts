import { crc32, deflateRawSync, inflateSync } from "node:zlib";
import sharp from "sharp";
import { expect, test } from "vitest";
import { pngOf, type Rgb } from "#tests/support/colour-factory.ts";
import { pngChunk } from "#tests/support/image-factory.ts";
import { startColourTests } from "#tests/support/start-colour-tests.ts";

/* PNG as Apple's tools put them into apps for its telephones. */

const MAX_DELTA_E = 2;
const { renderBytes, expectColours } = startColourTests();

const colours: Rgb[] = [
  [200, 40, 40],
  [40, 160, 60],
  [225, 200, 60],
  [40, 70, 190],
];

/** The same picture as Apple's tools write it; the numbers of a pixel are 3 or 4. */
function forTelephones(png: Buffer, channels: number): Buffer {
  const dataAt = png.indexOf("IDAT");
  const header = png.subarray(8, 33);
  const rows = inflateSync(png.subarray(dataAt + 4, dataAt + 4 + png.readUInt32BE(dataAt - 4)));
  const rowBytes = 1 + png.readUInt32BE(16) * channels;
  for (let row = 0; row < rows.length; row += rowBytes) {
    for (let at = row + 1; at < row + rowBytes; at += channels) {
      const part = channels === 4 ? (rows[at + 3] ?? 255) / 255 : 1;
      const [red = 0, green = 0, blue = 0] = rows.subarray(at, at + 3);
      rows.set(
        [blue, green, red].map((value) => Math.round(value * part)),
        at,
      );
    }
  }
  const deflated = deflateRawSync(rows);
  const half = Math.round(deflated.length / 2);
  return Buffer.concat([
    png.subarray(0, 8),
    pngChunk("CgBI", Buffer.from([0x50, 0, 0x20, 0x02])),
    header,
    ...[deflated.subarray(0, half), deflated.subarray(half)].map((piece) => pngChunk("IDAT", piece)),
    pngChunk("IEND", Buffer.alloc(0)),
  ]);
}

test.each([3, 4])("one of %i channels is shown in its colours", { timeout: 30_000 }, async (channels) => {
  const png = pngOf(channels === 4 ? colours.map((colour) => [...colour, 255]) : colours, 8, {});
  await expectColours(forTelephones(png, channels), colours, MAX_DELTA_E);
});

test("what shows through it keeps its colours", async () => {
  const png = pngOf(
    colours.map((colour) => [...colour, 128]),
    8,
    {},
  );
  const picture = await renderBytes(forTelephones(png, 4));
  expect(picture).toMatchObject({ contentType: "image/png", transparent: true, width: 64 });
  expect(picture.incomplete).toBeUndefined();
  const large = picture.renditions.find(({ name }) => name === "large")?.body;
  const { dominant, channels } = await sharp(large).extract({ left: 4, top: 4, width: 16, height: 16 }).stats();
  expect(Math.abs(dominant.r - 200)).toBeLessThan(12);
  expect(Math.abs((channels[3]?.mean ?? 0) - 128)).toBeLessThan(3);
});

test("one of no kind that those tools write is named as unsupported, and one that is cut short as damaged", async () => {
  const png = forTelephones(pngOf(colours, 8, {}), 3);
  const headerAt = png.indexOf("IHDR");
  const interlaced = Buffer.from(png);
  interlaced[headerAt + 4 + 12] = 1;
  interlaced.writeUInt32BE(crc32(interlaced.subarray(headerAt, headerAt + 17)), headerAt + 17);
  await expect(renderBytes(interlaced)).rejects.toMatchObject({ code: "unsupported_codec" });
  await expect(renderBytes(png.subarray(0, headerAt + 8))).rejects.toMatchObject({ code: "corrupt_image" });
});
