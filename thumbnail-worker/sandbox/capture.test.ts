import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import sharp from "sharp";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { CaptureRecord } from "#lib/images/image.ts";
import { fuzzedCopies } from "#tests/support/fuzzed-copies.ts";
import { jpegWithDeepExif, pngTextBomb, type TestFile } from "#tests/support/image-factory.ts";
import { iptcRecords, photoshopResources, tiffBlock, xmpPacket } from "#tests/support/metadata-blocks.ts";
import { metadataCases } from "#tests/support/metadata-cases.ts";
import {
  gifWith,
  jpegWith,
  jpegWithExtendedXmp,
  namesExtendedXmp,
  pngChunks,
  pngWith,
  tiffWith,
} from "#tests/support/pictures-with-metadata.ts";
import { prototypePolluters } from "#tests/support/prototype-polluters.ts";
import { completeCapture } from "#worker/complete-capture.ts";
import { readCapture } from "./capture.ts";
import { type HeaderBlocks, readPictureFacts } from "./metadata/blocks.ts";

const nothing = { takenAt: undefined, takenAtSource: undefined, shot: undefined, embedded: undefined };

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "skylight-capture-"));
});
afterAll(() => rm(folder, { recursive: true }));

async function recordOf(file: TestFile): Promise<CaptureRecord> {
  const path = join(folder, file.fileName);
  await writeFile(path, file.body);
  const { exif, xmp, iptc } = await sharp(file.body).metadata();
  return completeCapture(await readCapture(path, { contentType: file.contentType, exif, xmp, iptc }), file.fileName);
}

/** Reads blocks as if a decoder had found them in an AVIF, of which nothing else is read. */
async function readBlocks(blocks: Omit<HeaderBlocks, "contentType">) {
  return readCapture(join(folder, "unused"), { contentType: "image/avif", ...blocks });
}

describe("what a file tells of the shot", () => {
  test.each(metadataCases)("$what", async ({ make, expected }) => {
    const record = await recordOf(await make());
    expect(record).toMatchObject(expected);
  });

  test("takes the zone of the sea for a place at sea", async () => {
    const { takenOffset } = await completeCapture(
      {
        ...nothing,
        takenAt: "2024-03-10T14:05:06",
        takenAtSource: "exif_original",
        shot: { latitude: -60, longitude: -150 },
      },
      "sea.jpg",
    );
    expect(takenOffset).toBe("-10:00");
  });

  test.each([
    // The hour that is skipped, the hour that comes twice, and a zone of half hours.
    ["2024-03-31T02:30:00", 48.1, 11.5, "+01:00"],
    ["2024-10-27T02:30:00", 48.1, 11.5, "+02:00"],
    ["2024-10-27T03:00:00", 48.1, 11.5, "+01:00"],
    ["2024-01-01T00:00:00", 28.6, 77.2, "+05:30"],
    ["2024-07-01T12:00:00", 51.5, -0.1, "+01:00"],
    ["2024-01-01T12:00:00", 51.5, -0.1, "+00:00"],
    // Singapore and Liberia in their own time, which no editor of times takes.
    ["1936-01-01T12:00:00", 1.3, 103.8, undefined],
    ["1970-01-01T12:00:00", 6.3, -10.8, undefined],
  ])("%s at %d, %d is %s", async (takenAt, latitude, longitude, offset) => {
    const record = await completeCapture(
      { ...nothing, takenAt, takenAtSource: "exif_original", shot: { latitude, longitude } },
      "a.jpg",
    );
    expect(record.takenOffset).toBe(offset);
  });
});

describe("hostile metadata", () => {
  test("of every block is bounded and quick", async () => {
    const startedAt = performance.now();
    const { exif: deep } = await sharp((await jpegWithDeepExif()).body).metadata();
    expect(await readBlocks({ exif: deep, xmp: Buffer.from("<a:b><rdf:Seq>".repeat(4_000)) })).toMatchObject(nothing);
    expect(await readBlocks({ exif: Buffer.from("Exif\0\0garbage"), xmp: Buffer.from([0xff, 0]) })).toEqual(nothing);
    const huge = Buffer.alloc(10_000_000);
    expect(await readBlocks({ exif: huge, xmp: huge, iptc: huge })).toEqual(nothing);
    expect(performance.now() - startedAt).toBeLessThan(5_000);
  });

  const SIZE = 256 * 1024;
  const fill = (text: string) => text.repeat(Math.floor((SIZE - 2_000) / text.length));
  test.each([
    ["deep elements", xmpPacket("", fill("<dc:a>"))],
    ["many elements", xmpPacket("", fill("<dc:a/>"))],
    ["many attributes", xmpPacket(fill('dc:a="" '))],
    ["many different attributes", xmpPacket(Array.from({ length: 9_000 }, (_, index) => `dc:a${index}="" `).join(""))],
    ["many list items", xmpPacket("", `<dc:subject><rdf:Bag>${fill("<rdf:li>a</rdf:li>")}</rdf:Bag></dc:subject>`)],
    ["many references", xmpPacket("", `<dc:title>${fill("&amp;")}</dc:title>`)],
    ["many open comments", xmpPacket("", fill("<!--"))],
    ["many open texts", xmpPacket("", fill("<![CDATA["))],
    ["many packet ends", xmpPacket("", fill('<?xpacket end="'))],
    ["many unknown prefixes", xmpPacket("", fill("<a:b></a:b>"))],
    ["blanks", xmpPacket("", fill(" "))],
    [
      "a document type with entities",
      Buffer.from(`<!DOCTYPE x [<!ENTITY a "${fill("a")}">]>${xmpPacket("", "&a;".repeat(100))}`),
    ],
    ["brackets without end", xmpPacket("", fill("<"))],
    ["quotes without end", xmpPacket("", `<dc:a dc:b="${fill("'")}`)],
  ])("XMP of %s ends in time", async (_, xmp) => {
    const startedAt = performance.now();
    const { embedded } = await readBlocks({ xmp });
    expect(embedded?.keywords?.length ?? 0).toBeLessThanOrEqual(100);
    expect(performance.now() - startedAt).toBeLessThan(5_000);
  });

  test("never gets into the record beyond its bounds", async () => {
    const long = "a very long text ".repeat(1_000);
    const many = Array.from({ length: 1_000 }, (_, index) => `<rdf:li>${"word ".repeat(30)}${index}</rdf:li>`).join("");
    const record = await recordOf(
      await pngWith({
        before: [
          pngChunks.xmp(
            xmpPacket(
              `tiff:Model="${long}"`,
              `<dc:title>${long}</dc:title><dc:description>${long}</dc:description><dc:subject><rdf:Bag>${many}</rdf:Bag></dc:subject>`,
            ),
          ),
        ],
      }),
    );
    expect(JSON.stringify(record).length).toBeLessThan(10_000);
    expect(record.embedded?.title).toHaveLength(255 - 1);
    expect(record.embedded?.caption?.length).toBeLessThanOrEqual(2_000);
  });

  test("reaches no prototype and leaves no name of its own behind", async () => {
    const before = Object.getOwnPropertyNames(Object.prototype);
    for (const file of await prototypePolluters()) await recordOf(file);
    expect(Object.getOwnPropertyNames(Object.prototype)).toEqual(before);
    expect(Object.keys(Object.getPrototypeOf({}))).toEqual([]);
  });

  test("never makes the reader throw, hang or fail the check of its record, in 960 seeded mutations", async () => {
    const exif = tiffBlock({ ifd0: [], exif: [], gps: [] });
    const sound = await Promise.all([
      ...metadataCases.slice(0, 12).map(({ make }) => make()),
      jpegWith({ exif, xmp: xmpPacket('xmp:Rating="4"'), photoshop: photoshopResources(iptcRecords([[25, "word"]])) }),
      tiffWith({ ifd0: [], exif: [], gps: [] }),
      gifWith(xmpPacket('xmp:Rating="4"')),
      jpegWithExtendedXmp(xmpPacket(namesExtendedXmp), xmpPacket('xmp:Rating="4"'), { partBytes: 100 }),
    ]);
    const startedAt = performance.now();
    for (const file of fuzzedCopies(sound, { copies: 60, seed: 12 })) {
      const path = join(folder, "fuzzed");
      await writeFile(path, file.body);
      const header = sections(file.body);
      const capture = await readCapture(path, { contentType: file.contentType, ...header });
      const record = await completeCapture(capture, file.fileName);
      expect(record.takenAt, "passed the check").toBe(capture.takenAt);
      expect(JSON.stringify(record).length).toBeLessThan(20_000);
    }
    expect(performance.now() - startedAt).toBeLessThan(20_000);
  }, 30_000);

  test.each([
    ["blocks without content", Buffer.alloc(20_000_000, "!\xfe\0", "latin1")],
    ["one comment without end", Buffer.concat([Buffer.from("!\xfe", "latin1"), Buffer.alloc(20_000_000, 1)])],
  ])("in a GIF of %s ends in time", async (_, blocks) => {
    const path = join(folder, "endless.gif");
    await writeFile(path, Buffer.concat([Buffer.from("GIF89a\x01\0\x01\0\0\0\0", "latin1"), blocks]));
    const before = process.cpuUsage();
    expect(await readCapture(path, { contentType: "image/gif" })).toEqual(nothing);
    expect(process.cpuUsage(before).user).toBeLessThan(2_000_000);
  });

  test("in hex digits that are a PNG's spaces ends in time", async () => {
    const text = `\nexif\n1${" ".repeat(150_000)}x`;
    const file = await pngWith({ before: [pngChunks.compressedText("Raw profile type exif", text)] });
    const path = join(folder, file.fileName);
    await writeFile(path, file.body);
    const before = process.cpuUsage();
    expect(await readCapture(path, { contentType: file.contentType })).toEqual(nothing);
    expect(process.cpuUsage(before).user).toBeLessThan(2_000_000);
  });

  test("that inflates without end is left out", async () => {
    const { body, fileName } = await pngTextBomb(50 * 1024 * 1024);
    const path = join(folder, fileName);
    await writeFile(path, body);
    expect(await readPictureFacts(path, { contentType: "image/png" })).toMatchObject({ png: { caption: undefined } });
  });
});

/** The blocks of a damaged file where its signatures still show them; a decoder would refuse many of these files. */
function sections(body: Buffer): Omit<HeaderBlocks, "contentType"> {
  const from = (mark: string) => {
    const at = body.indexOf(mark, 0, "latin1");
    return at < 0 ? undefined : body.subarray(at, at + 8_000);
  };
  return {
    exif: from("Exif\0\0") ?? from("II*\0"),
    xmp: from("<?xpacket"),
    iptc: from("Photoshop 3.0\0") ?? from("8BIM"),
  };
}
