import type { Sharp } from "sharp";
import { profileOfCicp } from "./cicp-profile.ts";
import { decode, fromOwnTiff, type Pixels, toDeepPixels, toPixels } from "./decoder.ts";
import { isSrgbProfile, readGreyCurve, toSrgbValue } from "./icc-profile.ts";
import type { Inspected } from "./inspect.ts";
import { writeOwnTiff } from "./own-tiff.ts";

/*
 * Colours as they are meant. sharp converts 8-bit RGB, CMYK and Lab by their profiles itself; 16-bit RGB it leaves in
 * Display P3 on its way, and the profile of 16-bit grey and of code points it does not see. Conversion comes after
 * shrinking, where it costs a fraction of what it costs on all pixels.
 */

const RGB_SPACES = new Set(["srgb", "rgb16"]);
const GREY_SPACES = new Set(["b-w", "grey16"]);

/** The profile that says what a picture's numbers mean; undefined where they are sRGB. */
export function profileOf({
  contentType,
  icc,
  cicp,
}: Pick<Inspected, "contentType" | "icc" | "cicp">): Buffer | undefined {
  // In PNG the code points go before the profile, in HEIF the profile goes before them.
  const [first, second] = contentType === "image/png" ? [cicp, icc] : [icc, cicp];
  const chosen = first ?? second;
  const profile = chosen === undefined || Buffer.isBuffer(chosen) ? chosen : profileOfCicp(chosen);
  return profile && !isSrgbProfile(profile) ? profile : undefined;
}

/** Decodes a file by sharp, shrunk by `shrink`, to sRGB. Throws whatever the decoder says of damage. */
export async function decodeToSrgb(
  picture: Inspected,
  options: { lenient: boolean },
  shrink: (pipeline: Sharp) => Sharp,
): Promise<Pixels> {
  const { path, maxPixels, page, space, bitsPerChannel } = picture;
  const open = (ignoreIcc: boolean) => shrink(decode(path, { maxPixels, page, ignoreIcc, ...options }));
  if (RGB_SPACES.has(space)) {
    const icc = profileOf(picture);
    if (!icc) return toPixels(open(true));
    const pixels = bitsPerChannel === 8 ? await toPixels(open(true)) : await toDeepPixels(open(true), "rgb16");
    return convertRgb(pixels, bitsPerChannel, icc);
  }
  const curve = GREY_SPACES.has(space) && picture.icc ? readGreyCurve(picture.icc) : undefined;
  if (!curve) return toPixels(open(false));
  const pixels =
    bitsPerChannel === 8 ? await toPixels(open(true).toColourspace("b-w")) : await toDeepPixels(open(true), "grey16");
  return convertGrey(pixels, bitsPerChannel, curve);
}

/** RGB pixels, with or without alpha, from the space of a profile to sRGB; as they are where the profile is of no use. */
export async function convertRgb(pixels: Pixels, bitsPerChannel: 8 | 16, icc: Buffer): Promise<Pixels> {
  const { data, width, height, channels } = pixels;
  if (channels !== 3 && channels !== 4) throw new RangeError(`Expected 3 or 4 channels but received ${channels}`);
  const tiff = fromOwnTiff(writeOwnTiff({ data, bitsPerChannel, width, height, channels, icc }));
  // Of 16 bits sharp takes the way by Display P3; naming the space of the output leads it back.
  return toPixels(bitsPerChannel === 8 ? tiff : tiff.withIccProfile("srgb"));
}

/** Grey pixels, with or without alpha, by the curve from the stored value to light. */
function convertGrey(
  { data, width, height, channels }: Pixels,
  bitsPerChannel: 8 | 16,
  curve: (value: number) => number,
): Pixels {
  const max = 2 ** bitsPerChannel - 1;
  const table = Uint8Array.from({ length: max + 1 }, (_, value) => toSrgbValue(curve(value / max)));
  const values = bitsPerChannel === 8 ? data : new Uint16Array(data.buffer, data.byteOffset, data.length / 2);
  const converted = Buffer.alloc(values.length);
  for (let at = 0; at < values.length; at++) {
    const value = values[at] ?? 0;
    const isAlpha = channels === 2 && at % 2 === 1;
    converted[at] = isAlpha ? Math.round((value * 255) / max) : (table[value] ?? 0);
  }
  return { data: converted, width, height, channels };
}
