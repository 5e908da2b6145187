import type { Page } from "@playwright/test";
import { expect, openSession, test } from "#tests/support/fixtures.ts";
import { smallPhoto } from "#tests/support/image-factory.ts";
import { seedIndex } from "#tests/support/seed-index.ts";
import { timelineFileName, timelinePhotos } from "#tests/support/timeline-photos.ts";
import { tile, tiles } from "./library-steps.ts";
import { pinch } from "./touch-steps.ts";

const PHOTOS = 800;
const DISTANCE_MS = 60 * 60 * 1000;

test.beforeEach(async ({ page, person, personId, cloud }) => {
  await seedIndex(cloud, personId, timelinePhotos(PHOTOS, DISTANCE_MS));
  const { body } = await smallPhoto(1);
  await page.route(/\/thumbnails\//, (route) => route.fulfill({ body, contentType: "image/jpeg" }));
  await openSession(page, person);
  await page.goto("/");
  await expect(page.getByRole("slider", { name: "Month" })).toBeVisible();
});

/** Pixels that the first row of the timeline is high, rounded. */
const rowHeight = (page: Page) =>
  tiles(page)
    .first()
    .evaluate((one) => Math.round(one.getBoundingClientRect().height));

/** How many photos the first row has. */
const inFirstRow = (page: Page) =>
  tiles(page).evaluateAll(
    (all) =>
      all.filter((one) => Math.abs(one.getBoundingClientRect().top - (all[0]?.getBoundingClientRect().top ?? 0)) < 1)
        .length,
  );

test("keys draw photos larger and smaller, what is looked at stays, and the server knows next time", {
  tag: "@long",
}, async ({ page, browser, baseURL }) => {
  const usual = await rowHeight(page);
  await page.keyboard.press("+");
  await expect.poll(() => rowHeight(page)).toBeGreaterThan(usual * 1.2);
  // There is nothing larger.
  await page.keyboard.press("+");
  await page.keyboard.press("-");
  await expect.poll(() => rowHeight(page)).toBe(usual);

  await page.mouse.move(500, 500);
  await page.mouse.wheel(0, 4_000);
  const seen = tile(page, timelineFileName(120));
  await seen.focus();
  await page.keyboard.press("-");
  await expect.poll(() => rowHeight(page)).toBeLessThan(usual * 0.8);
  await expect(seen).toBeInViewport();
  await expect(seen).toBeFocused();
  await page.keyboard.press("+");
  await page.keyboard.press("+");
  await expect(seen).toBeInViewport();
  await expect(seen).toBeFocused();
  await page.keyboard.press("-");
  await page.keyboard.press("-");
  await expect.poll(() => rowHeight(page)).toBeLessThan(usual * 0.8);

  await page.reload();
  const bar = page.getByRole("slider", { name: "Month" });
  await expect(bar).toBeVisible();
  await expect.poll(() => rowHeight(page)).toBeGreaterThan(0);
  const small = await rowHeight(page);
  expect(small).toBeLessThan(usual * 0.8);
  const plain = await browser.newContext({
    baseURL: baseURL ?? "",
    javaScriptEnabled: false,
    storageState: await page.context().storageState(),
  });
  const withoutScripts = await plain.newPage();
  await withoutScripts.goto("/");
  expect(Math.abs((await rowHeight(withoutScripts)) - small)).toBeLessThanOrEqual(small * 0.1);
  await plain.close();
});

test("the menu has the choice too, another list follows it, and the keys stand behind the question mark", {
  tag: "@long",
}, async ({ page, expectAccessible }) => {
  const usual = await rowHeight(page);
  await page.getByRole("button", { name: "Account menu" }).click();
  await page.getByRole("menuitemradio", { name: "Small" }).click();
  await expect.poll(() => rowHeight(page)).toBeLessThan(usual * 0.8);
  await expect(page.getByRole("menuitemradio", { name: "Small" })).toBeChecked();
  await expectAccessible(page, ["color-contrast", "aria-required-children", "aria-required-parent"]);
  await page.keyboard.press("Escape");

  await page.getByRole("link", { name: "Recently added" }).first().click();
  await expect(page).toHaveURL("/added");
  await expect.poll(() => rowHeight(page)).toBeLessThan(usual * 0.8);
  await page.keyboard.press("+");
  await expect.poll(() => rowHeight(page)).toBeGreaterThan(usual * 0.8);
  // The page that the router kept follows what was chosen since.
  await page.goBack();
  await expect(page).toHaveURL("/");
  await expect.poll(() => rowHeight(page)).toBe(usual);

  await page.keyboard.press("?");
  await expect(page.getByRole("dialog")).toContainText("Larger photos");
});

test("where few photos are on the screen, the name of the month carries their days", { tag: "@long" }, async ({
  page,
}) => {
  const heading = page.getByRole("heading", { name: "December 2024" });
  await expect(heading).toHaveText("December 2024");
  await page.keyboard.press("+");
  await expect(heading).toHaveText(/^December 2024(Tue 31|Mon 30 – Tue 31)$/);
  await page.mouse.move(500, 500);
  await page.mouse.wheel(0, 3_000);
  await expect(heading).toHaveText(/^December 2024\w{3} (2\d|1\d)/);
  await expect(heading).toBeInViewport();
  await page.reload();
  await expect(page.getByRole("heading", { name: "December 2024" })).toHaveText(/December 2024\w{3} \d/);
});

test.describe("on a phone", () => {
  test.use({ viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true });

  test("two fingers draw photos larger and smaller; beyond the largest they enlarge the page", {
    tag: "@long",
  }, async ({ page }) => {
    const main = page.getByRole("main");
    const scale = () => page.evaluate(() => window.visualViewport?.scale ?? 1);
    expect(await inFirstRow(page)).toBe(4);
    await pinch(page, main, 200, 120);
    await expect.poll(() => inFirstRow(page)).toBe(5);
    expect(await page.evaluate(() => document.querySelectorAll("*").length)).toBeLessThan(3_000);
    await pinch(page, main, 100, 150);
    await expect.poll(() => inFirstRow(page)).toBe(4);
    await pinch(page, main, 100, 150);
    await expect.poll(() => inFirstRow(page)).toBe(2);
    expect(await scale()).toBe(1);
    await expect(page).toHaveURL("/");
    await pinch(page, main, 100, 200);
    await expect.poll(scale).toBeGreaterThan(1.3);
    expect(await inFirstRow(page)).toBe(2);
  });
});
