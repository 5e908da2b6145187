import { PASSES, type Pass, type PngShape, passSize, toPlainBytes, toRowBytes } from "#lib/clean-copy/png-shape.ts";

/*
 * Interlaced PNG (Third Edition, 8.1 Adam7 and 9 filtering): seven passes, each a picture of some of the pixels.
 * Decoders give nothing before the last pass, browsers show each as soon as it is there, its pixels as blocks.
 */

/**
 * The rows of an interlaced picture of which only the first passes, or a part of them, are there: unfiltered, in their
 * order from the top, and as coarse as what there is. `part` says how many of them the first pass reaches, 0 to 1.
 */
export function toPlainRows(passes: Buffer, shape: PngShape): { rows: Buffer; part: number } {
  const rowBytes = toRowBytes(shape);
  const rows = Buffer.alloc(toPlainBytes(shape));
  let [at, firstRows] = [0, 0];
  for (const pass of PASSES) {
    const { width, height } = passSize(pass, shape);
    const bytes = toRowBytes({ ...shape, width });
    let above: Buffer = Buffer.alloc(bytes - 1);
    for (let row = 0; row < height; row++, at += bytes) {
      if (at + bytes > passes.length) return { rows, part: firstRows / passSize(PASSES[0] as Pass, shape).height };
      const line = passes.subarray(at + 1, at + bytes);
      unfilter(line, above, passes[at] ?? 0, Math.ceil(shape.bitsPerPixel / 8));
      above = line;
      if (pass === PASSES[0]) firstRows++;
      const top = pass.top + row * pass.down;
      spread(line, rows.subarray(top * rowBytes + 1, (top + 1) * rowBytes), pass, shape);
      for (let y = top + 1; y < Math.min(top + pass.blockHeight, shape.height); y++) {
        rows.copyWithin(y * rowBytes, top * rowBytes, (top + 1) * rowBytes);
      }
    }
  }
  return { rows, part: 1 };
}

/** Puts the pixels of a row of a pass where they belong, each as wide as its block. */
function spread(
  line: Buffer,
  row: Buffer,
  { left, across, blockWidth }: Pass,
  { width, bitsPerPixel }: PngShape,
): void {
  const pixelBytes = bitsPerPixel / 8;
  for (let from = 0, x = left; x < width; from++, x += across) {
    const end = Math.min(x + blockWidth, width);
    for (let to = x; to < end; to++) {
      if (pixelBytes >= 1) {
        for (let byte = 0; byte < pixelBytes; byte++) row[to * pixelBytes + byte] = line[from * pixelBytes + byte] ?? 0;
      } else {
        const mask = 2 ** bitsPerPixel - 1;
        const shiftOf = (pixel: number) => 8 - bitsPerPixel - ((pixel * bitsPerPixel) % 8);
        const value = ((line[Math.floor(from * pixelBytes)] ?? 0) >> shiftOf(from)) & mask;
        const byte = Math.floor(to * pixelBytes);
        row[byte] = ((row[byte] ?? 0) & ~(mask << shiftOf(to))) | (value << shiftOf(to));
      }
    }
  }
}

function unfilter(line: Buffer, above: Buffer, filter: number, pixelBytes: number): void {
  if (filter === 0) return;
  for (let at = 0; at < line.length; at++) {
    const left = at < pixelBytes ? 0 : (line[at - pixelBytes] ?? 0);
    const up = above[at] ?? 0;
    const upLeft = at < pixelBytes ? 0 : (above[at - pixelBytes] ?? 0);
    line[at] = (line[at] ?? 0) + predict(filter, left, up, upLeft);
  }
}

function predict(filter: number, left: number, up: number, upLeft: number): number {
  if (filter === 1) return left;
  if (filter === 2) return up;
  if (filter === 3) return (left + up) >> 1;
  const [toLeft, toUp, toUpLeft] = [Math.abs(up - upLeft), Math.abs(left - upLeft), Math.abs(left + up - 2 * upLeft)];
  return toLeft <= toUp && toLeft <= toUpLeft ? left : toUp <= toUpLeft ? up : upLeft;
}
