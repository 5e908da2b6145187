import { readFile, writeFile } from "node:fs/promises";
import { cpus, loadavg, totalmem } from "node:os";
import { gzipSync } from "node:zlib";
import { type Browser, type BrowserContextOptions, chromium, type Page } from "@playwright/test";
import { sessionCookieName } from "#lib/accounts/cookies.ts";
import { createSessionCookie } from "#lib/accounts/session-token.ts";
import { findUserByEmail } from "#lib/accounts/user-repository.ts";
import { webConfig } from "#lib/config.ts";
import { createDatabase } from "#lib/database/database.ts";
import { writeObject } from "#lib/storage/objects.ts";
import { createStorage } from "#lib/storage/storage.ts";
import { type ApiSession, registerSession } from "#tests/support/api-session.ts";
import { chromiumArguments, findChromium } from "#tests/support/find-chromium.ts";
import { openSession } from "#tests/support/fixtures.ts";
import { smallPhoto } from "#tests/support/image-factory.ts";
import { seedIndex } from "#tests/support/seed-index.ts";
import { timelinePhotos } from "#tests/support/timeline-photos.ts";
import { withAppOverCloud } from "./app-over-cloud.ts";
import { compareWithBarePage } from "./bare-page.ts";
import { measureBrowsing, measureFirstLoad, measureSecondVisit } from "./gallery-browser.ts";
import { measurePhone, PHONE } from "./gallery-phone.ts";
import { measureNextPhoto, storePhotos } from "./gallery-viewer.ts";
import { measureLighthouse } from "./lighthouse.ts";
import { cpuMs } from "./process-usage.ts";
import { median } from "./statistics.ts";

const RESULT = new URL("./results/gallery.json", import.meta.url).pathname;
const LARGE = 1_000_000;
const MONTH = 70_000;
const SMALL = 1_000;
const TEN_MINUTES_MS = 10 * 60_000;
const HALF_MINUTE_MS = 30_000;
const KIBIBYTE = 1024;
const CHUNK = 500;
const CHUNKS = 20;
const PAGES = 30;

const goals: Record<string, number> = {
  serverRatio: 1.1,
  indexKb: 10,
  serverVsBare: 1.5,
  chunkCpuMs: 10,
  chunkKb: 40,
  jumpLayoutMs: 100,
  jumpPicturesMs: 400,
  longestTaskMs: 50,
  nextPhotoMs: 100,
  domNodes: 3_000,
  jsKb: 130,
  heapMb: 150,
  cls: 0.02,
  lcpMs: 1_800,
  tbtMs: 100,
  cachedShare: 1,
  lighthousePerformance: 95,
  lighthouseAccessibility: 100,
};

/**
 * What a timeline of a million photos costs the server and the browser; with `first` behind its name
 * (`npm run bench -- gallery first`) only how the first page of a small one loads.
 */
export async function run(): Promise<void> {
  const measures: Record<string, number | boolean> = {};
  const [load = 0] = loadavg();
  const isAll = process.argv[3] !== "first";
  await withAppOverCloud(async ({ url, environment, start }) => {
    const pid = await start();
    const seed = createSeeder(environment, url);
    const small = await seed(SMALL, TEN_MINUTES_MS);
    const large = isAll ? await seed(LARGE, TEN_MINUTES_MS) : undefined;
    if (large) await measureServer(measures, pid, small, large);
    const browser = await chromium.launch({ executablePath: findChromium() ?? "", args: chromiumArguments });
    const open = (session: ApiSession) => openPage(browser, url, session);
    if (large) {
      const own = { pid, url: `${url}/`, cookie: await createCookie(environment, small) };
      measures.serverVsBare = round(await compareWithBarePage(browser, own));
    }
    await measureFirstLoad(measures, await open(small));
    await measureSecondVisit(
      measures,
      await openPage(browser, url, small, false),
      await createPictureStore(environment),
    );
    // Its pictures are in the bucket by now.
    await measurePhone(measures, () => openPage(browser, url, small, false, PHONE));
    const cookie = await createCookie(environment, small);
    Object.assign(measures, await measureLighthouse(`${url}/`, { cookie }));
    if (large) {
      const month = await seed(MONTH, HALF_MINUTE_MS);
      await measureBrowsing(measures, { large: await open(large), month: await open(month) });
      const viewer = await registerSession(url);
      const newest = await storePhotos(connect(environment), viewer);
      measures.nextPhotoMs = await measureNextPhoto(await openPage(browser, url, viewer, false), newest);
    }
    await browser.close();
  });
  const former = isAll ? {} : JSON.parse(await readFile(RESULT, "utf8")).measures;
  const machine = `${cpus().length} × ${cpus()[0]?.model ?? "?"}, ${Math.round(totalmem() / 1024 ** 3)} GB, Node ${process.version}, load before the run ${load.toFixed(1)}`;
  const result = { measures: { ...former, ...measures }, goals, machine, date: new Date().toISOString() };
  await writeFile(RESULT, `${JSON.stringify(result, null, 2)}\n`);
  console.table(Object.entries(measures).map(([name, value]) => ({ name, value, goal: goals[name] ?? "" })));
}

function connect(environment: Record<string, string>) {
  const config = webConfig(environment);
  return { config, database: createDatabase(config), storage: createStorage(config) };
}

/** What the browser of somebody who is signed in sends. */
async function createCookie(environment: Record<string, string>, session: ApiSession): Promise<string> {
  const { config, database } = connect(environment);
  const user = await findUserByEmail(database, session.email);
  if (!user) throw new Error("Expected the user that was just registered");
  const client = { address: "127.0.0.1", userAgent: "bench" };
  return `${sessionCookieName(config)}=${await createSessionCookie({ config, database }, user, client)}`;
}

function createSeeder(environment: Record<string, string>, url: string) {
  const { database, storage } = connect(environment);
  return async (photos: number, distanceMs: number): Promise<ApiSession> => {
    const session = await registerSession(url);
    const user = await findUserByEmail(database, session.email);
    if (!user) throw new Error("Expected the user that was just registered");
    await seedIndex({ database, storage }, user.id, timelinePhotos(photos, distanceMs));
    return session;
  };
}

/** Stores a picture at the key that a signed URL is of. */
async function createPictureStore(environment: Record<string, string>): Promise<(url: string) => Promise<void>> {
  const { storage } = connect(environment);
  const { body } = await smallPhoto(1);
  return (url) => writeObject(storage, /thumbnails\/[^?]+/.exec(url)?.[0] ?? "", body, { contentType: "image/jpeg" });
}

/**
 * A page of a signed-in user. The bucket holds no pictures; one stands in for all of them, unless the browser
 * is to cache them, which it does with nothing that is made up.
 */
async function openPage(
  browser: Browser,
  url: string,
  session: ApiSession,
  isMadeUp = true,
  screen: BrowserContextOptions = { viewport: { width: 1440, height: 900 } },
): Promise<Page> {
  const context = await browser.newContext({ ...screen, baseURL: url });
  const page = await context.newPage();
  const { body } = await smallPhoto(1);
  if (isMadeUp)
    await page.route(/\/thumbnails\//, (route) =>
      route.fulfill({ body, contentType: "image/jpeg", headers: { "cache-control": "private, max-age=3600" } }),
    );
  await openSession(page, session);
  return page;
}

async function measureServer(
  measures: Record<string, number | boolean>,
  pid: number,
  small: ApiSession,
  large: ApiSession,
): Promise<void> {
  const text = async (session: ApiSession, path: string) => {
    const answer = await session.fetch(path);
    if (!answer.ok) throw new Error(`Expected success from ${path} but received ${answer.status}`);
    return answer.text();
  };
  measures.indexKb = round(gzipSync(await text(large, "/api/timeline")).byteLength / KIBIBYTE);
  await text(small, "/api/timeline");
  const starts = Array.from({ length: CHUNKS }, (_, index) => Math.floor((index / CHUNKS) * (LARGE - CHUNK)));
  const chunk = (start: number) => text(large, `/api/timeline/chunk?start=${start}&limit=${CHUNK}`);
  for (const start of starts) await chunk(start + CHUNK);
  const before = cpuMs(pid);
  const chunks: string[] = [];
  for (const start of starts) chunks.push(await chunk(start));
  measures.chunkCpuMs = round((cpuMs(pid) - before) / CHUNKS);
  measures.chunkKb = round(median(chunks.map((body) => gzipSync(body).byteLength)) / KIBIBYTE);

  // Lists that the first page is made of, in turn, so that whatever else the machine does falls on both.
  const costs = { small: 0, large: 0 };
  for (let round = 0; round < PAGES; round++) {
    for (const [name, session] of [
      ["small", small],
      ["large", large],
    ] as const) {
      const start = cpuMs(pid);
      await Promise.all([text(session, "/api/timeline"), text(session, "/api/timeline/chunk?limit=100")]);
      costs[name] += cpuMs(pid) - start;
    }
  }
  measures.serverRatio = round(costs.large / costs.small);
}

function round(value: number): number {
  return Math.round(value * 100) / 100;
}
