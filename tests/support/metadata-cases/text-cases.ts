import {
  ascii,
  byteValues,
  iptcRecords,
  photoshopResources,
  shortValue,
  tiffTypes,
  xmpPacket,
} from "../metadata-blocks.ts";
import { jpegWith, pngChunks, pngWith } from "../pictures-with-metadata.ts";
import { alternative, jpeg, known, type MetadataCase, make, model, whole } from "./metadata-case.ts";

/* Titles, captions, keywords and ratings. */

const bag = (words: string[]) => `<rdf:Bag>${words.map((word) => `<rdf:li>${word}</rdf:li>`).join("")}</rdf:Bag>`;
const utf16 = (text: string) => Buffer.from(`${text}\0`, "utf16le");
export const texts: MetadataCase[] = [
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
    what: "keywords and a title that a program wrote without having any",
    make: () =>
      jpeg({
        ...whole,
        ifd0: [make, model, byteValues(0x9c9b, utf16("null"), 1), byteValues(0x9c9e, utf16("null"), 1)],
      }),
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
  ...Object.entries({
    ASCII: Buffer.from("By the sea  \0\0"),
    "": Buffer.from("Über München"),
    UNICODE: utf16("Über 東京"),
    "UNICODE\0": utf16("東京タワー").swap16(),
    JIS: Buffer.from("\x1b$BEl5~%?%o!<\x1b(B", "latin1"),
    "JIS\0": Buffer.from("c5ecb5fea5bfa5efa1bc", "hex"),
  }).map(([code, text], index) => ({
    what: `EXIF's comment in ${code.trim() || "characters that it does not name"}, ${index}`,
    make: () => jpeg({ exif: [byteValues(0x9286, Buffer.concat([Buffer.from(code.padEnd(8, "\0")), text]))] }),
    expected: {
      embedded: {
        caption: ["By the sea", "Über München", "Über 東京", "東京タワー", "東京タワー", "東京タワー"][index],
      },
    },
  })),
  ...['{"mirror":false}', "Screenshot", "        ", "oplus_32", "filter: 0; captureOrientation: 0;", "\x01\x90 a"].map(
    (text) => ({
      what: `EXIF's comment ${text}`,
      make: () => jpeg({ exif: [byteValues(0x9286, Buffer.from(`ASCII\0\0\0${text}`))] }),
      expected: { embedded: undefined },
    }),
  ),
  {
    what: "an entity of HTML in XMP",
    make: () => jpegWith({ xmp: xmpPacket('xmp:Rating="4"', `<dc:title>${alternative("Caf&eacute;")}</dc:title>`) }),
    expected: { embedded: { title: "Caf&eacute;", rating: 4 } },
  },
  {
    what: "texts of PNG in UTF-8",
    make: () =>
      pngWith({
        before: [
          { type: "tEXt", data: Buffer.from("Title\0東京タワー") },
          pngChunks.compressedText("Description", "서울 한강 공원"),
        ],
      }),
    expected: { embedded: { title: "東京タワー", caption: "서울 한강 공원" } },
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
