import { deflateSync } from "node:zlib";
import sharp, { type TiffOptions } from "sharp";
import { describe, expect, test } from "vitest";
import { hasExiftool, readTags, writeTags } from "#tests/support/exiftool.ts";
import { quarters } from "#tests/support/image-factory.ts";
import { listToldTags, SECRET, tellsSecret } from "#tests/support/leaked-metadata.ts";
import { nameProfile } from "#tests/support/named-profile.ts";
import { withPreview } from "#tests/support/tiff-factory.ts";
import * as cleaner from "./clean-tiff.ts";
import { runToEnd } from "./cooperative-work.ts";
import { UnknownStructureError } from "./structure.ts";

const cleanTiff = (body: Uint8Array, keep = {}) => Buffer.concat(runToEnd(cleaner.cleanTiff(body, keep)));

async function tiff(options: TiffOptions = {}): Promise<Buffer> {
  return quarters(320, 240)
    .withIccProfile("p3")
    .withMetadata({ orientation: 6 })
    .withExifMerge({ IFD0: { Artist: SECRET, ImageDescription: SECRET, Software: SECRET } })
    .withXmp(`<x:xmpmeta xmlns:x="adobe:ns:meta/">${SECRET}</x:xmpmeta>`)
    .tiff(options)
    .toBuffer();
}

async function decode(body: Buffer, page = 0) {
  const image = sharp(body, { page });
  const { orientation, icc, width, height, pages } = await image.metadata();
  return { orientation, profileBytes: icc?.length, width, height, pages, pixels: await image.raw().toBuffer() };
}

/** One directory of SHORT and LONG entries, then whatever comes after it; offsets of values count from the start. */
function smallTiff(
  directories: { entries: [tag: number, type: 1 | 2 | 3 | 4 | 7, count: number, value: number][] }[],
  tail: Buffer,
) {
  const parts: Buffer[] = [Buffer.from("II*\0\x08\0\0\0", "latin1")];
  let at = 8;
  for (const [index, { entries }] of directories.entries()) {
    const directory = Buffer.alloc(2 + entries.length * 12 + 4);
    directory.writeUInt16LE(entries.length);
    for (const [row, [tag, type, count, value]] of entries.entries()) {
      directory.writeUInt16LE(tag, 2 + row * 12);
      directory.writeUInt16LE(type, 4 + row * 12);
      directory.writeUInt32LE(count, 6 + row * 12);
      directory.writeUInt32LE(value, 10 + row * 12);
    }
    at += directory.length;
    if (index < directories.length - 1) directory.writeUInt32LE(at, directory.length - 4);
    parts.push(directory);
  }
  return Buffer.concat([...parts, tail]);
}

const PACK_BITS = 32_773;

/** Grey, 8 pixels wide, which are at `strip`. */
const pagePixels = (strip: number, bytes = 8, compression = 1, height = 1): [number, 3 | 4, number, number][] => [
  [256, 3, 1, 8],
  [257, 3, 1, height],
  [258, 3, 1, 8],
  [259, 3, 1, compression],
  [262, 3, 1, 1],
  [273, 4, 1, strip],
  [277, 3, 1, 1],
  [278, 3, 1, height],
  [279, 4, 1, bytes],
];

describe.each<[string, TiffOptions]>([
  ["strips", {}],
  ["tiles", { tile: true, tileWidth: 64, tileHeight: 64 }],
  ["LZW", { compression: "lzw", predictor: "horizontal" }],
  ["JPEG", { compression: "jpeg" }],
  ["eight-byte offsets", { bigtiff: true }],
])("with %s", (_, options) => {
  test("keeps turn, profile and pixels, and says nothing else", async () => {
    const told = await tiff(options);
    expect(tellsSecret(told)).toBe(true);
    const clean = cleanTiff(told);
    expect(tellsSecret(clean)).toBe(false);
    expect(clean.length).toBeLessThanOrEqual(told.length);
    expect(await decode(clean)).toEqual(await decode(told));
  });
});

test("keeps the full picture of a pyramid, and none of its smaller ones", async () => {
  const told = await tiff({ tile: true, tileWidth: 64, tileHeight: 64, pyramid: true });
  const [before, after] = [await decode(told), await decode(cleanTiff(told))];
  expect(before.pages).toBeGreaterThan(1);
  expect(after).toEqual({ ...before, pages: 1 });
});

test("keeps all pages, and of them no thumbnail", () => {
  const PAGE_BYTES = 2 + 9 * 12 + 4;
  const at = 8 + 3 * PAGE_BYTES + 24;
  const thumbnail = pagePixels(at + 16).map((entry) => (entry[0] === 256 ? ([254, 3, 1, 1] as typeof entry) : entry));
  const told = smallTiff(
    [
      { entries: [...pagePixels(at), [305, 2, SECRET.length, at + 24]] },
      { entries: thumbnail },
      { entries: [...pagePixels(at + 8), [34_853, 4, 1, at + 24]] },
    ],
    Buffer.from(`firstoneotheronethumbnai${SECRET}`),
  );
  expect(told.indexOf("firstone")).toBe(at);
  const clean = cleanTiff(told);
  expect([tellsSecret(told), tellsSecret(clean), clean.includes("thumbnai")]).toEqual([true, false, false]);
  expect(clean.indexOf("firstoneotherone")).toBe(at);
  const secondAt = clean.readUInt32LE(8 + 2 + 9 * 12);
  expect(secondAt).toBe(8 + 2 * PAGE_BYTES + 12);
  expect([clean.readUInt16LE(8), clean.readUInt16LE(secondAt)]).toEqual([9, 9]);
});

test.each([1, 2, 7] as const)("leaves out what is no number where numbers belong, as values of type %i", (type) => {
  const at = 8 + 2 + 10 * 12 + 4;
  const told = smallTiff(
    [{ entries: [...pagePixels(at), [301, type, SECRET.length, at + 8]] }],
    Buffer.from(`firstone${SECRET}`),
  );
  expect(tellsSecret(told)).toBe(true);
  expect(tellsSecret(cleanTiff(told))).toBe(false);
});

test.each(["after", "below"] as const)("refuses a file that begins with a preview of the picture %s it", (place) => {
  const file = withPreview([[200, 40, 40]], {}, place);
  expect(() => cleanTiff(file)).toThrow("begins with a preview");
});

test("of pixels without compression takes as many bytes as they need, whatever the file says", () => {
  const at = 8 + 2 + 9 * 12 + 4;
  const said = (bytes: number) => smallTiff([{ entries: pagePixels(at, bytes) }], Buffer.from(`firstone${SECRET}`));
  for (const bytes of [0, 3, 8, 9, 8 + SECRET.length, 1_000]) {
    const clean = cleanTiff(said(bytes));
    expect(clean.includes("firstone")).toBe(true);
    expect(tellsSecret(clean)).toBe(false);
  }
});

test("of pixels of which the file has not all takes no more than it names", () => {
  const entries = pagePixels(8 + 2 + 9 * 12 + 4, 8, 1, 100);
  const clean = cleanTiff(smallTiff([{ entries }], Buffer.from(`firstone${SECRET}`)));
  expect(clean.includes("firstone")).toBe(true);
  expect(tellsSecret(clean)).toBe(false);
});

test("of a strip that is nowhere takes nothing", () => {
  const credit: [number, 2, number, number] = [33_432, 2, 4, Buffer.from("Ann\0").readUInt32LE(0)];
  const clean = cleanTiff(smallTiff([{ entries: [...pagePixels(0, 0, 1, 20), credit] }], Buffer.alloc(40)));
  expect(clean.includes("Ann")).toBe(false);
});

test("refuses strips of no size, unless they are not compressed", () => {
  const told = smallTiff([{ entries: pagePixels(8 + 2 + 9 * 12 + 4, 0, PACK_BITS) }], Buffer.from("firstone"));
  expect(() => cleanTiff(told)).toThrow(UnknownStructureError);
});

test("refuses pixels that take metadata along, and pages without an end", () => {
  const at = 8 + 2 + 10 * 12 + 4;
  const entries = (strip: number, bytes: number, compression?: number) => [
    {
      entries: [
        ...pagePixels(strip, bytes, compression),
        [305, 2, SECRET.length, at + 8] as [number, 2, number, number],
      ],
    },
  ];
  const tail = Buffer.from(`firstone${SECRET}`);
  expect(tellsSecret(cleanTiff(smallTiff(entries(at, 8), tail)))).toBe(false);
  expect(() => cleanTiff(smallTiff(entries(at, 9, PACK_BITS), tail))).toThrow(UnknownStructureError);
  const endless = smallTiff(entries(at, 8), tail);
  endless.writeUInt32LE(8, at - 4);
  expect(() => cleanTiff(endless)).toThrow(UnknownStructureError);
});

test("many samples in many strips take no time", () => {
  const [SAMPLES, STRIPS] = [20_000, 20_000];
  const bitsAt = 8 + 2 + 9 * 12 + 4;
  const [offsetsAt, countsAt] = [bitsAt + SAMPLES * 2, bitsAt + SAMPLES * 2 + STRIPS * 4];
  const toNumbers = (count: number, value: number) => Buffer.from(new Uint32Array(count).fill(value).buffer);
  const bits = Buffer.from(new Uint16Array(SAMPLES).fill(1).buffer);
  const pixelsAt = countsAt + STRIPS * 4;
  const told = smallTiff(
    [
      {
        entries: [
          [256, 3, 1, 1],
          [257, 3, 1, STRIPS],
          [258, 3, SAMPLES, bitsAt],
          [259, 3, 1, PACK_BITS],
          [262, 3, 1, 1],
          [273, 4, STRIPS, offsetsAt],
          [277, 3, 1, SAMPLES],
          [278, 3, 1, 1],
          [279, 4, STRIPS, countsAt],
        ],
      },
    ],
    Buffer.concat([bits, toNumbers(STRIPS, pixelsAt), toNumbers(STRIPS, 1), Buffer.alloc(8)]),
  );
  const before = process.threadCpuUsage();
  cleanTiff(told);
  expect(process.threadCpuUsage(before).user / 1_000).toBeLessThan(1_500);
});

test("refuses pixels that take directories along, or what these name", () => {
  const at = 8 + 2 + 10 * 12 + 4;
  const gps = (valueAt: number) => {
    const directory = Buffer.alloc(2 + 12 + 4);
    directory.writeUInt16LE(1);
    directory.writeUInt16LE(0x1d, 2);
    directory.writeUInt16LE(2, 4);
    directory.writeUInt32LE(SECRET.length, 6);
    directory.writeUInt32LE(valueAt, 10);
    return directory;
  };
  const DIRECTORY_BYTES = gps(0).length;
  const told = (bytes: number, pointer: number) =>
    smallTiff(
      [{ entries: [...pagePixels(at, bytes, PACK_BITS), [pointer, 4, 1, at + 8] as [number, 4, number, number]] }],
      Buffer.concat([Buffer.from("firstone"), gps(at + 8 + DIRECTORY_BYTES), Buffer.from(SECRET)]),
    );
  for (const pointer of [330, 34_665, 34_853, 40_965]) {
    expect(tellsSecret(told(8, pointer))).toBe(true);
    expect(tellsSecret(cleanTiff(told(8, pointer)))).toBe(false);
    expect(() => cleanTiff(told(9, pointer))).toThrow(UnknownStructureError);
    expect(() => cleanTiff(told(8 + DIRECTORY_BYTES + SECRET.length, pointer))).toThrow(UnknownStructureError);
  }
});

/** TIFF's LZW of a few values: codes of nine bits, the highest bit first, between the one that clears and the end. */
function toLzw(values: Buffer): Buffer {
  const bits = [256, ...values, 257].map((code) => code.toString(2).padStart(9, "0")).join("");
  return Buffer.from((bits.match(/.{1,8}/g) ?? []).map((byte) => Number.parseInt(byte.padEnd(8, "0"), 2)));
}

test.each<[string, number, (values: Buffer) => Buffer]>([
  ["LZW", 5, toLzw],
  ["deflate", 8, (values) => deflateSync(values)],
  ["PackBits", PACK_BITS, (values) => Buffer.concat([Buffer.from([values.length - 1]), values])],
])("leaves out what is behind the pixels in a strip of %s", async (_, compression, pack) => {
  const packed = pack(Buffer.from(Array.from({ length: 32 }, (__, at) => (at * 37) % 256)));
  const at = 8 + 2 + 9 * 12 + 4;
  const told = smallTiff(
    [{ entries: pagePixels(at, packed.length + SECRET.length, compression, 4) }],
    Buffer.from([...packed, ...Buffer.from(SECRET)]),
  );
  const clean = cleanTiff(told);
  expect(tellsSecret(clean)).toBe(false);
  expect(clean.subarray(at, at + packed.length)).toEqual(packed);
  expect((await decode(clean)).pixels).toEqual((await decode(told)).pixels);
});

test("refuses words in a strip whose pixels are damaged", () => {
  const packed = deflateSync(Buffer.alloc(32, 7));
  const tail = Buffer.from([...packed.fill(0xff, 4), ...Buffer.from(SECRET)]);
  const entries = pagePixels(8 + 2 + 9 * 12 + 4, tail.length, 8, 4);
  expect(() => cleanTiff(smallTiff([{ entries }], tail))).toThrow(UnknownStructureError);
});

describe("JPEG in strips", () => {
  const segment = (code: number, text: string) =>
    Buffer.concat([Buffer.from([0xff, code, 0, text.length + 2]), Buffer.from(text, "latin1")]);

  /** A TIFF file of sharp whose strips and tables have more segments than they need. */
  async function toldTiff(): Promise<Buffer> {
    const plain = await quarters(64, 48)
      .tiff({ compression: "jpeg", tile: true, tileWidth: 64, tileHeight: 48 })
      .toBuffer();
    const told = [segment(0xe1, `Exif\0\0${SECRET}`), segment(0xed, SECRET), segment(0xfe, SECRET)];
    const entryAt = (tag: number) => {
      const at = plain.readUInt32LE(4);
      const rows = Array.from({ length: plain.readUInt16LE(at) }, (_, row) => at + 2 + row * 12);
      return rows.find((row) => plain.readUInt16LE(row) === tag) ?? 0;
    };
    const [tables, offsets, counts] = [347, 324, 325].map(entryAt) as [number, number, number];
    let body = plain;
    const append = (from: number, length: number) => {
      const stream = plain.subarray(from, from + length);
      const at = body.length;
      const longer = Buffer.concat([stream.subarray(0, 2), ...told, stream.subarray(2), Buffer.from(SECRET)]);
      body = Buffer.concat([body, longer]);
      return { at, length: longer.length };
    };
    const newTables = append(plain.readUInt32LE(tables + 8), plain.readUInt32LE(tables + 4));
    const newTile = append(plain.readUInt32LE(offsets + 8), plain.readUInt32LE(counts + 8));
    body.writeUInt32LE(newTables.length, tables + 4);
    body.writeUInt32LE(newTables.at, tables + 8);
    body.writeUInt32LE(newTile.at, offsets + 8);
    body.writeUInt32LE(newTile.length, counts + 8);
    return body;
  }

  test("what a picture does not need of them is gone", async () => {
    const told = await toldTiff();
    expect(tellsSecret(told)).toBe(true);
    const clean = cleanTiff(told);
    expect(tellsSecret(clean)).toBe(false);
    expect(await decode(clean)).toEqual(await decode(told));
  });

  test("what is no JPEG is refused, and a compression that may hold other files", () => {
    const at = 8 + 2 + 9 * 12 + 4;
    const packed = (compression: number) =>
      smallTiff(
        [{ entries: pagePixels(at).map((entry) => (entry[0] === 259 ? [259, 3, 1, compression] : entry)) }],
        Buffer.from("firstone"),
      );
    for (const compression of [7, 50_001]) expect(() => cleanTiff(packed(compression))).toThrow(UnknownStructureError);
  });
});

test.runIf(hasExiftool)("tells an independent reader nothing of what one wrote into it", async () => {
  const { icc = Buffer.alloc(0) } = await sharp(await tiff()).metadata();
  expect(tellsSecret(nameProfile(icc, SECRET))).toBe(true);
  const texts = ["EXIF:Artist", "EXIF:SerialNumber", "EXIF:OwnerName", "XMP-dc:Creator", "IPTC:City", "Photoshop:URL"];
  const told = await writeTags(await tiff({ compression: "deflate" }), "tif", [
    ...texts.map((tag) => `-${tag}=${SECRET}`),
    "-EXIF:GPSLatitude=52.5",
    "-EXIF:DateTimeOriginal=2024:05:01 10:00:00",
    "-EXIF:OffsetTimeOriginal=+02:00",
    "-EXIF:Copyright=Ana",
  ]);
  const clean = cleanTiff(told);
  const kept = cleanTiff(told, { captureTime: true, credits: true });
  const found = await readTags(new Map(Object.entries({ "told.tif": told, "clean.tif": clean, "kept.tif": kept })));
  expect(listToldTags(found.get("told.tif") ?? {}).length).toBeGreaterThan(8);
  expect(listToldTags(found.get("clean.tif") ?? {})).toEqual([]);
  expect(found.get("clean.tif")).not.toHaveProperty("ExifTool:Warning");
  expect(found.get("kept.tif")).toMatchObject({
    "IFD0:Copyright": "Ana",
    "ExifIFD:DateTimeOriginal": "2024:05:01 10:00:00",
    "ExifIFD:OffsetTimeOriginal": "+02:00",
  });
  expect(Object.keys(found.get("kept.tif") ?? {}).filter((name) => /GPS|Serial|Owner|XMP|IPTC/.test(name))).toEqual([]);
  expect(await decode(clean)).toEqual(await decode(told));
});
