import type { Page } from "@playwright/test";
import { expect, test } from "#tests/support/fixtures.ts";
import { smallPhoto } from "#tests/support/image-factory.ts";
import { haveImage, open, tile } from "./library-steps.ts";

/* The frame around the pages of the library. */

const sections = (page: Page) => page.getByRole("navigation", { name: /^(Sections|Bereiche)$/ });

/** What of the header lies outside of the screen, or wraps, by name. */
const outside = (page: Page) =>
  page
    .getByRole("banner")
    .locator("a, button, input:not([hidden])")
    .evaluateAll((controls) =>
      controls
        .filter((control) => control.checkVisibility())
        .filter((control) => {
          const { left, right, top, bottom } = control.getBoundingClientRect();
          return left < 0 || right > window.innerWidth || top < 0 || bottom > 60;
        })
        .map((control) => control.getAttribute("aria-label") ?? control.textContent),
    );

for (const locale of ["en-GB", "de-DE"]) {
  test.describe(`in ${locale}`, () => {
    test.use({ locale });

    test("the header fits any screen, and nothing scrolls sideways", async ({ page, signedIn: _, api }) => {
      await haveImage(api, await smallPhoto(1));
      await page.reload();
      // 700 is a screen of 1400 at 200 %.
      for (const width of [320, 390, 640, 700, 768, 1024, 1440, 2560]) {
        await page.setViewportSize({ width, height: 800 });
        expect(await outside(page), String(width)).toEqual([]);
        const scrolled = await page.evaluate(() => document.documentElement.scrollWidth);
        expect(scrolled, String(width)).toBeLessThanOrEqual(width);
        await expect(sections(page).filter({ visible: true })).toHaveCount(1);
      }
    });
  });
}

test("the section that is shown differs by more than a shade", async ({ page, signedIn: _ }) => {
  const look = (name: string) =>
    sections(page)
      .filter({ visible: true })
      .getByRole("link", { name })
      .evaluate((link) => getComputedStyle(link).backgroundColor);
  expect(await look("Photos")).not.toBe(await look("Albums"));
});

test.describe("on a phone", () => {
  test.use({ viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true });

  test("the account menu has the theme and the favourites", async ({ page, signedIn: _ }) => {
    await open(page, "/");
    const menu = page.getByRole("button", { name: "Account menu" });
    await menu.tap();
    await page.getByRole("menuitemradio", { name: "Dark" }).tap();
    await expect(page.locator("html")).toHaveClass(/dark/);
    await menu.tap();
    await expect(page.getByRole("menuitemradio", { name: "Dark" })).toBeChecked();
    await page.getByRole("menuitem", { name: "Favourites" }).tap();
    await expect(page.getByRole("heading", { name: "No favourites yet" })).toBeVisible();
  });
});

test.describe("where the browser asks for English of Britain", () => {
  test.use({ locale: "en-GB" });

  test("dates are written as there, by server and browser alike", async ({ page, signedIn: _, api }) => {
    const problems: string[] = [];
    page.on("console", (message) => message.type() === "error" && problems.push(message.text()));
    const photo = await smallPhoto(1);
    const { id } = await haveImage(api, photo);
    await api.patch(`/api/images/${id}`, { data: { takenAt: "2024-05-01T10:00:00" } });
    await open(page, "/");
    await expect(tile(page, photo.fileName).getByRole("img", { name: "1 May 2024, 10:00" })).toBeVisible();
    expect(problems).toEqual([]);
  });
});
