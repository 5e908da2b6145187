import type { CDPSession, Page } from "@playwright/test";
import { readLayoutShift, watchLayoutShift } from "#tests/support/layout-shift.ts";
import { median } from "./statistics.ts";

const JUMPS = 10;
const WHEELS = 200;
const WHEEL_PX = 1_200;
const KIBIBYTE = 1024;
const MEBIBYTE = 1024 ** 2;
const SETTLE_MS = 500;

type Measures = Record<string, number | boolean>;

/** Bytes of scripts that the first page loads, as they are sent, and how much it moves. */
export async function measureFirstLoad(measures: Measures, page: Page): Promise<void> {
  const network = await page.context().newCDPSession(page);
  await network.send("Network.enable");
  const scripts = new Set<string>();
  let bytes = 0;
  network.on("Network.responseReceived", ({ requestId, type }) => {
    if (type === "Script") scripts.add(requestId);
  });
  network.on("Network.loadingFinished", ({ requestId, encodedDataLength }) => {
    if (scripts.has(requestId)) bytes += encodedDataLength;
  });
  await watchLayoutShift(page);
  await page.goto("/");
  await page.locator("[data-tile]").first().waitFor();
  await page.waitForLoadState("networkidle");
  measures.jsKb = Math.round(bytes / KIBIBYTE);
  measures.cls = await readLayoutShift(page);
}

/**
 * The part of the thumbnails that a second visit takes from the browser's cache. `store` puts a picture where a URL
 * leads.
 */
export async function measureSecondVisit(
  measures: Measures,
  page: Page,
  store: (url: string) => Promise<void>,
): Promise<void> {
  const isThumbnail = (url: string) => url.includes("/thumbnails/");
  const missing = new Set<string>();
  page.on("request", (request) => isThumbnail(request.url()) && missing.add(request.url()));
  const visit = async () => {
    await page.goto("/");
    await page.locator("[data-tile] img").first().waitFor();
    await page.waitForLoadState("networkidle");
  };
  await visit();
  for (const url of missing) await store(url);
  await visit();

  const network = await page.context().newCDPSession(page);
  await network.send("Network.enable");
  const [asked, cached] = [new Set<string>(), new Set<string>()];
  network.on("Network.requestWillBeSent", ({ requestId, request }) => {
    if (isThumbnail(request.url)) asked.add(requestId);
  });
  network.on("Network.requestServedFromCache", ({ requestId }) => cached.add(requestId));
  network.on("Network.responseReceived", ({ requestId, response }) => {
    if (response.fromDiskCache) cached.add(requestId);
  });
  await visit();
  if (asked.size === 0) throw new Error("Expected thumbnails on the second visit");
  measures.cachedShare = [...asked].filter((id) => cached.has(id)).length / asked.size;
}

/** What it takes to go about in a million photos, and in a month of 70,000. */
export async function measureBrowsing(
  measures: Measures,
  { large, month }: { large: Page; month: Page },
): Promise<void> {
  await start(large);
  const layouts: number[] = [];
  const pictures: number[] = [];
  for (let jump = 1; jump <= JUMPS; jump++) {
    const { layoutMs, picturesMs } = await large.evaluate(jumpTo, (jump * 0.618) % 1);
    layouts.push(layoutMs);
    pictures.push(picturesMs);
  }
  measures.jumpLayoutMs = Math.round(median(layouts));
  measures.jumpPicturesMs = Math.round(median(pictures));
  measures.domNodes = await large.evaluate(() => document.querySelectorAll("*").length);
  measures.lastReachable = await reachesLast(large);

  await start(month);
  await month.evaluate(watchTasks);
  await month.evaluate(() => window.scrollTo(0, document.documentElement.scrollHeight));
  await month.waitForTimeout(SETTLE_MS);
  await month.mouse.move(500, 500);
  for (let wheel = 0; wheel < WHEELS; wheel++) await month.mouse.wheel(0, wheel % 2 === 0 ? -WHEEL_PX : -WHEEL_PX / 2);
  await month.waitForTimeout(SETTLE_MS);
  measures.longestTaskMs = Math.round(await month.evaluate(() => (window as unknown as { longest: number }).longest));
  measures.heapMb = await measureHeap(await month.context().newCDPSession(month));
}

async function start(page: Page): Promise<void> {
  await page.goto("/");
  await page.getByRole("slider", { name: "Month" }).waitFor();
  await page.waitForTimeout(SETTLE_MS);
}

/**
 * Presses the bar at a part of its height; milliseconds until tiles or their places stand there, and until pictures do.
 */
async function jumpTo(part: number): Promise<{ layoutMs: number; picturesMs: number }> {
  const bar = document.querySelector<HTMLElement>("[role=slider]");
  if (!bar) throw new Error("Expected the bar of months");
  const { top, height, left } = bar.getBoundingClientRect();
  const before = bar.getAttribute("aria-valuetext");
  const options = { clientX: left + 10, clientY: top + part * height, bubbles: true, pointerId: 1 };
  bar.setPointerCapture = () => {};
  const startedAt = performance.now();
  bar.dispatchEvent(new PointerEvent("pointerdown", options));
  bar.dispatchEvent(new PointerEvent("pointerup", options));
  const frame = () => new Promise((resolve) => requestAnimationFrame(resolve));
  while (bar.getAttribute("aria-valuetext") === before) await frame();
  const layoutMs = performance.now() - startedAt;
  const isShown = () =>
    [...document.querySelectorAll<HTMLImageElement>("[data-tile] img")].some((image) => {
      const box = image.getBoundingClientRect();
      return image.complete && image.naturalWidth > 0 && box.bottom > 100 && box.top < window.innerHeight;
    });
  while (!isShown()) await frame();
  return { layoutMs, picturesMs: performance.now() - startedAt };
}

async function reachesLast(page: Page): Promise<boolean> {
  const isLast = async (): Promise<boolean> => {
    const name = await page.locator("[data-tile]").last().locator("img").getAttribute("alt", { timeout: 10_000 });
    return name?.endsWith("IMG_999999.JPG") === true;
  };
  await page.evaluate(() => window.scrollTo(0, 0));
  await page.getByRole("slider", { name: "Month" }).press("End");
  await page.waitForTimeout(SETTLE_MS * 4);
  const byKey = await isLast();
  await page.evaluate(() => window.scrollTo(0, 0));
  await page.waitForTimeout(SETTLE_MS);
  await page.evaluate(() => window.scrollTo(0, document.documentElement.scrollHeight));
  await page.waitForTimeout(SETTLE_MS * 4);
  return byKey && (await isLast());
}

function watchTasks(): void {
  const state = window as unknown as { longest: number };
  state.longest = 0;
  new PerformanceObserver((list) => {
    for (const { duration } of list.getEntries()) state.longest = Math.max(state.longest, duration);
  }).observe({ type: "longtask" });
}

async function measureHeap(session: CDPSession): Promise<number> {
  await session.send("HeapProfiler.collectGarbage");
  const { usedSize } = (await session.send("Runtime.getHeapUsage")) as { usedSize: number };
  return Math.round(usedSize / MEBIBYTE);
}
