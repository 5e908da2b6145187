import { z } from "zod";

/*
 * How an owner turned a picture whose file does not say that it lies on its side. The original and its renditions stay
 * as they are; the client turns what it draws.
 */

/** Degrees, clockwise. */
export const rotations = [0, 90, 180, 270] as const;
export type Rotation = (typeof rotations)[number];

/** As `Image` and `ImageView` have it; absent where the picture is shown as its file is. */
export const turnedField = z.literal([90, 180, 270]);

interface Sized {
  /** Pixels. */
  width?: number | undefined;
  height?: number | undefined;
}

/** The sides of a picture as it is shown, of those of its file. */
export function turnSides({ width, height }: Sized, rotation: Rotation | undefined): Sized {
  return rotation === 90 || rotation === 270 ? { width: height, height: width } : { width, height };
}

/** One rotation after another. */
export function addRotation(rotation: Rotation | undefined, by: Rotation): Rotation {
  return rotations.find((one) => one === ((rotation ?? 0) + by) % 360) ?? 0;
}
