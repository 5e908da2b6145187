import type { Sharp } from "sharp";
import { namesColours, profileOfCicp } from "./cicp-profile.ts";
import { decode, fromOwnTiff, type Pixels, type StoredPixels, toPixels, toStoredPixels } from "./decoder.ts";
import { coloursOfProfile, isInkProfile, isSrgbProfile, readGreyCurve, toSrgbValue } from "./icc-profile.ts";
import type { Inspected } from "./inspect.ts";
import { readMatrixConversion } from "./matrix-conversion.ts";
import { writeOwnTiff } from "./own-tiff.ts";
import type { DifferenceScale } from "./tiff-colours.ts";

/*
 * Colours as they are meant. sharp converts Lab, and CMYK by its profile, itself; 16-bit RGB it leaves in Display P3 on
 * its way, floating-point numbers with a profile come out black, and it sees no profile of 16-bit grey and no code
 * points. Conversion comes after shrinking, where it costs a fraction of what it costs on all pixels.
 */

const RGB_SPACES = new Set(["srgb", "rgb16", "scrgb", "ycbcr"]);
const GREY_SPACES = new Set(["b-w", "grey16"]);

/** The profile that says what a picture's numbers mean; undefined where they are sRGB. */
export function profileOf({
  contentType,
  icc,
  cicp,
}: Pick<Inspected, "contentType" | "icc" | "cicp">): Buffer | undefined {
  // In PNG the code points go before the profile, where they name any colours; in HEIF the profile goes before them.
  const isByCodePoints = contentType === "image/png" && cicp !== undefined && namesColours(cicp);
  const chosen = isByCodePoints ? cicp : (icc ?? cicp);
  const profile = chosen === undefined || Buffer.isBuffer(chosen) ? chosen : profileOfCicp(chosen);
  return profile && !isSrgbProfile(profile) ? profile : undefined;
}

type Shrink = (pipeline: Sharp) => Sharp;

interface ToSrgbOptions {
  lenient: boolean;
}

/** Decodes a file by sharp, shrunk by `shrink`, to sRGB. Throws whatever the decoder says of damage. */
export async function decodeToSrgb(picture: Inspected, options: ToSrgbOptions, shrink: Shrink): Promise<Pixels> {
  const { space, depth } = picture;
  const stored = async () => {
    const pixels = withoutAlphaInColours(await decodeStored(picture, options, shrink), picture);
    return picture.differences ? toRgb(pixels, picture.differences) : pixels;
  };
  const icc = profileOf(picture);
  const ink = icc && isInkProfile(icc) ? icc : undefined;
  if (space === "cmyk" && !ink) return convertInk(toEightBits(await stored()));
  // Of 16 bits with a profile sharp loses the transparency.
  if (space === "cmyk" && ink && depth === "ushort") return convertInkByProfile(toEightBits(await stored()), ink);
  if (RGB_SPACES.has(space) && icc) return convertByProfile(await stored(), icc, picture);
  const curve = GREY_SPACES.has(space) ? greyCurveOf(depth, icc) : undefined;
  if (curve) return convertGrey(await stored(), curve);
  // libvips takes RGB of floating-point numbers for light, which is right only where no profile says otherwise.
  if (depth === "uint" || space === "ycbcr" || (space === "scrgb" && picture.icc)) return toEightBits(await stored());
  const pixels = await toPixels(shrink(open(picture, options, RGB_SPACES.has(space) && space !== "scrgb")));
  return withoutAlphaInColours({ ...pixels, bitsPerChannel: 8 }, picture);
}

/** Colours as they are where nothing shows through, if they are stored multiplied by their transparency. */
export function withoutAlphaInColours(
  pixels: StoredPixels,
  { isPremultiplied }: Pick<Inspected, "isPremultiplied">,
): StoredPixels {
  const { channels, bitsPerChannel } = pixels;
  if (!isPremultiplied || channels % 2 === 1) return pixels;
  const data = Buffer.from(pixels.data);
  const values = bitsPerChannel === 8 ? data : toWords(data);
  const most = 2 ** bitsPerChannel - 1;
  for (let at = 0; at < values.length; at += channels) {
    const alpha = values[at + channels - 1] ?? most;
    for (let colour = at; alpha > 0 && colour < at + channels - 1; colour++) {
      values[colour] = Math.min(most, Math.round(((values[colour] ?? 0) * most) / alpha));
    }
  }
  return { ...pixels, data };
}

/** The same in the colours of the file, whatever they mean. */
export async function decodeUnconverted(picture: Inspected, options: ToSrgbOptions, shrink: Shrink): Promise<Pixels> {
  return toEightBits(await decodeStored(picture, options, shrink));
}

function decodeStored(picture: Inspected, options: ToSrgbOptions, shrink: Shrink): Promise<StoredPixels> {
  return toStoredPixels(shrink(open(picture, options, true)), picture);
}

function open(picture: Inspected, options: ToSrgbOptions, ignoreIcc: boolean): Sharp {
  const { path, maxPixels, page, contentType } = picture;
  return decode(path, { maxPixels, page, ignoreIcc, isTiff: contentType === "image/tiff", ...options });
}

/** Floating-point numbers without a profile are light. */
function greyCurveOf(depth: string, icc: Buffer | undefined): ((value: number) => number) | undefined {
  if (icc) return readGreyCurve(icc);
  return depth === "float" ? (value) => value : undefined;
}

/** Containers whose decoders give red, green and blue, also of a picture that is grey and has a grey profile. */
const HEIF_TYPES = new Set(["image/avif", "image/heic"]);

/** Red, green and blue, with or without alpha, by their profile to sRGB. */
export async function convertByProfile(
  pixels: StoredPixels,
  icc: Buffer,
  { contentType }: Pick<Inspected, "contentType">,
): Promise<Pixels> {
  const isGrey = HEIF_TYPES.has(contentType) && coloursOfProfile(icc) === "GRAY";
  const curve = isGrey ? readGreyCurve(icc) : undefined;
  return curve ? convertGrey(pixels, curve) : convertRgb(pixels, icc);
}

/**
 * RGB pixels, with or without alpha, from the space of a profile to sRGB; as they are where the profile is of no use.
 */
async function convertRgb(pixels: StoredPixels, icc: Buffer): Promise<Pixels> {
  const { data, bitsPerChannel, width, height, channels } = pixels;
  if (channels !== 3 && channels !== 4) throw new RangeError(`Expected 3 or 4 channels but received ${channels}`);
  const convert = bitsPerChannel === 8 ? readMatrixConversion(icc) : undefined;
  if (convert) {
    const converted = Buffer.allocUnsafeSlow(data.length);
    convert(data, converted, channels);
    return { data: converted, width, height, channels };
  }
  const tiff = fromOwnTiff(
    writeOwnTiff({ data, bitsPerChannel, width, height, colours: 3, hasAlpha: channels === 4, icc }),
  );
  // Of 16 bits sharp takes the way by Display P3; naming the space of the output leads it back.
  return toPixels(bitsPerChannel === 8 ? tiff : tiff.withIccProfile("srgb"));
}

/**
 * Grey pixels, with or without alpha, by the curve from the stored value to light. Of 8 bits they come as red, green
 * and blue, since as grey they come without their alpha.
 */
function convertGrey(
  { data, bitsPerChannel, width, height, channels }: StoredPixels,
  curve: (value: number) => number,
): Pixels {
  const max = 2 ** bitsPerChannel - 1;
  const table = Uint8Array.from({ length: max + 1 }, (_, value) => toSrgbValue(curve(value / max)));
  const values = bitsPerChannel === 8 ? data : toWords(data);
  const converted = Buffer.alloc(values.length);
  for (let at = 0; at < values.length; at++) {
    const value = values[at] ?? 0;
    const isAlpha = channels % 2 === 0 && at % channels === channels - 1;
    converted[at] = isAlpha ? Math.round((value * 255) / max) : (table[value] ?? 0);
  }
  return { data: converted, width, height, channels };
}

/** Red, green and blue of brightness and colour differences of 8 bits. */
function toRgb(pixels: StoredPixels, { reference, weights }: DifferenceScale): StoredPixels {
  const [black = 0, white = 255, noBlue = 128, mostBlue = 255, noRed = 128, mostRed = 255] = reference;
  const [redPart = 0, greenPart = 1, bluePart = 0] = weights;
  const [bluer, redder] = [(2 - 2 * bluePart) / (mostBlue - noBlue), (2 - 2 * redPart) / (mostRed - noRed)];
  const data = Buffer.from(pixels.data);
  for (let at = 0; at < data.length; at += pixels.channels) {
    const [y = 0, cb = 0, cr = 0] = data.subarray(at, at + 3);
    const brightness = ((y - black) * 255) / (white - black);
    const [red, blue] = [brightness + (cr - noRed) * redder * 127, brightness + (cb - noBlue) * bluer * 127];
    const green = (brightness - bluePart * blue - redPart * red) / greenPart;
    data.set(
      [red, green, blue].map((value) => Math.round(Math.min(255, Math.max(0, value)))),
      at,
    );
  }
  return { ...pixels, data };
}

function toEightBits({ data, bitsPerChannel, width, height, channels }: StoredPixels): Pixels {
  const bytes = bitsPerChannel === 8 ? data : Buffer.from(toWords(data).map((value) => Math.round(value / 0x101)));
  return { data: bytes, width, height, channels };
}

function toWords(data: Buffer): Uint16Array {
  return new Uint16Array(data.buffer, data.byteOffset, data.length / Uint16Array.BYTES_PER_ELEMENT);
}

/** Cyan, magenta, yellow and black, with or without alpha, by their profile. */
function convertInkByProfile({ data, width, height }: Pixels, icc: Buffer): Promise<Pixels> {
  const hasAlpha = data.length > width * height * 4;
  return toPixels(fromOwnTiff(writeOwnTiff({ data, bitsPerChannel: 8, width, height, colours: 4, hasAlpha, icc })));
}

/** Cyan, magenta, yellow and black of no named ink, with or without alpha, as browsers show them. */
function convertInk({ data, width, height }: Pixels): Pixels {
  const stored = data.length / (width * height);
  const channels = stored === 5 ? 4 : 3;
  const converted = Buffer.alloc(width * height * channels);
  for (let from = 0, to = 0; to < converted.length; from += stored, to += channels) {
    const paper = 255 - (data[from + 3] ?? 0);
    for (let ink = 0; ink < 3; ink++) converted[to + ink] = Math.round(((255 - (data[from + ink] ?? 0)) * paper) / 255);
    if (channels === 4) converted[to + 3] = data[from + 4] ?? 0;
  }
  return { data: converted, width, height, channels };
}
