import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type FailureCode, failures } from "#lib/images/failure.ts";
import { findImage } from "#lib/images/image-repository.ts";
import { renditionsPrefix } from "#lib/images/object-keys.ts";
import { listKeys } from "#lib/storage/objects.ts";
import { childProcessIds, residentBytes } from "#tests/support/child-processes.ts";
import {
  animatedGif,
  animatedWebp,
  avif,
  gifOfManyFrames,
  jpegAndHtml,
  jpegWithDeepExif,
  jpegWithExif,
  pngBomb,
  pngTextBomb,
  pngWithAlpha,
  svgWithScript,
  type TestFile,
  tiff,
  truncated,
  webp,
} from "#tests/support/image-factory.ts";
import { corpusFiles } from "#tests/support/photo-corpus.ts";
import { expectedRenditions } from "#tests/support/rendition-names.ts";
import { startTestCloud, type TestCloud } from "#tests/support/test-cloud.ts";
import {
  announce,
  batch,
  delivery,
  startTestWorker,
  store,
  storedEvent,
  type TestWorker,
} from "#tests/support/test-worker.ts";

const MEBIBYTE = 1024 * 1024;
/** Of the render process; the worker's own process holds no pixels. */
const MEMORY_BOUND_BYTES = 500 * MEBIBYTE;
/** "Within seconds", with room for a machine that does other things as well. */
const TIME_BOUND_MS = 8_000;

type Outcome = "ready" | FailureCode;

let cloud: TestCloud;
let worker: TestWorker;
beforeAll(async () => {
  cloud = await startTestCloud();
  worker = startTestWorker(cloud);
});
afterAll(async () => {
  await worker.stop();
  await cloud.stop();
});

/** How a file ends when it is uploaded as it is. */
async function getOutcome(file: TestFile): Promise<Outcome> {
  const image = await announce(cloud, file);
  await store(cloud, image, file.body);
  const startedAt = performance.now();
  const watch = watchMemory();
  const answer = await worker.handle(batch(delivery(storedEvent(image))));
  const peak = watch.stop();
  expect(performance.now() - startedAt, "milliseconds until it was settled").toBeLessThan(TIME_BOUND_MS);
  expect(peak, "bytes of memory at the peak").toBeLessThan(MEMORY_BOUND_BYTES);
  expect(answer, "a hopeless file is dealt with at once").toEqual({ batchItemFailures: [] });
  const settled = await findImage(cloud.database, { ownerId: image.ownerId, imageId: image.id });
  const renditions = await listKeys(cloud.storage, renditionsPrefix(image.ownerId, image.id));
  if (settled?.status === "ready") {
    expect(renditions).toHaveLength(expectedRenditions(settled.contentType).length);
    return "ready";
  }
  expect(settled?.status).toBe("failed");
  expect(renditions).toEqual([]);
  const code = settled?.failureCode ?? "internal";
  expect(failures[code].sentence).toMatch(/\.$/);
  return code;
}

const POLL_MS = 20;

function watchMemory() {
  let peak = 0;
  const timer = setInterval(() => {
    peak = Math.max(peak, ...childProcessIds().map(residentBytes));
  }, POLL_MS);
  return {
    stop() {
      clearInterval(timer);
      return peak;
    },
  };
}

const asPng = (body: Buffer): TestFile => ({ fileName: "a.png", contentType: "image/png", body });

describe("files made to hurt", () => {
  test.each<[string, Outcome, () => TestFile | Promise<TestFile>]>([
    ["an SVG with a script and an external entity", "unsupported_format", () => asPng(svgWithScript())],
    ["a web page", "unsupported_format", () => asPng(Buffer.from("<html><script>alert(1)</script></html>"))],
    ["a JPEG that is a web page as well", "ready", jpegAndHtml],
    ["a JPEG named and announced as PNG", "ready", async () => asPng((await jpegWithExif()).body)],
    ["a GIF announced as WebP", "ready", async () => ({ ...(await animatedGif()), contentType: "image/webp" })],
    ["a PNG of 900 megapixels in a few bytes", "too_many_pixels", () => pngBomb(30_000, 30_000)],
    [
      "a PNG of 2^31 pixels a side, more than its decoder takes",
      "corrupt_image",
      () => pngBomb(0x7fff_ffff, 0x7fff_ffff),
    ],
    ["a PNG within the budget whose data ends early", "corrupt_image", () => pngBomb(7_000, 7_000, 10)],
    ["a PNG of 49 megapixels in a few kilobytes", "ready", () => pngBomb(7_000, 7_000, 7_000)],
    ["a PNG with 200 MB of compressed text", "ready", () => pngTextBomb()],
    ["a JPEG with endless EXIF", "ready", jpegWithDeepExif],
    ["a GIF of 10,000 frames", "too_many_frames", () => gifOfManyFrames(10_000)],
    ["a GIF of 1,000 frames", "ready", () => gifOfManyFrames(1_000)],
    ["a file of zero bytes", "corrupt_image", () => asPng(Buffer.alloc(0))],
    ["a file of one byte", "unsupported_format", () => asPng(Buffer.from([0x89]))],
    ["nothing but a signature", "corrupt_image", () => asPng(Buffer.from("\x89PNG\r\n\x1a\n", "latin1"))],
    ["a video", "unsupported_video", () => asPng(Buffer.from("\0\0\0\x18ftypisom\0\0\0\0isommp42"))],
    [
      "nothing but the brand of a HEIC",
      "corrupt_image",
      () => asPng(Buffer.from("\0\0\0\x18ftypheic\0\0\0\0mif1heic")),
    ],
  ])("%s ends as %s", async (_, expected, make) => {
    expect(await getOutcome(await make())).toBe(expected);
  });
});

describe("files cut off", () => {
  const parts = [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9];

  test.each<[string, () => Promise<TestFile>]>([
    ["WebP", webp],
    ["AVIF", avif],
    ["TIFF", tiff],
  ])("%s is damaged, wherever the cut", async (_, make) => {
    const whole = await make();
    for (const part of parts.slice(0, -1))
      expect(await getOutcome(truncated(whole, part)), `at ${part * 100} %`).toBe("corrupt_image");
    // What is nearly whole may be shown.
    expect(["ready", "corrupt_image"]).toContain(await getOutcome(truncated(whole, parts.at(-1) ?? 1)));
  });

  test.each<[string, () => Promise<TestFile>]>([
    ["JPEG", () => jpegWithExif()],
    ["PNG", pngWithAlpha],
  ])("%s is damaged or, with enough of its rows, shown", async (_, make) => {
    const whole = await make();
    for (const part of parts) {
      expect(["ready", "corrupt_image"], `at ${part * 100} %`).toContain(await getOutcome(truncated(whole, part)));
    }
  });

  test.each<[string, () => Promise<TestFile>]>([
    ["GIF", () => animatedGif(20)],
    ["WebP", () => animatedWebp(20)],
  ])("an animated %s is damaged or, with a whole first frame, shown", async (_, make) => {
    const whole = await make();
    for (const part of parts) {
      expect(["ready", "corrupt_image"], `at ${part * 100} %`).toContain(await getOutcome(truncated(whole, part)));
    }
  });
});

describe("after all that", () => {
  test("healthy files become ready", async () => {
    for (const file of await Promise.all([jpegWithExif(), pngWithAlpha(), animatedWebp()]))
      expect(await getOutcome(file), file.fileName).toBe("ready");
  });
});

const good = corpusFiles("good");
const hostile = corpusFiles("hostile");

/** What becomes of the real files that were collected for their trouble; all others of them become `ready`. */
const corpusOutcomes: Record<string, Outcome> = {
  "17000x17000.avif": "too_many_pixels",
  "65536-uint32-limit.png": "too_many_pixels",
  "817f96555e2d683e7b12f778c4e38022.png": "corrupt_image",
  "broken.png": "corrupt_image",
  "crash-00444811217c9cdd1a5c3db5d57184589169dd95.fuzzed": "unsupported_video",
  "crash-0086106bc19982dbfeebff8046917a454d8ee8f0.fuzzed": "unsupported_format",
  "crash-0da013a13571cc8eb457a39fee8db18f8a3c7127.tif": "ready",
  "crash-0e16d3bfb83be87356d026d66919deaefca44dac.tif": "corrupt_image",
  "crash-1185209cf7655b5aed8ae5e77784dfdd18ab59e9.tif": "corrupt_image",
  "decompression-bomb.gif": "corrupt_image",
  "decompression-bomb.ico": "unsupported_format",
  "libtiff-segfault.tif": "corrupt_image",
  "no-frames.gif": "corrupt_image",
  "oom-225817ca0f8c663be7ab4b9e717b02c661e66834.tif": "corrupt_image",
  "poc-b-506387278.avif": "corrupt_image",
  "tiff-overflow-rows-per-strip.tif": "corrupt_image",
  // There is hardly a row of it.
  "truncated.jpg": "corrupt_image",
  "truncated.svgz": "unsupported_format",
  "xc9n2c08.png": "corrupt_image",
  "xdtn0g01.png": "corrupt_image",
  "xs1n0g01.png": "unsupported_format",
};

describe.skipIf(good.length === 0)("real photos (of SKYLIGHT_PHOTOS)", () => {
  // What they look like, worker-fingerprints.test.ts tells.
  test("each becomes ready", { tags: "long" }, async () => {
    for (const file of good) expect(await getOutcome(file), file.fileName).toBe("ready");
  });

  test.each(hostile.map((file) => [file.fileName, file] as const))("%s ends as it must", async (name, file) => {
    expect(await getOutcome(file)).toBe(corpusOutcomes[name] ?? "ready");
  });

  test("memory is flat over three rounds of hostile files", { tags: "long" }, async () => {
    const peaks: number[] = [];
    for (let round = 0; round < 3; round++) {
      const watch = watchMemory();
      for (const file of hostile) await getOutcome(file);
      peaks.push(watch.stop() / MEBIBYTE);
    }
    const [first = 0, , third = 0] = peaks;
    expect(third, `peaks of ${peaks.map(Math.round).join(", ")} MB`).toBeLessThan(first * 1.15 + 10);
  });
});
