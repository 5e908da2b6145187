import { existsSync } from "node:fs";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { type Browser, chromium, type Page } from "@playwright/test";
import pMap from "p-map";
import { type ApiSession, registerSession } from "#tests/support/api-session.ts";
import { type RunningApp, startApp } from "#tests/support/app.ts";
import { chromiumArguments, findChromium } from "#tests/support/find-chromium.ts";
import { openSession } from "#tests/support/fixtures.ts";
import type { TestFile } from "#tests/support/image-factory.ts";
import { readLayoutShift, watchLayoutShift } from "#tests/support/layout-shift.ts";
import type { Measures } from "./run-parts.ts";
import { percentile } from "./statistics.ts";

const USERS = 20;
const PHOTOS = 100;
/** More than come in while pages are read. */
const MAX_IMPORTED = 2_000;
const UPLOAD_CONCURRENCY = 4;
const READY_POLL_MS = 10;
const RUN_MS = 20_000;
const ROUNDS = 4;
const WARM_UP_MS = 5_000;
/** As "Slow 4G" of Chromium's developer tools. */
const SLOW_NETWORK = { offline: false, latency: 562.5, downloadThroughput: 180_000, uploadThroughput: 84_375 };
const SETTLE_MS = 1_000;
/** Where versions have what `npm start` runs. */
const ENTRIES = ["local/system/start.ts", "local/start.ts"];

interface Subject {
  app: RunningApp;
  session: ApiSession;
  page: Page;
  readyMs: number;
}

/**
 * Gallery pages for many users at once, how long an upload takes until it is ready, how much a page moves on a slow
 * network, and how quick pages are during an import. `before` is the folder of an older built checkout, which answers
 * by turns with this one.
 */
export async function measurePages(
  measures: Measures,
  world: {
    photos: (count: number, from: number) => Promise<TestFile[]>;
    newFolder: (name: string) => Promise<string>;
    before: string | undefined;
  },
): Promise<void> {
  const browser = await chromium.launch({ executablePath: findChromium() ?? "", args: chromiumArguments });
  await using apps = new AsyncDisposableStack();
  const begin = async (name: string, entry?: string): Promise<Subject> => {
    const dataDir = await world.newFolder(name);
    const app = apps.use(await startApp({ dataDir, ...(entry === undefined ? {} : { entry }) }));
    // Today's document does not describe what an older version answers.
    const session = await registerSession(app.url, entry === undefined ? undefined : fetch);
    const readyMs = await timeUntilReady(session, await world.photos(PHOTOS, 0));
    return { app, session, readyMs, page: await openPage(browser, app, session) };
  };
  try {
    const now = await begin("pages");
    const before = world.before === undefined ? undefined : await begin("pages-before", findEntry(world.before));
    const [rate, rateBefore] = await loadPagesByTurns(before ? [now, before] : [now]);
    measures.pagesPerSecond = rate?.perSecond ?? 0;
    measures.pageP99Ms = rate?.p99Ms ?? 0;
    measures.uploadToThumbnailMs = Math.round(now.readyMs);
    if (before && rate && rateBefore) {
      measures.pagesPerSecondVsBefore = round(rate.perSecond / rateBefore.perSecond);
      measures.p99VsBefore = round(rate.p99Ms / rateBefore.p99Ms);
      measures.uploadToThumbnailVsBefore = round(now.readyMs / before.readyMs);
    }
    measures.cls = await measureShift(now.page);
    measures.pageP95DuringImportVsIdle = round(await compareWithImport(now, world));
  } finally {
    await browser.close();
  }
}

/** What `npm start` runs in a checkout, wherever its version has it. @throws Error when it is in none of these places */
function findEntry(checkout: string): string {
  const found = ENTRIES.map((path) => join(checkout, path)).find((path) => existsSync(path));
  if (found === undefined) throw new Error(`Expected ${checkout} to have one of ${ENTRIES.join(", ")} but it has none`);
  return found;
}

/** From the end of an upload until the image is ready, one after the other; the median, milliseconds. */
async function timeUntilReady(session: ApiSession, files: TestFile[]): Promise<number> {
  const times: number[] = [];
  for (const file of files) {
    const id = await session.upload(file);
    const startedAt = performance.now();
    for (let status = ""; status !== "ready"; await setTimeout(READY_POLL_MS)) {
      const answer = await (await session.fetch(`/api/images/${id}`)).json();
      ({ status } = (answer as { image: { status: string } }).image);
      if (status === "failed") throw new Error(`Expected ${file.fileName} to be ready but it failed`);
    }
    times.push(performance.now() - startedAt);
  }
  return percentile(times, 0.5);
}

/** The 95th percentile of one reader's pages while photos come in, in relation to the same while none does. */
async function compareWithImport(
  { app, page, session }: Subject,
  { photos }: { photos: (count: number, from: number) => Promise<TestFile[]> },
): Promise<number> {
  const cookie = await cookieOf(page);
  const idle = percentile(await askFor(RUN_MS, app.url, cookie, 1), 0.95);
  let isOver = false;
  const importing = pMap(
    await photos(MAX_IMPORTED, PHOTOS),
    async (file) => {
      if (!isOver) await session.upload(file);
    },
    { concurrency: UPLOAD_CONCURRENCY },
  );
  const during = percentile(await askFor(RUN_MS, app.url, cookie, 1), 0.95);
  isOver = true;
  await importing;
  return during / idle;
}

async function openPage(browser: Browser, app: RunningApp, session: ApiSession): Promise<Page> {
  const context = await browser.newContext({ baseURL: app.url, viewport: { width: 1440, height: 900 } });
  const page = await context.newPage();
  await openSession(page, session);
  return page;
}

/** For 20 users in rounds, so that whatever else the machine does falls on all subjects alike. */
async function loadPagesByTurns(subjects: Subject[]): Promise<{ perSecond: number; p99Ms: number }[]> {
  const runs = await Promise.all(
    subjects.map(async ({ app, page }) => ({ url: app.url, cookie: await cookieOf(page), times: [] as number[] })),
  );
  for (const { url, cookie } of runs) await askFor(WARM_UP_MS, url, cookie, USERS);
  for (let round = 0; round < ROUNDS; round++)
    for (const { url, cookie, times } of runs) times.push(...(await askFor(RUN_MS / ROUNDS, url, cookie, USERS)));
  return runs.map(({ times }) => ({
    perSecond: round(times.length / (RUN_MS / 1000)),
    p99Ms: Math.round(percentile(times, 0.99)),
  }));
}

async function cookieOf(page: Page): Promise<string> {
  return (await page.context().cookies()).map(({ name, value }) => `${name}=${value}`).join("; ");
}

/** How long each page took, milliseconds. */
async function askFor(durationMs: number, url: string, cookie: string, users: number): Promise<number[]> {
  const times: number[] = [];
  const end = performance.now() + durationMs;
  const visit = async () => {
    while (performance.now() < end) {
      const startedAt = performance.now();
      const answer = await fetch(url, { headers: { cookie } });
      const text = await answer.text();
      if (!answer.ok || !text.includes("data-tile"))
        throw new Error(`Expected the gallery but received ${answer.status}`);
      times.push(performance.now() - startedAt);
    }
  };
  await Promise.all(Array.from({ length: users }, visit));
  return times;
}

/** Cumulative layout shift of a first visit on a slow network. */
async function measureShift(page: Page): Promise<number> {
  const network = await page.context().newCDPSession(page);
  await network.send("Network.enable");
  await network.send("Network.emulateNetworkConditions", SLOW_NETWORK);
  await watchLayoutShift(page);
  await page.goto("/");
  await page.waitForLoadState("networkidle");
  await setTimeout(SETTLE_MS);
  return readLayoutShift(page);
}

function round(value: number): number {
  return Math.round(value * 1000) / 1000;
}
