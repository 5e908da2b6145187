import type { Page } from "@playwright/test";
import { expect, test } from "#tests/support/fixtures.ts";
import { smallPhoto } from "#tests/support/image-factory.ts";
import { expectPainted, haveImage, havePhotos, openPhoto } from "./library-steps.ts";
import { drag, hold } from "./touch-steps.ts";

const details = (page: Page) => page.getByRole("complementary", { name: "Details" });

test.describe("on a phone", () => {
  test.use({ viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true, colorScheme: "light" });

  test("a photo has the whole screen, a finger leads on, and the rest is in a sheet or a menu", async ({
    page,
    signedIn: _,
    api,
    expectAccessible,
  }) => {
    const photos = await havePhotos(api, 3);
    await openPhoto(page, `/images/${photos[0]?.id}`);
    const stage = page.locator("[data-zoomed]");
    const main = await page.getByRole("main").boundingBox();
    expect(main?.height).toBe(844);
    // To be heard and reached by key, but not in the way.
    const next = await page.getByRole("link", { name: "Next photo" }).boundingBox();
    expect(next?.width).toBeLessThanOrEqual(1);

    const touch = await page.context().newCDPSession(page);
    const finger = (x: number) => [{ x, y: 400 }];
    await touch.send("Input.dispatchTouchEvent", { type: "touchStart", touchPoints: finger(300) });
    for (const x of [250, 200, 150, 100]) {
      await touch.send("Input.dispatchTouchEvent", { type: "touchMove", touchPoints: finger(x) });
    }
    await touch.send("Input.dispatchTouchEvent", { type: "touchEnd", touchPoints: [] });
    await expect(page.getByRole("heading", { level: 1 })).toHaveText(photos[1]?.fileName ?? "");
    await expect(page).toHaveURL(`/images/${photos[1]?.id}`);
    await expect(stage).toHaveAttribute("data-zoomed", "false");

    await expect(details(page)).toBeHidden();
    // A tap so soon after a swipe only ends the swipe.
    await expect(async () => {
      await page.getByRole("button", { name: "Details" }).tap();
      await expect(details(page)).toBeInViewport({ ratio: 0.3, timeout: 1_000 });
    }).toPass();
    // The photo stays in sight, and nothing scrolls away.
    const sheet = await details(page).locator("..").locator("..").boundingBox();
    const picture = page.locator("[data-shown]").getByRole("img");
    await expect
      .poll(async () => ((await picture.boundingBox())?.y ?? 0) + ((await picture.boundingBox())?.height ?? 844))
      .toBeLessThanOrEqual(sheet?.y ?? 0);
    expect(await page.evaluate(() => document.documentElement.scrollHeight)).toBe(844);
    await expect(details(page)).toContainText("Uploaded");
    // Dark as the viewer is, in the light theme too.
    const lightness = await details(page).evaluate((aside) => {
      const context = new OffscreenCanvas(1, 1).getContext("2d");
      if (!context) throw new Error("Expected a canvas");
      context.fillStyle = getComputedStyle(aside).color;
      context.fillRect(0, 0, 1, 1);
      return Math.min(...context.getImageData(0, 0, 1, 1).data.slice(0, 3));
    });
    expect(lightness).toBeGreaterThan(200);
    await expectAccessible();
    await page.keyboard.press("Escape");
    await expect(details(page)).toBeHidden();
    await expect(page.getByRole("button", { name: "Details" })).toBeFocused();
    await page.getByRole("button", { name: "Details" }).tap();
    await page.getByRole("button", { name: "Close" }).tap();
    await expect(details(page)).toBeHidden();
    await page.getByRole("button", { name: "More actions" }).tap();
    await expect(page.getByRole("menuitem", { name: "Full screen" })).toBeVisible();
    await page.getByRole("menuitem", { name: "Slideshow" }).tap();
    await expect(page.getByRole("heading", { level: 1 })).toHaveText(photos[2]?.fileName ?? "");
  });

  test("the photo follows a finger, the next one beside it, and goes back or on when it is let go", async ({
    page,
    signedIn: _,
    api,
  }) => {
    const photos = await havePhotos(api, 2);
    await page.emulateMedia({ reducedMotion: "no-preference" });
    await openPhoto(page, `/images/${photos[0]?.id}`);
    const name = page.getByRole("heading", { level: 1 });
    const picture = page.locator("[data-shown]").getByRole("img");
    const leftOf = async () => (await picture.boundingBox())?.x ?? 0;
    const middle = await leftOf();
    const points = (...xs: number[]) => xs.map((x) => ({ x, y: 400 }));

    const lift = await hold(page, points(300, 280, 260, 250));
    await expect.poll(leftOf).toBeCloseTo(middle - 50, 0);
    const beside = page.locator(`img[alt$="${photos[1]?.fileName}"]`);
    await expectPainted(beside);
    await expect.poll(async () => (await beside.boundingBox())?.x ?? 0).toBeGreaterThan(250);
    await lift();
    await expect.poll(leftOf).toBe(middle);
    await expect(name).toHaveText(photos[0]?.fileName ?? "");

    // There is nothing before the first.
    await drag(page, points(100, 200, 300));
    await expect.poll(leftOf).toBe(middle);
    await expect(name).toHaveText(photos[0]?.fileName ?? "");

    await drag(page, points(300, 200, 100));
    await expect(name).toHaveText(photos[1]?.fileName ?? "");
    await expect.poll(leftOf).toBe(middle);
    await expect(page).toHaveURL(`/images/${photos[1]?.id}`);
    await drag(page, points(100, 200, 300));
    await expect(name).toHaveText(photos[0]?.fileName ?? "");
  });

  test("a tap brings faded controls back and presses none of them", { tag: "@long" }, async ({
    page,
    signedIn: _,
    api,
  }) => {
    const [photo] = await havePhotos(api, 1);
    await page.clock.install();
    await openPhoto(page, `/images/${photo?.id}`);
    const more = page.getByRole("button", { name: "More actions" });
    const { x = 0, y = 0, width = 0, height = 0 } = (await more.boundingBox()) ?? {};
    await page.touchscreen.tap(200, 400);
    await page.clock.fastForward(2_500);
    await expect(page.getByRole("main")).toHaveAttribute("data-idle");
    await page.touchscreen.tap(x + width / 2, y + height / 2);
    await expect(page.getByRole("main")).not.toHaveAttribute("data-idle");
    await expect(more).toHaveAttribute("aria-expanded", "false");
    await page.touchscreen.tap(x + width / 2, y + height / 2);
    await expect(page.getByRole("menuitem", { name: "Slideshow" })).toBeVisible();
  });

  for (const [locale, moreActions, share, remove] of [
    ["en-GB", "More actions", "Share", "Delete"],
    ["de-DE", "Weitere Aktionen", "Teilen", "Löschen"],
  ] as const) {
    // German has the longer words.
    test.describe(`320 px wide, ${locale}`, { tag: locale === "de-DE" ? [] : "@long" }, () => {
      test.use({ viewport: { width: 320, height: 700 }, locale });

      test("the name of a photo can be read, and what there is no room for is in the menu", async ({
        page,
        signedIn: _,
        api,
      }) => {
        const { id } = await haveImage(api, { ...(await smallPhoto(1)), fileName: "IMG_0001.JPG" });
        const other = await haveImage(api, await smallPhoto(2));
        await page.goto(`/images/${id}`);
        const name = page.getByRole("heading", { level: 1 });
        await expect(name).toHaveText("IMG_0001.JPG");
        const isWhole = () => name.evaluate(({ scrollWidth, clientWidth }) => scrollWidth <= clientWidth);
        expect(await isWhole()).toBe(true);

        const menu = page.getByRole("button", { name: moreActions });
        await menu.tap();
        await page.getByRole("menuitem", { name: share }).tap();
        const dialog = page.getByRole("dialog");
        await expect(dialog).toBeVisible();
        await page.keyboard.press("Escape");
        await expect(dialog).toBeHidden();
        await menu.tap();
        await page.getByRole("menuitem", { name: remove }).tap();
        await expect(page).toHaveURL(`/images/${other.id}`);
      });
    });
  }
});
