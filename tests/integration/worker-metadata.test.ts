import { ulid } from "ulid";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Image } from "#lib/images/image.ts";
import { findImage } from "#lib/images/image-repository.ts";
import { toImageViewNow } from "#lib/images/to-image-view.ts";
import { imageQuerySchema } from "#lib/library/image-query.ts";
import { listImages } from "#lib/library/list-images.ts";
import type { TestFile } from "#tests/support/image-factory.ts";
import { longUnless } from "#tests/support/long-tests.ts";
import { ascii, tiffBlock } from "#tests/support/metadata-blocks.ts";
import { metadataCases } from "#tests/support/metadata-cases.ts";
import { reportedFiles } from "#tests/support/photo-corpus.ts";
import { jpegWith } from "#tests/support/pictures-with-metadata.ts";
import { startTestCloud, type TestCloud } from "#tests/support/test-cloud.ts";
import { openTestLibrary, type TestLibrary } from "#tests/support/test-library.ts";
import { someUser } from "#tests/support/test-services.ts";
import {
  announce,
  batch,
  delivery,
  startTestWorker,
  store,
  storedEvent,
  type TestWorker,
} from "#tests/support/test-worker.ts";

let cloud: TestCloud;
let worker: TestWorker;
let lists: TestLibrary;
beforeAll(async () => {
  cloud = await startTestCloud();
  worker = startTestWorker(cloud);
  lists = await openTestLibrary(cloud);
});
afterAll(async () => {
  await lists[Symbol.asyncDispose]();
  await worker.stop();
  await cloud.stop();
});

/** The image that becomes of a file, on the whole way through storage, worker and table. */
async function process(file: TestFile, ownerId?: string): Promise<Image> {
  const image = await announce(cloud, file, ownerId);
  await store(cloud, image, file.body);
  await worker.handle(batch(delivery(storedEvent(image))));
  const processed = await findImage(cloud.database, { ownerId: image.ownerId, imageId: image.id });
  if (!processed) throw new Error(`Expected an image of ${file.fileName}`);
  return processed;
}

/** A user's images, newest first. */
async function listOf(ownerId: string, query: { from?: string; to?: string } = {}) {
  const services = { ...cloud, library: lists.library };
  const request = { query: imageQuerySchema.parse(query), limit: 100 };
  return (await listImages(services, someUser({ id: ownerId }), request)).images;
}

async function namesListed(ownerId: string, query: { from?: string; to?: string } = {}): Promise<string[]> {
  return (await listOf(ownerId, query)).map(({ fileName }) => fileName);
}

function jpegTaken(fileName: string, time: string, tags: { offset?: string; subSecond?: string } = {}) {
  const entries = [
    ascii(0x9003, time),
    ...(tags.offset ? [ascii(0x9011, tags.offset)] : []),
    ...(tags.subSecond ? [ascii(0x9291, tags.subSecond)] : []),
  ];
  return jpegWith({ exif: tiffBlock({ exif: entries }) }, fileName);
}

/** Of so many cases one goes the whole way in the short run, which reads all of them in capture.test.ts. */
const WHOLE_WAY_EVERY = 12;

describe("the record of an image", () => {
  for (const [index, { what, make, expected }] of metadataCases.entries()) {
    test(`says what it was told by ${what}`, longUnless(index % WHOLE_WAY_EVERY === 0), async () => {
      const image = await process(await make());
      expect(image.status).toBe("ready");
      for (const [name, value] of Object.entries(expected)) {
        const known = image[name as keyof typeof expected];
        if (typeof value === "object") expect(known, name).toMatchObject(value);
        else expect(known, name).toBe(value);
      }
      // Lists say the same, but for the details that they leave out.
      const { sha256, dominantColor, shot, position, embedded, ...listed } = await toImageViewNow(cloud, image);
      expect(await listOf(image.ownerId)).toEqual([JSON.parse(JSON.stringify(listed))]);
    });
  }
});

describe("the gallery", () => {
  test("orders a burst by fractions of a second, in whatever order it comes", async () => {
    const ownerId = ulid();
    const at = "2024:03:10 14:05:06";
    for (const [name, subSecond] of [
      ["b", "094772"],
      ["a", "311368"],
      ["c", "128095"],
    ] as const) {
      await process(await jpegTaken(`burst-${name}.jpg`, at, { subSecond }), ownerId);
    }
    expect(await namesListed(ownerId)).toEqual(["burst-a.jpg", "burst-c.jpg", "burst-b.jpg"]);
  });

  test("goes by the clock on the wall, with an offset and without", async () => {
    const ownerId = ulid();
    await process(await jpegTaken("phone.jpg", "2024:05:26 02:52:00", { offset: "+02:00" }), ownerId);
    await process(await jpegTaken("camera.jpg", "2024:05:26 02:40:00"), ownerId);
    await process(await jpegTaken("export.jpg", "2024:05:26 02:13:00", { offset: "-07:00" }), ownerId);
    expect(await namesListed(ownerId)).toEqual(["phone.jpg", "camera.jpg", "export.jpg"]);
  });

  test("finds a photo under the day it was where it was taken", async () => {
    const ownerId = ulid();
    await process(await jpegTaken("tokyo.jpg", "2024:01:01 00:30:00", { offset: "+09:00" }), ownerId);
    await process(await jpegTaken("los-angeles.jpg", "2023:12:31 20:30:00", { offset: "-08:00" }), ownerId);
    expect(await namesListed(ownerId, { from: "2024-01-01", to: "2024-01-02" })).toEqual(["tokyo.jpg"]);
    expect(await namesListed(ownerId, { from: "2023-12-31", to: "2024-01-01" })).toEqual(["los-angeles.jpg"]);
  });
});

const reports = reportedFiles();

/** What the table of the reports says of a row about metadata, taken from its words. */
function expectedOf(result: string) {
  const [takenAt] = /\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:[+-]\d\d:\d\d|Z)?/.exec(result) ?? [];
  const [, camera] = /camera ([^,]+)/.exec(result) ?? [];
  const [, latitude, south, longitude, west] = /place ([\d.]+) ([NS]) ([\d.]+) ([EW])/.exec(result) ?? [];
  return {
    takenAt,
    shot: {
      ...(camera ? { camera } : {}),
      ...(latitude ? { latitude: expect.closeTo(Number(latitude) * (south === "S" ? -1 : 1), 4) } : {}),
      ...(longitude ? { longitude: expect.closeTo(Number(longitude) * (west === "W" ? -1 : 1), 4) } : {}),
    },
  };
}

describe.skipIf(reports.length === 0)("files of public reports (of SKYLIGHT_PHOTOS)", () => {
  const told = reports.filter(({ result }) => result.startsWith("takenAt"));

  test("are all there", () => expect(told.length).toBeGreaterThanOrEqual(15));

  test.each(told.map((report) => [report.file.fileName, report] as const))("%s", async (_, { file, result }) => {
    const image = await process(file);
    expect(image.status).toBe("ready");
    const { takenAt, shot } = expectedOf(result);
    expect(image.takenAt).toBe(takenAt);
    if (Object.keys(shot).length > 0) expect(image.shot).toMatchObject(shot);
  });

  test.each([
    ["offset-order", {}, ["offset-phone.jpg", "offset-none.jpg", "offsettime-only.jpg"]],
    ["burst-order", {}, ["burst-a.jpg", "burst-c.jpg", "burst-b.jpg"]],
    ["day-filter", { from: "2024-01-01", to: "2024-01-02" }, ["day-tokyo.jpg"]],
    ["day-filter", { from: "2023-12-31", to: "2024-01-01" }, ["day-los-angeles.jpg"]],
  ])("of the kind %s are listed by %j as they must", async (kind, query, names) => {
    const ownerId = ulid();
    for (const { file } of reports.filter((report) => report.kind === kind)) await process(file, ownerId);
    expect(await namesListed(ownerId, query)).toEqual(names);
  });
});
