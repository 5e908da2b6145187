import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import sharp from "sharp";
import { describe, expect, test } from "vitest";
import { hasExiftool, readTags, writeTags } from "#tests/support/exiftool.ts";
import { jpegWithExif, quarters, wideGamutJpeg } from "#tests/support/image-factory.ts";
import { listToldTags, SECRET, tellsSecret } from "#tests/support/leaked-metadata.ts";
import * as cleaner from "./clean-jpeg.ts";
import { runToEnd } from "./cooperative-work.ts";
import * as finder from "./find-scan-ends.ts";
import { findScanEnd } from "./jpeg-markers.ts";
import { UnknownStructureError } from "./structure.ts";

const APP = (number: number) => 0xe0 + number;
const COMMENT = 0xfe;
const SCAN = Buffer.from([0xff, 0xda]);
/** libjpeg's: 16 × 16 pixels of grey noise, in four blocks with a restart between each. */
const JPEG_WITH_RESTARTS =
  "/9j/4AAQSkZJRgABAQAAAQABAAD/2wBDABsSFBcUERsXFhceHBsgKEIrKCUlKFE6PTBCYFVlZF9VXVtqeJmBanGQc1tdhbWGkJ6jq62rZ4C8ybqmx5moq6T/wAALCAAQABABAREA/8QAFgABAQEAAAAAAAAAAAAAAAAAAgED/8QAIxAAAgEDBAEFAAAAAAAAAAAAAQIRAAMhEjFBURMEIiOh8P/dAAQAAf/aAAgBAQAAPwDJ2QQLmFfT8LNGZiSZPBmY66Nf/9BIUIXUEW3dC21cYMfj9Hav/9GeS5ZhyXWSVAVyzhgZg555jExtkV//0mbhtIltgtn1QXUqeT2AyDBAONp6wc1//9k=";

function segment(marker: number, ...data: (string | Buffer)[]): Buffer {
  const body = Buffer.concat(data.map((part) => (typeof part === "string" ? Buffer.from(part, "latin1") : part)));
  const head = Buffer.from([0xff, marker, 0, 0]);
  head.writeUInt16BE(body.length + 2, 2);
  return Buffer.concat([head, body]);
}

/** Segments right after the start, bytes after the end. */
function withParts(body: Buffer, segments: Buffer[], tail: Buffer = Buffer.alloc(0)): Buffer {
  return Buffer.concat([body.subarray(0, 2), ...segments, body.subarray(2), tail]);
}

const cleanJpeg = (body: Buffer, keep = {}) => Buffer.concat(runToEnd(cleaner.cleanJpeg(body, keep)));

async function expectSamePicture(before: Uint8Array, after: Uint8Array): Promise<void> {
  const [one, other] = await Promise.all([before, after].map((body) => sharp(body).metadata()));
  expect(other?.orientation ?? 1).toBe(one?.orientation ?? 1);
  expect(other?.icc?.length).toBe(one?.icc?.length);
  expect((await sharp(after).raw().toBuffer()).equals(await sharp(before).raw().toBuffer())).toBe(true);
}

describe("segments", () => {
  const motionFilm = Buffer.from(`\0\0\0\x18ftypmp42${SECRET}`, "latin1");

  test.each([
    ["a comment", [segment(COMMENT, SECRET)]],
    [
      "XMP and extended XMP",
      [
        segment(APP(1), "http://ns.adobe.com/xap/1.0/\0", SECRET),
        segment(APP(1), "http://ns.adobe.com/xmp/extension/\0", "0".repeat(32), "\0\0\0\x20\0\0\0\0", SECRET),
      ],
    ],
    ["Photoshop's resources", [segment(APP(13), "Photoshop 3.0\0", "8BIM\x04\x04\0\0\0\0\0\x20", SECRET)]],
    ["a thumbnail of JFXX", [segment(APP(0), "JFXX\0\x10", SECRET)]],
    ["a thumbnail of JFIF", [segment(APP(0), "JFIF\0\x01\x02\0\0\x01\0\x01\x02\x01", SECRET.slice(0, 6), SECRET)]],
    ["FlashPix", [segment(APP(2), "FPXR\0", SECRET)]],
    ["an index of further pictures", [segment(APP(2), "MPF\0MM\0*", SECRET)]],
    ["provenance of C2PA", [segment(APP(11), "JP\0\x01\0\0\0\x01", SECRET)]],
    ["segments of unknown programs", [3, 4, 5, 6, 7, 8, 9, 10, 12, 15].map((number) => segment(APP(number), SECRET))],
    ["more than Adobe's own 12 bytes", [segment(APP(14), "Adobe\0\x64\0\0\0\0\x01", SECRET)]],
    ["bytes between segments", [Buffer.from(SECRET)]],
    [
      "a second EXIF block",
      [segment(APP(1), "Exif\0\0MM\0*\0\0\0\x08\0\0\0\0\0\0", SECRET), segment(APP(1), "Exif\0\0", SECRET)],
    ],
  ] as const)("leave out %s", async (_, segments) => {
    const { body } = await wideGamutJpeg();
    const told = withParts(body, [...segments]);
    expect(tellsSecret(told) || told.includes(SECRET.slice(0, 6))).toBe(true);
    const clean = cleanJpeg(told);
    expect(tellsSecret(clean)).toBe(false);
    await expectSamePicture(body, clean);
  });

  test("leave out what comes after the end: films and further pictures", async () => {
    const { body } = await wideGamutJpeg();
    const further = withParts((await jpegWithExif()).body, [segment(COMMENT, SECRET)]);
    const told = withParts(body, [], Buffer.concat([further, motionFilm]));
    expect(cleanJpeg(told)).toEqual(cleanJpeg(body));
  });

  const samsung = `\0\0\x30\x0aMotionPhoto_Data${SECRET}SEFH\0\0\0\x01\0\0\0\0\0\0\x18\0\0\0SEFT`;
  test.each([
    ["a film", motionFilm],
    ["a film and what looks like an end in it", Buffer.concat([motionFilm, Buffer.from([0xff, 0xd9])])],
    ["Samsung's list of parts", Buffer.from(samsung, "latin1")],
    ["a text that nobody knows", Buffer.from(SECRET)],
    ["a text of two bytes a letter", Buffer.from(SECRET, "utf16le")],
  ])("what follows a picture's bits is left out, and without all of them refused: %s", async (_what, tail) => {
    const { body } = await wideGamutJpeg();
    const picture = body.subarray(0, -2);
    expect(cleanJpeg(Buffer.concat([picture, tail]))).toEqual(cleanJpeg(body));
    const cut = Buffer.concat([picture.subarray(0, -40), Buffer.from([0xff, 0]), tail]);
    expect(() => cleanJpeg(cut)).toThrow(UnknownStructureError);
  });

  test.each([
    ["a comment", segment(COMMENT, SECRET)],
    ["another picture", Buffer.concat([Buffer.from([0xff, 0xd8]), segment(COMMENT, SECRET)])],
    ["a comment that is cut off", segment(COMMENT, SECRET).subarray(0, -4)],
  ])("what follows a picture without an end is left out: %s", async (_what, tail) => {
    const { body } = await wideGamutJpeg();
    expect(cleanJpeg(Buffer.concat([body.subarray(0, -2), tail]))).toEqual(cleanJpeg(body));
  });

  test.each([
    ["another picture", Buffer.from([0xff, 0xd8, 0xff, 0xe0])],
    ["a segment", segment(COMMENT, "")],
    ["a segment that is cut off", segment(COMMENT, SECRET).subarray(0, -4)],
    ["a marker alone", Buffer.from([0xff, 0x01])],
    ["its end", Buffer.from([0xff, 0xd9])],
    ["a restart that no decoder expects", Buffer.from([0xff, 0xd7, 0xff, 0xd9])],
  ])("words behind a picture's bits are left out, before %s", async (_what, tail) => {
    const { body } = await wideGamutJpeg();
    const told = Buffer.concat([body.subarray(0, -2), Buffer.from(`${SECRET} ${SECRET}`), tail]);
    expect(cleanJpeg(told)).toEqual(cleanJpeg(body));
  });

  test.each([
    ["grey", () => quarters(203, 77).toColourspace("b-w").jpeg()],
    ["subsampled", () => quarters(203, 77).jpeg({ quality: 97, chromaSubsampling: "4:2:0" })],
    ["not subsampled", () => quarters(203, 77).jpeg({ quality: 97, chromaSubsampling: "4:4:4" })],
    ["progressive", () => quarters(203, 77).jpeg({ progressive: true, chromaSubsampling: "4:2:0" })],
  ])("words behind the bits of any scan are left out: %s", async (_what, make) => {
    const body = await make().toBuffer();
    const scans: number[] = [];
    for (let at = body.indexOf(SCAN); at > 0; at = body.indexOf(SCAN, at + 1)) scans.push(at);
    for (const start of scans) {
      const end = findScanEnd(body, start + 2 + body.readUInt16BE(start + 2));
      const told = Buffer.concat([body.subarray(0, end), Buffer.from(SECRET), body.subarray(end)]);
      expect(cleanJpeg(told)).toEqual(cleanJpeg(body));
    }
  });

  test("words behind the bits of a picture with restarts are left out", async () => {
    const body = Buffer.from(JPEG_WITH_RESTARTS, "base64");
    const told = Buffer.concat([body.subarray(0, -2), Buffer.from(SECRET), body.subarray(-2)]);
    expect(cleanJpeg(told)).toEqual(cleanJpeg(body));
  });

  test.each([0, 1])("a segment of length %i is passed over as decoders do", async (length) => {
    const { body } = await wideGamutJpeg();
    const told = withParts(body, [Buffer.from([0xff, APP(5), 0, length])]);
    expect(cleanJpeg(told)).toEqual(cleanJpeg(body));
  });

  test.each([2, 20])("a picture of which the last %i bytes were lost gets an end, and no more", async (lost) => {
    const told = withParts((await wideGamutJpeg()).body, [segment(COMMENT, SECRET)]);
    const clean = cleanJpeg(told.subarray(0, -lost));
    expect(tellsSecret(clean)).toBe(false);
    expect(clean).toEqual(Buffer.concat([cleanJpeg(told).subarray(0, -lost), Buffer.from([0xff, 0xd9])]));
  });

  test.each([
    ["XMP", Buffer.from(`<x:xmpmeta xmlns:x="adobe:ns:meta/">${SECRET}`)],
    ["a film", motionFilm],
    ["an archive", Buffer.from(`PK\x03\x04\x14\0${SECRET}`, "latin1")],
  ])("%s between a picture's data and its end is left out", async (_what, tail) => {
    const { body } = await wideGamutJpeg();
    const told = Buffer.concat([body.subarray(0, -2), tail, body.subarray(-2)]);
    expect(cleanJpeg(told)).toEqual(cleanJpeg(body));
  });

  test.each([
    ["components", 0xc0],
    ["tables of quantisation", 0xdb],
    ["Huffman tables", 0xc4],
    ["parameters of a scan", 0xda],
  ])("a segment with bytes behind its %s is refused", async (_what, marker) => {
    const { body } = await wideGamutJpeg();
    const at = body.indexOf(Buffer.from([0xff, marker]));
    const length = body.readUInt16BE(at + 2);
    const end = at + 2 + length;
    const told = Buffer.concat([body.subarray(0, end), Buffer.from(SECRET), body.subarray(end)]);
    told.writeUInt16BE(length + SECRET.length, at + 2);
    expect(() => cleanJpeg(told)).toThrow(UnknownStructureError);
  });
});

describe("what is kept", () => {
  test.each([1, 2, 3, 4, 5, 6, 7, 8])("orientation %i", async (orientation) => {
    const { body } = await jpegWithExif(orientation);
    const clean = cleanJpeg(body);
    await expectSamePicture(body, clean);
    expect(tellsOf(clean, "Acme")).toBe(false);
  });

  test("CMYK, its profile in several segments and its inversion", async () => {
    const body = await sharp(await quarters().png().toBuffer())
      .toColourspace("cmyk")
      .withIccProfile("cmyk")
      .jpeg()
      .toBuffer();
    await expectSamePicture(body, cleanJpeg(body));
  });

  test.runIf(hasExiftool)("capture time and credits where the owner says so, and nothing else", async () => {
    const credits = ["-Artist=Ana", "-Copyright=© Ana", "-SubSecTimeOriginal=25", "-SerialNumber=123"];
    const body = await writeTags((await jpegWithExif(6)).body, "jpg", credits);
    const clean = cleanJpeg(body, { captureTime: true, credits: true });
    const tags = (await readTags(new Map([["a.jpg", clean]]))).get("a.jpg");
    expect(tags).toMatchObject({
      "IFD0:Orientation": 6,
      "IFD0:Artist": "Ana",
      "IFD0:Copyright": "© Ana",
      "ExifIFD:DateTimeOriginal": "2024:05:01 10:00:00",
      "ExifIFD:OffsetTimeOriginal": "+02:00",
      "ExifIFD:SubSecTimeOriginal": 25,
    });
    expect(tags).not.toHaveProperty("ExifTool:Warning");
    const time = cleanJpeg(body, { captureTime: true });
    expect(tellsOf(time, "2024:05:01") && !tellsOf(time, "Ana")).toBe(true);
    const names = cleanJpeg(body, { credits: true });
    expect(!tellsOf(names, "2024:05:01") && tellsOf(names, "Ana")).toBe(true);
  });

  test.runIf(hasExiftool)("that the colours are Adobe RGB, where EXIF alone says it", async () => {
    const body = await writeTags((await jpegWithExif()).body, "jpg", ["-InteropIndex=R03", "-ColorSpace#=65535"]);
    const tags = (await readTags(new Map([["a.jpg", cleanJpeg(body)]]))).get("a.jpg");
    expect(tags).toMatchObject({ "InteropIFD:InteropIndex": "R03", "ExifIFD:ColorSpace": 65535 });
  });
});

test.runIf(hasExiftool)("tells an independent reader nothing of what one wrote into it", async () => {
  const folder = await mkdtemp(join(tmpdir(), "skylight-thumbnail-"));
  const thumbnail = join(folder, "uncropped.jpg");
  await writeFile(
    thumbnail,
    await sharp(await quarters().png().toBuffer())
      .resize(64)
      .jpeg()
      .toBuffer(),
  );
  const texts = ["EXIF:Artist", "EXIF:OwnerName", "EXIF:SerialNumber", "EXIF:LensSerialNumber", "EXIF:UserComment"];
  const xmp = ["XMP-dc:Creator", "XMP-iptcExt:PersonInImage", "XMP-photoshop:History", "XMP-aux:SerialNumber"];
  const told = await writeTags((await wideGamutJpeg()).body, "jpg", [
    ...[...texts, ...xmp, "IPTC:City", "IPTC:By-line", "Comment"].map((tag) => `-${tag}=${SECRET}`),
    `-ThumbnailImage<=${thumbnail}`,
    "-EXIF:GPSLatitude=52.5",
    "-EXIF:GPSLatitudeRef=N",
    "-XMP-exif:GPSLatitude=52.5",
  ]);
  await rm(folder, { recursive: true });
  const before = (await readTags(new Map([["a.jpg", told]]))).get("a.jpg") ?? {};
  expect(listToldTags(before).length).toBeGreaterThan(12);
  const clean = cleanJpeg(told);
  const after = (await readTags(new Map([["a.jpg", clean]]))).get("a.jpg") ?? {};
  expect(listToldTags(after)).toEqual([]);
  expect(tellsSecret(clean)).toBe(false);
  await expectSamePicture(told, clean);
});

test.each([
  ["an empty file", Buffer.alloc(0)],
  ["a file of another type", Buffer.from("GIF89a")],
  ["a segment that ends beyond the file", Buffer.from([0xff, 0xd8, 0xff, 0xe1, 0xff, 0xff, 0])],
  ["no picture", Buffer.from([0xff, 0xd8, 0xff, 0xd9])],
])("refuses %s", (_, body) => {
  expect(() => cleanJpeg(body)).toThrow(UnknownStructureError);
});

function tellsOf(body: Uint8Array, text: string): boolean {
  return Buffer.from(body).includes(text);
}

describe("ends of scans", () => {
  const START = Buffer.from([0xff, 0xd8]);
  const findScanEnds = (body: Buffer) => runToEnd(finder.findScanEnds(body));

  test("segments full of tables take no time", () => {
    const TABLES = 3_800;
    const tables = segment(0xc4, Buffer.alloc(TABLES * 17));
    const before = process.threadCpuUsage();
    expect(findScanEnds(Buffer.concat([START, ...Array.from({ length: 40 }, () => tables)])).size).toBe(0);
    expect(process.threadCpuUsage(before).user / 1_000).toBeLessThan(1_500);
  });

  test.each([
    [1, 1],
    [2, 0],
  ])("of %i times the same component %i are found", (times, found) => {
    const frame = segment(0xc2, Buffer.from([8, 0, 8, 0, 8, 1, 1, 0x11, 0]));
    // One code, "0": nothing more in this block.
    const table = segment(0xc4, Buffer.from([0x10, 1, ...Array(15).fill(0), 0]));
    const components = Array.from({ length: times }, () => [1, 0]).flat();
    const scan = segment(0xda, Buffer.from([times, ...components, 1, 63, 0]));
    expect(findScanEnds(Buffer.concat([START, frame, table, scan, Buffer.from([0x3f, 0xff, 0xd9])])).size).toBe(found);
  });
});
