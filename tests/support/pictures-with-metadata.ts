import { crc32, deflateSync } from "node:zlib";
import sharp, { type Exif } from "sharp";
import type { TestFile } from "./image-factory.ts";
import { type Directories, longValue, shortValue, tiffBlock, tiffTypes } from "./metadata-blocks.ts";

/* Small pictures of every container that carry blocks of metadata as they are given. */

export interface Blocks {
  /** A TIFF structure, see tiffBlock(). */
  exif?: Buffer;
  xmp?: Buffer;
  /** Photoshop's image resources, see photoshopResources(); those of several segments. */
  photoshop?: Buffer | Buffer[];
}

/** The same with one or more of these blocks. */
type Several<Type, Names extends keyof Type> = Omit<Type, Names> & { [Name in Names]?: Type[Name] | Buffer[] };

const SIDE = 64;

function picture() {
  return sharp({ create: { width: SIDE, height: SIDE, channels: 3, background: { r: 90, g: 120, b: 60 } } });
}

export async function jpegWith(
  { exif, xmp, photoshop }: Several<Blocks, "exif" | "xmp">,
  fileName = "picture.jpg",
): Promise<TestFile> {
  const body = await picture().jpeg().toBuffer();
  const segments = [
    ...[exif ?? []].flat().map((block) => jpegSegment(0xe1, "Exif\0\0", block)),
    ...[xmp ?? []].flat().map((packet) => jpegSegment(0xe1, "http://ns.adobe.com/xap/1.0/\0", packet)),
    ...[photoshop ?? []].flat().map((part) => jpegSegment(0xed, "Photoshop 3.0\0", part)),
  ];
  return {
    fileName,
    contentType: "image/jpeg",
    body: Buffer.concat([body.subarray(0, 2), ...segments, body.subarray(2)]),
  };
}

const EXTENDED_GUID = "0123456789ABCDEF0123456789ABCDEF";

/** What a main XMP packet says of the one that goes on with it. */
export const namesExtendedXmp = `xmlns:xmpNote="http://ns.adobe.com/xmp/note/" xmpNote:HasExtendedXMP="${EXTENDED_GUID}"`;

/** A JPEG whose XMP goes on in segments of so many bytes, of which the last comes first (XMP part 3, 1.1.3.1). */
export async function jpegWithExtendedXmp(
  xmp: Buffer,
  extended: Buffer,
  { partBytes = 60_000, guid = EXTENDED_GUID, isMainFirst = true } = {},
): Promise<TestFile> {
  const { body, ...file } = await jpegWith({}, "extended.jpg");
  const main = jpegSegment(0xe1, "http://ns.adobe.com/xap/1.0/\0", xmp);
  const parts: Buffer[] = [];
  for (let at = 0; at < extended.length; at += partBytes) {
    const place = Buffer.alloc(8);
    place.writeUInt32BE(extended.length, 0);
    place.writeUInt32BE(at, 4);
    const part = Buffer.concat([Buffer.from(guid), place, extended.subarray(at, at + partBytes)]);
    parts.unshift(jpegSegment(0xe1, "http://ns.adobe.com/xmp/extension/\0", part));
  }
  const segments = isMainFirst ? [main, ...parts] : [...parts, main];
  return { ...file, body: Buffer.concat([body.subarray(0, 2), ...segments, body.subarray(2)]) };
}

function jpegSegment(marker: number, signature: string, data: Buffer): Buffer {
  const head = Buffer.from([0xff, marker, 0, 0]);
  head.writeUInt16BE(2 + signature.length + data.length, 2);
  return Buffer.concat([head, Buffer.from(signature, "latin1"), data]);
}

export interface PngChunk {
  type: string;
  data: Buffer;
}

export const pngChunks = {
  exif: (block: Buffer): PngChunk => ({ type: "eXIf", data: block }),
  time: (year: number, ...rest: number[]): PngChunk => ({
    type: "tIME",
    data: Buffer.from([year >> 8, year & 0xff, ...rest]),
  }),
  text: (keyword: string, text: string): PngChunk => ({
    type: "tEXt",
    data: Buffer.from(`${keyword}\0${text}`, "latin1"),
  }),
  compressedText: (keyword: string, text: string | Buffer): PngChunk => ({
    type: "zTXt",
    data: Buffer.concat([Buffer.from(`${keyword}\0\0`, "latin1"), deflateSync(text)]),
  }),
  xmp: (packet: Buffer, { compressed = false } = {}): PngChunk => ({
    type: "iTXt",
    data: Buffer.concat([
      Buffer.from("XML:com.adobe.xmp\0", "latin1"),
      Buffer.from([compressed ? 1 : 0, 0, 0, 0]),
      compressed ? deflateSync(packet) : packet,
    ]),
  }),
  /** As ImageMagick writes blocks: hex digits in a text, under a title. */
  rawProfile: (kind: string, block: Buffer, title = kind): PngChunk =>
    pngChunks.compressedText(
      `Raw profile type ${kind}`,
      `\n${title}\n${String(block.length).padStart(8)}\n${block.toString("hex").replaceAll(/.{72}/g, "$&\n")}\n`,
    ),
};

/** A PNG with chunks in front of its pixels and behind them. */
export async function pngWith(
  chunks: { before?: PngChunk[]; after?: PngChunk[] },
  fileName = "picture.png",
): Promise<TestFile> {
  const body = await picture().png().toBuffer();
  const afterHeader = 8 + 25;
  const end = body.length - 12;
  return {
    fileName,
    contentType: "image/png",
    body: Buffer.concat([
      body.subarray(0, afterHeader),
      ...(chunks.before ?? []).map(toChunk),
      body.subarray(afterHeader, end),
      ...(chunks.after ?? []).map(toChunk),
      body.subarray(end),
    ]),
  };
}

function toChunk({ type, data }: PngChunk): Buffer {
  const typed = Buffer.concat([Buffer.from(type, "latin1"), data]);
  const [length, check] = [Buffer.alloc(4), Buffer.alloc(4)];
  length.writeUInt32BE(data.length);
  check.writeUInt32BE(crc32(typed));
  return Buffer.concat([length, typed, check]);
}

const VP8X_EXIF = 0x08;
const VP8X_XMP = 0x04;

/** A WebP; without its flags a reader learns of the blocks only from the blocks. */
export async function webpWith(
  { exif, xmp }: Several<Blocks, "exif">,
  { isFlagged = true, fileName = "picture.webp" } = {},
): Promise<TestFile> {
  const simple = await picture().webp().toBuffer();
  const RIFF_HEADER_BYTES = 12;
  const extended = Buffer.alloc(10);
  extended[0] = isFlagged ? (exif ? VP8X_EXIF : 0) | (xmp ? VP8X_XMP : 0) : 0;
  extended.writeUIntLE(SIDE - 1, 4, 3);
  extended.writeUIntLE(SIDE - 1, 7, 3);
  const chunk = (type: string, data: Buffer) => {
    const head = Buffer.alloc(8, type, "latin1");
    head.writeUInt32LE(data.length, 4);
    return Buffer.concat([head, data, Buffer.alloc(data.length % 2)]);
  };
  const content = Buffer.concat([
    Buffer.from("WEBP"),
    chunk("VP8X", extended),
    simple.subarray(RIFF_HEADER_BYTES),
    ...[exif ?? []].flat().map((block) => chunk("EXIF", block)),
    ...(xmp ? [chunk("XMP ", xmp)] : []),
  ]);
  const head = Buffer.alloc(8, "RIFF", "latin1");
  head.writeUInt32LE(content.length, 4);
  return { fileName, contentType: "image/webp", body: Buffer.concat([head, content]) };
}

/** A TIFF whose own directories hold these entries beside those of its grey pixels. */
export function tiffWith(directories: Directories, fileName = "picture.tif"): TestFile {
  const HEADER_BYTES = 8;
  const pixels = Buffer.alloc(SIDE * SIDE, 130);
  const own = [
    shortValue(0x0100, SIDE),
    shortValue(0x0101, SIDE),
    shortValue(0x0102, 8),
    shortValue(0x0103, 1),
    shortValue(0x0106, 1),
    longValue(0x0111, HEADER_BYTES),
    shortValue(0x0115, 1),
    shortValue(0x0116, SIDE),
    longValue(0x0117, pixels.length),
  ];
  return {
    fileName,
    contentType: "image/tiff",
    body: tiffBlock({ ...directories, ifd0: [...own, ...(directories.ifd0 ?? [])] }, pixels),
  };
}

export async function avifWith(exif: Exif): Promise<TestFile> {
  const body = await picture().withExif(exif).avif({ effort: 0 }).toBuffer();
  return { fileName: "picture.avif", contentType: "image/avif", body };
}

/** The block as TIFF itself would carry an XMP packet. */
export const xmpEntry = (packet: Buffer) => ({ tag: 0x02bc, type: tiffTypes.byte, value: packet });
/** The block as TIFF itself would carry IPTC records. */
export const iptcEntry = (records: Buffer) => ({ tag: 0x83bb, type: tiffTypes.undefined, value: records });

/** A GIF with an XMP packet before its frames or after them, and its 258 bytes of trailer that skip to the end. */
export async function gifWith(xmp: Buffer, place: "before" | "after" = "before"): Promise<TestFile> {
  const body = await picture().gif().toBuffer();
  const trailer = Buffer.from([1, ...Array.from({ length: 256 }, (_, index) => 255 - index), 0]);
  const block = Buffer.concat([Buffer.from("!\xff\x0bXMP DataXMP", "latin1"), xmp, trailer]);
  const at = place === "after" ? body.length - 1 : body.indexOf(Buffer.from([0x21, 0xf9, 4]));
  return {
    fileName: "picture.gif",
    contentType: "image/gif",
    body: Buffer.concat([body.subarray(0, at), block, body.subarray(at)]),
  };
}
