import sharp from "sharp";
import { describe, expect, test } from "vitest";
import { jpegWithDeepExif } from "#tests/support/image-factory.ts";
import { readCapture } from "./capture.ts";

const nothing = { takenAt: undefined, sortAt: undefined, shot: undefined };

function xmpPacket(attributes: string): Buffer {
  return Buffer.from(
    `<?xpacket begin=""?><x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description xmlns:xmp="http://ns.adobe.com/xap/1.0/" xmlns:exif="http://ns.adobe.com/exif/1.0/" xmlns:tiff="http://ns.adobe.com/tiff/1.0/" ${attributes}/></rdf:RDF></x:xmpmeta>`,
  );
}

async function makeExif(exif: Parameters<ReturnType<typeof sharp>["withExif"]>[0]): Promise<Buffer | undefined> {
  const picture = await sharp({ create: { width: 8, height: 8, channels: 3, background: "red" } })
    .jpeg()
    .withExif(exif)
    .toBuffer();
  return (await sharp(picture).metadata()).exif;
}

describe("readCapture", () => {
  test("reads time, offset and camera from XMP where EXIF is silent", async () => {
    const xmp = xmpPacket(
      'exif:DateTimeOriginal="2023-12-31T23:30:00-05:00" tiff:Make="NIKON" tiff:Model="COOLPIX P7000"',
    );
    expect(await readCapture({ exif: undefined, xmp })).toEqual({
      takenAt: "2023-12-31T23:30:00-05:00",
      sortAt: "2024-01-01T04:30:00.000Z",
      shot: { camera: "NIKON COOLPIX P7000" },
    });
  });

  test("takes a time without an offset as UTC for sorting, and shows it without one", async () => {
    const exif = await makeExif({ IFD2: { DateTimeOriginal: "2024:05:01 10:00:00" } });
    expect(await readCapture({ exif, xmp: undefined })).toMatchObject({
      takenAt: "2024-05-01T10:00:00",
      sortAt: "2024-05-01T10:00:00.000Z",
    });
  });

  test.each(["0000:00:00 00:00:00", "2024:02:31 10:00:00", "9999:01:01 00:00:00", "yesterday"])(
    "does not believe the time %s",
    async (time) => {
      const exif = await makeExif({ IFD2: { DateTimeOriginal: time } });
      expect(await readCapture({ exif, xmp: undefined })).toMatchObject({ takenAt: undefined, sortAt: undefined });
    },
  );

  test("does not take a receiver without a fix for a place in the Atlantic", async () => {
    const GPS = { GPSLatitudeRef: "N", GPSLatitude: "0/1 0/1 0/1", GPSLongitudeRef: "E", GPSLongitude: "0/1 0/1 0/1" };
    expect((await readCapture({ exif: await makeExif({ IFD3: GPS }), xmp: undefined })).shot).toBeUndefined();
  });

  test("is silent about broken, endless and oversized metadata, and quick", async () => {
    const startedAt = performance.now();
    const { exif: deep } = await sharp((await jpegWithDeepExif()).body).metadata();
    expect(await readCapture({ exif: deep, xmp: Buffer.from("<a:b><rdf:Seq>".repeat(4_000)) })).toMatchObject(nothing);
    expect(await readCapture({ exif: Buffer.from("Exif\0\0garbage"), xmp: Buffer.from([0xff, 0]) })).toEqual(nothing);
    expect(await readCapture({ exif: Buffer.alloc(10_000_000), xmp: Buffer.alloc(10_000_000) })).toEqual(nothing);
    expect(performance.now() - startedAt).toBeLessThan(3_000);
  });
});
