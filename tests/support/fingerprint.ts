import sharp, { type Sharp } from "sharp";

/*
 * A perceptual fingerprint: the picture's colours on a coarse grid, over white where it is transparent. Pictures of the
 * same scene have nearly the same one whatever their size and compression; a turn, a flip, a shifted crop or a colour
 * profile that was ignored moves it far.
 */
const GRID = 8;

export type Fingerprint = Uint8Array;

/** Of the first frame, as it stands in the file: orientation has to be applied before. */
export async function fingerprint(picture: Buffer | Sharp): Promise<Fingerprint> {
  const { data, info } = await (Buffer.isBuffer(picture) ? sharp(picture) : picture)
    .flatten({ background: "white" })
    .toColourspace("srgb")
    .removeAlpha()
    .raw()
    .toBuffer({ resolveWithObject: true });
  // In two steps, since decoders that shrink while they decode each do it in their own way.
  return sharp(data, { raw: info, limitInputPixels: false })
    .resize(GRID, GRID, { fit: "fill", kernel: "linear" })
    .raw()
    .toBuffer();
}

/** How far two pictures are from each other: root mean square of the differences, 0 to 255. */
export function distance(one: Fingerprint, other: Fingerprint): number {
  if (one.length !== other.length) throw new RangeError(`Expected ${one.length} values but received ${other.length}`);
  const sum = one.reduce((total, value, index) => total + (value - (other[index] ?? 0)) ** 2, 0);
  return Math.sqrt(sum / one.length);
}
