import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { mkdir, readdir, stat, writeFile } from "node:fs/promises";
import { cpus, loadavg, totalmem } from "node:os";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { registerSession } from "#tests/support/api-session.ts";
import { freePorts } from "#tests/support/app.ts";
import { smallPhoto } from "#tests/support/image-factory.ts";
import { commandLine, processTree } from "#tests/support/process-tree.ts";
import { temporaryDirectory } from "#tests/support/temporary-directory.ts";
import { watchMemory } from "./memory-slope.ts";
import { cpuMs } from "./process-usage.ts";

const RESULTS = new URL("./results/", import.meta.url).pathname;
const SYSTEM_PROCESS = new URL("./idle-system.ts", import.meta.url);
const ROOT = new URL("..", import.meta.url).pathname;

const PHOTOS = 100;
const MINUTE_MS = 60_000;
const SAMPLE_MS = 5_000;
/** `npm run bench -- idle 1` for a short try. */
const MINUTES = Number(process.argv[3] ?? 30);
/**
 * Until the system rests, as it does five minutes after the last request, and has done so twice: each of its jobs has
 * run with nothing to do, and the upload's garbage is collected.
 */
const SETTLE_MINUTES = Math.min(16, MINUTES);
const MEBIBYTE = 1024 ** 2;
const GOAL_MB_PER_HOUR = 2;

/** Leaves a system with some photos alone, and measures what its memory, its processor and its disk do meanwhile. */
export async function run(): Promise<void> {
  const [loadBefore = 0] = loadavg();
  await using directory = await temporaryDirectory();
  const [port = 0, s3Port = 0] = await freePorts(2);
  const system = fork(SYSTEM_PROCESS, {
    cwd: ROOT,
    env: {
      ...process.env,
      NODE_ENV: "production",
      // As `npm start` begins anew with it; a process that was forked would lose its channel by that.
      MALLOC_ARENA_MAX: "1",
      PORT: String(port),
      S3_PORT: String(s3Port),
      DATA_DIR: directory.path,
    },
  });
  try {
    const ended = once(system, "exit").then(() => {
      throw new Error("The system ended");
    });
    await Promise.race([once(system, "message"), ended]);
    const session = await registerSession(`http://localhost:${port}`);
    for (let seed = 0; seed < PHOTOS; seed++) await session.upload(await smallPhoto(seed));
    await session.settledImages(PHOTOS, MINUTE_MS);
    await Promise.race([setTimeout(SETTLE_MINUTES * MINUTE_MS), ended]);
    await report(await Promise.race([measure(system, directory.path), ended]), loadBefore);
  } finally {
    system.removeAllListeners("exit");
    if (system.exitCode === null) {
      system.kill("SIGTERM");
      await once(system, "exit");
    }
  }
}

interface Measured {
  slopeMbPerHour: Record<string, number>;
  /** Without pages of files, which the system takes back when it needs them: what the process itself holds. */
  anonymousSlopeMbPerHour: Record<string, number>;
  /** The least of each minute. */
  minutesMb: Record<string, number[]>;
  megabytes: Record<string, number>;
  openIterators: number;
  cpuMsPerMinute: number;
  diskGrowthMb: number;
}

async function measure(system: ChildProcess, dataDir: string): Promise<Measured> {
  const processes = Object.fromEntries(processTree(system.pid ?? 0).map((pid) => [toName(pid), pid]));
  const memory = watchMemory(processes);
  const cpuBefore = cpuMs(system.pid ?? 0);
  const diskBefore = await folderBytes(dataDir);
  const startedAt = performance.now();
  const minutesSince = () => (performance.now() - startedAt) / MINUTE_MS;
  while (minutesSince() < MINUTES) {
    memory.look();
    await setTimeout(SAMPLE_MS);
  }
  const cpuMsPerMinute = (cpuMs(system.pid ?? 0) - cpuBefore) / minutesSince();
  const answer = once(system, "message");
  system.send("open iterators");
  const [{ openIterators }] = (await answer) as [{ openIterators: number }];
  return {
    slopeMbPerHour: memory.slopes(),
    anonymousSlopeMbPerHour: memory.slopes("anonymous"),
    minutesMb: memory.minutesMb(),
    megabytes: memory.megabytes(),
    openIterators,
    cpuMsPerMinute: Math.round(cpuMsPerMinute),
    diskGrowthMb: round((await folderBytes(dataDir)) / MEBIBYTE - diskBefore / MEBIBYTE),
  };
}

/** "cloud", "web application" or "renderer". */
function toName(pid: number): string {
  const command = commandLine(pid);
  if (command.includes("render-process")) return "renderer";
  if (command.includes("idle-system.ts")) return "cloud";
  return "web application";
}

async function folderBytes(path: string): Promise<number> {
  const entries = await readdir(path, { recursive: true, withFileTypes: true });
  const sizes = await Promise.all(
    entries
      .filter((entry) => entry.isFile())
      .map((entry) =>
        stat(join(entry.parentPath, entry.name)).then(
          ({ size }) => size,
          () => 0,
        ),
      ),
  );
  return sizes.reduce((sum, size) => sum + size, 0);
}

async function report(measured: Measured, loadBefore: number): Promise<void> {
  const machine = `${cpus().length} × ${cpus()[0]?.model.trim()}, ${Math.round(totalmem() / 1024 ** 3)} GB, ${process.platform} ${process.arch}, Node ${process.version}, load before the run ${loadBefore.toFixed(1)}`;
  const { slopeMbPerHour, anonymousSlopeMbPerHour, minutesMb, megabytes, ...rest } = measured;
  const result = {
    measures: { slopeMbPerHour: Math.max(...Object.values(slopeMbPerHour)), ...rest, minutes: MINUTES },
    processes: { slopeMbPerHour, anonymousSlopeMbPerHour, megabytes, minutesMb },
    machine,
    date: new Date().toISOString(),
  };
  await mkdir(RESULTS, { recursive: true });
  await writeFile(join(RESULTS, "idle.json"), `${JSON.stringify(result, null, 2)}\n`);
  console.log("| process | resident, MB | growth, MB an hour | goal | met |\n|---|---|---|---|---|");
  for (const [name, slope] of Object.entries(measured.slopeMbPerHour)) {
    const met = slope <= GOAL_MB_PER_HOUR ? "yes" : "no";
    console.log(`| ${name} | ${measured.megabytes[name]} | ${slope} | ≤ ${GOAL_MB_PER_HOUR} | ${met} |`);
  }
  console.log(
    `\n${measured.openIterators} iterators open, ${measured.cpuMsPerMinute} ms of CPU a minute, ${measured.diskGrowthMb} MB more on disk, after ${MINUTES} minutes.\n${machine}, ${result.date}`,
  );
}

function round(value: number): number {
  return Math.round(value * 100) / 100;
}
