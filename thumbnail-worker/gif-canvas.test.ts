import sharp from "sharp";
import { expect, test } from "vitest";
import { startTestRenderer } from "#tests/support/test-renderer.ts";

/* GIF files whose frames do not cover their canvas. */

const TIMEOUT_MS = 30_000;
const CANVAS = { width: 60, height: 40 };
const { renderBytes } = startTestRenderer();

interface Frame {
  left: number;
  top: number;
  width: number;
  height: number;
}

/** Frames of blue, shown for a tenth of a second each. */
function gif(frames: Frame[]): Buffer {
  const words = (...numbers: number[]) => Buffer.from(Uint16Array.from(numbers).buffer);
  const [TABLE_OF_TWO, DEPTH] = [0x80, 2];
  return Buffer.concat([
    Buffer.from("GIF89a"),
    words(CANVAS.width, CANVAS.height),
    Buffer.from([TABLE_OF_TWO, 0, 0, 0, 0, 0, 0, 0, 255]),
    ...frames.flatMap(({ left, top, width, height }) => [
      Buffer.from([0x21, 0xf9, 4, 0, 10, 0, 0, 0, 0x2c]),
      words(left, top, width, height),
      Buffer.from([0, DEPTH]),
      ...toBlocks(toCodes(width * height)),
      Buffer.from([0]),
    ]),
    Buffer.from(";"),
  ]);
}

/** The second colour so many times: each time the code that starts anew before it, so that codes keep their 3 bits. */
function toCodes(pixels: number): Buffer {
  const [CLEAR, END, BLUE, CODE_BITS] = [4, 5, 1, 3];
  const codes = [...Array.from({ length: pixels }, () => [CLEAR, BLUE]).flat(), END];
  const bytes = Buffer.alloc(Math.ceil((codes.length * CODE_BITS) / 8));
  codes.forEach((code, index) => {
    for (let bit = 0; bit < CODE_BITS; bit++) {
      const at = index * CODE_BITS + bit;
      bytes[at >> 3] = (bytes[at >> 3] ?? 0) | (((code >> bit) & 1) << (at & 7));
    }
  });
  return bytes;
}

function toBlocks(bytes: Buffer): Buffer[] {
  const MOST = 255;
  return Array.from({ length: Math.ceil(bytes.length / MOST) }, (_, index) => {
    const part = bytes.subarray(index * MOST, (index + 1) * MOST);
    return Buffer.concat([Buffer.from([part.length]), part]);
  });
}

const middle: Frame = { left: 20, top: 10, width: 30, height: 20 };
const corner: Frame = { left: 0, top: 0, width: 10, height: 10 };
const whole: Frame = { left: 0, top: 0, ...CANVAS };

async function render(frames: Frame[]) {
  const picture = await renderBytes(gif(frames));
  const large = picture.renditions.find(({ name }) => name === "large")?.body as Buffer;
  const pages = (await sharp(large).metadata()).pages ?? 1;
  const alphaAt = async (page: number, x: number, y: number) => {
    const { data, info } = await sharp(large, { page }).ensureAlpha().raw().toBuffer({ resolveWithObject: true });
    return data[(y * info.width + x) * 4 + 3];
  };
  return { picture, pages, alphaAt };
}

test("what a still leaves bare is transparent", { timeout: TIMEOUT_MS }, async () => {
  const { picture, alphaAt } = await render([middle]);
  expect(picture).toMatchObject({ ...CANVAS, transparent: true, frames: undefined, incomplete: undefined });
  expect([await alphaAt(0, 2, 2), await alphaAt(0, 35, 20)]).toEqual([0, 255]);
});

test("so is what the first frame of an animation does", { timeout: TIMEOUT_MS }, async () => {
  const { picture, pages, alphaAt } = await render([middle, corner]);
  expect(picture).toMatchObject({ ...CANVAS, transparent: true, frames: 2 });
  expect(pages, "no frame more than there were").toBe(2);
  expect([await alphaAt(0, 2, 2), await alphaAt(1, 2, 2), await alphaAt(1, 58, 38)]).toEqual([0, 255, 0]);
});

test("a frame that covers the canvas leaves nothing bare", { timeout: TIMEOUT_MS }, async () => {
  const { picture } = await render([whole, corner]);
  expect(picture).toMatchObject({ ...CANVAS, transparent: undefined, frames: 2 });
});
