import type { Locator, Page } from "@playwright/test";
import { expect, openSession, test } from "#tests/support/fixtures.ts";
import { jpegWithExif, smallPhoto } from "#tests/support/image-factory.ts";
import { seedIndex } from "#tests/support/seed-index.ts";
import { timelineFileName, timelinePhotos } from "#tests/support/timeline-photos.ts";
import { haveImage, open, tile, tiles } from "./library-steps.ts";

const PHOTOS = 3_000;
const DISTANCE_MS = 3 * 60 * 60 * 1000;
const nameOf = timelineFileName;

/** The pictures themselves are in no bucket; one stands for all. */
async function showPictures(page: Page): Promise<void> {
  const { body } = await smallPhoto(1);
  await page.route(/\/thumbnails\//, (route) => route.fulfill({ body, contentType: "image/jpeg" }));
}

/** Whether neither the header nor the name of a month lies over the upper edge of a tile. */
function isUncovered(of: Locator): Promise<boolean> {
  return of.evaluate((link) => {
    const { left, top, width } = link.getBoundingClientRect();
    const hit = document.elementFromPoint(left + width / 2, top + 2);
    return link.parentElement?.contains(hit) === true;
  });
}

const countNodes = (page: Page) => page.evaluate(() => document.querySelectorAll("*").length);

test.describe("a timeline of thousands", () => {
  test.beforeEach(async ({ page, person, personId, cloud }) => {
    await seedIndex(cloud, personId, timelinePhotos(PHOTOS, DISTANCE_MS));
    await showPictures(page);
    await openSession(page, person);
  });

  test("leads to its end by key, scroll bar and wheel, with few tiles drawn", async ({ page }) => {
    await open(page, "/");
    await expect(tile(page, nameOf(0))).toBeVisible();
    await expect.poll(() => page.evaluate(() => document.documentElement.scrollHeight)).toBeGreaterThan(20_000);

    await tile(page, nameOf(0)).focus();
    await page.keyboard.press("End");
    await expect(tile(page, nameOf(PHOTOS - 1))).toBeFocused();
    await expect(tile(page, nameOf(PHOTOS - 1))).toBeInViewport();
    expect(await tiles(page).count()).toBeLessThan(200);
    expect(await countNodes(page)).toBeLessThan(3_000);
    await page.keyboard.press("Home");
    await expect(tile(page, nameOf(0))).toBeFocused();

    await page.evaluate(() => window.scrollTo(0, document.documentElement.scrollHeight));
    await expect(tile(page, nameOf(PHOTOS - 1))).toBeInViewport();
    await page.mouse.move(400, 400);
    await page.mouse.wheel(0, -3_000);
    await expect(tile(page, nameOf(PHOTOS - 1))).not.toBeInViewport();
    await expect(tiles(page).first()).toBeVisible();
  });

  test("the name of a month and what selects all of it stay on the screen with it", { tag: "@long" }, async ({
    page,
  }) => {
    await page.goto("/");
    await expect(page.getByRole("slider", { name: "Month" })).toBeVisible();
    await page.mouse.move(400, 400);
    await page.mouse.wheel(0, 3_000);
    await expect(tile(page, nameOf(0))).not.toBeInViewport();
    const heading = page.getByRole("heading", { name: "December 2024" });
    const button = page.getByRole("button", { name: "Select all of December 2024" });
    await expect(heading).toBeInViewport();
    await expect(button).toBeInViewport();
    const middleOf = async (what: Locator) => {
      const { y = 0, height = 0 } = (await what.boundingBox()) ?? {};
      return y + height / 2;
    };
    expect(Math.abs((await middleOf(button)) - (await middleOf(heading)))).toBeLessThan(5);
    await button.click();
    await expect(page.getByRole("toolbar", { name: "Selection" })).toContainText("245");
  });

  test("covers no photo where the browser's letters are large", { tag: "@long" }, async ({ page }) => {
    await page.goto("/");
    await expect(page.getByRole("slider", { name: "Month" })).toBeVisible();
    // As Chromium's "very large".
    await page.evaluate(() => {
      document.documentElement.style.fontSize = "24px";
    });
    await expect.poll(() => isUncovered(tiles(page).first())).toBe(true);
    await page.getByRole("slider", { name: "Month" }).press("ArrowDown");
    const month = page.getByRole("heading", { name: "November 2024" });
    await expect(month).toBeInViewport();
    const first = page.getByRole("region", { name: "November 2024" }).locator("[data-tile]").first();
    await expect.poll(() => isUncovered(first)).toBe(true);
  });

  test("leads to any month by the bar beside it", async ({ page, expectAccessible }) => {
    await page.goto("/");
    const bar = page.getByRole("slider", { name: "Month" });
    await expect(bar).toHaveAttribute("aria-valuetext", "December 2024");
    await bar.focus();
    await page.keyboard.press("ArrowDown");
    await expect(bar).toHaveAttribute("aria-valuetext", "November 2024");
    await expect(page.getByRole("heading", { name: "November 2024" })).toBeInViewport();
    await expect.poll(() => isUncovered(tile(page, nameOf(245)))).toBe(true);
    await expectAccessible();

    const { x = 0, y = 0, height = 0 } = (await bar.boundingBox()) ?? {};
    await page.mouse.move(x + 20, y + 5);
    await page.mouse.down();
    await page.mouse.move(x + 20, y + height / 2, { steps: 5 });
    await page.mouse.up();
    await expect(bar).toHaveAttribute("aria-valuetext", /(June|July) 2024/);
    await expect(tiles(page).first()).toBeVisible();
    await page.keyboard.press("End");
    await expect(tile(page, nameOf(PHOTOS - 1))).toBeInViewport();
  });

  test("keeps the keyboard where it leads: back from the list of months, and at the month that was chosen", {
    tag: "@long",
  }, async ({ page }) => {
    await page.goto("/");
    await expect(page.getByRole("slider", { name: "Month" })).toBeVisible();
    await tile(page, nameOf(1)).focus();
    await page.keyboard.press("g");
    const dialog = page.getByRole("dialog", { name: "Jump to" });
    await expect(dialog).toBeVisible();
    await page.keyboard.press("Escape");
    await expect(tile(page, nameOf(1))).toBeFocused();
    for (const [month, first] of [
      ["March 2024", 2_197],
      ["December 2024", 0],
    ] as const) {
      await page.keyboard.press("g");
      await dialog.getByRole("button", { name: month }).press("Enter");
      await expect(dialog).toHaveCount(0);
      await expect(tile(page, nameOf(first))).toBeFocused();
      await expect.poll(() => isUncovered(tile(page, nameOf(first)))).toBe(true);
      await page.keyboard.press("ArrowRight");
      await expect(tile(page, nameOf(first + 1))).toBeFocused();
    }
  });

  test("an end that took long to load does not take the focus from what was done meanwhile", { tag: "@long" }, async ({
    page,
  }) => {
    await page.goto("/");
    await expect(page.getByRole("slider", { name: "Month" })).toBeVisible();
    const { promise: isLet, resolve: letThrough } = Promise.withResolvers<void>();
    await page.route("**/api/timeline/chunk?*", async (route) => {
      await isLet;
      await route.continue();
    });
    await tile(page, nameOf(0)).press("End");
    const theme = page.getByRole("button", { name: "Theme" });
    await theme.press("Shift");
    letThrough();
    await expect(tile(page, nameOf(PHOTOS - 1))).toBeInViewport();
    await expect(theme).toBeFocused();
  });

  test("begins where a link says, without scripts too", async ({ page, browser }) => {
    const context = await browser.newContext({
      javaScriptEnabled: false,
      storageState: await page.context().storageState(),
    });
    const plain = await context.newPage();
    await plain.goto("/");
    await plain.getByRole("navigation", { name: "Months" }).getByRole("link", { name: "March 2024" }).click();
    await expect(plain.getByRole("heading", { name: "March 2024" })).toBeVisible();
    await expect(tile(plain, nameOf(2_204))).toBeVisible();
    await context.close();

    await page.goto("/?month=2024-03");
    await expect(page.getByRole("heading", { name: "March 2024" })).toBeInViewport();
    await expect(tile(page, nameOf(2_204))).toBeInViewport();
    await expect.poll(() => isUncovered(tile(page, nameOf(2_197)))).toBe(true);
  });

  test("says what could not be loaded, and loads it when asked again", { tag: "@long" }, async ({ page }) => {
    await page.goto("/");
    await expect(tile(page, nameOf(0))).toBeVisible();
    await page.route("**/api/timeline/chunk?*", (route) => route.abort());
    await page.getByRole("slider", { name: "Month" }).press("End");
    const alert = page.getByRole("alert").filter({ hasText: "Skylight cannot be reached" });
    await expect(alert).toBeVisible();
    await page.unroute("**/api/timeline/chunk?*");
    await alert.getByRole("button", { name: "Try again" }).click();
    await expect(tile(page, nameOf(PHOTOS - 1))).toBeInViewport();
    await expect(alert).toHaveCount(0);
  });

  test("loads by itself, once the network is back, what was gone to without it", { tag: "@long" }, async ({ page }) => {
    await page.goto("/");
    await expect(tile(page, nameOf(0))).toBeVisible();
    await page.context().setOffline(true);
    await page.getByRole("slider", { name: "Month" }).press("End");
    const alert = page.getByRole("alert").filter({ hasText: "Skylight cannot be reached" });
    await expect(alert).toBeVisible();
    await page.context().setOffline(false);
    await expect(tile(page, nameOf(PHOTOS - 1))).toBeInViewport();
    await expect(alert).toHaveCount(0);
  });

  test("stays where it is while photos come, and leads back to the photo that was looked at", { tag: "@long" }, async ({
    page,
    api,
  }) => {
    await page.goto("/");
    const bar = page.getByRole("slider", { name: "Month" });
    await bar.press("PageDown");
    await bar.press("ArrowUp");
    const watched = tiles(page).first();
    await expect(watched).toBeVisible();
    const id = await page.evaluate(
      () =>
        [...document.querySelectorAll<HTMLElement>("[data-tile]")].find(
          (one) => one.getBoundingClientRect().top > window.innerHeight / 2,
        )?.dataset.tile ?? "",
    );
    const place = () => page.locator(`[data-tile="${id}"]`).evaluate((one) => one.getBoundingClientRect().top);
    const [before, months] = await Promise.all([place(), bar.getAttribute("aria-valuemax")]);
    // By another device: this page hears of it when it asks.
    await haveImage(api, await smallPhoto(7));
    // The height of the page says nothing: months that are drawn have other heights than those that are guessed.
    await expect(bar).toHaveAttribute("aria-valuemax", String(Number(months) + 1));
    expect(Math.abs((await place()) - before)).toBeLessThan(2);
    await bar.press("Home");
    await expect(page.getByRole("link", { name: (await smallPhoto(7)).fileName })).toBeVisible();
  });

  test("is come back to at a photo that a link led to, however far down its month", { tag: "@long" }, async ({
    page,
    api,
  }) => {
    // Of May 1, 2024: some 240 photos of its month come before it.
    const { id } = await haveImage(api, await jpegWithExif());
    await page.goto(`/images/${id}`);
    await expect(page.getByRole("button", { name: "Download" })).toBeEnabled();
    await page.keyboard.press("Escape");
    const seen = page.locator(`[data-tile="${id}"]`);
    await expect(seen).toBeFocused();
    await expect(seen).toBeInViewport();
  });

  test.describe("on a phone", () => {
    test.use({ viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true });

    test("has photos to tap up to the edge, four in a row, and a handle to drag", async ({ page }) => {
      await page.goto("/");
      const bar = page.getByRole("slider", { name: "Month" });
      await expect(bar).toHaveAttribute("aria-valuetext", "December 2024");
      const boxes = await tiles(page).evaluateAll((all) =>
        all.slice(0, 40).map((one) => {
          const { top, right, bottom } = one.getBoundingClientRect();
          return { row: Math.round(top), right, middle: (top + bottom) / 2 };
        }),
      );
      const rows = Map.groupBy(boxes, ({ row }) => row);
      expect(new Set([...rows.values()].slice(0, -1).map((row) => row.length))).toEqual(new Set([4]));

      const { x = 0, y = 0 } = (await bar.locator("[data-handle]").boundingBox()) ?? {};
      const touch = await page.context().newCDPSession(page);
      const at = (top: number) => [{ x: x + 30, y: top }];
      // Taken hold of at its lower edge, it does not leap to the finger.
      await touch.send("Input.dispatchTouchEvent", { type: "touchStart", touchPoints: at(y + 40) });
      await expect(bar).toHaveAttribute("data-held", "true");
      expect(await page.evaluate(() => window.scrollY)).toBe(0);
      for (const top of [200, 400, 600]) {
        await touch.send("Input.dispatchTouchEvent", { type: "touchMove", touchPoints: at(top) });
      }
      await touch.send("Input.dispatchTouchEvent", { type: "touchEnd", touchPoints: [] });
      await expect(bar).not.toHaveAttribute("aria-valuetext", "December 2024");
      await bar.press("Home");
      await expect(tile(page, nameOf(0))).toBeVisible();

      const edge = boxes.findLast(({ middle, right }) => middle < 700 && right > 370);
      await page.touchscreen.tap((edge?.right ?? 0) - 5, edge?.middle ?? 0);
      await expect(page).toHaveURL(/\/images\//);
    });
  });
});

test("whoever comes back to a list by another time begins at the photo's month there, also before it is found", {
  tag: "@long",
}, async ({ page, api, person, personId, cloud }) => {
  // Taken in May 2024 and added now, behind a thousand that were added later.
  const { id } = await haveImage(api, await jpegWithExif());
  const nextYearMs = Date.now() + 365 * 24 * 60 * 60 * 1000;
  await seedIndex(cloud, personId, timelinePhotos(1_000, DISTANCE_MS, nextYearMs - Date.UTC(2024, 11, 31, 12)));
  await showPictures(page);
  await openSession(page, person);
  await page.goto(`/images/${id}?sort=added`);
  await expect(page.getByRole("button", { name: "Favourite", exact: true })).toBeEnabled();
  await page.route("**/api/timeline/chunk?*around*", (route) => route.abort());
  await page.keyboard.press("Escape");
  await expect(page).toHaveURL("/added");
  const month = new Date().toLocaleDateString("en-GB", { month: "long", year: "numeric", timeZone: "UTC" });
  await expect(page.getByRole("heading", { name: month })).toBeInViewport();
});
