import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { type Browser, chromium, type Page } from "@playwright/test";
import type { ApiSession } from "#tests/support/api-session.ts";
import { type RunningApp, startApp } from "#tests/support/app.ts";
import { chromiumArguments, findChromium } from "#tests/support/find-chromium.ts";
import { openSession } from "#tests/support/fixtures.ts";
import { readLayoutShift, watchLayoutShift } from "./layout-shift.ts";
import type { Measures } from "./run-parts.ts";
import { percentile } from "./statistics.ts";

const USERS = 20;
const RUN_MS = 20_000;
const WARM_UP_MS = 5_000;
/** As "Slow 4G" of Chromium's developer tools. */
const SLOW_NETWORK = { offline: false, latency: 562.5, downloadThroughput: 180_000, uploadThroughput: 84_375 };
const SETTLE_MS = 1_000;

/** Gallery pages for many users at once, and how much a page moves on a slow network. `before` is the folder of an older built checkout. */
export async function measurePages(
  measures: Measures,
  world: {
    prepare: (app: RunningApp) => Promise<ApiSession>;
    newFolder: (name: string) => Promise<string>;
    before: string | undefined;
  },
): Promise<void> {
  const browser = await chromium.launch({ executablePath: findChromium() ?? "", args: chromiumArguments });
  const measure = async (name: string, entry?: string) => {
    const dataDir = await world.newFolder(name);
    await using app = await startApp({ dataDir, ...(entry === undefined ? {} : { entry }) });
    const page = await openPage(browser, app, await world.prepare(app));
    const rate = await loadPages(app, page);
    if (entry === undefined) measures.cls = await measureShift(page);
    await page.context().close();
    return rate;
  };
  try {
    const now = await measure("pages");
    measures.pagesPerSecond = now.perSecond;
    measures.pageP99Ms = now.p99Ms;
    if (world.before === undefined) return;
    const before = await measure("pages-before", join(world.before, "local/system/start.ts"));
    measures.pagesPerSecondVsBefore = round(now.perSecond / before.perSecond);
    measures.p99VsBefore = round(now.p99Ms / before.p99Ms);
  } finally {
    await browser.close();
  }
}

async function openPage(browser: Browser, app: RunningApp, session: ApiSession): Promise<Page> {
  const context = await browser.newContext({ baseURL: app.url, viewport: { width: 1440, height: 900 } });
  const page = await context.newPage();
  await openSession(page, session);
  return page;
}

async function loadPages(app: RunningApp, page: Page): Promise<{ perSecond: number; p99Ms: number }> {
  const cookie = (await page.context().cookies()).map(({ name, value }) => `${name}=${value}`).join("; ");
  await askFor(WARM_UP_MS, app.url, cookie);
  const times = await askFor(RUN_MS, app.url, cookie);
  return { perSecond: round(times.length / (RUN_MS / 1000)), p99Ms: Math.round(percentile(times, 0.99)) };
}

/** How long each page took, milliseconds. */
async function askFor(durationMs: number, url: string, cookie: string): Promise<number[]> {
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
  await Promise.all(Array.from({ length: USERS }, visit));
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
