import sharp from "sharp";
import { expect, test } from "vitest";
import { isSrgbProfile } from "./icc-profile.ts";

async function profile(name: string): Promise<Buffer> {
  const picture = await sharp({ create: { width: 8, height: 8, channels: 3, background: "red" } })
    .withIccProfile(name)
    .jpeg()
    .toBuffer();
  return (await sharp(picture).metadata()).icc ?? Buffer.alloc(0);
}

test("sRGB is known by its numbers", async () => {
  const srgb = await profile("srgb");
  expect(isSrgbProfile(srgb)).toBe(true);
  // The same profile with the red colorant moved a little is another colour space, whatever its name says.
  const at = srgb.readUInt32BE(srgb.indexOf("rXYZ", 128, "latin1") + 4);
  srgb.writeInt32BE(srgb.readInt32BE(at + 8) + 0x800, at + 8);
  expect(isSrgbProfile(srgb)).toBe(false);
});

test("Display P3 is not sRGB, and neither is garbage", async () => {
  expect(isSrgbProfile(await profile("p3"))).toBe(false);
  expect(isSrgbProfile(Buffer.from("sRGB"))).toBe(false);
  expect(isSrgbProfile(Buffer.alloc(200, 0xff))).toBe(false);
});
