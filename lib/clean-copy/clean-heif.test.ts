import sharp from "sharp";
import { describe, expect, test } from "vitest";
import { decodeHeif } from "#tests/support/decode-heif.ts";
import { hasExiftool, readTags, writeTags } from "#tests/support/exiftool.ts";
import { type HeicBuild, heic } from "#tests/support/heic-factory.ts";
import { quarters } from "#tests/support/image-factory.ts";
import { listToldTags, SECRET, tellsSecret } from "#tests/support/leaked-metadata.ts";
import { nameProfile } from "#tests/support/named-profile.ts";
import { reportedFiles } from "#tests/support/photo-corpus.ts";
import { cleanHeif } from "./clean-heif.ts";
import { getBox, readBoxes } from "./heif-boxes.ts";
import { type HeifExtent, type HeifLocation, readHeifDirectory } from "./heif-items.ts";
import { UnknownStructureError } from "./structure.ts";

const cleanHeic = (body: Uint8Array, keep = {}) => Buffer.concat(cleanHeif(body, keep));

async function namedProfile(): Promise<Buffer> {
  const { icc = Buffer.alloc(0) } = await sharp(await quarters().withIccProfile("p3").png().toBuffer()).metadata();
  return nameProfile(icc, SECRET);
}

/** An AVIF file with metadata of every kind that sharp writes; its picture may be transparent. */
async function avif(alpha = 1): Promise<Buffer> {
  return quarters()
    .ensureAlpha(alpha)
    .withIccProfile("p3")
    .withExif({ IFD0: { Artist: SECRET }, IFD3: { GPSLatitudeRef: "N", GPSLatitude: "52/1 30/1 0/1" } })
    .withXmp(`<x:xmpmeta xmlns:x="adobe:ns:meta/">${SECRET}</x:xmpmeta>`)
    .avif({ effort: 0 })
    .toBuffer();
}

const box = (type: string, content: string) => {
  const bytes = Buffer.from(`\0\0\0\0${type}${content}`, "latin1");
  bytes.writeUInt32BE(bytes.length);
  return bytes;
};

describe.each<[string, HeicBuild]>([
  ["one picture", {}],
  ["a grid", { tiles: 3 }],
  ["a picture that the file turns", { irot: 1, imir: 1 }],
  ["code points", { nclx: { primaries: 12, transfer: 13 } }],
  ["another picture before it", { decoy: true }],
])("HEIC of %s", (_, build) => {
  test.each([1, 6])("keeps EXIF orientation %i, colours and pixels, and says nothing else", async (exifOrientation) => {
    const { body } = await heic({ icc: await namedProfile(), exifOrientation, ...build });
    const clean = cleanHeic(body);
    expect([tellsSecret(body), tellsSecret(clean)]).toEqual([true, false]);
    expect(["Acme", "2024", "GPS"].filter((text) => clean.includes(text))).toEqual([]);
    const [before, after] = await Promise.all([body, clean].map((file) => sharp(file).metadata()));
    expect(after?.orientation ?? 1).toBe(before?.orientation ?? 1);
    expect(after?.icc?.length).toBe(before?.icc?.length);
    expect(await decodeHeif(clean)).toEqual(await decodeHeif(body));
    // The picture's own bytes are where they were.
    expect(clean.length).toBeLessThanOrEqual(body.length);
  });
});

test("a HEIC that ends early is copied as far as it goes", async () => {
  const { body } = await heic();
  const cut = body.subarray(0, body.length - 8);
  const clean = cleanHeic(cut);
  const start = body.indexOf("mdat") + 4;
  expect(clean.length).toBe(body.length);
  expect(clean.subarray(start, cut.length)).toEqual(cut.subarray(start));
  expect(clean.subarray(cut.length)).toEqual(Buffer.alloc(8));
});

test("refuses pictures that take along what is left out", async () => {
  const told = await avif();
  expect(tellsSecret(cleanHeic(told))).toBe(false);
  const longer = Buffer.from(told);
  const { locations, primary, items, locationSizes } = readHeifDirectory(
    longer,
    getBox(readBoxes(longer, 0, longer.length), "meta"),
  );
  const [exif] = [...items.values()].filter(({ type }) => type === "Exif");
  const [picture, left] = [primary, exif?.id ?? 0].map((id) => locations.get(id)) as [HeifLocation, HeifLocation];
  const [own, other] = [picture.extents[0], left.extents[0]] as [HeifExtent, HeifExtent];
  const overLong = Math.max(own.offset, other.offset) + other.length - Math.min(own.offset, other.offset);
  const start = picture.entry.extentsAt;
  const from = Math.min(own.offset, other.offset);
  longer.writeUIntBE(
    from - (picture.extents[0]?.offset ?? 0) + longer.readUIntBE(start, locationSizes.offset),
    start,
    locationSizes.offset,
  );
  longer.writeUIntBE(overLong, start + locationSizes.offset, locationSizes.length);
  expect(() => cleanHeic(longer)).toThrow(UnknownStructureError);
});

/** A unit of HEVC with its length. */
function unit(type: number, content: Buffer): Buffer {
  return Buffer.concat([Buffer.from([0, 0, 0, content.length + 2, type << 1, 1]), content]);
}

/** A message of words, as encoders write their settings (ITU-T H.265, D.2.7). */
function words(type: number, text: string): Buffer {
  const OWN_WORDS = 5;
  return unit(type, Buffer.from([OWN_WORDS, 16 + text.length, ...Buffer.alloc(16), ...Buffer.from(text), 0x80]));
}

test.each<[string, HeicBuild]>([
  ["in a message before it", { around: { before: words(39, SECRET) } }],
  ["in a message behind it", { around: { behind: words(40, SECRET) } }],
  ["in a unit of nobody's", { around: { behind: unit(48, Buffer.from(SECRET)) } }],
  ["in filling behind a tile", { tiles: 2, around: { behind: unit(38, Buffer.from(SECRET)) } }],
])("words among the bytes of a picture are zeros: %s", async (_, build) => {
  const { body } = await heic(build);
  const clean = cleanHeic(body);
  expect([tellsSecret(body), tellsSecret(clean)]).toEqual([true, false]);
  expect(await decodeHeif(clean)).toEqual(await decodeHeif(body));
});

test("words behind the values of properties are zeros", async () => {
  const { body } = await heic({ irot: 1 });
  for (const type of ["ispe", "irot"]) {
    const told = withLongerBox(body, type, SECRET);
    expect([tellsSecret(told), tellsSecret(cleanHeic(told))]).toEqual([true, false]);
    expect(await decodeHeif(cleanHeic(told))).toEqual(await decodeHeif(body));
  }
});

/** A box of the list of properties with words behind its content, and what is behind them where it belongs then. */
function withLongerBox(body: Buffer, type: string, text: string): Buffer {
  const at = body.indexOf(type) - 4;
  const end = at + body.readUInt32BE(at);
  const told = Buffer.concat([body.subarray(0, end), Buffer.from(text), body.subarray(end)]);
  for (const start of [at, ...["meta", "iprp", "ipco"].map((name) => told.indexOf(name) - 4)])
    told.writeUInt32BE(told.readUInt32BE(start) + text.length, start);
  const place = Buffer.alloc(4);
  place.writeUInt32BE(body.indexOf("mdat") + 4);
  const placeAt = told.indexOf(place);
  told.writeUInt32BE(body.indexOf("mdat") + 4 + text.length, placeAt);
  return told;
}

test.each([
  ["padding", Buffer.from([0x7a, SECRET.length + 1, ...Buffer.from(SECRET), 0x80])],
  ["metadata", Buffer.from([0x2a, SECRET.length + 5, 4, 0xb5, 0, 60, ...Buffer.from(SECRET), 0x80])],
  ["a unit of nobody's", Buffer.from([0x4a, SECRET.length + 1, ...Buffer.from(SECRET), 0x80])],
])("words in the bytes of an AVIF's picture are zeros, as %s", async (_, words) => {
  const plain = await quarters().removeAlpha().avif({ effort: 0 }).toBuffer();
  const told = Buffer.concat([plain, words]);
  const boxes = readBoxes(plain, 0, plain.length);
  const { locations, primary } = readHeifDirectory(plain, getBox(boxes, "meta"));
  const { extentsAt = 0 } = locations.get(primary)?.entry ?? {};
  const lengthAt = extentsAt + 4;
  told.writeUInt32BE(plain.readUInt32BE(lengthAt) + words.length, lengthAt);
  const data = getBox(boxes, "mdat");
  told.writeUInt32BE(data.end - data.at + words.length, data.at);
  expect([tellsSecret(told), tellsSecret(cleanHeic(told))]).toEqual([true, false]);
  const [before, after] = await Promise.all([told, cleanHeic(told)].map((file) => sharp(file).raw().toBuffer()));
  expect(after?.equals(before ?? Buffer.alloc(0))).toBe(true);
});

test("pictures beside the primary one are gone", async () => {
  const { body } = await heic({ decoy: true });
  const clean = cleanHeic(body);
  expect([body, clean].map((file) => file.toString("latin1").split("infe").length - 1)).toEqual([2, 1]);
});

test("thumbnails, depth maps, their EXIF and XMP are gone, with all that names them", async () => {
  const { body } = await heic({ exifOrientation: 6, tiles: 2, beside: SECRET });
  const clean = cleanHeic(body);
  expect([tellsSecret(body), tellsSecret(clean)]).toEqual([true, false]);
  const directory = clean.toString("latin1");
  expect(["thmb", "mime", "auxl", "auxC"].filter((name) => directory.includes(name))).toEqual([]);
  // Two tiles, their grid, and its EXIF.
  expect(directory.match(/infe/g)).toHaveLength(4);
  expect(await decodeHeif(clean)).toEqual(await decodeHeif(body));
});

describe("AVIF", () => {
  test.each([1, 0.5])("keeps a picture of opacity %d, and says nothing else", async (alpha) => {
    const told = await avif(alpha);
    const clean = cleanHeic(told);
    expect([tellsSecret(told), tellsSecret(clean)]).toEqual([true, false]);
    const [before, after] = await Promise.all(
      [told, clean].map((file) => sharp(file).raw().toBuffer({ resolveWithObject: true })),
    );
    expect(after).toEqual(before);
  });
});

test("what comes after the picture is gone", async () => {
  const { body } = await heic();
  const trailing = [box("mpvd", SECRET), box("uuid", SECRET), box("sefd", SECRET), Buffer.from(SECRET)];
  expect(cleanHeic(Buffer.concat([body, ...trailing])).equals(cleanHeic(body))).toBe(true);
});

test("boxes between brands and picture are blank", async () => {
  const { body } = await heic();
  const between = box("uuid", SECRET);
  const brandsEnd = body.readUInt32BE(0);
  const told = Buffer.concat([body.subarray(0, brandsEnd), between, body.subarray(brandsEnd)]);
  const [place, pictureAt] = [Buffer.alloc(4), body.indexOf("mdat") + 4];
  place.writeUInt32BE(pictureAt);
  told.writeUInt32BE(pictureAt + between.length, told.indexOf(place));
  const clean = cleanHeic(told);
  expect([tellsSecret(told), tellsSecret(clean)]).toEqual([true, false]);
  expect(clean.toString("latin1", brandsEnd + 4, brandsEnd + 8)).toBe("free");
  expect(await decodeHeif(clean)).toEqual(await decodeHeif(body));
});

const animated = reportedFiles().find(({ file }) => file.fileName === "animated.avif")?.file.body;

test.runIf(animated)("an animation keeps its frames and their pace, not its names and times", () => {
  const told = Buffer.from(animated ?? "");
  const COMPRESSOR_AT = 4 + 42;
  told.write(SECRET, told.lastIndexOf("av01") + COMPRESSOR_AT, "latin1");
  told.write("made", told.indexOf("mvhd") + 8, "latin1");
  const clean = cleanHeic(told);
  expect([tellsSecret(told), tellsSecret(clean), clean.includes("made")]).toEqual([true, false, false]);
  const parts = ["mdat", "stts", "stsz", "stsc", "stco", "stss", "elst"].map((type) => told.indexOf(type));
  for (const at of parts) {
    const part = told.subarray(at, at - 4 + told.readUInt32BE(at - 4));
    expect(clean.subarray(at, at + part.length).equals(part)).toBe(true);
  }
});

test.runIf(hasExiftool)("tells an independent reader nothing of what one wrote into it", async () => {
  const { body } = await heic({ exifOrientation: 6, icc: await namedProfile() });
  const told = await writeTags(body, "heic", [
    ...["EXIF:Artist", "EXIF:OwnerName", "EXIF:SerialNumber", "XMP-dc:Creator"].map((tag) => `-${tag}=${SECRET}`),
    "-EXIF:GPSLatitude=52.5",
    "-EXIF:Copyright=Ana",
  ]);
  const clean = cleanHeic(told);
  const kept = cleanHeic(told, { captureTime: true, credits: true });
  const found = await readTags(new Map(Object.entries({ "told.heic": told, "clean.heic": clean, "kept.heic": kept })));
  expect(listToldTags(found.get("told.heic") ?? {}).length).toBeGreaterThan(8);
  expect(listToldTags(found.get("clean.heic") ?? {})).toEqual([]);
  expect(found.get("clean.heic")).toMatchObject({ "IFD0:Orientation": 6 });
  expect(found.get("clean.heic")).not.toHaveProperty("ExifTool:Warning");
  expect(found.get("kept.heic")).toMatchObject({
    "IFD0:Copyright": "Ana",
    "ExifIFD:DateTimeOriginal": "2024:05:01 10:00:00",
  });
  expect(await decodeHeif(clean)).toEqual(await decodeHeif(told));
});

test("refuses a picture that is not there, and one of an unknown kind", async () => {
  const { body } = await heic();
  const start = body.indexOf("mdat") + 4;
  expect(() => cleanHeic(body.subarray(0, start + 20))).toThrow(UnknownStructureError);
  const { body: unknown } = await heic({ codec: "jpeg" });
  expect(() => cleanHeic(unknown)).toThrow(UnknownStructureError);
});
