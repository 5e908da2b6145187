import type { AcceptedContentType } from "#lib/images/image.ts";
import type { Pixels } from "./decoder.ts";

/** A picture of which less can be shown counts as damaged: a strip of sky tells nobody what it was. */
export const MIN_SHOWN_PART = 0.1;

/**
 * The formats of which a part is shown, as browsers do, and what decoders fill missing rows with: libjpeg with the middle
 * of every channel, the others with zeros.
 */
export const FILLS = new Map<AcceptedContentType, number>([
  ["image/jpeg", 128],
  ["image/png", 0],
  ["image/gif", 0],
  ["image/tiff", 0],
]);
/** Shrinking, and turning ink the other way round, move a fill by no more than this. */
const FILL_TOLERANCE = 2;

/**
 * How much of a picture was there, 0 to 1: the part of its rows above those that a decoder filled in at its end. A
 * picture that ends in rows of exactly that colour counts as less. Its colours must be those of the file, since
 * converting them would convert the fill as well.
 */
export function shownPart({ data, width, height, channels }: Pixels, fill: number): number {
  const last = data.subarray(data.length - channels);
  const isFill = last.subarray(0, Math.min(channels, 3)).every((value) => Math.abs(value - fill) <= FILL_TOLERANCE);
  if (!isFill) return 1;
  const rowBytes = width * channels;
  const filledRow = Buffer.alloc(rowBytes, last);
  let rows = height;
  while (rows > 0 && data.compare(filledRow, 0, rowBytes, (rows - 1) * rowBytes, rows * rowBytes) === 0) rows--;
  return rows / height;
}
