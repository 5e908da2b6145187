import sharp, { type TiffOptions } from "sharp";
import { describe, expect, test } from "vitest";
import { hasExiftool, readTags, writeTags } from "#tests/support/exiftool.ts";
import { quarters } from "#tests/support/image-factory.ts";
import { nameProfile } from "#tests/support/named-profile.ts";
import { listToldTags, SECRET, tellsSecret } from "#tests/support/told-metadata.ts";
import { removeMetadata } from "./remove-metadata.ts";
import { UnknownStructureError } from "./structure.ts";

const cleanTiff = (body: Uint8Array, keep = {}) => Buffer.concat(removeMetadata(body, "image/tiff", keep));

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
  directories: { entries: [tag: number, type: 2 | 3 | 4, count: number, value: number][] }[],
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

/** Grey, 8 × 1 pixels, which are at `strip`. */
const pagePixels = (strip: number, bytes = 8): [number, 3 | 4, number, number][] => [
  [256, 3, 1, 8],
  [257, 3, 1, 1],
  [258, 3, 1, 8],
  [259, 3, 1, 1],
  [262, 3, 1, 1],
  [273, 4, 1, strip],
  [277, 3, 1, 1],
  [278, 3, 1, 1],
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

test("refuses pixels that take metadata along, and pages without an end", () => {
  const at = 8 + 2 + 10 * 12 + 4;
  const entries = (strip: number, bytes: number) => [
    { entries: [...pagePixels(strip, bytes), [305, 2, SECRET.length, at + 8] as [number, 2, number, number]] },
  ];
  const tail = Buffer.from(`firstone${SECRET}`);
  expect(tellsSecret(cleanTiff(smallTiff(entries(at, 8), tail)))).toBe(false);
  expect(() => cleanTiff(smallTiff(entries(at, 9), tail))).toThrow(UnknownStructureError);
  const endless = smallTiff(entries(at, 8), tail);
  endless.writeUInt32LE(8, at - 4);
  expect(() => cleanTiff(endless)).toThrow(UnknownStructureError);
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
