import sharp from "sharp";
import type { Rgb } from "./colour-factory.ts";

/** The side of what is measured, pixels. */
const SPOT = 8;

/**
 * The colours in the middle of the quarters of a picture, clockwise from the top left, each the mean of some pixels.
 */
export async function measureQuarters(body: Buffer): Promise<Rgb[]> {
  const { width, height } = await sharp(body).metadata();
  const places = [
    [0.25, 0.25],
    [0.75, 0.25],
    [0.75, 0.75],
    [0.25, 0.75],
  ] as const;
  return Promise.all(
    places.map(async ([x, y]): Promise<Rgb> => {
      const corner = { left: Math.round(width * x) - SPOT / 2, top: Math.round(height * y) - SPOT / 2 };
      const spot = sharp(body)
        .removeAlpha()
        .extract({ ...corner, width: SPOT, height: SPOT });
      const { channels } = await sharp(await spot.png().toBuffer()).stats();
      return [channels[0]?.mean ?? 0, (channels[1] ?? channels[0])?.mean ?? 0, (channels[2] ?? channels[0])?.mean ?? 0];
    }),
  );
}
