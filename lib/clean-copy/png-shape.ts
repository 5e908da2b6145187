/* How many bytes the rows of a PNG take before they are compressed (Third Edition, 7.2 and 8.1 Adam7). */

export interface PngShape {
  width: number;
  height: number;
  bitsPerPixel: number;
}

export interface Pass {
  /** The first pixel, and the step to the next one. */
  left: number;
  top: number;
  across: number;
  down: number;
  /** The block that a pixel stands for until later passes come. */
  blockWidth: number;
  blockHeight: number;
}

export const PASSES: Pass[] = (
  [
    [0, 0, 8, 8, 8, 8],
    [4, 0, 8, 8, 4, 8],
    [0, 4, 4, 8, 4, 4],
    [2, 0, 4, 4, 2, 4],
    [0, 2, 2, 4, 2, 2],
    [1, 0, 2, 2, 1, 2],
    [0, 1, 1, 2, 1, 1],
  ] as const
).map(([left, top, across, down, blockWidth, blockHeight]) => ({ left, top, across, down, blockWidth, blockHeight }));

/** Numbers of a pixel by colour type. */
const CHANNELS: Partial<Record<number, number>> = { 0: 1, 2: 3, 3: 1, 4: 2, 6: 4 };

/** By depth and colour type as the header has them; undefined for a colour type that PNG does not have. */
export function toBitsPerPixel(depth: number, colourType: number): number | undefined {
  const channels = CHANNELS[colourType];
  return channels === undefined ? undefined : channels * depth;
}

/** Of a row with the byte that names its filter. */
export function toRowBytes({ width, bitsPerPixel }: Pick<PngShape, "width" | "bitsPerPixel">): number {
  return 1 + Math.ceil((width * bitsPerPixel) / 8);
}

/** Of all rows, one after the other. */
export function toPlainBytes(shape: PngShape): number {
  return shape.height * toRowBytes(shape);
}

/** Of all passes of an interlaced picture together. */
export function toInterlacedBytes(shape: PngShape): number {
  return PASSES.reduce((sum, pass) => {
    const { width, height } = passSize(pass, shape);
    return sum + height * toRowBytes({ ...shape, width });
  }, 0);
}

/** A pass of no pixel across has no rows either. */
export function passSize(
  { left, top, across, down }: Pass,
  { width, height }: PngShape,
): { width: number; height: number } {
  const columns = Math.max(0, Math.ceil((width - left) / across));
  return { width: columns, height: columns === 0 ? 0 : Math.max(0, Math.ceil((height - top) / down)) };
}
