import sharp, { type Sharp } from "sharp";
import { expect, test } from "vitest";
import { toPerceptualHash } from "./perceptual-hash.ts";

const SIDE = 320;

/** A picture of soft hills, as different as their number. */
function hills(number: number): Sharp {
  const data = Buffer.alloc(SIDE * SIDE * 3);
  for (let at = 0; at < data.length; at += 3) {
    const [x, y] = [((at / 3) % SIDE) / SIDE, Math.floor(at / 3 / SIDE) / SIDE];
    const light = [1, 2, 3, 4, 5].reduce(
      (sum, wave) => sum + Math.sin(wave * (x * 4 + number) + Math.cos(wave * number + y * 5) * 2) / wave,
      0,
    );
    data.fill(Math.max(0, Math.min(255, 128 + 60 * light)), at, at + 3);
  }
  return sharp(data, { raw: { width: SIDE, height: SIDE, channels: 3 } });
}

async function hash(picture: Sharp): Promise<string | undefined> {
  const png = await picture.png().toBuffer();
  const { data, info } = await sharp(png)
    .resize(64, 64, { fit: "inside" })
    .ensureAlpha()
    .raw()
    .toBuffer({ resolveWithObject: true });
  return toPerceptualHash(data, info.width, info.height);
}

function difference(one: string | undefined, other: string | undefined): number {
  const bits = BigInt(`0x${one}`) ^ BigInt(`0x${other}`);
  return bits.toString(2).replaceAll("0", "").length;
}

test.each([1, 2, 3, 4])(
  "a picture in other sizes, qualities and brightness has nearly the same hash (%i)",
  async (number) => {
    const one = await hash(hills(number));
    const small = sharp(await hills(number).resize(200, 200).jpeg({ quality: 50 }).toBuffer());
    const bright = sharp(await hills(number).modulate({ brightness: 1.1 }).webp({ quality: 60 }).toBuffer());
    expect(difference(one, await hash(small))).toBeLessThanOrEqual(3);
    expect(difference(one, await hash(bright))).toBeLessThanOrEqual(3);
    expect(difference(one, await hash(hills(number + 0.5)))).toBeGreaterThan(8);
  },
);

test("a plain surface has none, and a picture of few pixels has one", async () => {
  expect(await hash(sharp({ create: { width: 90, height: 60, channels: 3, background: "#456" } }))).toBeUndefined();
  expect(toPerceptualHash(Uint8Array.of(0, 0, 0, 255, 255, 255, 255, 255), 2, 1)).toMatch(/^[0-9a-f]{16}$/);
});
