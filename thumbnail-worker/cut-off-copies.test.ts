import { deflateSync } from "node:zlib";
import sharp from "sharp";
import { expect, test } from "vitest";
import { removeMetadata } from "#lib/clean-copy/remove-metadata.ts";
import { acceptedContentTypes } from "#lib/images/image.ts";
import { quarters } from "#tests/support/image-factory.ts";
import { startTestRenderer } from "#tests/support/test-renderer.ts";

/* Files whose end is missing are shown, so visitors get copies of them without metadata that show the same. */

const TIMEOUT_MS = 60_000;
const SOS = Buffer.from([0xff, 0xda]);
const { renderBytes } = startTestRenderer();

/** A picture that fills some kilobytes in any format. */
function picture() {
  const [width, height] = [160, 120];
  let state = 7;
  const data = Buffer.from(
    Array.from({ length: width * height * 3 }, (_, at) => {
      state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
      return (state >>> 27) + (at >> 9);
    }),
  );
  return sharp(data, { raw: { width, height, channels: 3 } });
}

function greyPixels(): Promise<Buffer> {
  return picture().toColourspace("b-w").raw().toBuffer();
}

/** Grey, 160 × 120, in one strip behind the directory, as cameras and scanners write it (TIFF 6.0). */
function tiffOf(pixels: Buffer, compression: number): Buffer {
  const DIRECTORY_AT = 8;
  const tags = [256, 257, 258, 259, 262, 273, 277, 278, 279];
  const pixelsAt = DIRECTORY_AT + 2 + tags.length * 12 + 4;
  const values = [160, 120, 8, compression, 1, pixelsAt, 1, 120, pixels.length];
  const directory = Buffer.alloc(pixelsAt);
  directory.write("II*\0\x08\0\0\0", "latin1");
  directory.writeUInt16LE(tags.length, DIRECTORY_AT);
  for (const [index, tag] of tags.entries()) {
    const at = DIRECTORY_AT + 2 + index * 12;
    const LONG = 4;
    directory.writeUInt16LE(tag, at);
    directory.writeUInt16LE(LONG, at + 2);
    directory.writeUInt32LE(1, at + 4);
    directory.writeUInt32LE(values[index] ?? 0, at + 8);
  }
  return Buffer.concat([directory, pixels]);
}

const progressive = () => picture().jpeg({ progressive: true, quality: 90 }).toBuffer();

/** Up to `bytes` behind where the scan begins that has this number, from 0. */
function cutAtScan(body: Buffer, scan: number, bytes: number): Buffer {
  let at = body.indexOf(SOS);
  for (let left = scan; left > 0; left--) at = body.indexOf(SOS, at + 1);
  return body.subarray(0, at + bytes);
}

function cutBefore(body: Buffer, missing: number): Buffer {
  return body.subarray(0, body.length - missing);
}

const files: Record<string, () => Promise<Buffer>> = {
  "a JPEG within its picture": async () => cutBefore(await picture().jpeg().toBuffer(), 900),
  "a progressive JPEG within its third scan": async () => cutAtScan(await progressive(), 2, 40),
  "a progressive JPEG before the header of its third scan": async () => cutAtScan(await progressive(), 2, 0),
  "a progressive JPEG within the length of a header": async () => cutAtScan(await progressive(), 2, 3),
  "a progressive JPEG within the header of a scan": async () => cutAtScan(await progressive(), 2, 6),
  "a progressive JPEG within the tables of a scan": async () => cutAtScan(await progressive(), 2, -10),
  "a PNG within its pixels": async () => cutBefore(await picture().png().toBuffer(), 3_000),
  "a PNG before the checksum of its pixels": async () => cutBefore(await picture().png().toBuffer(), 16),
  "a PNG before its end": async () => cutBefore(await picture().png().toBuffer(), 13),
  "an interlaced PNG": async () => cutBefore(await picture().png({ progressive: true }).toBuffer(), 3_000),
  "a GIF within its frame": async () => cutBefore(await picture().gif().toBuffer(), 3_000),
  "a GIF before the end of its blocks": async () => cutBefore(await picture().gif().toBuffer(), 2),
  "a lossy WebP": async () => cutBefore(await picture().webp().toBuffer(), 200),
  "a lossless WebP": async () => cutBefore(await picture().webp({ lossless: true, effort: 0 }).toBuffer(), 900),
  "a TIFF within its pixels": async () => cutBefore(tiffOf(await greyPixels(), 1), 3_000),
  "a TIFF with a wrong checksum": async () => {
    const pixels = deflateSync(await greyPixels());
    return tiffOf(Buffer.concat([pixels.subarray(0, -1), Buffer.alloc(1, (pixels.at(-1) ?? 0) ^ 1)]), 8);
  },
  "a transparent WebP": async () => cutBefore(await quarters().ensureAlpha(0.5).webp().toBuffer(), 3),
};

test.each(Object.entries(files))("of %s a copy shows the same", { timeout: TIMEOUT_MS }, async (_, make) => {
  const body = await make();
  const shown = await renderBytes(body);
  expect(shown.incomplete).toBe(true);
  const type = acceptedContentTypes.find((one) => one === shown.contentType);
  if (!type) throw new Error(`Expected a picture, received ${shown.contentType}`);
  const copy = await renderBytes(Buffer.concat(await removeMetadata(body, type)));
  const isSame = copy.renditions.map(({ body: one }, index) => one.equals(shown.renditions[index]?.body ?? one));
  expect(isSame).toEqual(shown.renditions.map(() => true));
});
