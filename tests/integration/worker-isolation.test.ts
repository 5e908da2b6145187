import { createHash } from "node:crypto";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { workerConfig } from "#lib/config.ts";
import { recipe } from "#lib/images/recipe.ts";
import { fuzzedCopies } from "#tests/support/fuzzed-copies.ts";
import {
  animatedGif,
  healthyFiles,
  jpegWithDeepExif,
  jpegWithExif,
  pngBomb,
  pngTextBomb,
  type TestFile,
  truncated,
  webp,
} from "#tests/support/image-factory.ts";
import { corpusFiles } from "#tests/support/photo-corpus.ts";
import { prototypePolluters } from "#tests/support/prototype-polluters.ts";
import { seededRandom } from "#tests/support/seeded-random.ts";
import { createRenderer, type Renderer } from "#worker/renderer.ts";
import { PictureError } from "#worker/sandbox/picture-error.ts";

/*
 * One render process serves the pictures of many people. Whatever it has met before, a file must come out of it as it
 * does out of a process that has met nothing.
 */

const config = workerConfig({ BUCKET: "unused", TABLE: "unused" });
const SEED = 20_260_310;
/** Hostile files, drawn by lot, each directly before a good one. */
const PAIRS = 16;
/** Every so many good files are rendered in a process of their own as well, which takes the start of one. */
const ALONE_EVERY = 6;
/** As the recipe makes them, but cheap. */
const renditions = {
  thumbnail: recipe.renditions.thumbnail,
  small: { ...recipe.renditions.medium, width: 160, height: 160 },
};

let folder: string;
let good: TestFile[];
let hostile: TestFile[];
/** What becomes of each good file in a process that met only such. */
let among: Map<TestFile, unknown>;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "skylight-isolation-"));
  good = [...(await healthyFiles()).slice(7), ...corpusFiles("good").filter(({ body }) => body.length < 150_000)];
  const sound = [await jpegWithExif(6), await webp()];
  hostile = [
    ...(await prototypePolluters()),
    await jpegWithDeepExif(),
    await pngTextBomb(20 * 1024 * 1024),
    pngBomb(3_000, 3_000, 10),
    truncated(await animatedGif(), 0.5),
    ...fuzzedCopies(sound, { copies: 3, seed: SEED }),
    ...corpusFiles("hostile"),
  ];
  among = await resultsAmongGood(good);
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** All that a person could see of a file once it went through: pixels, record, failure. Times and memory are not. */
async function resultOf(renderer: Renderer, file: TestFile): Promise<unknown> {
  const path = join(folder, `${createHash("sha256").update(file.body).digest("hex")}`);
  await writeFile(path, file.body);
  try {
    const { decodeMs, renderMs, inspectMs, peakMemoryBytes, ...picture } = await renderer.render({
      path,
      renditions,
      limits: {
        maxPixels: config.maxPixels,
        maxFrames: config.maxFrames,
        animatedFrames: config.animatedFrames,
        timeoutMs: config.renderTimeoutMs,
        maxMemoryBytes: config.renderMemoryBytes,
      },
    });
    const hashed = picture.renditions.map(({ body, ...rendition }) => ({
      ...rendition,
      sha256: createHash("sha256").update(body).digest("hex"),
    }));
    return { ...picture, renditions: hashed };
  } catch (error) {
    if (!(error instanceof PictureError)) throw error;
    return { failure: error.code };
  }
}

/** What becomes of files in a process that has met only good ones, the first of them as its very first. */
async function resultsAmongGood(files: TestFile[]): Promise<Map<TestFile, unknown>> {
  const renderer = createRenderer();
  try {
    const results = new Map<TestFile, unknown>();
    for (const file of files) results.set(file, await resultOf(renderer, file));
    return results;
  } finally {
    await renderer.close();
  }
}

test("files come out of a process of their own as they do among good ones", async () => {
  for (const file of good.filter((_, index) => index % ALONE_EVERY === ALONE_EVERY - 1)) {
    expect((await resultsAmongGood([file])).get(file), file.fileName).toEqual(among.get(file));
  }
});

describe("a process that met every hostile file", () => {
  const renderer = createRenderer();
  afterAll(() => renderer.close());

  async function expectUnchanged(file: TestFile, before: TestFile) {
    await resultOf(renderer, before);
    expect(await resultOf(renderer, file), `${file.fileName} after ${before.fileName}`).toEqual(among.get(file));
  }

  test("makes the same of a good file after each of them", { tags: "long" }, async () => {
    for (const [index, file] of hostile.entries()) await expectUnchanged(good[index % good.length] as TestFile, file);
  });

  test("makes the same of every good file at the end", async () => {
    for (const file of good) expect(await resultOf(renderer, file), file.fileName).toEqual(among.get(file));
  });

  test("makes the same of pairs drawn by lot", async () => {
    const random = seededRandom(SEED);
    const draw = (files: TestFile[]) => files[Math.floor(random() * files.length)] as TestFile;
    for (let pair = 0; pair < PAIRS; pair++) await expectUnchanged(draw(good), draw(hostile));
  });
});
