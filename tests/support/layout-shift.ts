import type { Page } from "@playwright/test";

/** Something that moved on a page. https://web.dev/articles/cls */
export interface LayoutShift {
  /** What it adds to the cumulative layout shift. */
  value: number;
  /** Each element that moved, as its tag begins, with where it was and went: pixels from the left and the top. */
  moved: string[];
}

/** Makes a page record what moves on it from its next visit on. */
export async function watchLayoutShift(page: Page): Promise<void> {
  await page.addInitScript(() => {
    interface Entry {
      value: number;
      sources: { node: Node | null; previousRect: DOMRectReadOnly; currentRect: DOMRectReadOnly }[];
    }
    const shifts: { value: number; moved: string[] }[] = [];
    Object.assign(window, { shifts });
    const at = ({ x, y }: DOMRectReadOnly) => `${Math.round(x)},${Math.round(y)}`;
    new PerformanceObserver((list) => {
      for (const { value, sources } of list.getEntries() as unknown as Entry[]) {
        const moved = sources.map(({ node, previousRect, currentRect }) => {
          const name = node instanceof Element ? node.outerHTML.slice(0, 100) : String(node?.textContent).slice(0, 100);
          return `${name} ${at(previousRect)} -> ${at(currentRect)}`;
        });
        shifts.push({ value, moved });
      }
    }).observe({ type: "layout-shift", buffered: true });
  });
}

/** What has moved so far. */
export function listLayoutShifts(page: Page): Promise<LayoutShift[]> {
  return page.evaluate(() => (window as unknown as { shifts: LayoutShift[] }).shifts);
}

/** Cumulative layout shift so far, to thousandths. */
export async function readLayoutShift(page: Page): Promise<number> {
  const sum = (await listLayoutShifts(page)).reduce((total, { value }) => total + value, 0);
  return Math.round(sum * 1_000) / 1_000;
}
