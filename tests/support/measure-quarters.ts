import sharp from "sharp";
import type { Rgb } from "./colour-factory.ts";

/** The side of what is measured, pixels. */
const SPOT = 8;

/**
 * The colours in the middle of the quarters of a picture, clockwise from the top left, each the mean of some pixels.
 * The picture is decoded once: starting libvips for each quarter costs more than its pixels.
 */
export async function measureQuarters(body: Buffer): Promise<Rgb[]> {
  const { data, info } = await sharp(body).removeAlpha().raw().toBuffer({ resolveWithObject: true });
  const meanOf = (left: number, top: number, channel: number) => {
    let sum = 0;
    for (let y = top; y < top + SPOT; y++)
      for (let x = left; x < left + SPOT; x++) sum += data[(y * info.width + x) * info.channels + channel] ?? 0;
    return sum / SPOT ** 2;
  };
  const places = [
    [0.25, 0.25],
    [0.75, 0.25],
    [0.75, 0.75],
    [0.25, 0.75],
  ] as const;
  return places.map(([x, y]): Rgb => {
    const [left, top] = [Math.round(info.width * x) - SPOT / 2, Math.round(info.height * y) - SPOT / 2];
    const [red, green, blue] = info.channels < 3 ? [0, 0, 0] : [0, 1, 2];
    return [meanOf(left, top, red), meanOf(left, top, green), meanOf(left, top, blue)];
  });
}
