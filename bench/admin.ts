import type { ChildProcess } from "node:child_process";
import { randomBytes } from "node:crypto";
import { mkdir, writeFile } from "node:fs/promises";
import { cpus, loadavg, totalmem } from "node:os";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { sessionCookieName } from "#lib/accounts/cookies.ts";
import { createApiToken, createSessionCookie } from "#lib/accounts/session-token.ts";
import { webConfig } from "#lib/config.ts";
import { createDatabase } from "#lib/database/database.ts";
import { ensureBuild } from "#local/system/build.ts";
import { freePorts } from "#tests/support/app.ts";
import { temporaryDirectory } from "#tests/support/temporary-directory.ts";
import { startApp } from "./app-process.ts";
import { startCloudProcess } from "./cloud-process.ts";
import type { DatabaseUse } from "./counting-cloud.ts";
import { cpuMs, residentMb } from "./process-usage.ts";
import { librarySize, type SeededLibrary, seedLibrary } from "./seed/seed-library.ts";
import { median } from "./statistics.ts";

const ROOT = new URL("..", import.meta.url).pathname;
const RESULTS = new URL("./results/", import.meta.url).pathname;

const GOAL_MS = 300;
const WARM_UPS = 3;
const SAMPLES = 7;
/** The kernel counts in hundredths of a second: several requests share one sample. */
const REQUESTS_PER_SAMPLE = 4;
const IDLE_MS = 5_000;

interface Row {
  what: string;
  cpuMs: number;
  least: number;
  most: number;
  /** From asking to the last byte, milliseconds. */
  wallMs: number;
  kilobytes: number;
  /** Of one request. */
  database: Record<string, number>;
  itemsRead: number;
}

/**
 * Measures each admin page and call on a seeded library and prints the table; leaves it in bench/results/admin.json.
 */
export async function run(): Promise<void> {
  const [loadBefore = 0] = loadavg();
  const server = await ensureBuild(ROOT);
  await using directory = await temporaryDirectory();
  const counted = await startCloudProcess(directory.path);
  const { cloud } = counted;
  let app: ChildProcess | undefined;
  try {
    Object.assign(process.env, cloud.environment);
    const database = createDatabase({ region: cloud.environment.AWS_REGION ?? "", table: cloud.table });
    const startedAt = Date.now();
    const library = await seedLibrary(database, librarySize);
    const seedSeconds = Math.round((Date.now() - startedAt) / 1000);
    console.error(`${library.items} items seeded in ${seedSeconds} s`);
    database.client.destroy();

    const [port = 0] = await freePorts(1);
    const environment = {
      ...cloud.environment,
      NEXTAUTH_URL: `http://localhost:${port}`,
      NEXTAUTH_SECRET: randomBytes(32).toString("hex"),
    };
    app = await startApp(server, port, environment);
    const rows = await measureAll(app.pid ?? 0, port, environment, library, counted.takeUse);
    const idle = { memoryMb: Math.round(residentMb(app.pid ?? 0)) };
    await report(rows, { loadBefore, seedSeconds, items: library.items, ...idle });
  } finally {
    app?.kill("SIGKILL");
    await counted.stop();
  }
}

async function measureAll(
  pid: number,
  port: number,
  environment: Record<string, string>,
  library: SeededLibrary,
  takeUse: () => Promise<DatabaseUse>,
): Promise<Row[]> {
  const config = webConfig(environment);
  const database = createDatabase(config);
  const client = { address: "127.0.0.1", userAgent: "bench" };
  const cookie = await createSessionCookie({ config, database }, library.admin, client);
  const { token } = await createApiToken({ config, database }, library.admin, client);
  database.client.destroy();
  const headers = {
    page: { cookie: `${sessionCookieName(config)}=${cookie}` },
    call: { authorization: `Bearer ${token}` },
  };
  const idleShare = await measureIdle(pid);
  const rows: Row[] = [];
  for (const path of getPaths(library)) {
    const of = path.startsWith("/api/") ? headers.call : headers.page;
    const row = await measure(pid, `http://127.0.0.1:${port}${path}`, of, idleShare, takeUse);
    const what = path.replaceAll(/[0-9A-HJKMNP-TV-Z]{26}/g, "…").replaceAll(/[0-9a-f]{16}/g, "…");
    rows.push({ what, ...row });
    console.error(`${what}: ${row.cpuMs.toFixed(0)} ms, ${JSON.stringify(row.database)}, ${row.itemsRead} items`);
  }
  return rows;
}

function getPaths({ admin, largest, failed }: SeededLibrary): string[] {
  const group = failed.failureFingerprint ?? "";
  const about = [
    `users/${largest.id}`,
    `processing/groups/${group}`,
    `processing/images/${failed.ownerId}/${failed.id}`,
  ];
  return [
    ...["?period=hour", "?period=day", "?period=month"].map((period) => `/admin${period}`),
    ...["users", "users?search=user-0005", "processing", "renditions", "integrity", "audit", "system", ...about].map(
      (page) => `/admin/${page}`,
    ),
    `/admin/audit?user=${encodeURIComponent(admin.email)}`,
    ...["overview", "users?limit=100", "processing", "renditions", "integrity", "audit", "system", ...about].map(
      (call) => `/api/admin/${call}`,
    ),
    "/api/metrics",
  ];
}

/** The part of a processor that the server takes while nobody asks for anything. */
async function measureIdle(pid: number): Promise<number> {
  const [before, startedAt] = [cpuMs(pid), performance.now()];
  await setTimeout(IDLE_MS);
  return (cpuMs(pid) - before) / (performance.now() - startedAt);
}

async function measure(
  pid: number,
  url: string,
  headers: Record<string, string>,
  idleShare: number,
  takeUse: () => Promise<DatabaseUse>,
): Promise<Omit<Row, "what">> {
  let bytes = 0;
  const ask = async () => {
    const response = await fetch(url, { headers, redirect: "manual" });
    bytes = (await response.arrayBuffer()).byteLength;
    if (response.status !== 200) throw new Error(`Expected 200 from ${url} but received ${response.status}`);
  };
  for (let count = 0; count < WARM_UPS; count++) await ask();
  const spent: number[] = [];
  const waited: number[] = [];
  let use = await takeUse();
  for (let sample = 0; sample < SAMPLES; sample++) {
    const [before, startedAt] = [cpuMs(pid), performance.now()];
    for (let count = 0; count < REQUESTS_PER_SAMPLE; count++) await ask();
    const elapsed = performance.now() - startedAt;
    spent.push(Math.max(0, cpuMs(pid) - before - idleShare * elapsed) / REQUESTS_PER_SAMPLE);
    waited.push(elapsed / REQUESTS_PER_SAMPLE);
    use = await takeUse();
  }
  const perRequest = (count: number) => Math.round((count / REQUESTS_PER_SAMPLE) * 10) / 10;
  return {
    cpuMs: median(spent),
    least: Math.min(...spent),
    most: Math.max(...spent),
    wallMs: median(waited),
    kilobytes: Math.round(bytes / 1024),
    database: Object.fromEntries(Object.entries(use.calls).map(([name, count]) => [name, perRequest(count)])),
    itemsRead: perRequest(use.itemsRead),
  };
}

async function report(
  rows: Row[],
  run: { loadBefore: number; seedSeconds: number; items: number; memoryMb: number },
): Promise<void> {
  const machine = `${cpus().length} × ${cpus()[0]?.model.trim()}, ${Math.round(totalmem() / 1024 ** 3)} GB, Linux ${process.arch}, Node ${process.version}, load before the run ${run.loadBefore.toFixed(1)}`;
  const date = new Date().toISOString();
  await mkdir(RESULTS, { recursive: true });
  const result = { size: librarySize, rows, ...run, machine, date };
  await writeFile(join(RESULTS, "admin.json"), `${JSON.stringify(result, null, 2)}\n`);
  console.log(`${run.items} items seeded in ${run.seedSeconds} s; the server ended with ${run.memoryMb} MB resident.`);
  console.log(`${machine}, ${date}\n`);
  console.log("| page or call | CPU, ms | of the goal's 300 ms | time, ms | KB | calls of the database | items read |");
  console.log("|---|---|---|---|---|---|---|");
  for (const row of rows) {
    const calls = Object.entries(row.database).map(([name, count]) => `${count} ${name}`);
    const spread = `${row.cpuMs.toFixed(0)} (${row.least.toFixed(0)} to ${row.most.toFixed(0)})`;
    const met = row.cpuMs < GOAL_MS ? "met" : "missed";
    console.log(
      `| ${row.what} | ${spread} | ${met} | ${row.wallMs.toFixed(0)} | ${row.kilobytes} | ${calls.join(", ")} | ${row.itemsRead} |`,
    );
  }
  const scans = rows.filter(({ database }) => database.Scan !== undefined);
  if (scans.length > 0) throw new Error(`Expected no page to scan the table but ${scans.map(({ what }) => what)} did`);
}
