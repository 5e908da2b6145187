import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { SQSEvent } from "aws-lambda";
import sharp from "sharp";
import { workerNodeOptions } from "#lib/processing/node-options.ts";
import { heic } from "#tests/support/heic-factory.ts";
import type { TestFile } from "#tests/support/image-factory.ts";
import { PHOTOS_FOLDER } from "#tests/support/photo-corpus.ts";
import { cpuMs, watchResidentMb } from "./process-usage.ts";
import { startNodeSubject } from "./subjects/subject.ts";

/*
 * HEIC and pictures of very many pixels, in the worker as it is shipped; beside HEIC the decoder alone.
 */

const ROUNDS = 3;
const LARGE_JPEG = { width: 12_000, height: 9_000 };

export interface LargePictures {
  /** CPU of the worker ÷ that of the decoder with the same renditions, one value a round. */
  heicVsDecoder: number[];
  /** Peak memory of the worker with its render process, megabytes. */
  heicRssMb: number;
  heic50mpRssMb: number;
  jpeg108RssMb: number;
  /** CPU of the worker, milliseconds. */
  jpeg108Ms: number;
}

type Worlds = {
  environment: Record<string, string>;
  /** The batch that announces a file which has just been stored. */
  storedBatch: (file: TestFile) => Promise<SQSEvent>;
  /** Where a file's bytes stand. */
  write: (file: TestFile) => Promise<string>;
};

/** Measures them; HEIC of telephones only where they are at hand, else of the tests' own making. */
export async function measureLargePictures(worlds: Worlds): Promise<LargePictures> {
  const photos = realPhotos();
  const telephone = photos.length > 0 ? photos : [await heic({ grid: { columns: 8, rows: 6 } })];
  const heicVsDecoder = await compareWithDecoder(worlds, telephone);
  const small = await runOnce(worlds, telephone);
  const large = await runOnce(worlds, [await heic({ grid: { columns: 17, rows: 12 } })]);
  const jpeg = await runOnce(worlds, [await largeJpeg()]);
  return {
    heicVsDecoder,
    heicRssMb: small.peakMb,
    heic50mpRssMb: large.peakMb,
    jpeg108RssMb: jpeg.peakMb,
    jpeg108Ms: jpeg.cpuMs,
  };
}

async function compareWithDecoder(worlds: Worlds, files: TestFile[]): Promise<number[]> {
  const worker = await startNodeSubject("./worker.ts", worlds.environment, workerNodeOptions);
  const decoder = await startNodeSubject("./bare-heif.ts");
  const ratios: number[] = [];
  // The first round warms both up and does not count.
  for (let round = 0; round <= ROUNDS; round++) {
    const spent = { worker: 0, decoder: 0 };
    for (const file of files) {
      spent.worker += await worker.run(await worlds.storedBatch(file));
      spent.decoder += await decoder.run({ path: await worlds.write(file) });
    }
    if (round > 0) ratios.push(spent.worker / spent.decoder);
  }
  await Promise.all([worker.stop(), decoder.stop()]);
  return ratios;
}

async function runOnce(worlds: Worlds, files: TestFile[]): Promise<{ peakMb: number; cpuMs: number }> {
  const worker = await startNodeSubject("./worker.ts", worlds.environment, workerNodeOptions);
  const watch = watchResidentMb(worker.pid);
  const before = cpuMs(worker.pid);
  for (const file of files) await worker.run(await worlds.storedBatch(file));
  const spent = cpuMs(worker.pid) - before;
  const peakMb = watch.stop();
  await worker.stop();
  return { peakMb, cpuMs: spent };
}

/** 108 megapixels, baseline, with detail everywhere. */
async function largeJpeg(): Promise<TestFile> {
  const tile = await sharp({
    create: { width: 1_000, height: 1_000, channels: 3, background: "gray", noise: { type: "gaussian", sigma: 30 } },
  })
    .blur(1)
    .png()
    .toBuffer();
  const body = await sharp({ create: { ...LARGE_JPEG, channels: 3, background: "gray" }, limitInputPixels: false })
    .composite([{ input: tile, tile: true }])
    .jpeg({ quality: 85, progressive: false })
    .toBuffer();
  return { fileName: "108-megapixels.jpg", contentType: "image/jpeg", body };
}

function realPhotos(): TestFile[] {
  const folder = join(PHOTOS_FOLDER, "heic", "good");
  try {
    return readdirSync(folder)
      .filter((name) => /\.hei[cf]$/i.test(name))
      .sort()
      .slice(0, 6)
      .map((fileName) => ({ fileName, contentType: "image/heic", body: readFileSync(join(folder, fileName)) }));
  } catch {
    return [];
  }
}
