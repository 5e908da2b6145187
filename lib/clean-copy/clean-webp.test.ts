import sharp from "sharp";
import { expect, test } from "vitest";
import { hasExiftool, readTags, writeTags } from "#tests/support/exiftool.ts";
import { animatedWebp, quarters } from "#tests/support/image-factory.ts";
import { listToldTags, SECRET, tellsSecret } from "#tests/support/leaked-metadata.ts";
import * as cleaner from "./clean-webp.ts";
import { UnknownStructureError } from "./structure.ts";

const cleanWebp = (body: Uint8Array, keep = {}) => Buffer.concat(cleaner.cleanWebp(body, keep));

function chunk(type: string, data: Buffer): Buffer {
  const head = Buffer.from(`${type}\0\0\0\0`, "latin1");
  head.writeUInt32LE(data.length, 4);
  return Buffer.concat([head, data, Buffer.alloc(data.length % 2)]);
}

function withSize(file: Buffer): Buffer {
  const copy = Buffer.from(file);
  copy.writeUInt32LE(copy.length - 8, 4);
  return copy;
}

async function decode(body: Buffer) {
  const image = sharp(body, { animated: true });
  const { orientation, icc, delay, loop, pages } = await image.metadata();
  return { orientation, profileBytes: icc?.length, delay, loop, pages, pixels: await image.raw().toBuffer() };
}

test("keeps orientation, profile and pixels, and says nothing else", async () => {
  const told = await quarters()
    .withIccProfile("p3")
    .withMetadata({ orientation: 6 })
    .withExifMerge({ IFD0: { Artist: SECRET }, IFD3: { GPSLatitudeRef: "N", GPSLatitude: "52/1 30/1 0/1" } })
    .withXmp(`<x:xmpmeta xmlns:x="adobe:ns:meta/">${SECRET}</x:xmpmeta>`)
    .webp()
    .toBuffer();
  expect(tellsSecret(told)).toBe(true);
  const clean = cleanWebp(told);
  expect(tellsSecret(clean)).toBe(false);
  expect(await decode(clean)).toEqual(await decode(told));
});

test("keeps an animation, and of each frame the picture alone", async () => {
  const { body } = await animatedWebp();
  const [at, length] = [body.indexOf("ANMF"), body.readUInt32LE(body.indexOf("ANMF") + 4)];
  const frame = Buffer.concat([body.subarray(at + 8, at + 8 + length), chunk("priv", Buffer.from(SECRET))]);
  const told = withSize(Buffer.concat([body.subarray(0, at), chunk("ANMF", frame), body.subarray(at + 8 + length)]));
  const clean = cleanWebp(told);
  expect([tellsSecret(told), tellsSecret(clean)]).toEqual([true, false]);
  expect(await decode(clean)).toEqual(await decode(body));
});

test("leaves out what follows the fields of the headers of file and animation", async () => {
  const { body } = await animatedWebp();
  const told = ["VP8X", "ANIM"].reduce((file, type) => {
    const at = file.indexOf(type);
    const dataEnd = at + 8 + file.readUInt32LE(at + 4);
    const header = Buffer.concat([file.subarray(at + 8, dataEnd), Buffer.from(SECRET)]);
    return withSize(Buffer.concat([file.subarray(0, at), chunk(type, header), file.subarray(dataEnd)]));
  }, body);
  expect([tellsSecret(told), cleanWebp(told).equals(cleanWebp(body))]).toEqual([true, true]);
});

test("leaves out unknown chunks, and what comes after the end", async () => {
  const body = await quarters().webp().toBuffer();
  const told = withSize(Buffer.concat([body, chunk("priv", Buffer.from(SECRET))]));
  expect(cleanWebp(told).equals(body)).toBe(true);
  expect(cleanWebp(Buffer.concat([body, Buffer.from(SECRET)])).equals(body)).toBe(true);
});

test.runIf(hasExiftool)("tells an independent reader nothing of what one wrote into it", async () => {
  const tags = ["EXIF:Artist", "EXIF:SerialNumber", "XMP-dc:Creator", "XMP-iptcExt:PersonInImage"];
  const told = await writeTags(await quarters().withIccProfile("p3").webp().toBuffer(), "webp", [
    ...tags.map((tag) => `-${tag}=${SECRET}`),
    "-EXIF:GPSLatitude=52.5",
    "-XMP-exif:GPSLatitude=52.5",
    "-Orientation#=8",
  ]);
  const clean = cleanWebp(told);
  const found = await readTags(
    new Map([
      ["told.webp", told],
      ["clean.webp", clean],
    ]),
  );
  expect(listToldTags(found.get("told.webp") ?? {}).length).toBeGreaterThan(5);
  expect(listToldTags(found.get("clean.webp") ?? {})).toEqual([]);
  expect(found.get("clean.webp")).toMatchObject({ "IFD0:Orientation": 8 });
  expect(await decode(clean)).toEqual(await decode(told));
});

test.each(["VP8 ", "VP8L", "ALPH"])("leaves out %s after the picture, also in a frame", async (type) => {
  const again = chunk(type, Buffer.from(SECRET));
  const body = await quarters().webp().toBuffer();
  expect(cleanWebp(withSize(Buffer.concat([body, again]))).equals(body)).toBe(true);
  const { body: animation } = await animatedWebp();
  const [at, length] = [animation.indexOf("ANMF"), animation.readUInt32LE(animation.indexOf("ANMF") + 4)];
  const frame = chunk("ANMF", Buffer.concat([animation.subarray(at + 8, at + 8 + length), again]));
  const told = withSize(Buffer.concat([animation.subarray(0, at), frame, animation.subarray(at + 8 + length)]));
  expect(tellsSecret(cleanWebp(told))).toBe(false);
  expect(await decode(cleanWebp(told))).toEqual(await decode(animation));
});

test.each([{ lossless: false }, { lossless: true }])("refuses a picture with words at its end: %o", async (options) => {
  const body = await quarters().webp(options).toBuffer();
  const told = chunk(body.toString("latin1", 12, 16), Buffer.concat([body.subarray(20), Buffer.from(SECRET)]));
  expect(() => cleanWebp(withSize(Buffer.concat([body.subarray(0, 12), told])))).toThrow(UnknownStructureError);
});

test("refuses a picture of which much is missing, and one that ends in words", async () => {
  const body = await quarters().webp().toBuffer();
  expect(() => cleanWebp(body.subarray(0, body.length / 2))).toThrow(UnknownStructureError);
  const words = Buffer.concat([body.subarray(0, -20), Buffer.from("of Ana at the lake")]);
  expect(() => cleanWebp(words)).toThrow(UnknownStructureError);
});
