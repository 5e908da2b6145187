import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import sharp from "sharp";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { workerConfig } from "#lib/config.ts";
import { recipe } from "#lib/images/recipe.ts";
import { distance, fingerprint } from "#tests/support/fingerprint.ts";
import { healthyFiles, jpegWithExif, type TestFile, wideGamutJpeg } from "#tests/support/image-factory.ts";
import { longUnless } from "#tests/support/long-tests.ts";
import { corpusFiles } from "#tests/support/photo-corpus.ts";
import { createRenderer } from "#worker/renderer.ts";

/** Compression and resampling move a fingerprint by less, the finest textures by the most. */
const SAME = 6;
/** Each mistake below moves it by more. */
const DIFFERENT = 8;
const config = workerConfig({ BUCKET: "unused", TABLE: "unused" });
const renderer = createRenderer();

let folder: string;
let made: TestFile[];
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "skylight-fingerprints-"));
  made = await healthyFiles();
});
afterAll(async () => {
  await renderer.close();
  await rm(folder, { recursive: true });
});

async function renderFile(file: TestFile) {
  const path = join(folder, file.fileName);
  await writeFile(path, file.body);
  const { renditions } = await renderer.render({
    path,
    renditions: recipe.renditions,
    limits: {
      maxPixels: config.maxPixels,
      maxFrames: config.maxFrames,
      animatedFrames: config.animatedFrames,
      timeoutMs: config.renderTimeoutMs,
      maxMemoryBytes: config.renderMemoryBytes,
    },
  });
  return renditions;
}

/** The slow and simple way: all pixels decoded, turned and converted before anything is made smaller. */
async function expectLikeReference(file: TestFile) {
  const whole = sharp(file.body).autoOrient().toColourspace("srgb");
  const { data, info } = await whole.raw().toBuffer({ resolveWithObject: true });
  const { width, height, channels } = info;
  const decoded = () => sharp(data, { raw: { width, height, channels } });
  const uncut = await fingerprint(decoded());
  for (const rendition of await renderFile(file)) {
    const cut = { width: rendition.width, height: rendition.height, fit: "cover" } as const;
    const like =
      rendition.name === "thumbnail" ? await fingerprint(await decoded().resize(cut).png().toBuffer()) : uncut;
    const far = distance(await fingerprint(rendition.body), like);
    expect(far, `${file.fileName}, ${rendition.name}`).toBeLessThan(SAME);
  }
}

describe("renditions look like their original", () => {
  test("for pictures of every kind and orientation", async () => {
    for (const file of made) await expectLikeReference(file);
  });

  /** The first of its kind stands for the others. */
  const kinds = new Set<string>();
  for (const file of corpusFiles("good")) {
    const isFirst = !kinds.has(file.contentType);
    kinds.add(file.contentType);
    test(`for the real photo ${file.fileName} (of SKYLIGHT_PHOTOS)`, longUnless(isFirst), () =>
      expectLikeReference(file),
    );
  }
});

describe("the fingerprint tells apart", () => {
  test("a picture and each of its turns and flips", async () => {
    const stored = await Promise.all([1, 2, 3, 4, 5, 6, 7, 8].map((orientation) => jpegWithExif(orientation)));
    const [upright, ...others] = await Promise.all(stored.map(({ body }) => fingerprint(body)));
    for (const other of others) expect(distance(upright as Buffer, other)).toBeGreaterThan(DIFFERENT);
  });

  test("a picture in Display P3 and the same one with its profile ignored", async () => {
    const { body } = await wideGamutJpeg();
    const [right, wrong] = await Promise.all([
      sharp(body).toColourspace("srgb").png().toBuffer(),
      sharp(body, { ignoreIcc: true }).toColourspace("srgb").png().toBuffer(),
    ]);
    expect(distance(await fingerprint(right), await fingerprint(wrong))).toBeGreaterThan(DIFFERENT);
  });
});
