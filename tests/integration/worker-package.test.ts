/** @module-tag long */
import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { findImage } from "#lib/images/image-repository.ts";
import { heic } from "#tests/support/heic-factory.ts";
import { jpegWithExif } from "#tests/support/image-factory.ts";
import { iptcRecords, photoshopResources, xmpPacket } from "#tests/support/metadata-blocks.ts";
import { jpegWith } from "#tests/support/pictures-with-metadata.ts";
import { runPackage } from "#tests/support/run-package.ts";
import { startTestCloud, type TestCloud } from "#tests/support/test-cloud.ts";
import { announce, batch, delivery, store, storedEvent } from "#tests/support/test-worker.ts";
import { unzip } from "#tests/support/unzip.ts";
import { buildWorker, type WorkerPackage } from "#worker/build.ts";

const MEBIBYTE = 1024 * 1024;
const ZIP_BOUND_BYTES = 16 * MEBIBYTE;
const BUILD_TIMEOUT_MS = 120_000;

let folder: string;
let packages: WorkerPackage[];
let cloud: TestCloud;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "skylight-package-"));
  [packages, cloud] = await Promise.all([buildWorker(folder), startTestCloud()]);
}, BUILD_TIMEOUT_MS);
afterAll(async () => {
  await cloud.stop();
  await rm(folder, { recursive: true });
});

test("is small and holds the library of its own architecture only", async () => {
  expect(packages.map(({ architecture }) => architecture)).toEqual(["arm64", "x64"]);
  for (const { architecture, path, zipBytes } of packages) {
    expect(zipBytes).toBeLessThan(ZIP_BOUND_BYTES);
    const unpacked = join(folder, architecture);
    await unzip(path, unpacked);
    expect((await readdir(join(unpacked, "node_modules"))).sort()).toEqual(["@img", "libheif-js"]);
    expect((await readdir(join(unpacked, "node_modules/@img"))).sort()).toEqual([
      `sharp-libvips-linux-${architecture}`,
      `sharp-linux-${architecture}`,
    ]);
  }
});

test.runIf(process.platform === "linux" && (process.arch === "x64" || process.arch === "arm64"))(
  "renders photos in a bare folder, under plain Node",
  async () => {
    const photo = await jpegWithExif(6);
    // Its metadata takes the libraries that are loaded on demand: for XMP, for IPTC, and for time zones.
    const described = await jpegWith({
      xmp: xmpPacket('xmp:CreateDate="2024-07-10T14:05:06" exif:GPSLatitude="48,6.0N" exif:GPSLongitude="11,30.0E"'),
      photoshop: photoshopResources(iptcRecords([[5, "Munich"]])),
    });
    const files = [photo, described, await heic({ exifOrientation: 6 })];
    const images = await Promise.all(files.map((file) => announce(cloud, file)));
    for (const [index, image] of images.entries()) await store(cloud, image, files[index]?.body ?? Buffer.alloc(0));
    const { response } = await runPackage(
      join(folder, process.arch),
      cloud.cloud.environment,
      batch(...images.map((image) => delivery(storedEvent(image)))),
    );
    expect(response).toEqual({ batchItemFailures: [] });
    const [first, second, third] = await Promise.all(
      images.map(({ ownerId, id }) => findImage(cloud.database, { ownerId, imageId: id })),
    );
    expect(first).toMatchObject({ status: "ready", width: 640, takenAt: "2024-05-01T10:00:00+02:00" });
    expect(second).toMatchObject({
      status: "ready",
      takenAt: "2024-07-10T14:05:06",
      takenOffset: "+02:00",
      embedded: { title: "Munich" },
    });
    expect(third).toMatchObject({ status: "ready", contentType: "image/heic", width: 64 });
  },
);
