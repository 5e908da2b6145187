/** Pixels a side that the picture is shrunk to, and waves a side that are kept. */
const SIDE = 32;
const WAVES = 8;
/** Strength of the strongest wave below which a picture is a plain surface. */
const LEAST_STRENGTH = 24;
/** Of the mean strength: from there on a wave counts. */
const THRESHOLD = 0.5;

/** Of each wave its values at the pixels. */
const cosines = Array.from({ length: WAVES }, (_, wave) =>
  Array.from({ length: SIDE }, (_, at) => Math.cos(((2 * at + 1) * wave * Math.PI) / (2 * SIDE))),
);

/**
 * 64 bits that differ in few places for pictures that look alike, whatever their size, quality and brightness: which of
 * the longest waves across and down (of a discrete cosine transform) are strong. 16 hex digits;
 * undefined for plain surfaces, which would all look alike.
 */
export function toPerceptualHash(rgba: Uint8Array, width: number, height: number): string | undefined {
  const grey = shrinkToGrey(rgba, width, height);
  const rows = cosines.map((cosine) =>
    Array.from({ length: SIDE }, (_, y) =>
      cosine.reduce((sum, factor, x) => sum + factor * (grey[y * SIDE + x] ?? 0), 0),
    ),
  );
  const waves = cosines.flatMap((cosine) =>
    rows.map((row) => cosine.reduce((sum, factor, y) => sum + factor * (row[y] ?? 0), 0) / SIDE),
  );
  // The first is the brightness of the whole.
  waves[0] = 0;
  const strengths = waves.map(Math.abs);
  if (Math.max(...strengths) < LEAST_STRENGTH) return undefined;
  // Most waves are weak, and which of those are above nothing at all is chance.
  const threshold = (strengths.reduce((sum, strength) => sum + strength, 0) / strengths.length) * THRESHOLD;
  const bits = waves.reduce((all, wave) => (all << 1n) | (wave > threshold ? 1n : 0n), 0n);
  return bits.toString(16).padStart(16, "0");
}

/** The brightness of a picture on white paper, in squares that are each the mean of what is in them. */
function shrinkToGrey(rgba: Uint8Array, width: number, height: number): Float64Array {
  const sums = new Float64Array(SIDE * SIDE);
  const counts = new Uint32Array(SIDE * SIDE);
  // A picture with fewer pixels than squares lends each pixel to several.
  const [columns, rows] = [Math.max(width, SIDE), Math.max(height, SIDE)];
  for (let row = 0; row < rows; row++) {
    const y = Math.floor((row * height) / rows);
    const cellRow = Math.floor((row * SIDE) / rows) * SIDE;
    for (let column = 0; column < columns; column++) {
      const at = (y * width + Math.floor((column * width) / columns)) * 4;
      const cell = cellRow + Math.floor((column * SIDE) / columns);
      const alpha = (rgba[at + 3] ?? 255) / 255;
      const light = 0.299 * (rgba[at] ?? 0) + 0.587 * (rgba[at + 1] ?? 0) + 0.114 * (rgba[at + 2] ?? 0);
      sums[cell] = (sums[cell] ?? 0) + light * alpha + 255 * (1 - alpha);
      counts[cell] = (counts[cell] ?? 0) + 1;
    }
  }
  return sums.map((sum, cell) => sum / Math.max(1, counts[cell] ?? 0));
}
