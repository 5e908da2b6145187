import { crc32, deflateSync } from "node:zlib";
import sharp, { type Sharp } from "sharp";
import type { AcceptedContentType } from "#lib/images/image.ts";

/** A file as a user would choose it. */
export interface TestFile {
  fileName: string;
  contentType: AcceptedContentType;
  body: Buffer;
}

const WIDTH = 640;
const HEIGHT = 480;

/** The quarters of the test picture when it is looked at upright: no two are alike, so every turn and flip shows. */
export const quarterColours = {
  topLeft: { r: 200, g: 40, b: 40 },
  topRight: { r: 40, g: 160, b: 60 },
  bottomLeft: { r: 40, g: 70, b: 190 },
  bottomRight: { r: 225, g: 200, b: 60 },
} as const;

export const capture = {
  takenAt: "2024-05-01T10:00:00+02:00",
  sortAt: "2024-05-01T10:00:00.000Z",
  camera: "Acme One",
  latitude: 52.5,
  longitude: 13.4,
} as const;

/** The upright picture, pixels only. */
export function quarters(width = WIDTH, height = HEIGHT): Sharp {
  const [w, h] = [Math.floor(width / 2), Math.floor(height / 2)];
  const quarter = (background: { r: number; g: number; b: number }, left: number, top: number) => ({
    input: { create: { width: width - w, height: height - h, channels: 3 as const, background } },
    left,
    top,
  });
  return sharp({ create: { width, height, channels: 3, background: quarterColours.topLeft } }).composite([
    quarter(quarterColours.topRight, w, 0),
    quarter(quarterColours.bottomLeft, 0, h),
    quarter(quarterColours.bottomRight, w, h),
  ]);
}

async function flattened(width?: number, height?: number): Promise<Sharp> {
  return sharp(await quarters(width, height).png().toBuffer());
}

/**
 * How the upright picture has to be stored so that this EXIF orientation turns it upright again. sharp mirrors before
 * it rotates, in whichever order it is told.
 */
function stored(upright: Sharp, orientation: number): Sharp {
  const undo: Record<number, (image: Sharp) => Sharp> = {
    2: (image) => image.flop(),
    3: (image) => image.rotate(180),
    4: (image) => image.flip(),
    5: (image) => image.flop().rotate(270),
    6: (image) => image.rotate(270),
    7: (image) => image.flop().rotate(90),
    8: (image) => image.rotate(90),
  };
  return undo[orientation]?.(upright) ?? upright;
}

const madeJpegs = new Map<string, Promise<Buffer>>();

/** A photo as a camera writes it: orientation, capture time with offset, camera, and the place it was taken. */
export async function jpegWithExif(orientation = 1, width?: number, height?: number): Promise<TestFile> {
  const key = `${orientation} ${width} ${height}`;
  const made = madeJpegs.get(key) ?? makeJpegWithExif(orientation, width, height);
  madeJpegs.set(key, made);
  // Of the caller's own: some tests damage it.
  const body = Buffer.from(await made);
  return { fileName: `orientation-${orientation}.jpg`, contentType: "image/jpeg", body };
}

async function makeJpegWithExif(orientation: number, width?: number, height?: number): Promise<Buffer> {
  const pixels = await stored(await flattened(width, height), orientation)
    .png()
    .toBuffer();
  return sharp(pixels)
    .withMetadata({ orientation })
    .withExifMerge({
      IFD0: { Make: "Acme", Model: capture.camera },
      IFD2: {
        DateTimeOriginal: "2024:05:01 10:00:00",
        OffsetTimeOriginal: "+02:00",
        ExposureTime: "1/200",
        FNumber: "28/10",
        ISOSpeedRatings: "400",
        FocalLength: "35/1",
        LensModel: "Acme 35mm",
      },
      IFD3: {
        GPSLatitudeRef: "N",
        GPSLatitude: "52/1 30/1 0/1",
        GPSLongitudeRef: "E",
        GPSLongitude: "13/1 24/1 0/1",
      },
    })
    .jpeg({ quality: 92 })
    .toBuffer();
}

/** A photo whose bytes nobody else has, small enough for tests that need many. */
export async function smallPhoto(seed: number): Promise<TestFile> {
  const colour = { r: (seed * 37) % 256, g: (seed * 91) % 256, b: (seed * 151) % 256 };
  const body = await sharp({ create: { width: 48, height: 32, channels: 3, background: colour } })
    .withExif({ IFD0: { ImageDescription: `photo ${seed}` } })
    .jpeg()
    .toBuffer();
  return { fileName: `photo-${seed}.jpg`, contentType: "image/jpeg", body };
}

/** The left half is opaque, the right half transparent. */
export async function pngWithAlpha(): Promise<TestFile> {
  const half = await sharp({ create: { width: WIDTH / 2, height: HEIGHT, channels: 4, background: "#c82828" } })
    .png()
    .toBuffer();
  const body = await sharp({
    create: { width: WIDTH, height: HEIGHT, channels: 4, background: { r: 0, g: 0, b: 0, alpha: 0 } },
  })
    .composite([{ input: half, left: 0, top: 0 }])
    .png()
    .toBuffer();
  return { fileName: "alpha.png", contentType: "image/png", body };
}

export async function png16Bit(): Promise<TestFile> {
  const body = await (await flattened()).toColourspace("rgb16").png().toBuffer();
  return { fileName: "sixteen-bit.png", contentType: "image/png", body };
}

export async function webp(): Promise<TestFile> {
  return { fileName: "still.webp", contentType: "image/webp", body: await quarters().webp().toBuffer() };
}

export async function avif(): Promise<TestFile> {
  const body = await quarters().avif({ effort: 0 }).toBuffer();
  return { fileName: "still.avif", contentType: "image/avif", body };
}

export async function tiff(): Promise<TestFile> {
  return { fileName: "still.tif", contentType: "image/tiff", body: await quarters().tiff().toBuffer() };
}

export async function greyJpeg(): Promise<TestFile> {
  const body = await (await flattened()).toColourspace("b-w").jpeg().toBuffer();
  return { fileName: "grey.jpg", contentType: "image/jpeg", body };
}

/** As a print shop would send it. */
export async function cmykJpeg(): Promise<TestFile> {
  const body = await (await flattened()).toColourspace("cmyk").withIccProfile("cmyk").jpeg({ quality: 92 }).toBuffer();
  return { fileName: "cmyk.jpg", contentType: "image/jpeg", body };
}

/** As a telephone writes it: the same colours in Display P3, with the profile. */
export async function wideGamutJpeg(): Promise<TestFile> {
  const body = await (await flattened()).withIccProfile("p3").jpeg({ quality: 92 }).toBuffer();
  return { fileName: "display-p3.jpg", contentType: "image/jpeg", body };
}

export async function srgbProfileJpeg(): Promise<TestFile> {
  const body = await (await flattened()).withIccProfile("srgb").jpeg({ quality: 92 }).toBuffer();
  return { fileName: "srgb.jpg", contentType: "image/jpeg", body };
}

const FRAME_DELAY_MS = 80;

/** Each frame is of one colour of its own. */
function animation(frames: number, width: number, height: number): Sharp {
  const data = Buffer.concat(
    Array.from({ length: frames }, (_, index) =>
      Buffer.alloc(width * height * 3, Buffer.from([(index * 53) % 256, 90, (index * 17) % 256])),
    ),
  );
  return sharp(data, { raw: { width, height: height * frames, channels: 3, pageHeight: height } });
}

export async function animatedGif(frames = 5, width = 60, height = 40): Promise<TestFile> {
  const delay = Array.from({ length: frames }, () => FRAME_DELAY_MS);
  const body = await animation(frames, width, height).gif({ delay, loop: 0 }).toBuffer();
  return { fileName: "moving.gif", contentType: "image/gif", body };
}

export async function animatedWebp(frames = 5): Promise<TestFile> {
  const delay = Array.from({ length: frames }, () => FRAME_DELAY_MS);
  const body = await animation(frames, 60, 40).webp({ delay, loop: 0 }).toBuffer();
  return { fileName: "moving.webp", contentType: "image/webp", body };
}

/** A GIF of one pixel and so many frames: tiny, and endless work for who decodes them all. */
export function gifOfManyFrames(frames = 10_000): TestFile {
  const screen = Buffer.from([1, 0, 1, 0, 0x80, 0, 0, 0, 0, 0, 255, 255, 255]);
  const control = [0x21, 0xf9, 4, 0, 1, 0, 0, 0];
  const frame = Buffer.from([...control, 0x2c, 0, 0, 0, 0, 1, 0, 1, 0, 0, 2, 2, 0x44, 1, 0]);
  const body = Buffer.concat([
    Buffer.from("GIF89a"),
    screen,
    ...Array.from({ length: frames }, () => frame),
    Buffer.from([0x3b]),
  ]);
  return { fileName: "endless.gif", contentType: "image/gif", body };
}

/** Asks a reader to run a script, and to send it a file of the machine. */
export function svgWithScript(): Buffer {
  return Buffer.from(
    `<?xml version="1.0"?><!DOCTYPE svg [<!ENTITY secret SYSTEM "file:///etc/passwd">]>
<svg xmlns="http://www.w3.org/2000/svg" width="100" height="100"><script>alert(1)</script>
<image href="file:///etc/passwd" width="10" height="10"/><text>&secret;</text></svg>`,
  );
}

/** A JPEG that is a web page as well, for a browser that guesses. */
export async function jpegAndHtml(): Promise<TestFile> {
  const { body } = await jpegWithExif(1);
  const page = Buffer.from("<html><body><script>alert(1)</script></body></html>");
  const comment = Buffer.concat([Buffer.from([0xff, 0xfe, 0, page.length + 2]), page]);
  return {
    fileName: "page.jpg",
    contentType: "image/jpeg",
    body: Buffer.concat([body.subarray(0, 2), comment, body.subarray(2), page]),
  };
}

/** A PNG whose header claims so many pixels and whose data deflates to next to nothing. */
export function pngBomb(width: number, height: number, rowsOfData = 64): TestFile {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([1, 0, 0, 0, 0], 8);
  const rows = Buffer.alloc((Math.ceil(width / 8) + 1) * rowsOfData);
  const body = Buffer.concat([
    Buffer.from("\x89PNG\r\n\x1a\n", "latin1"),
    pngChunk("IHDR", header),
    pngChunk("IDAT", deflateSync(rows)),
    pngChunk("IEND", Buffer.alloc(0)),
  ]);
  return { fileName: "bomb.png", contentType: "image/png", body };
}

/** A healthy PNG with a text chunk that inflates to so many bytes. */
export async function pngTextBomb(inflatedBytes = 200 * 1024 * 1024): Promise<TestFile> {
  const picture = await quarters(64, 48).png().toBuffer();
  const afterHeader = 8 + 25;
  const text = Buffer.concat([Buffer.from("Comment\0\0", "latin1"), deflateSync(Buffer.alloc(inflatedBytes))]);
  const body = Buffer.concat([picture.subarray(0, afterHeader), pngChunk("zTXt", text), picture.subarray(afterHeader)]);
  return { fileName: "text-bomb.png", contentType: "image/png", body };
}

export function pngChunk(type: string, data: Buffer): Buffer {
  const typed = Buffer.concat([Buffer.from(type, "latin1"), data]);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(data.length);
  const check = Buffer.alloc(4);
  check.writeUInt32BE(crc32(typed));
  return Buffer.concat([length, typed, check]);
}

/** A healthy JPEG whose EXIF directories point at themselves and claim 65,535 entries each. */
export async function jpegWithDeepExif(): Promise<TestFile> {
  const picture = await quarters(64, 48).jpeg().toBuffer();
  const entry = (tag: number, type: number, count: number, value: number) => {
    const bytes = Buffer.alloc(12);
    bytes.writeUInt16LE(tag, 0);
    bytes.writeUInt16LE(type, 2);
    bytes.writeUInt32LE(count, 4);
    bytes.writeUInt32LE(value, 8);
    return bytes;
  };
  const DIRECTORY = 8;
  const EXIF_POINTER = 0x8769;
  const GPS_POINTER = 0x8825;
  const FILLERS = 5_000;
  const count = Buffer.from([0xff, 0xff]);
  const directory = Buffer.concat([
    count,
    entry(EXIF_POINTER, 4, 1, DIRECTORY),
    entry(GPS_POINTER, 4, 1, DIRECTORY),
    ...Array.from({ length: FILLERS }, (_, index) => entry(index, 2, 0xffff_ffff, 0xffff_fff0)),
  ]);
  const tiffBlock = Buffer.concat([Buffer.from("II*\0\x08\0\0\0", "latin1"), directory]);
  const exif = Buffer.concat([Buffer.from("Exif\0\0", "latin1"), tiffBlock]);
  const marker = Buffer.from([0xff, 0xe1, 0, 0]);
  marker.writeUInt16BE(exif.length + 2, 2);
  const body = Buffer.concat([picture.subarray(0, 2), marker, exif, picture.subarray(2)]);
  return { fileName: "deep-exif.jpg", contentType: "image/jpeg", body };
}

/** The first part of a file, 0 to 1. */
export function truncated(file: TestFile, part: number): TestFile {
  return { ...file, body: file.body.subarray(0, Math.floor(file.body.length * part)) };
}

/** One of every kind that is to become `ready`. */
export async function healthyFiles(): Promise<TestFile[]> {
  return Promise.all([
    ...[1, 2, 3, 4, 5, 6, 7, 8].map((orientation) => jpegWithExif(orientation)),
    pngWithAlpha(),
    png16Bit(),
    webp(),
    avif(),
    tiff(),
    greyJpeg(),
    cmykJpeg(),
    wideGamutJpeg(),
    srgbProfileJpeg(),
    animatedGif(),
    animatedWebp(),
  ]);
}
