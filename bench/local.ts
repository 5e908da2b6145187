import { execFileSync } from "node:child_process";
import { mkdir, readdir, stat, writeFile } from "node:fs/promises";
import { cpus, loadavg, totalmem } from "node:os";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import pMap from "p-map";
import sharp from "sharp";
import { type RenditionRecipe, recipe } from "#lib/images/recipe.ts";
import { type ApiSession, registerSession } from "#tests/support/api-session.ts";
import { type RunningApp, startApp } from "#tests/support/app.ts";
import { smallPhoto, type TestFile } from "#tests/support/image-factory.ts";
import { corpusFiles } from "#tests/support/photo-corpus.ts";
import { waitUntil } from "#tests/support/wait-until.ts";
import { measurePages } from "./local-pages.ts";
import { cpuMs, endedChildrenCpuMs } from "./process-usage.ts";
import { type Measures, runParts } from "./run-parts.ts";
import { median } from "./statistics.ts";
import { type TreeUsage, treePssMb, watchTree } from "./tree-usage.ts";

/*
 * npm run bench -- local [start|take|idle|vips|pages] [photos]: what the whole system on one machine costs, all of its
 * processes together. Each part makes a data folder of its own.
 */

const RESULT = new URL("./results/local.json", import.meta.url).pathname;
const FOLDER = new URL(`../.data/bench-local-${process.pid}/`, import.meta.url).pathname;
const VIPS = "/usr/bin/vipsthumbnail";

const PHOTOS = Number(process.argv[4] ?? 3_000);
const LARGE_PHOTOS = Math.min(100, PHOTOS);
const STARTS = 5;
const UPLOAD_CONCURRENCY = 4;
const WARM_UP_PHOTOS = 30;
const MINUTE_MS = 60_000;
/** An unused system rests after five minutes; before that, each of its jobs runs once more. */
const UNTIL_REST_MS = 7 * MINUTE_MS;
const IDLE_MINUTES = 10;
/** Within it, what was overwritten in the database's files is cleared away. */
const DISK_REST_MS = 2.5 * MINUTE_MS;
const MEGAPIXELS = [3, 12] as const;
const MEGA = 1e6;
const KIBIBYTE = 1024;

const parts = { start: measureStart, take: measureTaking, idle: measureIdle, vips: measureVips, pages: measurePagesOf };

export function run(): Promise<void> {
  const machine = `${cpus().length} × ${cpus()[0]?.model.trim()}, ${Math.round(totalmem() / KIBIBYTE ** 3)} GB, Node ${process.version}, load before the run ${loadavg()[0]?.toFixed(1)}`;
  const details = { photos: PHOTOS, machine, date: new Date().toISOString() };
  return runParts(parts, { folder: FOLDER, resultFile: RESULT, details });
}

/** Of a folder that was used once, as after the first time. */
async function measureStart(measures: Measures): Promise<void> {
  const dataDir = await newFolder("start");
  await (await startApp({ dataDir })).stop();
  const { wallMs, spentMs } = await timeStarts(dataDir);
  measures.startMs = wallMs;
  measures.startCpuMs = spentMs;
}

async function timeStarts(dataDir: string): Promise<{ wallMs: number; spentMs: number }> {
  const [walls, spent]: [number[], number[]] = [[], []];
  for (let number = 0; number < STARTS; number++) {
    const startedAt = performance.now();
    const app = await startApp({ dataDir });
    walls.push(performance.now() - startedAt);
    spent.push(cpuMs(app.process.pid ?? 0));
    await app.stop();
  }
  return { wallMs: Math.round(median(walls)), spentMs: Math.round(median(spent)) };
}

/** Taking in small photos, of which nearly all is not rendering; then what they take on disk, and a start with them. */
async function measureTaking(measures: Measures): Promise<void> {
  const dataDir = await newFolder("take");
  const app = await startApp({ dataDir });
  const session = await registerSession(app.url);
  await takeIn(app, session, await smallPhotos(WARM_UP_PHOTOS, 0));
  const usage = await takeIn(app, session, await smallPhotos(PHOTOS, WARM_UP_PHOTOS));
  const { renderer = 0, ...plumbing } = usage.byRole;
  measures.plumbingMsPerPhoto = round((usage.cpuMs - renderer) / PHOTOS);
  for (const [role, spent] of Object.entries(plumbing)) measures[`${role}MsPerPhoto`] = round(spent / PHOTOS);
  await setTimeout(DISK_REST_MS);
  const besidePictures = await occupiedBytes(dataDir, (path) => !isPicture(path));
  measures.diskPerPhotoKb = round(besidePictures / KIBIBYTE / (PHOTOS + WARM_UP_PHOTOS));
  await app.stop();
  measures.startAfterImportMs = (await timeStarts(dataDir)).wallMs;
}

async function measureIdle(measures: Measures): Promise<void> {
  await using app = await startApp({ dataDir: await newFolder("idle") });
  const session = await registerSession(app.url);
  await takeIn(app, session, await smallPhotos(LARGE_PHOTOS, 0));
  await setTimeout(UNTIL_REST_MS);
  const pid = app.process.pid ?? 0;
  const before = cpuMs(pid);
  await setTimeout(IDLE_MINUTES * MINUTE_MS);
  measures.idleCpuMsPerMinute = Math.round((cpuMs(pid) - before) / IDLE_MINUTES);
  measures.idlePssMb = Math.round(treePssMb(pid));
}

/**
 * Photos as people take them, and by turns with each of them the same sizes by vipsthumbnail, where it is installed.
 */
async function measureVips(measures: Measures): Promise<void> {
  const folder = await newFolder("vips");
  await using app = await startApp({ dataDir: join(folder, "data") });
  const session = await registerSession(app.url);
  const files = await usualPhotos(LARGE_PHOTOS);
  const hasVips = await stat(VIPS).then(Boolean, () => false);
  await takeIn(app, session, await smallPhotos(WARM_UP_PHOTOS, 0));
  const spent = { skylight: 0, vips: 0 };
  for (const file of files) {
    spent.skylight += (await takeIn(app, session, [file])).cpuMs;
    if (hasVips) spent.vips += await thumbnailsByVips(folder, file);
  }
  measures.msPerUsualPhoto = round(spent.skylight / files.length);
  if (hasVips) measures.cpuVsVips = round(spent.skylight / spent.vips);
  const others = await usualPhotos(LARGE_PHOTOS, "again");
  measures.peakPssMb = Math.round((await takeIn(app, session, others)).peakPssMb);
}

function measurePagesOf(measures: Measures): Promise<void> {
  return measurePages(measures, { photos: smallPhotos, newFolder, before: process.env.BENCH_BEFORE });
}

/** Uploads files and waits until each is ready. */
async function takeIn(app: RunningApp, session: ApiSession, files: TestFile[]): Promise<TreeUsage> {
  const watch = watchTree(app.process.pid ?? 0);
  const ids = await pMap(files, session.upload, { concurrency: UPLOAD_CONCURRENCY });
  // The last ones tell; to list all of them again and again would be measured as well.
  for (const id of ids.slice(-UPLOAD_CONCURRENCY)) {
    await waitUntil(
      "the image to be ready",
      async () => {
        const answer = await (await session.fetch(`/api/images/${id}`)).json();
        const { image } = answer as { image: { status: string } };
        return image.status === "ready" || image.status === "failed";
      },
      10 * MINUTE_MS,
    );
  }
  await waitUntil("no image under way", async () => !(await isAnyUnderWay(session)), 10 * MINUTE_MS);
  return watch.stop();
}

async function isAnyUnderWay(session: ApiSession): Promise<boolean> {
  const answer = await session.fetch("/api/images?status=processing&limit=1&renditions=thumbnail");
  return ((await answer.json()) as { images: unknown[] }).images.length > 0;
}

function smallPhotos(count: number, from: number): Promise<TestFile[]> {
  return Promise.all(Array.from({ length: count }, (_, index) => smallPhoto(from + index)));
}

/** JPEGs of 3 to 12 megapixels: real photos where available, each made unique by bytes after its end. */
async function usualPhotos(count: number, mark = ""): Promise<TestFile[]> {
  const candidates = corpusFiles("good").filter(({ contentType }) => contentType === "image/jpeg");
  const usual: TestFile[] = [];
  for (const file of candidates) {
    const { width = 0, height = 0 } = await sharp(file.body).metadata();
    const megapixels = (width * height) / MEGA;
    if (megapixels >= MEGAPIXELS[0] && megapixels <= MEGAPIXELS[1]) usual.push(file);
  }
  if (usual.length === 0) throw new Error("Expected photos in the folder that SKYLIGHT_PHOTOS names but found none");
  return Array.from({ length: count }, (_, index) => {
    const file = usual[index % usual.length] as TestFile;
    const body = Buffer.concat([file.body, Buffer.from(`${mark}${index}`)]);
    return { ...file, fileName: `${mark}${index}-${file.fileName}`, body };
  });
}

/** CPU of making all renditions of a photo with vipsthumbnail, milliseconds. */
async function thumbnailsByVips(folder: string, file: TestFile): Promise<number> {
  const path = join(folder, "photo.jpg");
  await writeFile(path, file.body);
  const before = endedChildrenCpuMs();
  for (const [name, rendition] of Object.entries<RenditionRecipe>(recipe.renditions)) {
    if (rendition.onlyFor) continue;
    const { width, height, fit, quality, effort } = rendition;
    const shape = fit === "cover" ? ["--smartcrop", "centre"] : [];
    const output = `${join(folder, name)}.webp[Q=${quality},effort=${effort}]`;
    execFileSync(VIPS, [path, "--size", `${width}x${height}>`, ...shape, "-o", output]);
  }
  return endedChildrenCpuMs() - before;
}

async function newFolder(name: string): Promise<string> {
  const path = join(FOLDER, name);
  await mkdir(path, { recursive: true });
  return path;
}

/** Originals and renditions themselves, see lib/images/object-keys.ts, without what is stored beside them. */
function isPicture(path: string): boolean {
  return /\/s3\/objects\/[^/]+\/(uploads|thumbnails)\//.test(path);
}

/** What files occupy on disk, which is whole blocks, bytes. */
async function occupiedBytes(folder: string, counts: (path: string) => boolean): Promise<number> {
  const BLOCK = 512;
  let sum = 0;
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath, entry.name);
    if (!entry.isFile() || !counts(path)) continue;
    // A file that vanishes meanwhile counts as nothing.
    sum += await stat(path).then(
      ({ blocks }) => blocks * BLOCK,
      () => 0,
    );
  }
  return sum;
}

function round(value: number): number {
  return Math.round(value * 100) / 100;
}
