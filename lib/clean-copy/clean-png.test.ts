import { crc32, deflateSync } from "node:zlib";
import sharp from "sharp";
import { expect, test } from "vitest";
import { hasExiftool, readTags, writeTags } from "#tests/support/exiftool.ts";
import { pngWithAlpha, quarters } from "#tests/support/image-factory.ts";
import { nameProfile } from "#tests/support/named-profile.ts";
import { listToldTags, SECRET, tellsSecret } from "#tests/support/told-metadata.ts";
import { removeMetadata } from "./remove-metadata.ts";
import { UnknownStructureError } from "./structure.ts";

function chunk(type: string, ...data: (string | Uint8Array)[]): Buffer {
  const body = Buffer.concat(
    [type, ...data].map((part) => (typeof part === "string" ? Buffer.from(part, "latin1") : part)),
  );
  const [head, sum] = [Buffer.alloc(4), Buffer.alloc(4)];
  head.writeUInt32BE(body.length - 4);
  sum.writeUInt32BE(crc32(body));
  return Buffer.concat([head, body, sum]);
}

const AFTER_HEADER = 33;
const END_BYTES = 12;
const TURNED = "MM\0*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0\x06\0\0\0\0\0\0";

const afterHeader = (body: Buffer, ...chunks: Buffer[]) =>
  Buffer.concat([body.subarray(0, AFTER_HEADER), ...chunks, body.subarray(AFTER_HEADER)]);
const beforeEnd = (body: Buffer, ...chunks: Buffer[]) =>
  Buffer.concat([body.subarray(0, -END_BYTES), ...chunks, body.subarray(-END_BYTES)]);
const cleanPng = (body: Uint8Array, keep = {}) => Buffer.concat(removeMetadata(body, "image/png", keep));

test.each([
  ["text", chunk("tEXt", "Author\0", SECRET)],
  ["a keyword", chunk("tEXt", SECRET, "\0x")],
  ["compressed text", chunk("zTXt", "Author\0\0", deflateSync(SECRET, { level: 0 }))],
  ["international text", chunk("iTXt", "XML:com.adobe.xmp\0\0\0\0\0", SECRET)],
  ["the time of the last change", chunk("tIME", SECRET.slice(0, 7))],
  ["a suggested palette and its name", chunk("sPLT", SECRET, "\0\x08")],
  ["EXIF", chunk("eXIf", TURNED, SECRET)],
  ["a second EXIF", Buffer.concat([chunk("eXIf", TURNED), chunk("eXIf", TURNED, SECRET)])],
  ["provenance of C2PA", chunk("caBX", SECRET)],
  ["chunks of unknown programs", chunk("prVt", SECRET)],
])("leaves out %s, before and after the pixels", async (_, told) => {
  const { body } = await pngWithAlpha();
  for (const place of [afterHeader, beforeEnd]) {
    const clean = cleanPng(place(body, told));
    expect(clean.includes(SECRET.slice(0, 7))).toBe(false);
    expect(clean.includes(body.subarray(AFTER_HEADER, -END_BYTES))).toBe(true);
  }
});

test("leaves out what comes after the end", async () => {
  const { body } = await pngWithAlpha();
  expect(cleanPng(Buffer.concat([body, Buffer.from(SECRET)])).equals(cleanPng(body))).toBe(true);
});

test.each([TURNED, `Exif\0\0${TURNED}`])(
  "keeps the orientation where it was, with the checksum of what is left",
  async (exif) => {
    const { body } = await pngWithAlpha();
    const clean = cleanPng(afterHeader(body, chunk("eXIf", exif, SECRET)));
    expect(clean.includes(chunk("eXIf", exif))).toBe(true);
    expect((await sharp(clean).metadata()).orientation).toBe(exif === TURNED ? 6 : undefined);
    const late = cleanPng(beforeEnd(body, chunk("eXIf", exif, SECRET)));
    expect(late.equals(beforeEnd(body, chunk("eXIf", exif)))).toBe(true);
  },
);

test("keeps colours, without the names that a profile has", async () => {
  const body = await quarters().withIccProfile("p3").png().toBuffer();
  const { icc = Buffer.alloc(0) } = await sharp(body).metadata();
  const named = nameProfile(icc, SECRET);
  const told = afterHeader(await quarters().png().toBuffer(), chunk("iCCP", SECRET, "\0\0", deflateSync(named)));
  const clean = cleanPng(told);
  const profile = (await sharp(clean).metadata()).icc;
  expect(profile?.length).toBe(named.length);
  expect([named, clean, profile ?? named].map(tellsSecret)).toEqual([true, false, false]);
  const [before, after] = await Promise.all(
    [told, clean].map((png) => sharp(png).toColourspace("srgb").raw().toBuffer()),
  );
  expect(after?.equals(before ?? Buffer.alloc(0))).toBe(true);
});

const colours = { cICP: 4, gAMA: 4, cHRM: 32, sRGB: 1, pHYs: 9, sBIT: 3, bKGD: 6, mDCV: 24, cLLI: 8 };
const animation = { acTL: 8, fcTL: 26, fdAT: 40 };

test.each(Object.entries({ ...colours, ...animation }))("keeps %s of %i bytes", async (type, bytes) => {
  const kept = chunk(type, "1".repeat(bytes));
  expect(cleanPng(afterHeader((await pngWithAlpha()).body, kept)).includes(kept)).toBe(true);
});

test.each(Object.entries(colours))("refuses %s of more than %i bytes", async (type, bytes) => {
  const told = afterHeader((await pngWithAlpha()).body, chunk(type, "1".repeat(bytes), SECRET));
  expect(() => cleanPng(told)).toThrow(UnknownStructureError);
});

test.runIf(hasExiftool)("tells an independent reader nothing of what one wrote into it", async () => {
  const tags = ["EXIF:Artist", "EXIF:SerialNumber", "XMP-dc:Creator", "PNG:Author", "PNG:Comment", "IPTC:City"];
  const told = await writeTags(await quarters().withIccProfile("p3").png().toBuffer(), "png", [
    ...tags.map((tag) => `-${tag}=${SECRET}`),
    "-EXIF:GPSLatitude=52.5",
    "-XMP-exif:GPSLatitude=52.5",
    "-Orientation#=6",
  ]);
  const clean = cleanPng(told);
  const found = await readTags(
    new Map([
      ["told.png", told],
      ["clean.png", clean],
    ]),
  );
  expect(listToldTags(found.get("told.png") ?? {}).length).toBeGreaterThan(6);
  expect(listToldTags(found.get("clean.png") ?? {})).toEqual([]);
  expect(found.get("clean.png")).toMatchObject({ "IFD0:Orientation": 6 });
  expect((await sharp(clean).raw().toBuffer()).equals(await sharp(told).raw().toBuffer())).toBe(true);
});

test("refuses a file that ends before its pixels, and a chunk that a decoder would have to know", async () => {
  const { body } = await pngWithAlpha();
  expect(() => cleanPng(body.subarray(0, AFTER_HEADER + 6))).toThrow(UnknownStructureError);
  expect(() => cleanPng(afterHeader(body, chunk("AbCd", "1234")))).toThrow(UnknownStructureError);
});

test.each([
  ["words", Buffer.from(`${SECRET} ${SECRET}`)],
  ["chunks of metadata", chunk("tEXt", "a\0b")],
  ["a long chunk of metadata", chunk("zTXt", "\0".repeat(70_000))],
  ["its end", chunk("IEND")],
])("refuses pixels without an end in which there are %s", async (_, told) => {
  const { body } = await pngWithAlpha();
  const at = body.indexOf("IDAT") - 4;
  const length = body.readUInt32BE(at);
  const pixels = body.subarray(0, at + 8 + length);
  pixels.writeUInt32BE(length + 100_000, at);
  expect(() => cleanPng(Buffer.concat([pixels, told]))).toThrow(UnknownStructureError);
});
