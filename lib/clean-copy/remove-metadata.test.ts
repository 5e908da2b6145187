import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import sharp from "sharp";
import { describe, expect, test } from "vitest";
import type { AcceptedContentType } from "#lib/images/image.ts";
import { sniffFile } from "#lib/images/sniff-content-type.ts";
import { decodeHeif } from "#tests/support/decode-heif.ts";
import { hasExiftool, readTags } from "#tests/support/exiftool.ts";
import { fuzzedCopies } from "#tests/support/fuzzed-copies.ts";
import { heic } from "#tests/support/heic-factory.ts";
import {
  animatedGif,
  animatedWebp,
  avif,
  jpegWithExif,
  pngWithAlpha,
  type TestFile,
  tiff,
  webp,
} from "#tests/support/image-factory.ts";
import { extensions, listToldTags } from "#tests/support/leaked-metadata.ts";
import { longUnless } from "#tests/support/long-tests.ts";
import { PHOTOS_FOLDER } from "#tests/support/photo-corpus.ts";
import { removeMetadata } from "./remove-metadata.ts";
import { UnknownStructureError } from "./structure.ts";

const REAL_FOLDERS = ["good", "reports", "heic/good"];
const HOSTILE_FOLDERS = ["hostile", "heic/hostile"];
const MAX_CPU_MS = 1_000;
/** A new EXIF block and an end that was missing, of WebP also what its picture lacks. */
const MAX_GROWTH_BYTES = 2_048;
/** Headers, an EXIF block, a colour profile, the directory of a HEIF file. */
const MAX_NEW_BYTES = 4_096;
const MAX_TEST_PIXELS = 15_000_000;
const TEST_TIMEOUT_MS = 120_000;

function readFolders(folders: readonly string[]): TestFile[] {
  return folders.flatMap((folder) => {
    let names: string[] = [];
    try {
      names = readdirSync(join(PHOTOS_FOLDER, folder)).sort();
    } catch {
      console.log(`${folder} is not in the folder that SKYLIGHT_PHOTOS names, so its files are not cleaned.`);
    }
    return names.flatMap((fileName) => {
      const body = readFileSync(join(PHOTOS_FOLDER, folder, fileName));
      const sniffed = sniffFile(body);
      return sniffed?.kind === "image" ? [{ fileName, contentType: sniffed.contentType, body }] : [];
    });
  });
}

/** The clean file, or undefined where its structure is unknown. Anything else that is thrown is a failure. */
async function cleanOrRefuse(body: Uint8Array, contentType: AcceptedContentType): Promise<Uint8Array | undefined> {
  const before = process.threadCpuUsage();
  try {
    return Buffer.concat(await removeMetadata(body, contentType));
  } catch (error) {
    expect(error).toBeInstanceOf(UnknownStructureError);
    return undefined;
  } finally {
    const { user, system } = process.threadCpuUsage(before);
    expect((user + system) / 1_000).toBeLessThan(MAX_CPU_MS);
  }
}

/** What a decoder makes of a file: the pixels of all frames, turn, profile and pace. */
async function decode(file: Uint8Array, contentType: AcceptedContentType) {
  const body = Buffer.from(file);
  // sharp knows an animated AVIF file by no name; of its pictures it reads the still one.
  if (body.toString("latin1", 4, 12) === "ftypavis") body.write("avif", 8, "latin1");
  const isAnimated = contentType === "image/gif" || contentType === "image/webp";
  const options = { animated: isAnimated, failOn: "none" as const };
  const { orientation = 1, width, height, icc, delay, loop } = await sharp(body, options).metadata();
  const facts = { orientation, width, height, profileBytes: icc?.length, delay, loop };
  // sharp reads the header of HEVC only.
  if (contentType === "image/heic") return { ...facts, pixels: (await decodeHeif(body)).pixels };
  if (width * height > MAX_TEST_PIXELS) return facts;
  return { ...facts, pixels: await sharp(body, options).raw().toBuffer() };
}

describe("real photos (of SKYLIGHT_PHOTOS)", { timeout: TEST_TIMEOUT_MS }, () => {
  const files = readFolders(REAL_FOLDERS);

  /** The smallest of its kind stands for the others. */
  const smallest = new Map(
    files.toSorted((a, b) => b.body.length - a.body.length).map((file) => [file.contentType, file]),
  );
  for (const file of files) {
    test(`${file.fileName} looks the same`, longUnless(smallest.get(file.contentType) === file), async () => {
      const clean = Buffer.concat(await removeMetadata(file.body, file.contentType));
      const [before, after] = [await decode(file.body, file.contentType), await decode(clean, file.contentType)];
      const same = "pixels" in before && "pixels" in after && before.pixels.equals(after.pixels);
      expect({ ...after, pixels: same }).toEqual({ ...before, pixels: "pixels" in before });
    });
  }

  test.runIf(files.length > 0 && hasExiftool)("tell nothing to an independent reader", async () => {
    const cleaned = new Map<string, Buffer>();
    for (const [index, { fileName, body, contentType }] of files.entries()) {
      const name = `${index}-${fileName}.${extensions[contentType]}`;
      cleaned.set(name, Buffer.concat(await removeMetadata(body, contentType)));
    }
    const told = [...(await readTags(cleaned))].map(([name, tags]) => [name, listToldTags(tags)] as const);
    expect(told).toHaveLength(files.length);
    expect(told.filter(([, tags]) => tags.length > 0)).toEqual([]);
  });
});

const hostileFiles = readFolders(HOSTILE_FOLDERS);
test.runIf(hostileFiles.length > 0)("hostile files (of SKYLIGHT_PHOTOS) are cleaned or refused", async () => {
  for (const { body, contentType } of hostileFiles) await cleanOrRefuse(body, contentType);
});

async function photoHeic(): Promise<TestFile> {
  return heic({ exifOrientation: 6, tiles: 2 });
}
const makers = [jpegWithExif, pngWithAlpha, webp, animatedWebp, animatedGif, tiff, avif, photoHeic];

test.each(makers.map((make) => [make.name, make] as const))(
  "a copy of %s shares the file's memory",
  async (_, make) => {
    const { body, contentType } = await make();
    const file = new Uint8Array(body);
    const parts = await removeMetadata(file, contentType);
    const own = parts.filter(({ buffer }) => buffer !== file.buffer);
    // Gaps are one block of zeros, however many there are.
    const buffers = [...new Set(own.map(({ buffer }) => buffer))].filter(({ byteLength }) => byteLength !== 64 * 1024);
    expect(buffers.reduce((sum, { byteLength }) => sum + byteLength, 0)).toBeLessThan(MAX_NEW_BYTES);
  },
);

describe("damaged files", { timeout: TEST_TIMEOUT_MS }, () => {
  const DAMAGED = { copies: 200, seed: 20_261_125 };

  test.each(makers.map((make) => [make.name, make] as const))("%s, damaged in 200 ways", async (_, make) => {
    const whole = await make();
    const lengths: number[] = [];
    for (const { body } of fuzzedCopies([whole], DAMAGED)) {
      const clean = await cleanOrRefuse(body, whole.contentType);
      lengths.push((clean?.length ?? 0) - body.length);
    }
    expect(Math.max(...lengths)).toBeLessThan(MAX_GROWTH_BYTES);
  });
});

const stillAvif = (await avif()).body;

describe("files made to take long", { timeout: TEST_TIMEOUT_MS }, () => {
  const FILE_BYTES = 10 * 1024 * 1024;
  const fill = (head: string, unit: string) => {
    const body = Buffer.alloc(FILE_BYTES, unit, "latin1");
    body.write(head, "latin1");
    return body;
  };

  test.each<[string, AcceptedContentType, Buffer]>([
    ["comments without content", "image/jpeg", fill("\xff\xd8", "\xff\xfe\0\x02")],
    ["segments by turns kept and left out", "image/jpeg", fill("\xff\xd8", "\xff\xfe\0\x02\xff\xdd\0\x02")],
    ["chunks without content", "image/png", fill("\x89PNG\r\n\x1a\n", "\0\0\0\0tEXtabcd")],
    ["blocks without content", "image/gif", fill("GIF89a\x01\0\x01\0\0\0\0", "!\xfe\0")],
    ["chunks without content", "image/webp", fill("RIFF\xff\xff\xff\x7fWEBP", "abcd\0\0\0\0")],
    ["boxes without content", "image/heic", fill("\0\0\0\x10ftypheic\0\0\0\0", "\0\0\0\x08free")],
    ["pages that share their strips", "image/tiff", pagesOfOneArray(FILE_BYTES, [273, 279])],
    ["pages that share values without end", "image/tiff", pagesOfOneArray(FILE_BYTES, [254, 255, 259])],
    ["a thousand tracks of a million frames", "image/avif", tracksOfOneFrame()],
  ])("%s in %s", async (_, contentType, body) => {
    expect((await cleanOrRefuse(body, contentType))?.length ?? 0).toBeLessThanOrEqual(FILE_BYTES);
  });
});

/** A thousand pages of one strip whose values of these tags are one array that fills the file. */
function pagesOfOneArray(fileBytes: number, shared: number[]): Buffer {
  const [PAGES, VALUES] = [1_000, 250_000];
  const entries = [
    ...shared.map((tag) => [tag, VALUES, 0] as const),
    ...[273, 279].filter((tag) => !shared.includes(tag)).map((tag) => [tag, 1, 8] as const),
  ].toSorted(([one], [other]) => one - other);
  const pageBytes = 2 + entries.length * 12 + 4;
  const file = Buffer.alloc(fileBytes);
  file.write("II*\0\x08", "latin1");
  for (let page = 0, at = 8; page < PAGES; page++, at += pageBytes) {
    file.writeUInt16LE(entries.length, at);
    for (const [index, [tag, count, value]] of entries.entries()) {
      const entryAt = at + 2 + index * 12;
      file.writeUInt16LE(tag, entryAt);
      file.writeUInt16LE(4, entryAt + 2);
      file.writeUInt32LE(count, entryAt + 4);
      file.writeUInt32LE(count === 1 ? value : 8 + PAGES * pageBytes, entryAt + 8);
    }
    if (page < PAGES - 1) file.writeUInt32LE(at + pageBytes, at + pageBytes - 4);
  }
  return file;
}

/** Tracks that each name a million frames of no bytes, next to a still picture. */
function tracksOfOneFrame(): Buffer {
  const box = (type: string, ...content: Buffer[]): Buffer => {
    const body = Buffer.concat(content);
    return Buffer.concat([numbers(body.length + 8), Buffer.from(type), body]);
  };
  const numbers = (...values: number[]) => {
    const bytes = Buffer.alloc(values.length * 4);
    for (const [index, value] of values.entries()) bytes.writeUInt32BE(value, index * 4);
    return bytes;
  };
  const FRAMES = 1_000_000;
  const table = box(
    "stbl",
    box("stsz", numbers(0, 1, FRAMES)),
    box("stsc", numbers(0, 1, 1, FRAMES, 1)),
    box("stco", numbers(0, 1, 0)),
  );
  const handler = box("hdlr", numbers(0, 0), Buffer.from("pict"), Buffer.alloc(13));
  const track = box("trak", box("mdia", handler, box("minf", table)));
  const movie = box("moov", ...Array.from({ length: 1_000 }, () => track));
  return Buffer.concat([stillAvif, movie, box("mdat", Buffer.alloc(FRAMES + 1_000_000))]);
}

test("others have their turns while the scans of a JPEG are followed", async () => {
  const [width, height] = [2_400, 1_600];
  const noise = Buffer.alloc(width * height * 3).map((_, index) => (index * 7_919) >> 3);
  const body = await sharp(noise, { raw: { width, height, channels: 3 } })
    .jpeg({ quality: 90 })
    .toBuffer();
  const END_BYTES = 2;
  const [picture, end] = [body.subarray(0, -END_BYTES), body.subarray(-END_BYTES)];
  const told = Buffer.concat([picture, Buffer.from("told by the owner"), end]);
  let turns = 0;
  const timer = setInterval(() => turns++, 1);
  expect(Buffer.concat(await removeMetadata(told, "image/jpeg")).includes("told by")).toBe(false);
  clearInterval(timer);
  expect(turns).toBeGreaterThan(2);
});
