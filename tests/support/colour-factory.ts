import { crc32, deflateSync } from "node:zlib";
import sharp from "sharp";
import { profileOfCicp } from "#worker/sandbox/cicp-profile.ts";
import { writeOwnTiff } from "#worker/sandbox/own-tiff.ts";
import { byteValues, longValue, shortValue, tiffBlock } from "./metadata-blocks.ts";

/*
 * Pictures of four colours, in any depth, format and profile: the numbers stay as they are, the profile says what they
 * mean.
 */

export type Rgb = readonly [red: number, green: number, blue: number];

const SIDE = 64;

/** A profile that sharp knows by name, as a file would carry it. */
export async function namedProfile(name: "srgb" | "p3" | "cmyk"): Promise<Buffer> {
  const picture = sharp({ create: { width: 8, height: 8, channels: 3, background: "red" } });
  const labelled = await (name === "cmyk" ? picture.toColourspace("cmyk") : picture)
    .withIccProfile(name)
    .tiff()
    .toBuffer();
  return (await sharp(labelled).metadata()).icc ?? Buffer.alloc(0);
}

/** A profile of primaries and curve, see ITU-T H.273. */
export function codedProfile(primaries: number, transfer: number): Buffer {
  return profileOfCicp({ primaries, transfer }) ?? Buffer.alloc(0);
}

/** A grey profile of one gamma (ICC.1:2001-04). */
export function greyProfile(gamma: number): Buffer {
  const D50 = [0.9642, 1, 0.8249];
  const header = Buffer.alloc(128);
  header.writeUInt32BE(0x0210_0000, 8);
  header.write("mntrGRAYXYZ ", 12, "latin1");
  header.write("acsp", 36, "latin1");
  const white = Buffer.alloc(20);
  white.write("XYZ ", 0, "latin1");
  D50.forEach((value, index) => {
    header.writeInt32BE(Math.round(value * 0x1_0000), 68 + index * 4);
    white.writeInt32BE(Math.round(value * 0x1_0000), 8 + index * 4);
  });
  const curve = Buffer.alloc(16);
  curve.write("curv", 0, "latin1");
  curve.writeUInt32BE(1, 8);
  curve.writeUInt16BE(Math.round(gamma * 0x100), 12);
  const directory = Buffer.alloc(28);
  directory.writeUInt32BE(2, 0);
  directory.write("wtpt", 4, "latin1");
  directory.writeUInt32BE(header.length + directory.length, 8);
  directory.writeUInt32BE(white.length, 12);
  directory.write("kTRC", 16, "latin1");
  directory.writeUInt32BE(header.length + directory.length + white.length, 20);
  directory.writeUInt32BE(14, 24);
  const profile = Buffer.concat([header, directory, white, curve]);
  profile.writeUInt32BE(profile.length, 0);
  return profile;
}

/** Pixels of the four quarters, clockwise from the top left, 8 or 16 bits little-endian. */
function pixelsOf(colours: readonly (readonly number[])[], bitsPerChannel: 8 | 16): Buffer {
  const channels = colours[0]?.length ?? 3;
  const values = new Uint8Array(SIDE * SIDE * channels);
  for (let y = 0; y < SIDE; y++) {
    for (let x = 0; x < SIDE; x++) {
      const quarter = y < SIDE / 2 ? (x < SIDE / 2 ? 0 : 1) : x < SIDE / 2 ? 3 : 2;
      values.set(colours[quarter] ?? [], (y * SIDE + x) * channels);
    }
  }
  if (bitsPerChannel === 8) return Buffer.from(values);
  const deep = Uint16Array.from(values, (value) => value * 0x101);
  return Buffer.from(deep.buffer);
}

/** An RGB TIFF. */
export function tiffOf(colours: readonly Rgb[], bitsPerChannel: 8 | 16, icc: Buffer): Buffer {
  const data = pixelsOf(colours, bitsPerChannel);
  return writeOwnTiff({ data, bitsPerChannel, width: SIDE, height: SIDE, colours: 3, hasAlpha: false, icc });
}

/** PhotometricInterpretation of TIFF 6.0. */
const PHOTOMETRIC = { blackIsZero: 1, rgb: 2, cmyk: 5, ycbcr: 6, lab: 8 } as const;

/** A TIFF of any colours and depth, little-endian: 8 or 16 bits, 32 of whole numbers, or 32 of fractions of one. */
export function rawTiffOf(
  colours: readonly (readonly number[])[],
  {
    colour,
    bits,
    icc,
    says = {},
  }: {
    colour: keyof typeof PHOTOMETRIC;
    bits: 8 | 16 | "uint32" | "float32";
    icc?: Buffer;
    /** Numbers of 16 bits by tag, beside the true ones or instead of them; the pixels are as they are. */
    says?: Readonly<Record<number, readonly number[]>>;
  },
): Buffer {
  const bytes = pixelsOf(colours, 8);
  const most = { 8: 0xff, 16: 0xffff, uint32: 0xffff_ffff, float32: 1 }[bits];
  const wide = Array.from(bytes, (value) => (value / 0xff) * most);
  const pixels = { 8: Uint8Array, 16: Uint16Array, uint32: Uint32Array, float32: Float32Array }[bits].from(wide);
  const data = Buffer.from(pixels.buffer);
  const FLOAT = 3;
  const HEADER_BYTES = 8;
  const samples = colours[0]?.length ?? 3;
  const numbers = {
    258: Array(samples).fill(pixels.BYTES_PER_ELEMENT * 8),
    259: [1],
    262: [PHOTOMETRIC[colour]],
    277: [samples],
    ...(bits === "float32" ? { 339: Array(samples).fill(FLOAT) } : {}),
    ...says,
  };
  return tiffBlock(
    {
      ifd0: [
        shortValue(256, SIDE),
        shortValue(257, SIDE),
        longValue(273, HEADER_BYTES),
        shortValue(278, SIDE),
        longValue(279, data.length),
        ...Object.entries(numbers).map(([tag, values]) => ({
          tag: Number(tag),
          type: 3,
          value: Buffer.from(Uint16Array.from(values).buffer),
        })),
        ...(icc ? [byteValues(34675, icc)] : []),
      ],
    },
    data,
  );
}

/** A JPEG, WebP or AVIF with a profile, 8 bits a channel. */
export function compressedOf(format: "jpeg" | "webp" | "avif", colours: readonly Rgb[], icc: Buffer): Promise<Buffer> {
  const labelled = sharp(tiffOf(colours, 8, icc)).keepIccProfile();
  if (format === "jpeg") return labelled.jpeg({ quality: 98, chromaSubsampling: "4:4:4" }).toBuffer();
  if (format === "webp") return labelled.webp({ lossless: true }).toBuffer();
  return labelled.avif({ quality: 98, chromaSubsampling: "4:4:4", effort: 0 }).toBuffer();
}

export interface PngMeaning {
  icc?: Buffer;
  cicp?: readonly [primaries: number, transfer: number];
  /** A chunk that says sRGB. */
  srgb?: boolean;
  gamma?: number;
  /** x and y of white, red, green and blue. */
  chromaticities?: readonly number[];
}

/** PNG's types of colour, by the numbers of one. */
const PNG_TYPES: Record<number, number> = { 1: 0, 2: 4, 3: 2, 4: 6 };

/** A PNG, of grey or colours, with or without alpha, by how many numbers each of them has. */
export function pngOf(
  colours: readonly (readonly number[])[],
  bitsPerChannel: 8 | 16,
  { icc, cicp, srgb, gamma, chromaticities }: PngMeaning,
): Buffer {
  const channels = colours[0]?.length ?? 3;
  const header = Buffer.alloc(13);
  header.writeUInt32BE(SIDE, 0);
  header.writeUInt32BE(SIDE, 4);
  header.set([bitsPerChannel, PNG_TYPES[channels] ?? 0, 0, 0, 0], 8);
  const pixels = pixelsOf(colours, bitsPerChannel);
  if (bitsPerChannel === 16) pixels.swap16();
  const rowBytes = pixels.length / SIDE;
  const rows = Array.from({ length: SIDE }, (_, y) =>
    Buffer.concat([Buffer.from([0]), pixels.subarray(y * rowBytes, (y + 1) * rowBytes)]),
  );
  return Buffer.concat([
    Buffer.from("\x89PNG\r\n\x1a\n", "latin1"),
    chunk("IHDR", header),
    ...(icc ? [chunk("iCCP", Buffer.concat([Buffer.from("profile\0\0", "latin1"), deflateSync(icc)]))] : []),
    ...(cicp ? [chunk("cICP", Buffer.from([...cicp, 0, 1]))] : []),
    ...(srgb ? [chunk("sRGB", Buffer.from([0]))] : []),
    ...(gamma === undefined ? [] : [chunk("gAMA", toHundredThousandths([gamma]))]),
    ...(chromaticities ? [chunk("cHRM", toHundredThousandths(chromaticities))] : []),
    chunk("IDAT", deflateSync(Buffer.concat(rows))),
    chunk("IEND", Buffer.alloc(0)),
  ]);
}

function toHundredThousandths(numbers: readonly number[]): Buffer {
  return Buffer.from(Uint32Array.from(numbers, (number) => Math.round(number * 100_000)).buffer).swap32();
}

function chunk(type: string, data: Buffer): Buffer {
  const typed = Buffer.concat([Buffer.from(type, "latin1"), data]);
  const frame = Buffer.alloc(8);
  frame.writeUInt32BE(data.length, 0);
  frame.writeUInt32BE(crc32(typed), 4);
  return Buffer.concat([frame.subarray(0, 4), typed, frame.subarray(4)]);
}
