import { fork } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { cpus, loadavg, totalmem } from "node:os";
import { join } from "node:path";
import type { User } from "#lib/accounts/user.ts";
import { findUser } from "#lib/accounts/user-item.ts";
import { startRemovingUser } from "#lib/accounts/user-lifecycle-repository.ts";
import { createDatabase, type Database } from "#lib/database/database.ts";
import { continueUserRemovals } from "#lib/operations/delete-user.ts";
import { scheduledNodeOptions } from "#lib/processing/node-options.ts";
import { createStorage } from "#lib/storage/storage.ts";
import { temporaryDirectory } from "#tests/support/temporary-directory.ts";
import { startTestServices } from "#tests/support/test-services.ts";
import { startCloudProcess } from "./cloud-process.ts";
import { countAnnouncementCalls, countRenderingCalls } from "./database-calls.ts";
import { cpuMs, watchResidentMb } from "./process-usage.ts";
import { seedLibrary } from "./seed/seed-library.ts";
import { seedObjects } from "./seed/seed-objects.ts";
import { countLines } from "./source-lines.ts";
import { percentile } from "./statistics.ts";
import type { WalkResult } from "./walk-process.ts";

const RESULT = join(new URL("./results/", import.meta.url).pathname, "core.json");
const WALK_PROCESS = new URL("./walk-process.ts", import.meta.url);

const IMAGES = 100_000;
/** Lines outside tests when the walk was two engines and a re-render's own, commit 13f1a66. */
const LINES_BEFORE = 27_673;

/** What this benchmark reports, and what others add to the same file. */
interface Measures {
  /** Peak of resident memory while all of one user with 100,000 images is checked, megabytes. */
  walkPeakMb?: number;
  walkSecondsPer100k?: number;
  /** Requests of one announcement, activity figures apart. */
  databaseCallsAnnounce?: number;
  /** Requests from the event of a stored original to a `ready` image, the batch's own apart. */
  databaseCallsReady?: number;
  /** Until a user with 100,000 images is gone, in as many runs of the scheduled job as it takes. */
  removeUserSeconds?: number;
  linesOutsideTests?: number;
  linesBefore?: number;
  /** Written by hand after a recorded `npm test`. */
  testSeconds?: number;
}

/**
 * Counts the database requests of an upload, then measures the integrity walk over one user with 100,000 images and
 * 400,000 objects, and the removal of that user; results/core.json keeps the rest. With "calls" as argument it only
 * counts, within seconds; with "removal" it leaves the walk out. With a number of images last it measures with as many
 * and keeps nothing.
 */
export async function run(): Promise<void> {
  const calls = await countDatabaseCalls();
  const lines = { linesOutsideTests: countLines(), linesBefore: LINES_BEFORE };
  const [part, size] = process.argv.slice(3).map((argument) => Number(argument) || argument);
  if (part === "calls") return report({ ...calls, ...lines });
  const isRemovalOnly = part === "removal";
  const images = Number((isRemovalOnly ? size : part) ?? IMAGES);
  const [loadBefore = 0] = loadavg();
  await using directory = await temporaryDirectory();
  const { cloud, stop, pid } = await startCloudProcess(directory.path);
  try {
    Object.assign(process.env, cloud.environment);
    const region = cloud.environment.AWS_REGION ?? "";
    const database = createDatabase({ region, table: cloud.table });
    const storage = createStorage({ region, bucket: cloud.bucket, s3PathStyle: true });
    const content = { users: 2, images, largestUser: images, failedImages: 1, deadLetters: 0 };
    const {
      largest,
      others: [other],
    } = await seedLibrary(database, content);
    const bucketDirectory = join(directory.path, "cloud", "s3", "objects", cloud.bucket);
    const objects = await seedObjects(database, largest.id, bucketDirectory);
    console.error(`${images} images and ${objects} objects seeded; load ${loadavg()[0]?.toFixed(1)}`);

    const walk = isRemovalOnly ? undefined : await checkAll(images, objects);
    const cloudCpuBefore = cpuMs(pid);
    const removal = await measureRemoval({ database, storage }, largest, other ?? largest);
    const cloudCpuSeconds = Math.round((cpuMs(pid) - cloudCpuBefore) / 1000);
    database.client.destroy();
    storage.client.destroy();

    const measures = { ...walk?.measures, removeUserSeconds: Math.round(removal.seconds), ...calls, ...lines };
    const details = {
      loadBefore,
      ...(walk && { walk: walk.details }),
      removal: { images, objects, ...removal, cloudCpuSeconds },
    };
    if (images === IMAGES) await report(measures, details);
    else console.log(JSON.stringify({ measures, details }, null, 2));
  } finally {
    await stop();
  }
}

/** Checks everything and makes sure that all of it was visited. */
async function checkAll(images: number, objects: number): Promise<{ measures: Measures; details: object }> {
  const { peakMb, seconds, run: check, cpuSeconds } = await measureWalk();
  if (check.checked.images !== images || check.checked.objects !== objects) {
    throw new Error(`Expected all to be visited but received ${JSON.stringify(check.checked)}`);
  }
  console.error(`checked in ${Math.round(seconds)} s, ${Math.round(peakMb)} MB at most`);
  return {
    measures: { walkPeakMb: Math.round(peakMb), walkSecondsPer100k: Math.round(seconds) },
    details: { images, objects, cpuSeconds, counts: check.counts },
  };
}

/** Removes a user, in runs as long as those of the scheduled job, while another user is looked up time and again. */
async function measureRemoval(
  services: { database: Database; storage: ReturnType<typeof createStorage> },
  { id }: User,
  other: User,
) {
  const RUN_MS = 50_000;
  await startRemovingUser(services.database, id, new Date().toISOString());
  const startedAt = performance.now();
  const cpuBefore = process.cpuUsage();
  const lookups: number[] = [];
  const lookUp = async () => {
    const before = performance.now();
    await findUser(services.database, other.id);
    lookups.push(performance.now() - before);
  };
  const timer = setInterval(lookUp, 200);
  let runs = 0;
  for (let removed = 0; removed === 0; runs++) removed = await continueUserRemovals(services, Date.now() + RUN_MS);
  clearInterval(timer);
  const { user, system } = process.cpuUsage(cpuBefore);
  return {
    seconds: (performance.now() - startedAt) / 1000,
    runs,
    cpuSeconds: Math.round((user + system) / 1_000_000),
    /** Of a look-up of another user meanwhile. */
    lookupMs: { p50: Math.round(percentile(lookups, 0.5)), p95: Math.round(percentile(lookups, 0.95)) },
  };
}

async function countDatabaseCalls(): Promise<Measures> {
  await using world = await startTestServices();
  const announcement = await countAnnouncementCalls(world.services);
  const databaseCallsReady = await countRenderingCalls(world.cloud);
  return { databaseCallsAnnounce: announcement.length, databaseCallsReady };
}

/** Runs a check of everything in a process like the scheduled function's and watches its memory. */
async function measureWalk(): Promise<WalkResult & { peakMb: number; cpuSeconds: number }> {
  const child = fork(WALK_PROCESS, { execArgv: scheduledNodeOptions, stdio: ["ignore", "inherit", "inherit", "ipc"] });
  const memory = watchResidentMb(child.pid ?? 0);
  const [result] = (await Promise.race([
    once(child, "message"),
    once(child, "exit").then(([code]) => Promise.reject(new Error(`Expected a result but it ended with ${code}`))),
  ])) as [WalkResult];
  const peakMb = memory.stop();
  const cpuSeconds = Math.round(cpuMs(child.pid ?? 0) / 1000);
  child.kill();
  return { ...result, peakMb, cpuSeconds };
}

async function report(measures: Measures, details?: Record<string, unknown>): Promise<void> {
  const former = await readFile(RESULT, "utf8").then(
    (text) => JSON.parse(text) as { measures?: Measures; details?: object },
    () => ({ measures: {}, details: {} }),
  );
  const machine = `${cpus().length} × ${cpus()[0]?.model.trim()}, ${Math.round(totalmem() / 1024 ** 3)} GB, Linux ${process.arch}, Node ${process.version}`;
  const result = {
    ...former,
    measures: { ...former.measures, ...measures },
    ...(details && {
      details: { ...former.details, ...details, loadAfter: loadavg()[0], machine, date: new Date().toISOString() },
    }),
  };
  await mkdir(new URL("./results/", import.meta.url), { recursive: true });
  await writeFile(RESULT, `${JSON.stringify(result, null, 2)}\n`);
  console.log(readFileSync(RESULT, "utf8"));
}
