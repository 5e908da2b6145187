import { shortValue, tiffBlock, xmpPacket } from "../metadata-blocks.ts";
import {
  avifWith,
  gifWith,
  jpegWith,
  jpegWithExtendedXmp,
  namesExtendedXmp,
  pngChunks,
  pngWith,
  tiffWith,
  webpWith,
  xmpEntry,
} from "../pictures-with-metadata.ts";
import { alternative, jpeg, known, type MetadataCase, place, TAKEN, takenAt, whole } from "./metadata-case.ts";

/* Blocks of metadata in every container that may hold them. */

export const containers: MetadataCase[] = [
  { what: "JPEG", make: () => jpeg(whole), expected: known },
  {
    what: "JPEG with an empty block in front",
    make: () => jpegWith({ exif: [Buffer.alloc(0), tiffBlock(whole)] }),
    expected: known,
  },
  {
    what: "JPEG with two blocks, of which the first has hardly anything",
    make: () => jpegWith({ exif: [tiffBlock({ ifd0: [shortValue(0x0112, 1)] }), tiffBlock(whole)] }),
    expected: known,
  },
  { what: "TIFF with directories of its own", make: () => tiffWith(whole), expected: known },
  { what: "WebP", make: () => webpWith({ exif: tiffBlock(whole) }), expected: known },
  {
    what: "WebP whose block begins as in JPEG",
    make: () => webpWith({ exif: Buffer.concat([Buffer.from("Exif\0\0"), tiffBlock(whole)]) }),
    expected: known,
  },
  {
    what: "WebP whose flags do not speak of its block",
    make: () => webpWith({ exif: tiffBlock(whole) }, { isFlagged: false }),
    expected: known,
  },
  {
    what: "WebP whose first block is none",
    make: () => webpWith({ exif: [Buffer.from("garbage!"), tiffBlock(whole)] }),
    expected: known,
  },
  {
    what: "PNG, eXIf before its pixels",
    make: () => pngWith({ before: [pngChunks.exif(tiffBlock(whole))] }),
    expected: known,
  },
  {
    what: "PNG, eXIf behind its pixels",
    make: () => pngWith({ after: [pngChunks.exif(tiffBlock(whole))] }),
    expected: known,
  },
  {
    what: "PNG, EXIF in hex",
    make: () =>
      pngWith({
        before: [pngChunks.rawProfile("exif", Buffer.concat([Buffer.from("Exif\0\0"), tiffBlock(whole)]))],
      }),
    expected: known,
  },
  {
    what: "PNG, EXIF in hex behind its pixels, as APP1",
    make: () => pngWith({ after: [pngChunks.rawProfile("APP1", tiffBlock(whole))] }),
    expected: known,
  },
  {
    what: "PNG, an eXIf that is none before EXIF in hex",
    make: () =>
      pngWith({
        before: [pngChunks.exif(Buffer.from("garbage!")), pngChunks.rawProfile("exif", tiffBlock(whole))],
      }),
    expected: known,
  },
  {
    what: "AVIF",
    make: () =>
      avifWith({
        IFD0: { Make: "Acme", Model: "Z9" },
        IFD2: { DateTimeOriginal: TAKEN },
        IFD3: {
          GPSLatitudeRef: "N",
          GPSLatitude: "48/1 6/1 0/1",
          GPSLongitudeRef: "E",
          GPSLongitude: "11/1 30/1 0/1",
        },
      }),
    expected: known,
  },
];

const xmpOfAll = xmpPacket(
  `photoshop:DateCreated="${takenAt}" tiff:Make="Acme" tiff:Model="Z9" exif:GPSLatitude="48,6.0N" exif:GPSLongitude="11,30,0E" exif:FNumber="28/10" xmp:Rating="4"`,
);
const knownByXmp: MetadataCase["expected"] = {
  ...known,
  takenAtSource: "xmp",
  shot: { camera: "Acme Z9", ...place, fNumber: 2.8 },
  embedded: { rating: 4 },
};
export const xmpContainers: MetadataCase[] = [
  { what: "XMP in JPEG", make: () => jpegWith({ xmp: xmpOfAll }), expected: knownByXmp },
  { what: "XMP in WebP", make: () => webpWith({ xmp: xmpOfAll }), expected: knownByXmp },
  {
    what: "XMP in WebP whose flags do not speak of it",
    make: () => webpWith({ xmp: xmpOfAll }, { isFlagged: false }),
    expected: knownByXmp,
  },
  {
    what: "XMP in hex in PNG, as APP1",
    make: () =>
      pngWith({
        before: [
          pngChunks.rawProfile("APP1", Buffer.concat([Buffer.from("http://ns.adobe.com/xap/1.0/\0"), xmpOfAll])),
        ],
      }),
    expected: knownByXmp,
  },
  {
    what: "XMP filled up with NULs",
    make: () => jpegWith({ xmp: Buffer.concat([xmpOfAll, Buffer.alloc(100)]) }),
    expected: knownByXmp,
  },
  { what: "XMP in PNG", make: () => pngWith({ before: [pngChunks.xmp(xmpOfAll)] }), expected: knownByXmp },
  {
    what: "compressed XMP behind the pixels of a PNG",
    make: () => pngWith({ after: [pngChunks.xmp(xmpOfAll, { compressed: true })] }),
    expected: knownByXmp,
  },
  { what: "XMP in GIF, before its frames", make: () => gifWith(xmpOfAll), expected: knownByXmp },
  { what: "XMP in GIF, after its frames", make: () => gifWith(xmpOfAll, "after"), expected: knownByXmp },
  {
    what: "extended XMP in JPEG",
    make: () => jpegWithExtendedXmp(xmpPacket(namesExtendedXmp), xmpOfAll),
    expected: knownByXmp,
  },
  {
    what: "extended XMP before the main packet",
    make: () => jpegWithExtendedXmp(xmpPacket(namesExtendedXmp), xmpOfAll, { isMainFirst: false }),
    expected: knownByXmp,
  },
  {
    what: "extended XMP in many parts and any order, which says less than the main packet",
    make: () =>
      jpegWithExtendedXmp(
        xmpPacket(`${namesExtendedXmp} xmp:Rating="2"`, `<dc:title>${alternative("Main")}</dc:title>`),
        xmpPacket(`photoshop:DateCreated="${takenAt}"`, `<dc:title>${alternative("Extended")}</dc:title>`),
        { partBytes: 100 },
      ),
    expected: { takenAt, takenAtSource: "xmp", embedded: { title: "Main", rating: 2 } },
  },
  {
    what: "extended XMP that belongs to another packet",
    make: () => jpegWithExtendedXmp(xmpPacket(namesExtendedXmp), xmpOfAll, { guid: "F".repeat(32) }),
    expected: { takenAt: undefined },
  },
  {
    what: "XMP in EXIF",
    make: () => jpeg({ ifd0: [xmpEntry(xmpOfAll)] }),
    expected: knownByXmp,
  },
  {
    what: "XMP behind a packet that cannot be read",
    make: () => jpegWith({ xmp: [Buffer.from("<x:xmpmeta><broken"), xmpOfAll] }),
    expected: knownByXmp,
  },
  { what: "XMP in TIFF", make: () => tiffWith({ ifd0: [xmpEntry(xmpOfAll)] }), expected: knownByXmp },
];
