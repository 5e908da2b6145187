import { get } from "node:http";
import { setTimeout } from "node:timers/promises";
import { gzipSync } from "node:zlib";
import { sessionCookieName } from "#lib/accounts/cookies.ts";
import { createApiToken, createSessionCookie } from "#lib/accounts/session-token.ts";
import { webConfig } from "#lib/config.ts";
import { createDatabase } from "#lib/database/database.ts";
import { waitUntil } from "#tests/support/wait-until.ts";
import { withAppOverCloud } from "./app-over-cloud.ts";
import { cpuMs, residentMb } from "./process-usage.ts";
import { seedLibrary } from "./seed/seed-library.ts";
import { median } from "./statistics.ts";

const SIZE = { users: 2, images: 4_000, largestUser: 3_900, failedImages: 20, deadLetters: 20 };
/** Longer than the feed is read back, see lib/library/catch-up.ts. */
const OVERLAP_MS = 65_000;
const WARM_UPS = 3;
const WARM_UP_LIST = "/api/images?limit=100&renditions=medium";
const LIST = "/api/images?limit=100&renditions=thumbnail";
/** As many pages of 100 as the library has; each is requested once, so that no signed URL is reused. */
const PAGES = 36;
const PAGE_REQUESTS = 40;
const KIBIBYTE = 1024;

/** What lists and the first page cost the web server, on a library in the table of the local cloud. */
export function measureWeb(measures: Record<string, number>): Promise<void> {
  return withAppOverCloud(async ({ url, environment, start }) => {
    const config = webConfig(environment);
    const database = createDatabase(config);
    const { largest } = await seedLibrary(database, SIZE);
    const client = { address: "127.0.0.1", userAgent: "bench" };
    const { token } = await createApiToken({ config, database }, largest, client);
    const cookie = await createSessionCookie({ config, database }, largest, client);
    database.client.destroy();
    const pid = await start();
    const ask = (path: string, headers: Record<string, string>) => request(`${url}${path}`, headers);
    await letAge(url, token);
    await measureLists(measures, pid, (path, headers = {}) =>
      ask(path, { authorization: `Bearer ${token}`, ...headers }),
    );
    await measurePages(measures, pid, (headers) =>
      ask("/", { cookie: `${sessionCookieName(config)}=${cookie}`, ...headers }),
    );
    measures.rssMb = Math.round(residentMb(pid));
  });
}

type Ask = (path: string, headers?: Record<string, string>) => Promise<Answer>;

/**
 * A library that was stored a while ago: what was stored in the last minute before the newest change is read with every
 * list, and no one uploads as fast as this library was seeded.
 */
async function letAge(url: string, token: string): Promise<void> {
  await setTimeout(OVERLAP_MS);
  const headers = { authorization: `Bearer ${token}`, "content-type": "application/json" };
  const call = async (path: string, init: RequestInit) => {
    const answer = await fetch(`${url}${path}`, { ...init, headers });
    if (!answer.ok) throw new Error(`Expected success from ${path} but received ${answer.status}`);
    return answer.json();
  };
  const { images } = (await call("/api/images?limit=1", {})) as { images: { id: string; favourite: boolean }[] };
  const [image] = images;
  if (!image) throw new Error("Expected an image");
  const body = JSON.stringify({ favourite: !image.favourite });
  await call(`/api/images/${image.id}`, { method: "PATCH", body });
}

async function measureLists(measures: Record<string, number>, pid: number, ask: Ask): Promise<void> {
  await waitUntil(
    "the library to be read",
    async () => JSON.parse((await ask(LIST)).body.toString()).isComplete === true,
  );
  // Other renditions, so that the code is warm and the signatures are not.
  for (let number = 0; number < WARM_UPS; number++) await listAll(ask, WARM_UP_LIST);
  const before = cpuMs(pid);
  await listAll(ask, LIST);
  measures.listCpuMs = round((cpuMs(pid) - before) / PAGES);
  measures.listKb = round(
    compressedBytes(await ask("/api/images?limit=100", { "accept-encoding": "gzip" })) / KIBIBYTE,
  );
}

async function listAll(ask: Ask, path: string): Promise<void> {
  let cursor: string | undefined;
  for (let page = 0; page < PAGES; page++) {
    const { body } = await ask(cursor === undefined ? path : `${path}&cursor=${cursor}`);
    const { images, nextCursor } = JSON.parse(body.toString()) as { images: unknown[]; nextCursor?: string };
    if (images.length !== 100) throw new Error(`Expected 100 images but received ${images.length}`);
    cursor = nextCursor;
  }
}

async function measurePages(
  measures: Record<string, number>,
  pid: number,
  ask: (headers: Record<string, string>) => Promise<Answer>,
): Promise<void> {
  measures.pageKb = round(compressedBytes(await ask({ "accept-encoding": "gzip" })) / KIBIBYTE);
  for (let number = 0; number < PAGE_REQUESTS; number++) await ask({});
  const times: number[] = [];
  for (let sample = 0; sample < 4; sample++) {
    const before = cpuMs(pid);
    for (let number = 0; number < PAGE_REQUESTS / 4; number++) await ask({});
    times.push((cpuMs(pid) - before) / (PAGE_REQUESTS / 4));
  }
  measures.pageCpuMs = round(median(times));
  // Of 13f1a66, by whoever has measured it beside this one.
  const beforeMs = Number(process.env.BENCH_PAGE_CPU_BEFORE);
  if (beforeMs > 0) measures.pageRequestsPerSecondVsBefore = round(beforeMs / measures.pageCpuMs);
}

interface Answer {
  body: Buffer;
  encoding: string | undefined;
}

/** Bytes on the line; where the server leaves compressing to what is in front of it, that is done here. */
function compressedBytes({ body, encoding }: Answer): number {
  return encoding === undefined ? gzipSync(body).byteLength : body.byteLength;
}

function request(url: string, headers: Record<string, string>): Promise<Answer> {
  return new Promise((resolve, reject) => {
    get(url, { headers: { "accept-encoding": "identity", ...headers } }, (response) => {
      const chunks: Buffer[] = [];
      response.on("data", (chunk: Buffer) => chunks.push(chunk));
      response.on("error", reject);
      response.on("end", () => {
        const body = Buffer.concat(chunks);
        if (response.statusCode === 200) resolve({ body, encoding: response.headers["content-encoding"] });
        else
          reject(new Error(`Expected 200 from ${url} but received ${response.statusCode}: ${body.subarray(0, 200)}`));
      });
    }).on("error", reject);
  });
}

function round(value: number): number {
  return Math.round(value * 100) / 100;
}
