import {
  ascii,
  byteValues,
  type Directories,
  type Entry,
  longValue,
  rationals,
  shortValue,
  tiffTypes,
} from "../metadata-blocks.ts";
import {
  gps,
  jpeg,
  known,
  type MetadataCase,
  make,
  model,
  original,
  place,
  TAKEN,
  takenAt,
  timed,
  whole,
  withEntry,
} from "./metadata-case.ts";

/* EXIF that is damaged, and what it says of places and times. */

export const damage: MetadataCase[] = [
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
    what: "an exposure in the steps of APEX",
    make: () => jpeg({ exif: [rationals(0x9201, [5907, 1000]), rationals(0x9202, [297, 100])] }),
    expected: { shot: { exposureTime: 0.0167, fNumber: 2.8 } },
  },
  {
    what: "an exposure in the steps of APEX that is none",
    make: () => jpeg({ exif: [original, rationals(0x9201, [0xffff_ffff, 1]), rationals(0x9202, [1, 0])] }),
    expected: { takenAt, shot: undefined },
  },
  {
    what: "EXIF with its time in IFD0, where it does not belong",
    make: () => jpeg({ ifd0: [make, model, original] }),
    expected: { takenAt, shot: { camera: "Acme Z9" } },
  },
];

/** The bytes of the entry of a tag. */
function findEntry(block: Buffer, tag: number): Buffer | undefined {
  const ENTRY_BYTES = 12;
  for (let at = 0; at + ENTRY_BYTES <= block.length; at += 2) {
    if (block.readUInt16LE(at) === tag) return block.subarray(at, at + ENTRY_BYTES);
  }
  return undefined;
}

const gpsWith = (...entries: Entry[]): Directories => ({ exif: [original], gps: entries });
export const places: MetadataCase[] = [
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
    what: "degrees in a field of four rationals",
    make: () =>
      jpeg(
        gpsWith(
          ascii(1, "N"),
          rationals(2, [48, 1], [6, 1], [0, 1], [0, 1]),
          ascii(3, "E"),
          rationals(4, [11, 1], [30, 1], [0, 1], [0, 1]),
        ),
      ),
    expected: { shot: place },
  },
  {
    what: "degrees as text",
    make: () => jpeg(gpsWith(ascii(1, "N"), ascii(2, "48/1,6/1,0/1"), ascii(3, "E"), ascii(4, "11.5"))),
    expected: { shot: place },
  },
  {
    what: "a place that is named in the directory of EXIF",
    make: async () => {
      const { body, ...file } = await jpeg(whole);
      // The pointer's entry changes places with the camera's time, which sorts behind it all the same.
      const block = body.subarray(body.indexOf("II*\0", 0, "latin1"));
      const [toGps, toTime] = [0x8825, 0x9003].map((tag) => findEntry(block, tag));
      if (!toGps || !toTime) throw new Error("The block lacks an entry.");
      const kept = Buffer.from(toGps);
      toTime.copy(toGps);
      kept.copy(toTime);
      return { ...file, body };
    },
    expected: known,
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
export const times: MetadataCase[] = [
  {
    what: "a time as C writes it, the month by its name",
    make: () => jpeg(timed("Sun Mar 10 14:05:06 2024")),
    expected: { takenAt, takenAtSource: "exif_original" },
  },
  {
    what: "a fraction as a number in the place of text",
    make: () => jpeg(timed(TAKEN, shortValue(0x9291, 125))),
    expected: { takenAt: `${takenAt}.125` },
  },
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
  ...[
    ["1975:00:00 00:00:00", "1975-01-01T00:00:00"],
    ["1975:02:00 00:00:00", "1975-02-01T00:00:00"],
    ["1975:02:     :  :  ", "1975-02-01T00:00:00"],
    ["1975", "1975-01-01T00:00:00"],
  ].map(([written = "", takenAt]) => ({
    what: `the time "${written}", and when it was scanned`,
    make: () => jpeg(timed(written, ascii(0x9004, TAKEN))),
    expected: { takenAt, takenAtSource: "exif_original" as const },
  })),
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
