import { fork } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { cpus, loadavg, totalmem } from "node:os";
import { join } from "node:path";
import { createDatabase } from "#lib/database/database.ts";
import { temporaryDirectory } from "#tests/support/temporary-directory.ts";
import { startTestServices } from "#tests/support/test-services.ts";
import { startCloudProcess } from "./cloud-process.ts";
import { countAnnouncementCalls, countRenderingCalls } from "./database-calls.ts";
import { watchResidentMb } from "./process-usage.ts";
import { seedLibrary } from "./seed/seed-library.ts";
import { seedObjects } from "./seed/seed-objects.ts";
import { countLines } from "./source-lines.ts";
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
  removeUserSeconds?: number;
  linesOutsideTests?: number;
  linesBefore?: number;
  testSeconds?: number;
}

/**
 * Counts the database requests of an upload, then measures the integrity walk over one user with 100,000 images and
 * 400,000 objects; results/core.json keeps the rest. With "calls" as argument it only counts, within seconds.
 */
export async function run(): Promise<void> {
  const calls = await countDatabaseCalls();
  const lines = { linesOutsideTests: countLines(), linesBefore: LINES_BEFORE };
  if (process.argv[3] === "calls") return report({ ...calls, ...lines });
  const [loadBefore = 0] = loadavg();
  await using directory = await temporaryDirectory();
  const { cloud, stop } = await startCloudProcess(directory.path);
  try {
    Object.assign(process.env, cloud.environment);
    const database = createDatabase({ region: cloud.environment.AWS_REGION ?? "", table: cloud.table });
    const size = { users: 1, images: IMAGES, largestUser: IMAGES, failedImages: 1, deadLetters: 0 };
    const { largest } = await seedLibrary(database, size);
    const objects = await seedObjects(
      database,
      largest.id,
      join(directory.path, "cloud", "s3", "objects", cloud.bucket),
    );
    database.client.destroy();
    console.error(`${IMAGES} images and ${objects} objects seeded; load ${loadavg()[0]?.toFixed(1)}`);
    const { peakMb, seconds, run: check } = await measureWalk();
    if (check.checked.images !== IMAGES || check.checked.objects !== objects) {
      throw new Error(`Expected all to be visited but received ${JSON.stringify(check.checked)}`);
    }
    const measures = {
      walkPeakMb: Math.round(peakMb),
      walkSecondsPer100k: Math.round(seconds),
      ...calls,
      ...lines,
    };
    await report(measures, { loadBefore, counts: check.counts });
  } finally {
    await stop();
  }
}

async function countDatabaseCalls(): Promise<Measures> {
  await using world = await startTestServices();
  const announcement = await countAnnouncementCalls(world.services);
  const databaseCallsReady = await countRenderingCalls(world.cloud);
  return { databaseCallsAnnounce: announcement.length, databaseCallsReady };
}

/** Runs a check of everything in a process of its own and watches its memory. */
async function measureWalk(): Promise<WalkResult & { peakMb: number }> {
  const child = fork(WALK_PROCESS, { stdio: ["ignore", "inherit", "inherit", "ipc"] });
  const memory = watchResidentMb(child.pid ?? 0);
  const [result] = (await Promise.race([
    once(child, "message"),
    once(child, "exit").then(([code]) => Promise.reject(new Error(`Expected a result but it ended with ${code}`))),
  ])) as [WalkResult];
  const peakMb = memory.stop();
  child.kill();
  return { ...result, peakMb };
}

async function report(measures: Measures, details?: Record<string, unknown>): Promise<void> {
  const former = await readFile(RESULT, "utf8").then(
    (text) => JSON.parse(text) as { measures?: Measures },
    () => ({ measures: {} }),
  );
  const machine = `${cpus().length} × ${cpus()[0]?.model.trim()}, ${Math.round(totalmem() / 1024 ** 3)} GB, Linux ${process.arch}, Node ${process.version}`;
  const result = {
    ...former,
    measures: { ...former.measures, ...measures },
    ...(details && { walk: { ...details, loadAfter: loadavg()[0], machine, date: new Date().toISOString() } }),
  };
  await mkdir(new URL("./results/", import.meta.url), { recursive: true });
  await writeFile(RESULT, `${JSON.stringify(result, null, 2)}\n`);
  console.log(readFileSync(RESULT, "utf8"));
}
