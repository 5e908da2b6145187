import { decode, type StoredPixels, toStoredPixels } from "./decoder.ts";
import type { Inspected } from "./inspect.ts";
import { toPictureError } from "./picture-error.ts";

/** Rows of a TIFF as they are stored, without regard to its profile. @throws PictureError `corrupt_image` */
export async function readTiffStrip(picture: Inspected, top: number, rows: number): Promise<StoredPixels> {
  const { path, width, height, maxPixels } = picture;
  const strip = { left: 0, top, width, height: Math.min(rows, height - top) };
  const whole = decode(path, { maxPixels, ignoreIcc: true, isTiff: true });
  try {
    return await toStoredPixels(whole.extract(strip), picture);
  } catch (cause) {
    throw toPictureError("The picture does not decode to its end", cause);
  }
}
