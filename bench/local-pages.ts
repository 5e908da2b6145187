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
const UPLOADS_AT_ONCE = 4;
const READY_POLL_MS = 10;
const RUN_MS = 20_000;
const WARM_UP_MS = 5_000;
/** As "Slow 4G" of Chromium's developer tools. */
const SLOW_NETWORK = { offline: false, latency: 562.5, downloadThroughput: 180_000, uploadThroughput: 84_375 };
const SETTLE_MS = 1_000;
/** Where versions have what `npm start` runs. */
const ENTRIES = ["local/system/start.ts", "local/start.ts"];

/**
 * Gallery pages for many users at once, how long an upload takes until it is ready, how much a page moves on a slow
 * network, and how quick pages are during an import. `before` is the folder of an older built checkout.
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
  const measure = async (name: string, entry?: string) => {
    const dataDir = await world.newFolder(name);
    await using app = await startApp({ dataDir, ...(entry === undefined ? {} : { entry }) });
    // Today's document does not describe what an older version answers.
    const session = await registerSession(app.url, entry === undefined ? undefined : fetch);
    const readyMs = await timeUntilReady(session, await world.photos(PHOTOS, 0));
    const page = await openPage(browser, app, session);
    const rate = await loadPages(app, page);
    if (entry === undefined) {
      measures.cls = await measureShift(page);
      measures.pageP95DuringImportVsIdle = round(await compareWithImport(app, page, session, world));
    }
    await page.context().close();
    return { ...rate, readyMs };
  };
  try {
    const now = await measure("pages");
    measures.pagesPerSecond = now.perSecond;
    measures.pageP99Ms = now.p99Ms;
    measures.uploadToThumbnailMs = Math.round(now.readyMs);
    if (world.before === undefined) return;
    const before = await measure("pages-before", findEntry(world.before));
    measures.pagesPerSecondVsBefore = round(now.perSecond / before.perSecond);
    measures.p99VsBefore = round(now.p99Ms / before.p99Ms);
    measures.uploadToThumbnailVsBefore = round(now.readyMs / before.readyMs);
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
  app: RunningApp,
  page: Page,
  session: ApiSession,
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
    { concurrency: UPLOADS_AT_ONCE },
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

async function loadPages(app: RunningApp, page: Page): Promise<{ perSecond: number; p99Ms: number }> {
  const cookie = await cookieOf(page);
  await askFor(WARM_UP_MS, app.url, cookie, USERS);
  const times = await askFor(RUN_MS, app.url, cookie, USERS);
  return { perSecond: round(times.length / (RUN_MS / 1000)), p99Ms: Math.round(percentile(times, 0.99)) };
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
