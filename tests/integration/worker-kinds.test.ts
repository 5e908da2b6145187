import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { basename, join } from "node:path";
import sharp from "sharp";
import { ulid } from "ulid";
import { describe, expect, test } from "vitest";
import { registerUser } from "#lib/accounts/register-user.ts";
import type { Image } from "#lib/images/image.ts";
import { failProcessing, findImage, startProcessing } from "#lib/images/image-repository.ts";
import { renditionKey } from "#lib/images/object-keys.ts";
import { readObject } from "#lib/storage/objects.ts";
import { beginUpload } from "#lib/uploads/begin-upload.ts";
import { deltaE } from "#tests/support/colour-difference.ts";
import type { Rgb } from "#tests/support/colour-factory.ts";
import { heic } from "#tests/support/heic-factory.ts";
import { jpegWithExif, pngWithAlpha, quarters, type TestFile, webp } from "#tests/support/image-factory.ts";
import { PHOTOS_FOLDER } from "#tests/support/photo-corpus.ts";
import { announce, batch, delivery, store, storedEvent } from "#tests/support/test-worker.ts";
import { provideServices, provideWorker } from "#tests/support/test-world.ts";

/*
 * What public bug reports of other photo software were about: each kind made here, and the reported files where at
 * hand.
 */

const TIMEOUT_MS = 60_000;

const world = provideServices();
const worker = provideWorker(world);
async function process(file: TestFile): Promise<Image> {
  const image = await announce(world.cloud, file);
  await store(world.cloud, image, file.body);
  await worker.handle(batch(delivery(storedEvent(image))));
  return (await findImage(world.services.database, { ownerId: image.ownerId, imageId: image.id })) as Image;
}

async function rendition({ ownerId, id, recipeVersion }: Image, name: string): Promise<Buffer> {
  const stored = await readObject(world.services.storage, renditionKey(ownerId, id, name, recipeVersion));
  if (!stored) throw new Error(`Expected a rendition "${name}"`);
  return Buffer.from(stored.body);
}

const asJpeg = (body: Buffer): TestFile => ({ fileName: "photo.jpg", contentType: "image/jpeg", body });

describe("content decides", () => {
  test.each<[string, () => Promise<TestFile>]>([
    ["image/png", pngWithAlpha],
    ["image/webp", webp],
    ["image/heic", heic],
  ])("%s is known as such under the name of a JPEG", { timeout: TIMEOUT_MS }, async (contentType, make) => {
    expect(await process(asJpeg((await make()).body))).toMatchObject({ status: "ready", contentType });
  });

  test("a file that failed for its name is found ready when it is sent again", { timeout: TIMEOUT_MS }, async () => {
    const email = `${ulid()}@example.org`;
    const user = await registerUser(world.services, {
      email,
      password: "correct horse battery staple",
      address: "local",
    });
    const file = asJpeg((await webp()).body);
    const { fileName, contentType, body } = file;
    const digest = createHash("sha256").update(body).digest("hex");
    const announcement = { bytes: body.length, sha256: digest };
    const { image } = await beginUpload(world.services, user, { fileName, contentType, ...announcement });
    await store(world.cloud, image, file.body);
    const id = { ownerId: user.id, imageId: image.id };
    await startProcessing(world.services.database, id, { at: new Date().toISOString(), sequencer: undefined });
    await failProcessing(world.services.database, id, "type_mismatch", new Date().toISOString());

    const again = await beginUpload(world.services, user, {
      fileName: "a.webp",
      contentType: "image/webp",
      ...announcement,
    });
    expect(again).toMatchObject({ duplicate: true, image: { id: image.id, status: "processing" } });
    await worker.handle(batch(delivery(JSON.stringify({ kind: "render", ...id }))));
    expect(await findImage(world.services.database, id)).toMatchObject({ status: "ready", contentType: "image/webp" });
  });
});

describe("nearly whole files", () => {
  const END_MARKER_BYTES = 2;

  test.each([END_MARKER_BYTES, 20])(
    "a JPEG without its last %i bytes is shown, and marked",
    { timeout: TIMEOUT_MS },
    async (missing) => {
      const { body } = await jpegWithExif();
      const image = await process(asJpeg(body.subarray(0, body.length - missing)));
      expect(image).toMatchObject({ status: "ready", incomplete: true, width: 640 });
    },
  );

  test("a whole JPEG is not marked", { timeout: TIMEOUT_MS }, async () => {
    expect((await process(await jpegWithExif())).incomplete).toBeUndefined();
  });
});

describe("transparency", () => {
  test("is recorded where something shows through, and only there", { timeout: TIMEOUT_MS }, async () => {
    expect((await process(await pngWithAlpha())).transparent).toBe(true);
    const opaque = await quarters(64, 48).ensureAlpha().png().toBuffer();
    expect((await process({ fileName: "a.png", contentType: "image/png", body: opaque })).transparent).toBeUndefined();
  });
});

describe("large pictures", () => {
  test("a panorama keeps enough rows for tile and viewer", { timeout: TIMEOUT_MS }, async () => {
    const body = await sharp({ create: { width: 12_000, height: 600, channels: 3, background: "#445566" } })
      .jpeg()
      .toBuffer();
    const { renditions } = await process(asJpeg(body));
    expect(renditions.medium?.height).toBe(256);
    expect(renditions.large).toMatchObject({ width: 8192, height: 410 });
  });

  test("a panorama that browsers do not show keeps them in its full view", { timeout: TIMEOUT_MS }, async () => {
    const body = await sharp({ create: { width: 10_000, height: 2_500, channels: 3, background: "#445566" } })
      .tiff({ compression: "deflate" })
      .toBuffer();
    const { renditions } = await process({ fileName: "panorama.tif", contentType: "image/tiff", body });
    expect(renditions.full).toMatchObject({ width: 8192, height: 2048 });
  });

  test("a JPEG of 57 megapixels, as telephones take them, is ready", { timeout: TIMEOUT_MS }, async () => {
    const body = await sharp({ create: { width: 9_500, height: 6_000, channels: 3, background: "#445566" } })
      .jpeg()
      .toBuffer();
    expect(await process(asJpeg(body))).toMatchObject({ status: "ready", width: 9_500, height: 6_000 });
  });
});

/** Name, right result, and for some the colour in the middle of the picture. */
const reported: [file: string, expected: Partial<Image>, colour?: readonly [number, number, number]][] = [
  ["reports/rgb16-srgb-red.png", {}, [255, 0, 0]],
  ["reports/rgb16-srgb-red.tif", {}, [255, 0, 0]],
  ["reports/rgb16-display-p3.png", {}, [255, 0, 0]],
  ["reports/grey16-linear.png", {}, [127, 127, 127]],
  ["reports/cicp-display-p3.png", {}, [255, 0, 0]],
  ["reports/jpeg-no-eoi.jpg", { incomplete: true }],
  ["reports/jpeg-cut-20-bytes.jpg", { incomplete: true }],
  ["reports/png-named.jpg", { contentType: "image/png" }],
  ["reports/webp-named.jpg", { contentType: "image/webp" }],
  ["reports/IMG_0001", { contentType: "image/jpeg" }],
  ["reports/download.jfif", { contentType: "image/jpeg" }],
  ["reports/animated.avif", { contentType: "image/avif", width: 60, height: 40 }],
  ["reports/black-on-transparent.png", { transparent: true }],
  ["reports/white-on-transparent.png", { transparent: true }],
  ["reports/panorama-20000x1000.jpg", {}],
  ["reports/phone-50mp-8192x6144.jpg", { width: 8192, height: 6144 }],
  [
    "heic/good/iphone-11.heic",
    {
      contentType: "image/heic",
      width: 3024,
      height: 4032,
      takenAt: "2020-05-04T18:39:11.644-04:00",
      shot: expect.objectContaining({ camera: "Apple iPhone 11 Pro" }),
    },
  ],
  [
    "heic/good/samsung-issue-437.heic",
    {
      contentType: "image/heic",
      width: 1848,
      height: 4000,
      takenAt: "2025-05-09T11:38:44.823+02:00",
      shot: expect.objectContaining({ camera: "samsung Galaxy S24 FE" }),
    },
  ],
  ["heic/good/cheers_1440x960.heic", { contentType: "image/heic", width: 1440, height: 960 }],
];
const COLOUR_TOLERANCE = 4;
/** What Debian's heif-convert and ImageMagick with LittleCMS make of the ninths of a picture, row by row. */
const ninths: Record<string, readonly Rgb[]> = {
  "iphone-11.heic": [
    [76, 126, 164],
    [119, 144, 186],
    [103, 159, 205],
    [68, 98, 130],
    [125, 138, 179],
    [83, 112, 144],
    [59, 88, 113],
    [80, 110, 141],
    [66, 103, 131],
  ],
  "samsung-issue-437.heic": [
    [150, 149, 149],
    [158, 157, 156],
    [162, 161, 157],
    [152, 151, 154],
    [162, 162, 162],
    [165, 164, 162],
    [145, 144, 147],
    [152, 152, 153],
    [156, 156, 155],
  ],
  "cheers_1440x960.heic": [
    [86, 60, 29],
    [127, 90, 63],
    [145, 111, 89],
    [85, 48, 16],
    [86, 54, 29],
    [113, 78, 50],
    [97, 60, 16],
    [64, 36, 12],
    [114, 77, 45],
  ],
};
const MAX_DELTA_E = 2;
/** A tile of a panorama is 222 pixels high in a window of 1,280. */
const TILE_ROWS = 222;

const atHand = reported.flatMap(([file, expected, colour]) => {
  const body = readIfAtHand(file);
  return body ? [[file, { body, expected, colour }] as const] : [];
});

describe.skipIf(atHand.length === 0)("reported files (of SKYLIGHT_PHOTOS)", () => {
  test.each(atHand)("%s", { timeout: TIMEOUT_MS }, async (file, { body, expected, colour }) => {
    const image = await process({ ...asJpeg(body), fileName: file.split("/").at(-1) ?? file });
    expect(image).toMatchObject({ status: "ready", ...expected });
    if (file.includes("panorama")) expect(image.renditions.medium?.height).toBeGreaterThanOrEqual(TILE_ROWS);
    const reference = ninths[basename(file)];
    if (reference) {
      const seen = await meansOfNinths(await rendition(image, "full"));
      const differences = seen.map((mean, at) => deltaE(mean, reference[at] ?? [0, 0, 0]));
      expect(Math.max(...differences), JSON.stringify(seen)).toBeLessThanOrEqual(MAX_DELTA_E);
    }
    for (const name of colour ? Object.keys(image.renditions) : []) {
      const { data } = await sharp(await rendition(image, name))
        .resize(1, 1)
        .removeAlpha()
        .raw()
        .toBuffer({ resolveWithObject: true });
      const differences = (colour ?? []).map((value, at) => Math.abs(value - (data[at] ?? -1)));
      expect(Math.max(...differences), `${name}: ${[...data]}`).toBeLessThanOrEqual(COLOUR_TOLERANCE);
    }
  });

  test.each(["bad-iteminfo.heif", "short-boxes.heif", "truncated-hevc.heif"])(
    "hostile %s fails as damaged",
    async (name) => {
      const body = readIfAtHand(`heic/hostile/${name}`) as Buffer;
      expect(await process(asJpeg(body))).toMatchObject({ status: "failed", failureCode: "corrupt_image" });
    },
  );
});

async function meansOfNinths(picture: Buffer): Promise<Rgb[]> {
  const SIDE = 300;
  const NINTH = SIDE / 3;
  const data = await sharp(picture).resize(SIDE, SIDE, { fit: "fill" }).removeAlpha().raw().toBuffer();
  const sums = Array.from({ length: 9 }, (): [number, number, number] => [0, 0, 0]);
  for (let at = 0; at < data.length; at++) {
    const [x, y] = [Math.floor(at / 3) % SIDE, Math.floor(at / 3 / SIDE)];
    const sum = sums[Math.floor(y / NINTH) * 3 + Math.floor(x / NINTH)];
    if (sum) sum[at % 3] = (sum[at % 3] ?? 0) + (data[at] ?? 0) / NINTH ** 2;
  }
  return sums;
}

function readIfAtHand(file: string): Buffer | undefined {
  try {
    return readFileSync(join(PHOTOS_FOLDER, file));
  } catch {
    return undefined;
  }
}
