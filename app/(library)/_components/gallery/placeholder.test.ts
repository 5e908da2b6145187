import sharp from "sharp";
import { rgbaToThumbHash } from "thumbhash";
import { expect, it } from "vitest";
import { knownPlaceholder, toMeanColour, toPlaceholder } from "./placeholder.ts";

it("draws the preview as a small picture of the right shape and colour", async () => {
  const [width, height] = [60, 30];
  const rgba = new Uint8Array(width * height * 4);
  for (let at = 0; at < rgba.length; at += 4) rgba.set([200, 60, 40, 255], at);
  const thumbhash = Buffer.from(rgbaToThumbHash(width, height, rgba)).toString("base64");
  expect(knownPlaceholder(thumbhash)).toBeUndefined();
  const url = toPlaceholder(thumbhash) ?? "";
  expect(knownPlaceholder(thumbhash)).toBe(url);
  const colour = (toMeanColour(thumbhash) ?? "").match(/\d+/g)?.map(Number) ?? [];
  expect([200, 60, 40].every((value, index) => Math.abs(value - (colour[index] ?? 0)) < 25)).toBe(true);
  expect(url.length).toBeLessThan(600);
  const { data, info } = await sharp(Buffer.from(url.split(",")[1] ?? "", "base64"))
    .removeAlpha()
    .raw()
    .toBuffer({ resolveWithObject: true });
  expect(info.width / info.height).toBeCloseTo(2, 0);
  const [red = 0, green = 0, blue = 0] = data;
  expect([red, green, blue].map((value, index) => Math.abs(value - ([200, 60, 40][index] ?? 0)) < 25)).toEqual([
    true,
    true,
    true,
  ]);
});

it.each([undefined, "", "%%%", "AA=="])("has no preview for %j", (thumbhash) => {
  expect(() => toPlaceholder(thumbhash)).not.toThrow();
  expect(() => toMeanColour(thumbhash)).not.toThrow();
  expect(toPlaceholder(thumbhash)?.startsWith("data:") ?? true).toBe(true);
});
