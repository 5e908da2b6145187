import sharp from "sharp";
import { rgbaToThumbHash } from "thumbhash";
import { expect, it } from "vitest";
import { knownPlaceholder, toMeanColour, toPlaceholder } from "./placeholder.ts";

it("draws the preview as a small picture of the right shape and colour", () => {
  const [width, height] = [60, 30];
  const rgba = new Uint8Array(width * height * 4);
  for (let at = 0; at < rgba.length; at += 4) rgba.set([200, 60, 40, 255], at);
  const thumbhash = Buffer.from(rgbaToThumbHash(width, height, rgba)).toString("base64");
  expect(knownPlaceholder(thumbhash)).toBeUndefined();
  const url = toPlaceholder(thumbhash) ?? "";
  expect(knownPlaceholder(thumbhash)).toBe(url);
  const colour = [...Buffer.from((toMeanColour(thumbhash) ?? "").slice(1), "hex")];
  expect([200, 60, 40].every((value, index) => Math.abs(value - (colour[index] ?? 0)) < 25)).toBe(true);
  expect(url.length).toBeLessThan(220);
  const bitmap = Buffer.from(url.split(",")[1] ?? "", "base64");
  expect(bitmap.readUInt32LE(2)).toBe(bitmap.length);
  expect(bitmap.readInt32LE(18) / bitmap.readInt32LE(22)).toBeCloseTo(2, 0);
  const [blue = 0, green = 0, red = 0] = bitmap.subarray(bitmap.readUInt32LE(10));
  expect([red, green, blue].map((value, index) => Math.abs(value - ([200, 60, 40][index] ?? 0)) < 25)).toEqual([
    true,
    true,
    true,
  ]);
});

it("draws what is transparent as such", async () => {
  const rgba = new Uint8Array(40 * 40 * 4).map((_, at) => (at % 160 < 80 ? 0 : 255));
  const url = toPlaceholder(Buffer.from(rgbaToThumbHash(40, 40, rgba)).toString("base64")) ?? "";
  const { channels } = await sharp(Buffer.from(url.split(",")[1] ?? "", "base64")).stats();
  expect(channels[3]?.min).toBeLessThan(100);
  expect(channels[3]?.max).toBeGreaterThan(200);
});

it.each([undefined, "", "%%%", "AA=="])("has no preview for %j", (thumbhash) => {
  expect(() => toPlaceholder(thumbhash)).not.toThrow();
  expect(() => toMeanColour(thumbhash)).not.toThrow();
  expect(toPlaceholder(thumbhash)?.startsWith("data:") ?? true).toBe(true);
});
