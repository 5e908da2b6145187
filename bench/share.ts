import { randomBytes } from "node:crypto";
import { readFile, writeFile } from "node:fs/promises";
import { cpus, loadavg } from "node:os";
import sharp from "sharp";
import { cleanJpeg } from "#lib/clean-copy/clean-jpeg.ts";
import { runToEnd } from "#lib/clean-copy/cooperative-work.ts";
import { measureImport } from "./import-rate.ts";
import { measureSharePage } from "./share-page.ts";
import { median, withSpread } from "./statistics.ts";
import { measureZip } from "./zip-download.ts";

/*
 * npm run bench -- share [clean|page|zip|import] [files]: what sharing costs. A part of it alone is measured again with
 * its name behind it, and the other figures stay. With fewer files it only prints.
 */

const RESULT = new URL("./results/share.json", import.meta.url);
const ROUNDS = 15;
/** The kernel counts in ticks that are longer than one copy takes. */
const COPIES_PER_ROUND = 10;
const FILM_BYTES = 100_000;
const CLEAN_COPY_GOAL_MS = 10;

type Measures = Record<string, number>;

const parts: Record<string, (files?: number) => Promise<Measures>> = {
  clean: () => measureCleanCopy(),
  page: () => measureSharePage(),
  zip: measureZip,
  import: measureImport,
};

export async function run(): Promise<void> {
  const [loadBefore = 0] = loadavg();
  const [part, files] = process.argv.slice(3);
  const measures: Measures = {};
  for (const [name, measure] of Object.entries(parts))
    if (part === undefined || part === name)
      Object.assign(measures, await measure(files === undefined ? undefined : Number(files)));
  if (files !== undefined) return;
  const former = await readFile(RESULT, "utf8").then(
    (text) => JSON.parse(text) as { measures: Measures },
    () => undefined,
  );
  const machine = `${cpus().length} × ${cpus()[0]?.model.trim()}, ${process.platform} ${process.arch}, Node ${process.version}, load before the run ${loadBefore.toFixed(1)}`;
  const result = { measures: { ...former?.measures, ...measures }, machine, date: new Date().toISOString() };
  await writeFile(RESULT, `${JSON.stringify(result, null, 2)}\n`);
}

/**
 * CPU of a clean copy, brought together in memory, of a photo of 5 MB with EXIF, profile and bytes after its end;
 * beside it that of the bare copy of as many bytes into new memory.
 */
async function measureCleanCopy(): Promise<Measures> {
  const photo = await makePhoto();
  const [clean, bare]: [number[], number[]] = [[], []];
  // The first round warms up and does not count.
  for (let round = 0; round <= ROUNDS; round++) {
    const cleanMs = measureCopies(() => Buffer.concat(runToEnd(cleanJpeg(photo, {}))));
    const bareMs = measureCopies(() => new Uint8Array(photo));
    if (round === 0) continue;
    clean.push(cleanMs);
    bare.push(bareMs);
  }
  console.log(`A JPEG of ${(photo.length / 1024 ** 2).toFixed(1)} MB, CPU, goal ≤ ${CLEAN_COPY_GOAL_MS} ms:`);
  console.log(`clean copy ${withSpread(clean, 1)} ms, bare copy ${withSpread(bare, 1)} ms`);
  const round = (value: number) => Math.round(value * 10) / 10;
  return { cleanCopyCpuMs: round(median(clean)), bareCopyCpuMs: round(median(bare)) };
}

/** Of one copy, milliseconds. */
function measureCopies(copy: () => unknown): number {
  const before = process.threadCpuUsage();
  for (let one = 0; one < COPIES_PER_ROUND; one++) copy();
  const { user, system } = process.threadCpuUsage(before);
  return (user + system) / 1_000 / COPIES_PER_ROUND;
}

/** Noise, so that the compressed data hold as many bytes that look like markers as those of a detailed photo. */
async function makePhoto(): Promise<Buffer> {
  const [width, height] = [3_050, 2_030];
  const photo = await sharp({
    create: { width, height, channels: 3, background: "gray", noise: { type: "gaussian", mean: 128, sigma: 40 } },
  })
    .withIccProfile("p3")
    .withExifMerge({ IFD0: { Make: "Acme" }, IFD3: { GPSLatitudeRef: "N", GPSLatitude: "52/1 30/1 0/1" } })
    .jpeg({ quality: 95 })
    .toBuffer();
  return Buffer.concat([photo, randomBytes(FILM_BYTES)]);
}
