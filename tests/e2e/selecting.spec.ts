import type { Page } from "@playwright/test";
import { expect, openSession, test } from "#tests/support/fixtures.ts";
import { smallPhoto } from "#tests/support/image-factory.ts";
import { seedIndex } from "#tests/support/seed-index.ts";
import { timelineFileName, timelinePhotos } from "#tests/support/timeline-photos.ts";
import { tile, tiles } from "./library-steps.ts";

const PHOTOS = 2_000;
/** Eight a day, newest first, from the last day of 2024 at noon. */
const DISTANCE_MS = 3 * 60 * 60 * 1000;

const bar = (page: Page) => page.getByRole("toolbar", { name: "Selection" });
const chosen = (page: Page) => page.getByRole("checkbox", { checked: true });
const topOf = (page: Page, number: number) =>
  tile(page, timelineFileName(number)).evaluate((one) => one.getBoundingClientRect().top);

async function middleOf(page: Page, number: number): Promise<{ x: number; y: number }> {
  const { x = 0, y = 0, width = 0, height = 0 } = (await tile(page, timelineFileName(number)).boundingBox()) ?? {};
  return { x: x + width / 2, y: y + height / 2 };
}

test.beforeEach(async ({ page, person, personId, cloud }) => {
  await seedIndex(cloud, personId, timelinePhotos(PHOTOS, DISTANCE_MS));
  const { body } = await smallPhoto(1);
  await page.route(/\/thumbnails\//, (route) => route.fulfill({ body, contentType: "image/jpeg" }));
  await openSession(page, person);
  await page.goto("/");
  await expect(tile(page, timelineFileName(0))).toBeVisible();
  await expect(page.getByRole("slider", { name: "Month" })).toBeVisible();
});

test("photos are selected by key, by dragging and with Shift, and a click still opens", async ({
  page,
  expectAccessible,
}) => {
  // The bar moves nothing, and Escape ends it from anywhere.
  const before = await topOf(page, 2);
  await tile(page, timelineFileName(0)).press("x");
  await expect(bar(page)).toBeVisible();
  expect(await topOf(page, 2)).toBe(before);
  await expectAccessible();
  await page.getByRole("button", { name: "Account menu" }).focus();
  await page.keyboard.press("Escape");
  await expect(bar(page)).toHaveCount(0);

  const [from, to] = [await middleOf(page, 1), await middleOf(page, 3)];
  await page.mouse.move(from.x, from.y);
  await page.mouse.down();
  await page.mouse.move(to.x, to.y, { steps: 8 });
  await expect(bar(page).getByText("3 selected")).toBeVisible();
  const back = await middleOf(page, 2);
  await page.mouse.move(back.x, back.y, { steps: 4 });
  await page.mouse.up();
  await expect(bar(page).getByText("2 selected")).toBeVisible();
  await expect(page).toHaveURL("/");
  await page.keyboard.press("Escape");
  await expect(bar(page)).toHaveCount(0);

  // With Shift all in between, also what was never loaded.
  await tile(page, timelineFileName(5)).press("x");
  await page.getByRole("slider", { name: "Month" }).press("End");
  await tile(page, timelineFileName(PHOTOS - 1)).click({ modifiers: ["Shift"] });
  await expect(bar(page).getByText("1,995 selected")).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(bar(page)).toHaveCount(0);

  // A mouse that slips a little within a tile clicks.
  const { x, y } = await middleOf(page, PHOTOS - 1);
  await page.mouse.move(x, y);
  await page.mouse.down();
  await page.mouse.move(x + 12, y + 8, { steps: 3 });
  await page.mouse.up();
  await expect(page).toHaveURL(/\/images\//);
});

test("a screen reader hears how many are selected, by an element that was there before", { tag: "@long" }, async ({
  page,
}) => {
  const said = await page.locator("main").getByRole("status").elementHandle();
  expect(await said?.textContent()).toBe("");
  await tile(page, timelineFileName(0)).press("x");
  await expect.poll(() => said?.textContent()).toBe("1 selected");
  await page.keyboard.press("Control+a");
  await expect.poll(() => said?.textContent()).toBe("All 2,000 selected");
  await page.keyboard.press("Escape");
  await expect.poll(() => said?.textContent()).toBe("");
});

test("focus and selection are drawn over the picture", { tag: "@long" }, async ({ page }) => {
  const frame = (number: number) =>
    tile(page, timelineFileName(number)).evaluate((link) => {
      const { width, height } = link.getBoundingClientRect();
      // It follows the picture within the link, so it is drawn over it.
      const over = getComputedStyle(link, "::after");
      const covers = Math.abs(Number.parseFloat(over.width) - width) < 1 && over.inset === "0px";
      return { shadow: over.boxShadow, covers: covers && Math.abs(Number.parseFloat(over.height) - height) < 1 };
    });
  await tile(page, timelineFileName(1)).focus();
  await page.keyboard.press("ArrowRight");
  await expect(tile(page, timelineFileName(2))).toBeFocused();
  const focused = await frame(2);
  expect(focused).toEqual({ shadow: expect.stringContaining("inset"), covers: true });
  await page.keyboard.press("x");
  await page.keyboard.press("ArrowRight");
  const selected = await frame(2);
  expect(selected).toEqual({ shadow: expect.stringContaining("inset"), covers: true });
  expect(selected.shadow).not.toBe(focused.shadow);
});

test("Ctrl+A selects all there are, Shift and arrows reach on and back", { tag: "@long" }, async ({ page }) => {
  await tile(page, timelineFileName(0)).focus();
  await page.keyboard.press("Shift+ArrowRight");
  await page.keyboard.press("Shift+ArrowRight");
  await page.keyboard.press("Shift+ArrowRight");
  await page.keyboard.press("Shift+ArrowLeft");
  await expect(bar(page).getByText("3 selected")).toBeVisible();
  await expect(tile(page, timelineFileName(2))).toBeFocused();
  await page.getByRole("combobox", { name: "Search photos" }).focus();
  await page.keyboard.press("Control+a");
  await expect(bar(page).getByText("3 selected")).toBeVisible();
  await page.getByRole("button", { name: "Theme" }).focus();
  await page.keyboard.press("Control+a");
  await expect(bar(page).getByText("All 2,000 selected")).toBeVisible();
  expect(await chosen(page).count()).toBe(await tiles(page).count());
  await page.keyboard.press("Escape");
  await expect(chosen(page)).toHaveCount(0);
});

test("the day and the month of what is selected are selected as a whole", { tag: "@long" }, async ({ page }) => {
  const more = async (name: string) => {
    await page.getByRole("button", { name: "More actions" }).click();
    await page.getByRole("menuitem", { name }).click();
  };
  await tile(page, timelineFileName(10)).press("x");
  await more("Select all of December 30, 2024");
  await expect(bar(page).getByText("All 8 selected")).toBeVisible();
  await expect(chosen(page)).toHaveCount(8);
  await page.keyboard.press("Escape");
  await tile(page, timelineFileName(10)).press("x");
  await more("Select all of December 2024");
  await expect(bar(page).getByText("All 245 selected")).toBeVisible();
});

test("a tile says when, where in its month and whether it is selected", { tag: "@long" }, async ({ page }) => {
  const second = page
    .getByRole("listitem")
    .filter({ has: page.locator("[data-tile]") })
    .nth(1);
  await expect(second.getByRole("link")).toHaveAccessibleName(
    new RegExp(`^Dec 31, 2024, 9:00\\sAM, ${timelineFileName(1)}$`),
  );
  await expect(second).toHaveAttribute("aria-posinset", "2");
  await expect(second).toHaveAttribute("aria-setsize", "245");
  await tile(page, timelineFileName(1)).press("x");
  await expect(second.getByRole("link")).toHaveAccessibleName(/selected$/);
});

test("a picture that does not load leaves its preview, without the browser's broken one", { tag: "@long" }, async ({
  page,
}) => {
  await page.route(/\/thumbnails\//, (route) => route.fulfill({ status: 404 }));
  await page.reload();
  const first = tiles(page).first();
  await expect(first.locator("img")).toHaveCount(0);
  await expect(first.getByRole("img")).toHaveCSS("background-image", /data:image\/(bmp|png)/);
});

test.describe("on a phone", () => {
  test.use({ viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true });

  test("a long press selects, dragging on selects more, a tap opens even at a corner", async ({ page }) => {
    const touch = await page.context().newCDPSession(page);
    const send = (type: "touchStart" | "touchMove" | "touchEnd", point?: { x: number; y: number }) =>
      touch.send("Input.dispatchTouchEvent", { type, touchPoints: point ? [point] : [] });
    // What a tap shows, Safari takes the first tap for.
    await tile(page, timelineFileName(1)).hover();
    const check = page.getByRole("checkbox", { name: timelineFileName(1) });
    await expect(check).toHaveCSS("opacity", "0");
    const corner = (await tile(page, timelineFileName(1)).boundingBox()) ?? { x: 0, y: 0 };
    await page.touchscreen.tap(corner.x + 12, corner.y + 12);
    await expect(page).toHaveURL(/\/images\//);
    await page.goBack();
    await expect(tile(page, timelineFileName(1))).toBeVisible();

    const [from, to] = [await middleOf(page, 1), await middleOf(page, 6)];
    await send("touchStart", from);
    await expect(bar(page).getByText("1", { exact: false })).toBeVisible();
    await send("touchMove", { x: (from.x + to.x) / 2, y: (from.y + to.y) / 2 });
    await send("touchMove", to);
    await send("touchEnd");
    await expect(chosen(page)).toHaveCount(6);
    await expect(page).toHaveURL("/");
    const { y: barTop = 0, height = 0 } = (await bar(page).boundingBox()) ?? {};
    expect(barTop + height).toBe(844);
    const tapped = await middleOf(page, 8);
    await page.touchscreen.tap(tapped.x, tapped.y);
    await expect(chosen(page)).toHaveCount(7);
  });

  test("a finger goes on dragging when what it touched has been scrolled away, and ends it", { tag: "@long" }, async ({
    page,
  }) => {
    const touch = await page.context().newCDPSession(page);
    const send = (type: "touchStart" | "touchMove" | "touchEnd", point?: { x: number; y: number }) =>
      touch.send("Input.dispatchTouchEvent", { type, touchPoints: point ? [point] : [] });
    const scrolled = (frames: number) =>
      page.evaluate(async (count) => {
        const before = window.scrollY;
        for (let frame = 0; frame < count; frame++) await new Promise(requestAnimationFrame);
        return window.scrollY - before;
      }, frames);
    const from = await middleOf(page, 1);
    await send("touchStart", from);
    await expect(bar(page)).toBeVisible();
    await send("touchMove", { x: from.x, y: 840 });
    await expect(tile(page, timelineFileName(1))).toHaveCount(0, { timeout: 15_000 });
    await send("touchMove", { x: from.x, y: 400 });
    expect(await scrolled(20)).toBe(0);
    await send("touchMove", { x: from.x, y: 840 });
    await expect.poll(() => scrolled(5)).toBeGreaterThan(0);
    await send("touchEnd");
    expect(await scrolled(20)).toBe(0);
    await expect(bar(page).getByText(/^\d+ selected$/)).toBeVisible();
  });

  test("a finger that moves scrolls and selects nothing", { tag: "@long" }, async ({ page }) => {
    const touch = await page.context().newCDPSession(page);
    const { x, y } = await middleOf(page, 12);
    await touch.send("Input.dispatchTouchEvent", { type: "touchStart", touchPoints: [{ x, y }] });
    for (const by of [20, 60, 120, 200]) {
      await touch.send("Input.dispatchTouchEvent", { type: "touchMove", touchPoints: [{ x, y: y - by }] });
    }
    await touch.send("Input.dispatchTouchEvent", { type: "touchEnd", touchPoints: [] });
    await expect.poll(() => page.evaluate(() => window.scrollY)).toBeGreaterThan(50);
    await expect(bar(page)).toHaveCount(0);
  });
});

test("a dialog that a menu opened gives the focus back to the menu's button", { tag: "@long" }, async ({ page }) => {
  await tile(page, timelineFileName(0)).press("x");
  const more = page.getByRole("button", { name: "More actions" });
  const account = page.getByRole("button", { name: "Account menu" });
  // The second time the code of the dialog is there at once.
  for (const [button, item, title] of [
    [more, "Change date and time", "Date and time"],
    [more, "Change date and time", "Date and time"],
    [account, "Keyboard shortcuts", "Keyboard shortcuts"],
    [account, "Keyboard shortcuts", "Keyboard shortcuts"],
  ] as const) {
    await button.focus();
    await page.keyboard.press("Enter");
    await page.getByRole("menuitem", { name: item }).press("Enter");
    const dialog = page.getByRole("dialog", { name: title });
    await expect(dialog).toBeVisible();
    await expect(dialog.locator(":focus")).toBeVisible();
    await page.keyboard.press("Escape");
    await expect(dialog).toHaveCount(0);
    await expect(button).toBeFocused();
  }
});
