import type { BrowserContextOptions, Page } from "@playwright/test";
import { median } from "./statistics.ts";

/* The first page as a phone of the middle range loads it, throttled by Chromium as Lighthouse's "Slow 4G" is. */

export const PHONE: BrowserContextOptions = {
  viewport: { width: 412, height: 823 },
  deviceScaleFactor: 1.75,
  isMobile: true,
  hasTouch: true,
};
const ROUNDS = 5;
const CPU_SLOWDOWN = 4;
const LATENCY_MS = 150;
const DOWN_KBIT = 1_638;
const UP_KBIT = 750;
/** Tasks that come within this time after the last request still count. No event says that none will. */
const QUIET_MS = 2_000;
/** Of a task, what is above this keeps a finger waiting. */
const LONG_TASK_MS = 50;

/**
 * `lcpMs` and `tbtMs`: until the largest thing on the screen is drawn, and by how much tasks are longer than 50 ms from
 * the first thing drawn until the page rests; medians. `open` has a context of its own, with nothing in its cache.
 */
export async function measurePhone(
  measures: Record<string, number | boolean>,
  open: () => Promise<Page>,
): Promise<void> {
  const loads: { lcpMs: number; tbtMs: number }[] = [];
  for (let round = 0; round < ROUNDS; round++) loads.push(await load(await open()));
  measures.lcpMs = Math.round(median(loads.map(({ lcpMs }) => lcpMs)));
  measures.tbtMs = Math.round(median(loads.map(({ tbtMs }) => tbtMs)));
}

async function load(page: Page): Promise<{ lcpMs: number; tbtMs: number }> {
  const session = await page.context().newCDPSession(page);
  await session.send("Network.enable");
  await session.send("Network.emulateNetworkConditions", {
    offline: false,
    latency: LATENCY_MS,
    downloadThroughput: (DOWN_KBIT * 1_000) / 8,
    uploadThroughput: (UP_KBIT * 1_000) / 8,
  });
  await session.send("Emulation.setCPUThrottlingRate", { rate: CPU_SLOWDOWN });
  await page.addInitScript(watchLoad, LONG_TASK_MS);
  await page.goto("/");
  await page.locator("[data-tile]").first().waitFor();
  await page.waitForLoadState("networkidle");
  await page.waitForTimeout(QUIET_MS);
  const seen = await page.evaluate(readLoad);
  await page.context().close();
  return seen;
}

function watchLoad(longTaskMs: number): void {
  const seen = { lcpMs: 0, tbtMs: 0, paintedAt: Number.POSITIVE_INFINITY };
  Object.assign(window, { seen });
  const watch = (type: string, take: (entry: PerformanceEntry) => void) =>
    new PerformanceObserver((list) => list.getEntries().forEach(take)).observe({ type, buffered: true });
  watch("paint", ({ name, startTime }) => {
    if (name === "first-contentful-paint") seen.paintedAt = startTime;
  });
  watch("largest-contentful-paint", ({ startTime }) => {
    seen.lcpMs = startTime;
  });
  watch("longtask", ({ startTime, duration }) => {
    if (startTime + duration > seen.paintedAt) seen.tbtMs += duration - longTaskMs;
  });
}

function readLoad(): { lcpMs: number; tbtMs: number } {
  return (window as unknown as { seen: { lcpMs: number; tbtMs: number } }).seen;
}
