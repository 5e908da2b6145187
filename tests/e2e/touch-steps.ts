import type { Locator, Page } from "@playwright/test";

/* What fingers do, sent to the browser as a touch screen does. */

const STEPS = 6;

/**
 * Two fingers beside the middle of something, or of the screen where that is higher than it, from so many pixels apart
 * to so many.
 */
export async function pinch(page: Page, target: Locator, from: number, to: number): Promise<void> {
  const { x, y, width, height } = (await target.boundingBox()) ?? { x: 0, y: 0, width: 0, height: 0 };
  const half = (page.viewportSize()?.height ?? 0) / 2;
  const middle = { x: x + width / 2, y: Math.min(half, y + height / 2) };
  const fingers = (apart: number) => [-1, 1].map((side, id) => ({ id, x: middle.x + (side * apart) / 2, y: middle.y }));
  const touch = await page.context().newCDPSession(page);
  await touch.send("Input.dispatchTouchEvent", { type: "touchStart", touchPoints: fingers(from) });
  for (let step = 1; step <= STEPS; step++) {
    const touchPoints = fingers(from + ((to - from) * step) / STEPS);
    await touch.send("Input.dispatchTouchEvent", { type: "touchMove", touchPoints });
  }
  await touch.send("Input.dispatchTouchEvent", { type: "touchEnd", touchPoints: [] });
}

type Point = { x: number; y: number };

/** One finger from a point through others, where it stays. Returns what lifts it. */
export async function hold(
  page: Page,
  [first = { x: 0, y: 0 }, ...others]: readonly Point[],
): Promise<() => Promise<void>> {
  const touch = await page.context().newCDPSession(page);
  await touch.send("Input.dispatchTouchEvent", { type: "touchStart", touchPoints: [first] });
  for (const point of others) await touch.send("Input.dispatchTouchEvent", { type: "touchMove", touchPoints: [point] });
  return async () => {
    await touch.send("Input.dispatchTouchEvent", { type: "touchEnd", touchPoints: [] });
  };
}

/** One finger from a point through others, lifted at the last. */
export async function drag(page: Page, points: readonly Point[]): Promise<void> {
  const lift = await hold(page, points);
  await lift();
}
