import sharp from "sharp";
import { describe, expect, test } from "vitest";
import { quarters } from "#tests/support/image-factory.ts";
import { SECRET, tellsSecret } from "#tests/support/leaked-metadata.ts";
import { nameProfile } from "#tests/support/named-profile.ts";
import { cleanIccProfile } from "./icc-profile.ts";

async function profileOf(name: string): Promise<Buffer> {
  const body = await quarters().withIccProfile(name).png().toBuffer();
  const { icc } = await sharp(body).metadata();
  return icc ?? Buffer.alloc(0);
}

/** The picture's colours as a colour engine takes them from a profile. */
async function convert(icc: Uint8Array): Promise<Buffer> {
  const png = await quarters(64, 64).png().toBuffer();
  const jpeg = await sharp(png).jpeg().toBuffer();
  const segment = Buffer.concat([Buffer.from("\xff\xe2\0\0ICC_PROFILE\0\x01\x01", "latin1"), icc]);
  segment.writeUInt16BE(segment.length - 2, 2);
  return sharp(Buffer.concat([jpeg.subarray(0, 2), segment, jpeg.subarray(2)]))
    .pipelineColourspace("rgb16")
    .toColourspace("srgb")
    .raw()
    .toBuffer();
}

describe.each(["p3", "srgb"])("a profile of %s", (name) => {
  test("names nobody, is as long as before and makes the same colours", async () => {
    const icc = await profileOf(name);
    const named = nameProfile(icc, SECRET);
    named.write(SECRET, 100, 128 - 100, "latin1");
    const CREATED = [24, 36] as const;
    expect(named.subarray(...CREATED).some((byte) => byte !== 0)).toBe(true);
    const clean = cleanIccProfile(named);
    expect(clean?.length).toBe(named.length);
    expect([tellsSecret(named), clean && tellsSecret(clean)]).toEqual([true, false]);
    expect(clean && Buffer.from(clean).includes(SECRET.slice(0, 4))).toBe(false);
    // When a monitor was calibrated, for one.
    expect(clean?.subarray(...CREATED).every((byte) => byte === 0)).toBe(true);
    expect((await convert(clean ?? icc)).equals(await convert(icc))).toBe(true);
  });
});

test("what is no profile is none afterwards", async () => {
  const icc = await profileOf("p3");
  expect(cleanIccProfile(Buffer.from("no profile"))).toBeUndefined();
  expect(cleanIccProfile(icc.subarray(0, 200))).toBeUndefined();
  const endless = Buffer.from(icc);
  endless.writeUInt32BE(0xffff_ffff, 128);
  expect(cleanIccProfile(endless)).toBeUndefined();
});
