import type { Page } from "@playwright/test";

/** Makes a page note how much it moves from its next visit on. https://web.dev/articles/cls */
export async function watchLayoutShift(page: Page): Promise<void> {
  await page.addInitScript(() => {
    const shifts = { sum: 0 };
    Object.assign(window, { shifts });
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries()) shifts.sum += (entry as unknown as { value: number }).value;
    }).observe({ type: "layout-shift", buffered: true });
  });
}

/** Cumulative layout shift so far, to thousandths. */
export async function readLayoutShift(page: Page): Promise<number> {
  const sum = await page.evaluate(() => (window as unknown as { shifts: { sum: number } }).shifts.sum);
  return Math.round(sum * 1_000) / 1_000;
}
