import { ascii, iptcRecords, photoshopResources, rationals, xmpPacket } from "../metadata-blocks.ts";
import { iptcEntry, jpegWith, pngChunks, pngWith, tiffWith } from "../pictures-with-metadata.ts";
import { clock, day, gps, jpeg, type MetadataCase, place, TAKEN, takenAt, timed } from "./metadata-case.ts";

/* Where a time comes from when EXIF does not tell it. */

const iptc = iptcRecords([
  [55, "20120203"],
  [60, "040506+0100"],
]);
export const fallbacks: MetadataCase[] = [
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
  ...[
    ["2012-02", "2012-02-01T00:00:00"],
    ["1975", "1975-01-01T00:00:00"],
  ].map(([written, takenAt]) => ({
    what: `photoshop:DateCreated of ${written}, and when it was scanned`,
    make: () => jpegWith({ xmp: xmpPacket(`photoshop:DateCreated="${written}" xmp:CreateDate="2024-05-06T07:08:09"`) }),
    expected: { takenAt, takenAtSource: "xmp" as const },
  })),
  ...[
    ["19750200", "1975-02-01T00:00:00"],
    ["19750000", "1975-01-01T00:00:00"],
  ].map(([written = "", takenAt]) => ({
    what: `IPTC of ${written}, and when it was scanned`,
    make: () =>
      jpegWith({
        photoshop: photoshopResources(
          iptcRecords([
            [55, written],
            [62, "20240506"],
          ]),
        ),
      }),
    expected: { takenAt, takenAtSource: "iptc" as const },
  })),
  {
    what: "xmp:CreateDate of a year, which is when a file was made, and a whole time in IPTC",
    make: () => jpegWith({ xmp: xmpPacket('xmp:CreateDate="2024"'), photoshop: photoshopResources(iptc) }),
    expected: { takenAt: "2012-02-03T04:05:06+01:00", takenAtSource: "iptc" },
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
    what: "IPTC behind a caption longer than its length can say, and a byte that pads it",
    make: () => {
      const head = Buffer.from([0x1c, 2, 120, 0x80, 4, 0, 0, 0x90, 0]);
      return jpegWith({
        photoshop: photoshopResources(Buffer.concat([head, Buffer.alloc(0x9000, "x"), Buffer.alloc(1), iptc])),
      });
    },
    expected: { takenAt: "2012-02-03T04:05:06+01:00", takenAtSource: "iptc" },
  },
  {
    what: "IPTC in two resources",
    make: () =>
      jpegWith({
        photoshop: Buffer.concat([photoshopResources(iptcRecords([[5, "Sea"]])), photoshopResources(iptc)]),
      }),
    expected: { takenAt: "2012-02-03T04:05:06+01:00", embedded: { title: "Sea" } },
  },
  {
    what: "IPTC in EXIF",
    make: () => jpeg({ ifd0: [iptcEntry(iptc)] }),
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
    what: "GPS with its time beside the date",
    make: () => jpeg({ gps: [...gps, ascii(29, "2016:01:02 03:04:05")] }),
    expected: { takenAt: "2016-01-02T03:04:05Z", takenAtSource: "gps" },
  },
  {
    what: "GPS with its time as text",
    make: () => jpeg({ gps: [...gps, ascii(7, "03:04:05"), day] }),
    expected: { takenAt: "2016-01-02T03:04:05Z", takenAtSource: "gps" },
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
    what: "GPS in XMP alone",
    make: () =>
      jpegWith({
        xmp: xmpPacket('exif:GPSTimeStamp="2016-01-02T03:04:05Z" exif:GPSLatitude="48,6N" exif:GPSLongitude="11,30E"'),
      }),
    expected: { takenAt: "2016-01-02T03:04:05Z", takenAtSource: "gps", takenOffset: "+01:00", shot: place },
  },
  {
    what: "GPS in XMP without saying that it is in UTC",
    make: () => jpegWith({ xmp: xmpPacket('exif:GPSTimeStamp="2016-01-02T03:04:05"') }),
    expected: { takenAt: "2016-01-02T03:04:05Z", takenAtSource: "gps" },
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
