import { execFileSync } from "node:child_process";
import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { cpus, loadavg, tmpdir, totalmem } from "node:os";
import { join } from "node:path";
import type { SQSEvent } from "aws-lambda";
import { ulid } from "ulid";
import { findImage } from "#lib/images/image-repository.ts";
import { listProcessingEvents } from "#lib/images/processing-event-repository.ts";
import { workerNodeOptions } from "#lib/processing/node-options.ts";
import { startWorkerHost } from "#local/system/worker-host.ts";
import { startWorkerTrigger } from "#local/system/worker-trigger.ts";
import type { TestFile } from "#tests/support/image-factory.ts";
import { corpusFiles } from "#tests/support/photo-corpus.ts";
import { startTestCloud, type TestCloud } from "#tests/support/test-cloud.ts";
import { announce, batch, delivery, store, storedEvent } from "#tests/support/test-worker.ts";
import { unzip } from "#tests/support/unzip.ts";
import { waitUntil } from "#tests/support/wait-until.ts";
import { buildWorker } from "#worker/build.ts";
import { measureColdStarts } from "./cold-start.ts";
import { measureLargePictures } from "./large-pictures.ts";
import { watchResidentMb } from "./process-usage.ts";
import { median, percentile, withSpread } from "./statistics.ts";
import { type Subject, startNodeSubject, startPythonSubject } from "./subjects/subject.ts";

const ROUNDS = 5;
const WARM_UP_PHOTOS = 3;
const READY_ROUNDS = 2;
const HOSTILE_ROUNDS = 3;
const MEBIBYTE = 1024 * 1024;
const RESULTS = new URL("./results/", import.meta.url).pathname;
const HANDLER = new URL("../thumbnail-worker/index.ts", import.meta.url).pathname;

/** A progressive JPEG keeps the coefficients of all its pixels in memory: the heaviest kind of photo there is. */
const PROGRESSIVE = "speed-bench-prog.jpg";
/** 12 megapixels, as a telephone or an older camera takes them. */
const USUAL_PHOTO = "canon-eos-450d.jpg";
/** Pillow 9 of Debian does not read AVIF. */
const PILLOW_TYPES = new Set(["image/jpeg", "image/png", "image/webp", "image/gif"]);

interface Row {
  measure: string;
  reached: string;
  goal: string;
  met: boolean | undefined;
}

/**
 * Measures the worker and prints the table; leaves it in bench/results/worker.json. `worker large`: HEIC and large
 * JPEGs only; `worker cold`: cold starts only.
 */
export async function run(): Promise<void> {
  const good = corpusFiles("good");
  const hostile = corpusFiles("hostile");
  if (good.length === 0) throw new Error("Expected photos in the folder that SKYLIGHT_PHOTOS names but found none");
  const [loadBefore = 0] = loadavg();
  const folder = await mkdtemp(join(tmpdir(), "skylight-bench-"));
  const cloud = await startTestCloud();
  const environment: Record<string, string> = { ...cloud.cloud.environment, POWERTOOLS_LOG_LEVEL: "SILENT" };
  const measures: Record<string, number> = {};
  const rows: Row[] = [];
  const note = (name: string, row: Omit<Row, "met">, value: number, limit: number) => {
    measures[name] = Math.round(value * 1000) / 1000;
    rows.push({ ...row, met: value <= limit });
    console.error(`${row.measure}: ${row.reached}`);
  };
  try {
    const paths = await writeAll(folder, good);
    const shipped = await unpackPackage(folder);
    environment.WORKER_PACKAGE = shipped.folder;

    const noteColdStarts = async () => {
      const photo = good.find(({ fileName }) => fileName === USUAL_PHOTO);
      if (!photo) throw new Error(`Expected the photo ${USUAL_PHOTO}`);
      const stored = (file: TestFile) => storedBatch(cloud, file);
      const { jpegMs, heicMs } = await measureColdStarts(shipped.folder, cloud.cloud.environment, photo, stored);
      const row = (measure: string, values: number[], limit: number) => ({
        measure,
        reached: `${withSpread(values, 0)} ms`,
        goal: `≤ ${limit.toLocaleString("en")} ms`,
      });
      note("coldStartMs", row("require → first thumbnail", jpegMs, 250), median(jpegMs), 250);
      note("coldStartHeicMs", row("the same with a HEIC first", heicMs, 1_400), median(heicMs), 1_400);
    };
    if (process.argv[3] === "cold") {
      await noteColdStarts();
      return await report({ ...(await readMeasures()), ...measures }, rows, { photos: 0, loadBefore });
    }

    const big = await measureLargePictures({
      environment,
      storedBatch: (file) => storedBatch(cloud, file),
      write: (file) => writeOne(folder, file),
    });
    note(
      "heicVsDecoder",
      ratioRow("HEIC: CPU ÷ decoder alone", big.heicVsDecoder, "≤ 1.25"),
      median(big.heicVsDecoder),
      1.25,
    );
    note("heicRssMb", memoryRow("peak RSS, HEIC of telephones", [big.heicRssMb], "≤ 500 MB"), big.heicRssMb, 500);
    const { heic50mpRssMb, jpeg108RssMb, jpeg108Ms } = big;
    note(
      "heic50mpRssMb",
      memoryRow("peak RSS, HEIC of 53 megapixels", [heic50mpRssMb], "≤ 1,000 MB"),
      heic50mpRssMb,
      1_000,
    );
    note("jpeg108RssMb", memoryRow("peak RSS, 108-megapixel JPEG", [jpeg108RssMb], "≤ 500 MB"), jpeg108RssMb, 500);
    const jpeg108 = { measure: "CPU, 108-megapixel JPEG", reached: `${jpeg108Ms.toFixed(0)} ms`, goal: "≤ 2,000 ms" };
    note("jpeg108Ms", jpeg108, jpeg108Ms, 2_000);
    if (process.argv[3] === "large")
      return await report({ ...(await readMeasures()), ...measures }, rows, { photos: 0, loadBefore });

    const cpu = await compareWithSharp(cloud, environment, good, paths);
    note("cpuVsBareSharp", ratioRow("CPU ÷ bare sharp cascade", cpu.bare, "≤ 1.10"), median(cpu.bare), 1.1);
    note(
      "cpuVsIndependentDecodes",
      ratioRow("CPU ÷ independent decodes", cpu.independent, "≤ 0.75"),
      median(cpu.independent),
      0.75,
    );
    measures.cpuMsPerPhoto = Math.round(median(cpu.perPhotoMs));

    if (hasPillow()) {
      const pillow = await compareWithPillow(good, paths);
      note(
        "cpuVsPillowDraft",
        ratioRow("128×128 only: CPU ÷ Pillow, draft()", pillow.draft, "≤ 1.3"),
        median(pillow.draft),
        1.3,
      );
      note(
        "cpuVsPillowFull",
        ratioRow("128×128 only: CPU ÷ Pillow, full decode", pillow.full, "≤ 0.3"),
        median(pillow.full),
        0.3,
      );
    } else {
      console.log("Pillow is not there (apt-get install python3-pil), so the comparison with it is left out.");
    }

    const progressive = await peakMemory(
      cloud,
      environment,
      good.filter(({ fileName }) => fileName === PROGRESSIVE),
      1,
    );
    note(
      "rssProgressiveMb",
      memoryRow("peak RSS, 33-megapixel progressive JPEG", progressive, "≤ 400 MB"),
      Math.max(...progressive),
      400,
    );
    const hostilePeaks = await peakMemory(cloud, environment, hostile, HOSTILE_ROUNDS);
    note(
      "rssHostileMb",
      memoryRow("peak RSS, hostile files, 3 rounds", hostilePeaks, "≤ 500 MB, flat"),
      Math.max(...hostilePeaks),
      500,
    );

    const overhead = await readyOverhead(cloud, environment, good);
    for (const [name, label, part, limit] of [
      ["readyOverheadP50Ms", "stored → ready minus rendering, p50", 0.5, 50],
      ["readyOverheadP95Ms", "stored → ready minus rendering, p95", 0.95, 150],
    ] as const) {
      const value = percentile(overhead, part);
      note(name, { measure: label, reached: `${value.toFixed(0)} ms`, goal: `≤ ${limit} ms` }, value, limit);
    }

    const { zipMb } = shipped;
    note("zipMb", { measure: "package, zipped", reached: `${zipMb.toFixed(1)} MB`, goal: "≤ 16 MB" }, zipMb, 16);
    await noteColdStarts();
  } finally {
    await cloud.stop();
    await rm(folder, { recursive: true, force: true });
  }
  await report(measures, rows, { photos: good.length, loadBefore });
}

async function compareWithSharp(
  cloud: TestCloud,
  environment: Record<string, string>,
  files: TestFile[],
  paths: Map<string, string>,
) {
  const worker = await startNodeSubject("./worker.ts", environment, workerNodeOptions);
  const sharp = await startNodeSubject("./bare-sharp.ts");
  const result = { bare: [] as number[], independent: [] as number[], perPhotoMs: [] as number[] };
  // The first round warms everybody up and does not count.
  for (let round = 0; round <= ROUNDS; round++) {
    const spent = { worker: 0, cascade: 0, independent: 0 };
    for (const file of round === 0 ? files.slice(0, WARM_UP_PHOTOS) : files) {
      const path = paths.get(file.fileName);
      spent.worker += await worker.run(await storedBatch(cloud, file));
      spent.cascade += await sharp.run({ path, how: "cascade" });
      spent.independent += await sharp.run({ path, how: "independent" });
    }
    if (round === 0) continue;
    result.bare.push(spent.worker / spent.cascade);
    result.independent.push(spent.worker / spent.independent);
    result.perPhotoMs.push(spent.worker / files.length);
  }
  await Promise.all([worker.stop(), sharp.stop()]);
  return result;
}

async function compareWithPillow(files: TestFile[], paths: Map<string, string>) {
  const renderer = await startNodeSubject("./renderer.ts");
  const pillow = await startPythonSubject("./pillow.py");
  const result = { draft: [] as number[], full: [] as number[] };
  for (let round = 0; round <= ROUNDS; round++) {
    const spent = { renderer: 0, draft: 0, full: 0 };
    for (const file of files.filter(({ contentType }) => PILLOW_TYPES.has(contentType))) {
      const path = paths.get(file.fileName);
      spent.renderer += await renderer.run({ path });
      spent.draft += await pillow.run({ path, how: "draft" });
      spent.full += await pillow.run({ path, how: "full" });
    }
    if (round === 0) continue;
    result.draft.push(spent.renderer / spent.draft);
    result.full.push(spent.renderer / spent.full);
  }
  await Promise.all([renderer.stop(), pillow.stop()]);
  return result;
}

/** Peak memory of the worker with its render process, megabytes, once per round over all the files. */
async function peakMemory(
  cloud: TestCloud,
  environment: Record<string, string>,
  files: TestFile[],
  rounds: number,
): Promise<number[]> {
  const worker: Subject = await startNodeSubject("./worker.ts", environment, workerNodeOptions);
  const peaks: number[] = [];
  for (let round = 0; round < rounds; round++) {
    const watch = watchResidentMb(worker.pid);
    for (const file of files) await worker.run(await storedBatch(cloud, file));
    peaks.push(watch.stop());
  }
  await worker.stop();
  return peaks;
}

/** For each photo, milliseconds from the end of its PUT until it was ready, without those spent on the picture. */
async function readyOverhead(
  cloud: TestCloud,
  environment: Record<string, string>,
  files: TestFile[],
): Promise<number[]> {
  const silent = () => {};
  const host = startWorkerHost({
    handlerModule: HANDLER,
    environment: { ...process.env, ...environment },
    log: silent,
    showOutput: silent,
  });
  await host.ready();
  const trigger = startWorkerTrigger({
    queue: cloud.queue,
    queueArn: cloud.cloud.queueArn,
    region: cloud.cloud.environment.AWS_REGION ?? "",
    visibilitySeconds: cloud.cloud.visibilitySeconds,
    invoke: host.invoke,
    log: silent,
  });
  const overhead: number[] = [];
  for (let round = 0; round <= READY_ROUNDS; round++) {
    for (const file of files) {
      const image = await announce(cloud, file);
      await store(cloud, image, file.body);
      const storedAt = Date.now();
      const ready = await waitUntil("the image to be ready", async () => {
        const now = await findImage(cloud.database, { ownerId: image.ownerId, imageId: image.id });
        return now?.status === "ready" && now;
      });
      const events = await listProcessingEvents(cloud.database, image.id);
      const pictureMs = events.reduce((sum, { durationMs }) => sum + (durationMs ?? 0), 0);
      if (round > 0) overhead.push(Math.max(0, Date.parse(ready.statusAt) - storedAt - pictureMs));
    }
  }
  const stopped = trigger.stop();
  await host.stop();
  await stopped;
  return overhead;
}

async function unpackPackage(folder: string): Promise<{ folder: string; zipMb: number }> {
  const [built] = await buildWorker(folder, [process.arch === "arm64" ? "arm64" : "x64"]);
  if (!built) throw new Error("Expected a package");
  const unpacked = join(folder, "package");
  await unzip(built.path, unpacked);
  return { folder: unpacked, zipMb: built.zipBytes / MEBIBYTE };
}

/** The batch that announces a file which has just been stored as somebody's new image. */
async function storedBatch(cloud: TestCloud, file: TestFile): Promise<SQSEvent> {
  const image = await announce(cloud, file, ulid());
  await store(cloud, image, file.body);
  return batch(delivery(storedEvent(image)));
}

async function writeAll(folder: string, files: TestFile[]): Promise<Map<string, string>> {
  const paths = new Map<string, string>();
  for (const file of files) paths.set(file.fileName, await writeOne(folder, file));
  return paths;
}

async function writeOne(folder: string, { fileName, body }: TestFile): Promise<string> {
  const path = join(folder, fileName);
  await writeFile(path, body);
  return path;
}

/** What the last run of the whole found. */
async function readMeasures(): Promise<Record<string, number>> {
  return JSON.parse(await readFile(join(RESULTS, "worker.json"), "utf8")).measures;
}

function hasPillow(): boolean {
  try {
    execFileSync("/usr/bin/python3", ["-c", "import PIL"], { stdio: "ignore" });
    return true;
  } catch {
    return false;
  }
}

function ratioRow(measure: string, values: number[], goal: string) {
  return { measure, reached: withSpread(values, 2), goal };
}

function memoryRow(measure: string, peaks: number[], goal: string) {
  return { measure, reached: `${peaks.map((peak) => peak.toFixed(0)).join(", ")} MB`, goal };
}

async function report(
  measures: Record<string, number>,
  rows: Row[],
  run: { photos: number; loadBefore: number },
): Promise<void> {
  const machine = `${cpus().length} × ${cpus()[0]?.model.trim()}, ${Math.round(totalmem() / 1024 ** 3)} GB, Linux ${process.arch}, Node ${process.version}, load before the run ${run.loadBefore.toFixed(1)}`;
  const date = new Date().toISOString();
  await mkdir(RESULTS, { recursive: true });
  await writeFile(join(RESULTS, "worker.json"), `${JSON.stringify({ measures, machine, date }, null, 2)}\n`);
  console.log(
    `${run.photos} photos, ${ROUNDS} interleaved rounds, medians (least to most) of CPU time of whole processes.`,
  );
  console.log(`${machine}, ${date}\n`);
  console.log("| measure | reached | goal | met |\n|---|---|---|---|");
  for (const { measure, reached, goal, met } of rows) {
    console.log(`| ${measure} | ${reached} | ${goal} | ${met ? "yes" : "no"} |`);
  }
}
