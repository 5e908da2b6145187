import sharp from "sharp";
import { expect, test } from "vitest";
import { animatedGif, pngChunk, quarters } from "#tests/support/image-factory.ts";
import { startTestRenderer } from "#tests/support/test-renderer.ts";

/* Files with something wrong in them of which no pixel is missing are not called incomplete. */

const TIMEOUT_MS = 30_000;
const { renderBytes } = startTestRenderer();

async function stillGif(): Promise<Buffer> {
  return quarters().gif().toBuffer();
}

/** A WebP that says it has so many bytes more than it has. */
async function webpThatSays(more: number): Promise<Buffer> {
  const body = await quarters().webp().toBuffer();
  body.writeUInt32LE(body.readUInt32LE(4) + more, 4);
  return body;
}

/** A PNG of which the compressed rows begin with these two bytes. */
async function pngThatBegins(head: readonly number[]): Promise<Buffer> {
  const body = await quarters().png().toBuffer();
  const at = body.indexOf("IDAT");
  const length = body.readUInt32BE(at - 4);
  const rows = Buffer.concat([Buffer.from(head), body.subarray(at + 6, at + 4 + length)]);
  return Buffer.concat([body.subarray(0, at - 4), pngChunk("IDAT", rows), body.subarray(at + 8 + length)]);
}

const files: Record<string, () => Promise<Buffer>> = {
  "GIF with a text behind its end": async () => Buffer.concat([await stillGif(), Buffer.alloc(100, "text")]),
  "animated GIF with zeros behind its end": async () =>
    Buffer.concat([(await animatedGif()).body, Buffer.alloc(5_000)]),
  "WebP that counts its own head": () => webpThatSays(8),
  "WebP that counts a padding which is not there": () => webpThatSays(2),
  "PNG whose window is smaller than what its rows refer to": () => pngThatBegins([0x18, 0x19]),
  "PNG whose rows begin with a wrong check": () => pngThatBegins([0x78, 0x9d]),
};

test.each(Object.entries(files))("%s", { timeout: TIMEOUT_MS }, async (_, make) => {
  const shown = await renderBytes(await make());
  expect(shown.incomplete).toBeUndefined();
  const { isOpaque } = await sharp(shown.renditions[0]?.body).stats();
  expect(isOpaque).toBe(true);
});

test("a WebP that lacks more than a part can have is incomplete", { timeout: TIMEOUT_MS }, async () => {
  expect(await renderBytes(await webpThatSays(10))).toMatchObject({ incomplete: true });
});

/** A grey JPEG that has its channel so many times. */
async function jpegOfChannels(count: number): Promise<Buffer> {
  const body = await quarters().toColourspace("b-w").jpeg().toBuffer();
  const frameAt = body.indexOf(Buffer.from([0xff, 0xc0]));
  const scanAt = body.indexOf(Buffer.from([0xff, 0xda]));
  const frame = body.subarray(frameAt, frameAt + 9);
  const scan = body.subarray(scanAt, body.length - 2);
  const channels = Array.from({ length: count }, (_, index) => index + 1);
  const head = Buffer.from([...frame, count, ...channels.flatMap((id) => [id, 0x11, 0])]);
  head.writeUInt16BE(head.length - 2, 2);
  const FIRST_ID = 5;
  const scans = channels.map((id) => Buffer.from(scan).fill(id, FIRST_ID, FIRST_ID + 1));
  return Buffer.concat([
    body.subarray(0, frameAt),
    head,
    body.subarray(frameAt + 13, scanAt),
    ...scans,
    body.subarray(body.length - 2),
  ]);
}

test("a JPEG of channels that no browser knows is of a kind that is not supported", {
  timeout: TIMEOUT_MS,
}, async () => {
  expect(await renderBytes(await jpegOfChannels(3))).toMatchObject({ contentType: "image/jpeg" });
  for (const count of [2, 5])
    await expect(renderBytes(await jpegOfChannels(count))).rejects.toMatchObject({ code: "unsupported_codec" });
});

test("a JPEG-LS is of a kind that is not supported, and not damaged", { timeout: TIMEOUT_MS }, async () => {
  const body = await quarters().jpeg().toBuffer();
  const [BASELINE, JPEG_LS] = [0xc0, 0xf7];
  body[body.indexOf(Buffer.from([0xff, BASELINE])) + 1] = JPEG_LS;
  await expect(renderBytes(body)).rejects.toMatchObject({ code: "unsupported_codec" });
});
