import { open } from "node:fs/promises";
import { toSrgbValue } from "./icc-profile.ts";
import type { Inspected } from "./inspect.ts";
import { ownTiffHead } from "./own-tiff.ts";
import { PictureError } from "./picture-error.ts";
import { readTiffStrip } from "./tiff-strip.ts";

/*
 * CIE L*a*b* of 8 bits, as Photoshop writes it (TIFF 6.0, section 23): L from 0 to 255, a and b with a sign. Its white
 * is taken for that of sRGB, as libvips does with 16 bits, and ImageMagick. Shrinking would mix the numbers of -1 and
 * 0, which are 255 and 0, so that conversion comes first.
 */

/** Of the copy, on a disk that has 512 MB for it and the original. */
const MAX_COPY_BYTES = 256 * 1024 * 1024;
/** Of the rows that are in memory at once. */
const MAX_STRIP_BYTES = 48 * 1024 * 1024;

/**
 * A TIFF of Lab in sRGB, by way of a file beside the original, which goes with it; other pictures as they are.
 * @throws PictureError `too_many_pixels`, `corrupt_image`
 */
export async function fromLab(picture: Inspected): Promise<Inspected> {
  const { isLab, path, width, height } = picture;
  if (!isLab) return picture;
  const mostPixels = Math.floor(MAX_COPY_BYTES / 3);
  if (width * height > mostPixels) {
    throw new PictureError("too_many_pixels", `More pixels than accepted in Lab (at most ${mostPixels})`);
  }
  const rows = Math.max(1, Math.floor(MAX_STRIP_BYTES / (width * 3)));
  const copy = `${path}.srgb.tiff`;
  const file = await open(copy, "w");
  try {
    await file.writeFile(
      ownTiffHead({ width, height, bitsPerChannel: 8, colours: 3, hasAlpha: false, icc: undefined }),
    );
    for (let top = 0; top < height; top += rows) {
      const { data } = await readTiffStrip(picture, top, rows);
      convert(data);
      await file.writeFile(data);
    }
  } finally {
    await file.close();
  }
  return { ...picture, path: copy, isLab: false };
}

/** X, Y and Z of D65, and from X, Y, Z to the light of sRGB. */
const WHITE = [0.95047, 1, 1.08883] as const;
const TO_SRGB = [
  [3.2404542, -1.5371385, -0.4985314],
  [-0.969266, 1.8760108, 0.041556],
  [0.0556434, -0.2040259, 1.0572252],
] as const;
/** Of CIE 15. */
const EDGE = 6 / 29;
const SLOPE = 3 * EDGE ** 2;
/** Steps of light; half of one shows nowhere. */
const MOST = 8191;
const VALUES = Uint8Array.from({ length: MOST + 1 }, (_, at) => toSrgbValue(at / MOST));

/** L, a and b of all pixels become red, green and blue. */
function convert(data: Buffer): void {
  for (let at = 0; at + 2 < data.length; at += 3) {
    const y = ((data.readUInt8(at) * 100) / 255 + 16) / 116;
    const x = y + data.readInt8(at + 1) / 500;
    const z = y - data.readInt8(at + 2) / 200;
    const [X, Y, Z] = [WHITE[0] * toLight(x), WHITE[1] * toLight(y), WHITE[2] * toLight(z)];
    for (let channel = 0; channel < 3; channel++) {
      const [ofX, ofY, ofZ] = TO_SRGB[channel as 0 | 1 | 2];
      const light = ofX * X + ofY * Y + ofZ * Z;
      data[at + channel] = VALUES[Math.round(Math.min(1, Math.max(0, light)) * MOST)] ?? 0;
    }
  }
}

function toLight(value: number): number {
  return value > EDGE ? value ** 3 : SLOPE * (value - 4 / 29);
}
