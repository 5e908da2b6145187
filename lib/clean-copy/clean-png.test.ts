import { crc32, deflateSync } from "node:zlib";
import sharp from "sharp";
import { expect, test } from "vitest";
import { hasExiftool, readTags, writeTags } from "#tests/support/exiftool.ts";
import { pngWithAlpha, quarters } from "#tests/support/image-factory.ts";
import { listToldTags, SECRET, tellsSecret } from "#tests/support/leaked-metadata.ts";
import { nameProfile } from "#tests/support/named-profile.ts";
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
const cleanPng = async (body: Uint8Array, keep = {}) => Buffer.concat(await removeMetadata(body, "image/png", keep));

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
    const clean = await cleanPng(place(body, told));
    expect(clean.includes(SECRET.slice(0, 7))).toBe(false);
    expect(clean.includes(body.subarray(AFTER_HEADER, -END_BYTES))).toBe(true);
  }
});

test("leaves out what comes after the end", async () => {
  const { body } = await pngWithAlpha();
  expect(await cleanPng(Buffer.concat([body, Buffer.from(SECRET)]))).toEqual(await cleanPng(body));
});

test.each([TURNED, `Exif\0\0${TURNED}`])(
  "keeps the orientation where it was, with the checksum of what is left",
  async (exif) => {
    const { body } = await pngWithAlpha();
    const clean = await cleanPng(afterHeader(body, chunk("eXIf", exif, SECRET)));
    expect(clean.includes(chunk("eXIf", exif))).toBe(true);
    expect((await sharp(clean).metadata()).orientation).toBe(exif === TURNED ? 6 : undefined);
    const late = await cleanPng(beforeEnd(body, chunk("eXIf", exif, SECRET)));
    expect(late.equals(beforeEnd(body, chunk("eXIf", exif)))).toBe(true);
  },
);

test("keeps colours, without the names that a profile has", async () => {
  const body = await quarters().withIccProfile("p3").png().toBuffer();
  const { icc = Buffer.alloc(0) } = await sharp(body).metadata();
  const named = nameProfile(icc, SECRET);
  const told = afterHeader(await quarters().png().toBuffer(), chunk("iCCP", SECRET, "\0\0", deflateSync(named)));
  const clean = await cleanPng(told);
  const profile = (await sharp(clean).metadata()).icc;
  expect(profile?.length).toBe(named.length);
  expect([named, clean, profile ?? named].map(tellsSecret)).toEqual([true, false, false]);
  const [before, after] = await Promise.all(
    [told, clean].map((png) => sharp(png).toColourspace("srgb").raw().toBuffer()),
  );
  expect(after?.equals(before ?? Buffer.alloc(0))).toBe(true);
});

const colours = { cICP: 4, gAMA: 4, cHRM: 32, sRGB: 1, pHYs: 9, mDCV: 24, cLLI: 8 };
const ofPixels = { sBIT: 4, bKGD: 6 };
const animation = { acTL: 8, fcTL: 26 };

test.each(Object.entries({ ...colours, ...ofPixels, ...animation }))("keeps %s of %i bytes", async (type, bytes) => {
  const kept = chunk(type, "1".repeat(bytes));
  expect((await cleanPng(afterHeader((await pngWithAlpha()).body, kept))).includes(kept)).toBe(true);
});

test.each(Object.entries({ ...colours, ...animation }))("refuses %s of more than %i bytes", async (type, bytes) => {
  const told = afterHeader((await pngWithAlpha()).body, chunk(type, "1".repeat(bytes), SECRET));
  await expect(cleanPng(told)).rejects.toThrow(UnknownStructureError);
});

test.each(["sBIT", "bKGD", "tRNS", "PLTE", "hIST"])("leaves out %s where pixels have none like it", async (type) => {
  const { body } = await pngWithAlpha();
  expect(await cleanPng(afterHeader(body, chunk(type, SECRET)))).toEqual(await cleanPng(body));
});

/** One pixel of a palette of four bits, between chunks. */
function palettePng(...before: Buffer[]): Buffer {
  const header = Buffer.from([0, 0, 0, 1, 0, 0, 0, 1, 4, 3, 0, 0, 0]);
  const pixels = chunk("IDAT", deflateSync(Buffer.from([0, 0x10])));
  const signature = Buffer.from("\x89PNG\r\n\x1a\n", "latin1");
  return Buffer.concat([signature, chunk("IHDR", header), ...before, pixels, chunk("IEND")]);
}

test("keeps of a palette the colours that its pixels can name", async () => {
  const colours = Buffer.from(Array.from({ length: 48 }, (_, index) => index));
  const clean = await cleanPng(palettePng(chunk("PLTE", colours, SECRET)));
  expect(clean).toEqual(await cleanPng(palettePng(chunk("PLTE", colours))));
  expect([...(await sharp(clean).raw().toBuffer())]).toEqual([3, 4, 5]);
});

test("fifty thousand chunks of opacity take no time", async () => {
  const told = palettePng(Buffer.concat(Array.from({ length: 50_000 }, () => chunk("tRNS"))));
  const before = process.threadCpuUsage();
  await cleanPng(told);
  expect(process.threadCpuUsage(before).user / 1_000).toBeLessThan(1_500);
});

test("keeps a palette with its opacity", async () => {
  const create = { width: 16, height: 16, channels: 4, background: { r: 200, g: 20, b: 20, alpha: 0.5 } } as const;
  const body = await sharp({ create }).png({ palette: true, colours: 4 }).toBuffer();
  const clean = await cleanPng(body);
  expect([clean.includes("PLTE"), clean.includes("tRNS")]).toEqual([true, true]);
  expect((await sharp(clean).raw().toBuffer()).equals(await sharp(body).raw().toBuffer())).toBe(true);
});

/** A PNG in parts: its compressed pixels, which are one chunk, and what is before and after that. */
function takePixels(body: Buffer) {
  const at = body.indexOf("IDAT") - 4;
  const end = at + 8 + body.readUInt32BE(at);
  return { before: body.subarray(0, at), pixels: body.subarray(at + 8, end), after: body.subarray(end + 4) };
}

test.each<[string, (pixels: Buffer, told: string) => Buffer[]]>([
  ["in their chunk", (pixels, told) => [chunk("IDAT", pixels, told)]],
  ["in chunks of its own", (pixels, told) => [chunk("IDAT", pixels), ...(told ? [chunk("IDAT", told)] : [])]],
  [
    "in the last of their chunks",
    (pixels, told) => [chunk("IDAT", pixels.subarray(0, 9)), chunk("IDAT"), chunk("IDAT", pixels.subarray(9), told)],
  ],
])("leaves out what is behind compressed pixels %s", async (_, toChunks) => {
  const { before, pixels, after } = takePixels((await pngWithAlpha()).body);
  const make = (told: string) => Buffer.concat([before, ...toChunks(pixels, told), after]);
  expect(await cleanPng(make(SECRET))).toEqual(make(""));
});

test("leaves out what is behind the pixels of Apple's own variant", async () => {
  const { before, pixels, after } = takePixels((await pngWithAlpha()).body);
  const start = Buffer.concat([before.subarray(0, 8), chunk("CgBI", "1234"), before.subarray(8)]);
  const make = (told: string) => Buffer.concat([start, chunk("IDAT", pixels.subarray(2, -4), told), after]);
  expect(await cleanPng(make(SECRET))).toEqual(make(""));
});

test.runIf(hasExiftool)("tells an independent reader nothing of what one wrote into it", async () => {
  const tags = ["EXIF:Artist", "EXIF:SerialNumber", "XMP-dc:Creator", "PNG:Author", "PNG:Comment", "IPTC:City"];
  const told = await writeTags(await quarters().withIccProfile("p3").png().toBuffer(), "png", [
    ...tags.map((tag) => `-${tag}=${SECRET}`),
    "-EXIF:GPSLatitude=52.5",
    "-XMP-exif:GPSLatitude=52.5",
    "-Orientation#=6",
  ]);
  const clean = await cleanPng(told);
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
  await expect(cleanPng(body.subarray(0, AFTER_HEADER + 6))).rejects.toThrow(UnknownStructureError);
  await expect(cleanPng(afterHeader(body, chunk("AbCd", "1234")))).rejects.toThrow(UnknownStructureError);
});

test.each([
  ["words", Buffer.from(`${SECRET} ${SECRET}`)],
  ["chunks of metadata", chunk("tEXt", SECRET, "\0b")],
  ["its end", chunk("IEND")],
])("ends pixels that are said to be longer than they are where %s follow", async (_, told) => {
  const { body } = await pngWithAlpha();
  const { before, pixels } = takePixels(body);
  const longer = Buffer.concat([before, chunk("IDAT", pixels).fill(0x7f, 1, 4).subarray(0, -4), told]);
  expect(await cleanPng(longer)).toEqual(await cleanPng(body));
});

test.each([
  ["words", Buffer.from(`${SECRET} ${SECRET}`)],
  ["chunks of metadata", chunk("tEXt", "a\0b")],
  ["a long chunk of metadata", chunk("zTXt", "\0".repeat(70_000))],
  ["its end", chunk("IEND")],
])("refuses pixels without an end in which there are %s", async (_, told) => {
  const { before, pixels } = takePixels((await pngWithAlpha()).body);
  const half = pixels.subarray(0, pixels.length / 2);
  const cut = chunk("IDAT", half).fill(0x7f, 1, 4).subarray(0, -4);
  await expect(cleanPng(Buffer.concat([before, cut, told]))).rejects.toThrow(UnknownStructureError);
});

test("refuses more pixels than the picture has, and words among damaged ones", async () => {
  const { before, after, pixels } = takePixels((await pngWithAlpha()).body);
  const withPixels = (data: Uint8Array) => cleanPng(Buffer.concat([before, chunk("IDAT", data), after]));
  await expect(withPixels(deflateSync(Buffer.alloc(10_000_000)))).rejects.toThrow(UnknownStructureError);
  const damaged = Buffer.concat([pixels.subarray(0, 20), Buffer.alloc(20, 0xff), Buffer.from(SECRET)]);
  await expect(withPixels(damaged)).rejects.toThrow(UnknownStructureError);
});

test("leaves out what is behind the pixels of an animation's frames", async () => {
  const { before, pixels, after } = takePixels((await pngWithAlpha()).body);
  const settings = (sequence: number) => {
    const data = Buffer.alloc(26);
    data.writeUInt32BE(sequence);
    before.copy(data, 4, 16, 24);
    return chunk("fcTL", data);
  };
  const animation = (told: string) =>
    Buffer.concat([
      before,
      chunk("acTL", "\0\0\0\x02\0\0\0\0"),
      settings(0),
      chunk("IDAT", pixels, told),
      settings(1),
      chunk("fdAT", "\0\0\0\x02", pixels, told),
      after,
    ]);
  expect(await cleanPng(animation(SECRET))).toEqual(animation(""));
});
