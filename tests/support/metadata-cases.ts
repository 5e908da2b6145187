import type { CaptureRecord } from "#lib/images/image.ts";
import type { TestFile } from "./image-factory.ts";
import {
  ascii,
  byteValues,
  type Directories,
  type Entry,
  iptcRecords,
  longValue,
  photoshopResources,
  rationals,
  shortValue,
  tiffBlock,
  tiffTypes,
  xmpPacket,
} from "./metadata-blocks.ts";
import {
  avifWith,
  gifWith,
  iptcEntry,
  jpegWith,
  jpegWithExtendedXmp,
  namesExtendedXmp,
  pngChunks,
  pngWith,
  tiffWith,
  webpWith,
  xmpEntry,
} from "./pictures-with-metadata.ts";

/* Kinds of files that were read wrongly by some software, each with what is right for it. */

export interface MetadataCase {
  what: string;
  make: () => Promise<TestFile> | TestFile;
  /** What is known of the image in the end; of `shot` and `embedded` at least these. */
  expected: { [Name in keyof CaptureRecord]?: Partial<CaptureRecord[Name]> | undefined };
}

const TAKEN = "2024:03:10 14:05:06";
const takenAt = "2024-03-10T14:05:06";
/** Munich: an hour ahead of UTC in March. */
const place = { latitude: 48.1, longitude: 11.5 };

const make = ascii(0x010f, "Acme");
const model = ascii(0x0110, "Z9");
const original = ascii(0x9003, TAKEN);
const gps: Entry[] = [
  ascii(1, "N"),
  rationals(2, [48, 1], [6, 1], [0, 1]),
  ascii(3, "E"),
  rationals(4, [11, 1], [30, 1], [0, 1]),
];
const whole: Directories = { ifd0: [make, model], exif: [original], gps };
const known: MetadataCase["expected"] = {
  takenAt,
  takenAtSource: "exif_original",
  takenOffset: "+01:00",
  shot: { camera: "Acme Z9", ...place },
};

const jpeg = (directories: Directories, fileName?: string) => jpegWith({ exif: tiffBlock(directories) }, fileName);
const withEntry = (part: keyof Directories, ...entries: Entry[]): Directories => ({
  ...whole,
  [part]: [...(whole[part] ?? []), ...entries],
});
/** A time in EXIF with these further entries, and nothing else. */
const timed = (text: string, ...entries: Entry[]): Directories => ({ exif: [ascii(0x9003, text), ...entries] });

const containers: MetadataCase[] = [
  { what: "JPEG", make: () => jpeg(whole), expected: known },
  {
    what: "JPEG with an empty block in front",
    make: () => jpegWith({ exif: [Buffer.alloc(0), tiffBlock(whole)] }),
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
const xmpContainers: MetadataCase[] = [
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
  { what: "XMP in TIFF", make: () => tiffWith({ ifd0: [xmpEntry(xmpOfAll)] }), expected: knownByXmp },
];

const damage: MetadataCase[] = [
  {
    what: "an entry of IFD0 that points outside",
    make: () => jpeg(withEntry("ifd0", { ...byteValues(0x9c9c, Buffer.alloc(40)), outside: true })),
    expected: known,
  },
  {
    what: "an entry of EXIF that points outside",
    make: () => jpeg(withEntry("exif", { ...byteValues(0x927c, Buffer.alloc(40)), outside: true })),
    expected: known,
  },
  {
    what: "an entry of GPS that points outside",
    make: () => jpeg(withEntry("gps", { ...byteValues(27, Buffer.alloc(40)), outside: true })),
    expected: known,
  },
  {
    what: "a description of 2,147,483,647 bytes",
    make: () => jpeg(withEntry("ifd0", { ...ascii(0x010e, "too long"), count: 0x7fff_ffff })),
    expected: { ...known, embedded: undefined },
  },
  {
    what: "entries of type 0 and of a type that no standard knows",
    make: () =>
      jpeg(withEntry("ifd0", { ...ascii(0x013b, "A. Mateur"), type: 0 }, { ...ascii(0x8298, "c"), type: 200 })),
    expected: known,
  },
  {
    what: "an entry without a value",
    make: () => jpeg(withEntry("ifd0", { ...ascii(0x010e, "nothing"), count: 0 })),
    expected: known,
  },
  {
    what: "a directory that is its own EXIF directory",
    make: () => jpeg({ ifd0: [make, model, original, longValue(0x8769, 8)] }),
    expected: { takenAt, shot: { camera: "Acme Z9" } },
  },
  {
    what: "texts of EXIF 3.0 in UTF-8",
    make: () =>
      jpeg({
        ...whole,
        ifd0: [
          ascii(0x010f, "Acme", tiffTypes.utf8),
          ascii(0x0110, "Z9", tiffTypes.utf8),
          ascii(0x013b, "Zoë 写真", tiffTypes.utf8),
          ascii(0x010e, "Föhn über 東京", tiffTypes.utf8),
        ],
        exif: [original, ascii(0xa434, "Größe 35mm", tiffTypes.utf8)],
      }),
    expected: { ...known, shot: { ...known.shot, lens: "Größe 35mm" }, embedded: { caption: "Föhn über 東京" } },
  },
  {
    what: "EXIF with its time in IFD0, where it does not belong",
    make: () => jpeg({ ifd0: [make, model, original] }),
    expected: { takenAt, shot: { camera: "Acme Z9" } },
  },
];

const gpsWith = (...entries: Entry[]): Directories => ({ exif: [original], gps: entries });
const places: MetadataCase[] = [
  {
    what: "references in lower case",
    make: () => jpeg(gpsWith(ascii(1, "s"), gps[1] as Entry, ascii(3, "w"), gps[3] as Entry)),
    expected: { takenAt, shot: { latitude: -48.1, longitude: -11.5 } },
  },
  {
    what: "degrees as one rational",
    make: () => jpeg(gpsWith(ascii(1, "N"), rationals(2, [481, 10]), ascii(3, "E"), rationals(4, [115, 10]))),
    expected: { shot: place },
  },
  {
    what: "degrees and minutes as two rationals",
    make: () =>
      jpeg(gpsWith(ascii(1, "N"), rationals(2, [48, 1], [60, 10]), ascii(3, "E"), rationals(4, [11, 1], [300, 10]))),
    expected: { shot: place },
  },
  {
    what: "0/0 for the seconds",
    make: () =>
      jpeg(
        gpsWith(
          ascii(1, "N"),
          rationals(2, [48, 1], [6, 1], [0, 0]),
          ascii(3, "E"),
          rationals(4, [11, 1], [30, 1], [0, 0]),
        ),
      ),
    expected: { shot: place },
  },
  {
    what: "0/0 for the degrees, which is nowhere",
    make: () => jpeg(gpsWith(ascii(1, "N"), rationals(2, [0, 0], [0, 0], [0, 0]), ascii(3, "E"), gps[3] as Entry)),
    expected: { takenAt, shot: undefined },
  },
  {
    what: "minutes of a number over 0, which are none",
    make: () => jpeg(gpsWith(ascii(1, "N"), rationals(2, [48, 1], [6, 0], [0, 1]), ascii(3, "E"), gps[3] as Entry)),
    expected: { takenAt, shot: undefined },
  },
  {
    what: "a receiver without a fix at 0, 0",
    make: () =>
      jpeg(
        gpsWith(
          ascii(1, "N"),
          rationals(2, [0, 1], [0, 1], [0, 1]),
          ascii(3, "E"),
          rationals(4, [0, 1], [0, 1], [0, 1]),
        ),
      ),
    expected: { takenAt, shot: undefined },
  },
  {
    what: "a receiver that says its fix is void",
    make: () => jpeg(gpsWith(...gps, ascii(9, "V"))),
    expected: { takenAt, shot: undefined },
  },
];

const day = ascii(29, "2016:01:02");
const clock = rationals(7, [3, 1], [4, 1], [5, 1]);
const times: MetadataCase[] = [
  {
    what: "blanks for zeros",
    make: () => jpeg(timed("2015: 2: 3  4: 5: 6")),
    expected: { takenAt: "2015-02-03T04:05:06", takenOffset: undefined },
  },
  { what: "slashes", make: () => jpeg(timed("2015/02/03 04:05:06")), expected: { takenAt: "2015-02-03T04:05:06" } },
  {
    what: "digits run together",
    make: () => jpeg(timed("20150203040506")),
    expected: { takenAt: "2015-02-03T04:05:06" },
  },
  {
    what: "colons all the way",
    make: () => jpeg(timed("2015:02:03:04:05:06")),
    expected: { takenAt: "2015-02-03T04:05:06" },
  },
  { what: "a day only", make: () => jpeg(timed("2015:02:03")), expected: { takenAt: "2015-02-03T00:00:00" } },
  { what: "second 60", make: () => jpeg(timed("2016:12:31 23:59:60")), expected: { takenAt: "2016-12-31T23:59:59" } },
  {
    what: "a fraction of the second",
    make: () => jpeg(timed(TAKEN, ascii(0x9291, "311368"))),
    expected: { takenAt: `${takenAt}.311`, sortAt: `${takenAt}.311Z` },
  },
  {
    what: "the fraction of another tag for the same time",
    make: () => jpeg(timed(TAKEN, ascii(0x9004, TAKEN), ascii(0x9292, "42"))),
    expected: { takenAt: `${takenAt}.420` },
  },
  {
    what: "the fraction of a tag whose time is not there",
    make: () => jpeg(timed(TAKEN, ascii(0x9290, "42"))),
    expected: { takenAt: `${takenAt}.420` },
  },
  {
    what: "a fraction that belongs to another time",
    make: () => jpeg(timed(TAKEN, ascii(0x9004, "2024:03:11 10:00:00"), ascii(0x9292, "42"))),
    expected: { takenAt },
  },
  {
    what: "an offset",
    make: () => jpeg(timed(TAKEN, ascii(0x9011, "+09:00"))),
    expected: { takenAt: `${takenAt}+09:00`, takenOffset: "+09:00", sortAt: `${takenAt}.000Z` },
  },
  {
    what: "the offset of another tag",
    make: () => jpeg(timed(TAKEN, ascii(0x9010, "+02:00"))),
    expected: { takenAt: `${takenAt}+02:00` },
  },
  {
    what: "an offset without a colon",
    make: () => jpeg(timed(TAKEN, ascii(0x9011, "+0530"))),
    expected: { takenAt: `${takenAt}+05:30` },
  },
  ...["+25:00", "+02:60", "-15:00", "   :  ", "garbage"].map((offset) => ({
    what: `the impossible offset ${offset}`,
    make: () => jpeg(timed(TAKEN, ascii(0x9011, offset))),
    expected: { takenAt, takenOffset: undefined },
  })),
  {
    what: "a place without an offset, in summer",
    make: () => jpeg({ exif: [ascii(0x9003, "2024:07:10 14:05:06")], gps }),
    expected: { takenAt: "2024-07-10T14:05:06", takenOffset: "+02:00", sortAt: "2024-07-10T14:05:06.000Z" },
  },
  {
    what: "an offset that is not its place's",
    make: () => jpeg({ exif: [original, ascii(0x9011, "+09:00")], gps }),
    expected: { takenAt: `${takenAt}+09:00`, takenOffset: "+09:00" },
  },
];

const iptc = iptcRecords([
  [55, "20120203"],
  [60, "040506+0100"],
]);
const fallbacks: MetadataCase[] = [
  {
    what: "an unset clock, and the time it was digitised",
    make: () => jpeg(timed("0000:00:00 00:00:00", ascii(0x9004, TAKEN))),
    expected: { takenAt, takenAtSource: "exif_digitized" },
  },
  {
    what: "photoshop:DateCreated",
    make: () => jpegWith({ xmp: xmpPacket('photoshop:DateCreated="2012-02-03T04:05:06"') }),
    expected: { takenAt: "2012-02-03T04:05:06", takenAtSource: "xmp" },
  },
  {
    what: "photoshop:DateCreated behind a time that is none",
    make: () =>
      jpegWith({
        xmp: xmpPacket('exif:DateTimeOriginal="0000-00-00T00:00:00" photoshop:DateCreated="2012-02-03T04:05:06"'),
      }),
    expected: { takenAt: "2012-02-03T04:05:06", takenAtSource: "xmp" },
  },
  {
    what: "xmp:CreateDate as an element",
    make: () => jpegWith({ xmp: xmpPacket("", "<xmp:CreateDate>2012-02-03T04:05:06.25-05:00</xmp:CreateDate>") }),
    expected: { takenAt: "2012-02-03T04:05:06.250-05:00", takenAtSource: "xmp", sortAt: "2012-02-03T04:05:06.250Z" },
  },
  {
    what: "IPTC in JPEG",
    make: () => jpegWith({ photoshop: photoshopResources(iptc) }),
    expected: { takenAt: "2012-02-03T04:05:06+01:00", takenAtSource: "iptc" },
  },
  {
    what: "IPTC in TIFF",
    make: () => tiffWith({ ifd0: [iptcEntry(iptc)] }),
    expected: { takenAt: "2012-02-03T04:05:06+01:00", takenAtSource: "iptc" },
  },
  {
    what: "IPTC in hex in PNG",
    make: () => pngWith({ before: [pngChunks.rawProfile("iptc", photoshopResources(iptc))] }),
    expected: { takenAt: "2012-02-03T04:05:06+01:00", takenAtSource: "iptc" },
  },
  {
    what: "IPTC in UTC",
    make: () =>
      jpegWith({
        photoshop: photoshopResources(
          iptcRecords([
            [55, "20120203"],
            [60, "040506Z"],
          ]),
        ),
      }),
    expected: { takenAt: "2012-02-03T04:05:06Z", takenAtSource: "iptc" },
  },
  {
    what: "IPTC that begins in one segment of JPEG and ends in the next",
    make: () => {
      const resources = photoshopResources(iptc);
      return jpegWith({ photoshop: [resources.subarray(0, 60), resources.subarray(60)] });
    },
    expected: { takenAt: "2012-02-03T04:05:06+01:00", takenAtSource: "iptc" },
  },
  {
    what: "IPTC in hex in PNG, titled as ExifTool does",
    make: () => pngWith({ before: [pngChunks.rawProfile("iptc", photoshopResources(iptc), "IPTC profile")] }),
    expected: { takenAt: "2012-02-03T04:05:06+01:00", takenAtSource: "iptc" },
  },
  {
    what: "GPS without seconds",
    make: () => jpeg({ gps: [...gps, rationals(7, [3, 1], [4, 1], [0, 0]), day] }),
    expected: { takenAt: "2016-01-02T03:04:00Z", takenAtSource: "gps" },
  },
  {
    what: "GPS at an hour that there is not",
    make: () => jpeg({ ifd0: [ascii(0x0132, TAKEN)], gps: [rationals(7, [24, 1], [4, 1], [5, 1]), day] }),
    expected: { takenAt, takenAtSource: "exif_modified" },
  },
  {
    what: "GPS alone",
    make: () => jpeg({ gps: [...gps, clock, day] }),
    expected: {
      takenAt: "2016-01-02T03:04:05Z",
      takenAtSource: "gps",
      takenOffset: "+01:00",
      sortAt: "2016-01-02T04:04:05.000Z",
      shot: place,
    },
  },
  {
    what: "the time of IFD0 alone",
    make: () => jpeg({ ifd0: [ascii(0x0132, "2003:08:09 10:11:12")] }),
    expected: { takenAt: "2003-08-09T10:11:12", takenAtSource: "exif_modified" },
  },
  {
    what: "PNG's creation time",
    make: () =>
      pngWith({
        before: [pngChunks.text("Creation Time", "Sun, 10 Mar 2024 14:05:06 +0100")],
        after: [pngChunks.time(2024, 5, 6, 7, 8, 9)],
      }),
    expected: { takenAt: `${takenAt}+01:00`, takenAtSource: "png" },
  },
  ...["Sun Mar 10 14:05:06 2024", "10 March 2024 14:05:06", "Sun 10 Mar 2024 02:05:06 PM CET"].map((text) => ({
    what: `PNG's creation time "${text}"`,
    make: () => pngWith({ before: [pngChunks.text("Creation Time", text)] }),
    expected: { takenAt, takenAtSource: "png" as const },
  })),
  {
    what: "PNG's time of change",
    make: () => pngWith({ after: [pngChunks.time(2024, 3, 10, 14, 5, 6)] }),
    expected: { takenAt: `${takenAt}Z`, takenAtSource: "png" },
  },
  {
    what: "a date in the file name",
    make: () => jpegWith({}, "IMG_20240310_140506.jpg"),
    expected: { takenAt, takenAtSource: "file_name", sortAt: `${takenAt}.000Z` },
  },
  {
    what: "a file name that says otherwise than EXIF",
    make: () => jpeg(timed(TAKEN), "IMG_20200101_000000.jpg"),
    expected: { takenAt, takenAtSource: "exif_original" },
  },
  {
    what: "nothing at all",
    make: () => jpegWith({}),
    expected: { takenAt: undefined, takenAtSource: undefined, takenOffset: undefined },
  },
];

const bag = (words: string[]) => `<rdf:Bag>${words.map((word) => `<rdf:li>${word}</rdf:li>`).join("")}</rdf:Bag>`;
const alternative = (text: string) => `<rdf:Alt><rdf:li xml:lang="x-default">${text}</rdf:li></rdf:Alt>`;
const utf16 = (text: string) => Buffer.from(`${text}\0`, "utf16le");
const texts: MetadataCase[] = [
  {
    what: "title, caption and keywords in XMP",
    make: () =>
      jpegWith({
        xmp: xmpPacket(
          'xmp:Rating="5"',
          `<dc:title>${alternative("Ein Föhn")}</dc:title><dc:description>${alternative("Zeile eins\nZeile zwei")}</dc:description><dc:subject>${bag(["Berge", "東京 &amp; Umgebung"])}</dc:subject>`,
        ),
      }),
    expected: {
      embedded: {
        title: "Ein Föhn",
        caption: "Zeile eins\nZeile zwei",
        keywords: ["Berge", "東京 & Umgebung"],
        rating: 5,
      },
    },
  },
  {
    what: "title, caption and keywords in IPTC",
    make: () =>
      jpegWith({
        photoshop: photoshopResources(
          iptcRecords([
            [5, "Ein Föhn"],
            [120, "Über München"],
            [25, "Berge"],
            [25, "Wetter"],
          ]),
        ),
      }),
    expected: { embedded: { title: "Ein Föhn", caption: "Über München", keywords: ["Berge", "Wetter"] } },
  },
  ...[true, false].map((isMarked) => ({
    what: `a caption in IPTC in Latin 1, ${isMarked ? "said to be in UTF-8" : "of which nothing is said"}`,
    make: () =>
      jpegWith({
        photoshop: photoshopResources(iptcRecords([[120, "Über München"]], { encoding: "latin1", isMarked })),
      }),
    expected: { embedded: { caption: "Über München" } },
  })),
  {
    what: "a description in Windows' Latin 1",
    make: () => jpeg({ ifd0: [byteValues(0x010e, Buffer.from("\x93F\xf6hn\x94\0", "latin1"), tiffTypes.ascii)] }),
    expected: { embedded: { caption: "“Föhn”" } },
  },
  {
    what: "Windows' own texts",
    make: () =>
      jpeg({
        ifd0: [
          shortValue(0x4746, 3),
          byteValues(0x9c9b, utf16("Ein Föhn"), tiffTypes.byte),
          byteValues(0x9c9c, utf16("Über München"), tiffTypes.byte),
          byteValues(0x9c9e, utf16("Berge;Wetter"), tiffTypes.byte),
        ],
      }),
    expected: {
      embedded: { title: "Ein Föhn", caption: "Über München", keywords: ["Berge", "Wetter"], rating: 3 },
    },
  },
  {
    what: "a description that the camera wrote",
    make: () => jpeg({ ...whole, ifd0: [make, model, ascii(0x010e, "OLYMPUS DIGITAL CAMERA         ")] }),
    expected: { ...known, embedded: undefined },
  },
  {
    what: "a description that a program wrote without having one",
    make: () => jpeg({ ...whole, ifd0: [make, model, ascii(0x010e, "null")] }),
    expected: { ...known, embedded: undefined },
  },
  {
    what: "a description that the camera wrote, copied into XMP, beside one in IPTC",
    make: () =>
      jpegWith({
        xmp: xmpPacket("", `<dc:description>${alternative("KODAK Digital Still Camera")}</dc:description>`),
        photoshop: photoshopResources(iptcRecords([[120, "Über München"]])),
      }),
    expected: { embedded: { caption: "Über München" } },
  },
  {
    what: "PNG's title and description",
    make: () => pngWith({ before: [pngChunks.text("Title", "Sea"), pngChunks.compressedText("Description", "Waves")] }),
    expected: { embedded: { title: "Sea", caption: "Waves" } },
  },
  {
    what: "keywords in XMP and IPTC, each once",
    make: () =>
      jpegWith({
        xmp: xmpPacket("", `<dc:subject>${bag(["Berge", "See"])}</dc:subject>`),
        photoshop: photoshopResources(
          iptcRecords([
            [25, "Berge"],
            [25, "Wetter"],
          ]),
        ),
      }),
    expected: { embedded: { keywords: ["Berge", "See", "Wetter"] } },
  },
  {
    what: "the rating -1, which means rejected",
    make: () => jpegWith({ xmp: xmpPacket('xmp:Rating="-1"') }),
    expected: { embedded: undefined },
  },
];

export const metadataCases: MetadataCase[] = [
  ...containers,
  ...xmpContainers,
  ...damage,
  ...places,
  ...times,
  ...fallbacks,
  ...texts,
];
