import type { Page } from "@playwright/test";
import { expect, openSession, test } from "#tests/support/fixtures.ts";
import { smallPhoto } from "#tests/support/image-factory.ts";
import { listLayoutShifts, watchLayoutShift } from "#tests/support/layout-shift.ts";
import { seedIndex } from "#tests/support/seed-index.ts";
import { timelinePhotos } from "#tests/support/timeline-photos.ts";
import { asPayload, chooseFiles, haveImage, open, tile } from "./library-steps.ts";

/* The frame around the pages of the library. */

const sections = (page: Page) =>
  page.getByRole("navigation", { name: /^(Sections|Bereiche|Main sections|Hauptbereiche)$/ });

/** What is said while a page is being fetched. */
const loading = (page: Page) => page.getByRole("progressbar", { name: "Loading" });

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
  // German has the longer words.
  test.describe(`in ${locale}`, { tag: locale === "de-DE" ? [] : "@long" }, () => {
    test.use({ locale });

    test("the header fits any screen, and nothing scrolls sideways", async ({ page, signedIn: _, api }) => {
      await haveImage(api, await smallPhoto(1));
      await page.goto("/");
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

test("the section that is shown differs by more than a shade", { tag: "@long" }, async ({ page, signedIn: _ }) => {
  await page.goto("/");
  const look = (name: string) =>
    sections(page)
      .filter({ visible: true })
      .getByRole("link", { name })
      .evaluate((link) => getComputedStyle(link).backgroundColor);
  expect(await look("Photos")).not.toBe(await look("Albums"));
});

test("the rail has words where there is room, and stays folded once it was", { tag: "@long" }, async ({
  page,
  signedIn: _,
}) => {
  await page.goto("/");
  const albums = sections(page).getByRole("link", { name: "Albums" });
  const widthOf = async () => (await albums.boundingBox())?.width ?? 0;
  await page.setViewportSize({ width: 768, height: 900 });
  await expect.poll(widthOf).toBeLessThan(50);
  await expect(page.getByRole("button", { name: "Show icons only" })).toBeHidden();
  await page.setViewportSize({ width: 1440, height: 900 });
  await expect.poll(widthOf).toBeGreaterThan(150);
  await open(page, "/");
  await page.getByRole("button", { name: "Show icons only" }).click();
  await expect.poll(widthOf).toBeLessThan(50);
  await watchLayoutShift(page);
  await open(page, "/");
  expect(await widthOf()).toBeLessThan(50);
  expect(await listLayoutShifts(page)).toEqual([]);
  await page.getByRole("button", { name: "Show names" }).click();
  await expect.poll(widthOf).toBeGreaterThan(150);
});

test("each section is in one place: in the rail, and not in the account's menu", async ({ page, signedIn: _ }) => {
  await open(page, "/albums");
  await page.getByRole("button", { name: "Account menu" }).click();
  await expect(page.getByRole("menuitem", { name: "Recent changes" })).toBeVisible();
  const pathsOf = (links: string) =>
    page
      .locator(links)
      .filter({ visible: true })
      .evaluateAll((all) => all.map((link) => link.getAttribute("href")));
  // What is stored leads to the account, as the menu does.
  const inRail = (await pathsOf("nav a")).filter((path) => path !== "/account");
  expect(inRail).toEqual(expect.arrayContaining(["/duplicates", "/shared", "/tags", "/archive", "/trash"]));
  expect(new Set(inRail).size).toBe(inRail.length);
  for (const others of ["[role=menu] a", "main a"]) {
    expect((await pathsOf(others)).filter((path) => inRail.includes(path))).toEqual([]);
  }
});

test("a saved search and what is stored are in the rail", async ({ page, signedIn: _ }) => {
  await open(page, "/search?q=sea");
  const meter = page.getByRole("link", { name: "Storage used" });
  await expect(meter).toContainText("0 B of");
  await page.getByRole("button", { name: "Save search" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Save" }).click();
  const saved = page.getByRole("list", { name: "Saved searches" }).getByRole("link", { name: "sea" });
  await expect(saved).toHaveAttribute("href", "/search?q=sea");
  await chooseFiles(page, [asPayload(await smallPhoto(1))]);
  await expect(meter).not.toContainText("0 B of");
});

test("a link that is pressed says at once that its page is coming", async ({ page, signedIn: _, api }) => {
  const photo = await smallPhoto(1);
  await haveImage(api, photo);
  await open(page, "/");
  const { promise: released, resolve: release } = Promise.withResolvers<void>();
  await page.route(
    (url) => url.searchParams.has("_rsc"),
    async (route) => {
      await released;
      await route.continue();
    },
  );
  await sections(page).getByRole("link", { name: "Albums" }).click();
  await expect(loading(page)).toBeVisible();
  await page.getByRole("button", { name: "Account menu" }).click();
  await page.getByRole("menuitem", { name: "Recent changes" }).click();
  await expect(loading(page)).toBeVisible();
  release();
  await expect(page.getByRole("heading", { level: 1, name: "Recent changes" })).toBeVisible();
  await expect(loading(page)).toHaveCount(0);
  await expect(page.getByRole("menu")).toHaveCount(0);
});

test.describe("on a phone", () => {
  test.use({ viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true });

  const more = (page: Page) => page.getByRole("button", { name: "More", exact: true });
  const sheet = (page: Page) => page.getByRole("navigation", { name: "Sections", exact: true });

  test("the account menu has the theme", { tag: "@long" }, async ({ page, signedIn: _ }) => {
    await open(page, "/");
    const menu = page.getByRole("button", { name: "Account menu" });
    await menu.tap();
    await page.getByRole("menuitemradio", { name: "Dark" }).tap();
    await expect(page.locator("html")).toHaveClass(/dark/);
    await menu.tap();
    await expect(page.getByRole("menuitemradio", { name: "Dark" })).toBeChecked();
  });

  test("“More” has the other sections, which a key closes", async ({ page, signedIn: _, expectAccessible }) => {
    await open(page, "/");
    await more(page).tap();
    await expect(sheet(page).getByRole("link")).toHaveText([
      "Favourites",
      "Map",
      "Recently added",
      "Duplicates",
      "Shares",
      "Shared with me",
      "Tags",
      "Archive",
      "Trash",
      /^Storage used/,
    ]);
    await expect(sheet(page).getByRole("button", { name: "Upload a folder" })).toBeVisible();
    await expectAccessible();
    await page.keyboard.press("Escape");
    await expect(sheet(page)).toHaveCount(0);
    await expect(more(page)).toBeFocused();
    await page.keyboard.press("Enter");
    await page.keyboard.press("Tab");
    await expect(sheet(page).getByRole("link", { name: "Favourites" })).toBeFocused();
    await page.keyboard.press("Enter");
    await expect(page.getByRole("heading", { name: "No favourites yet" })).toBeVisible();
    await expect(sheet(page)).toHaveCount(0);
  });

  test("“More” works without scripts", async ({ browser, page, signedIn: _ }) => {
    const context = await browser.newContext({
      javaScriptEnabled: false,
      storageState: await page.context().storageState(),
    });
    const plain = await context.newPage();
    await plain.goto("/");
    await more(plain).click();
    await sheet(plain).getByRole("link", { name: "Trash" }).click();
    await expect(plain.getByRole("heading", { level: 1, name: "Trash" })).toBeVisible();
    await context.close();
  });

  test("the bar is away while one scrolls down, and back on the way up and with the focus", { tag: "@long" }, async ({
    page,
    person,
    personId,
    cloud,
  }) => {
    await seedIndex(cloud, personId, timelinePhotos(300, 3 * 60 * 60 * 1000));
    await openSession(page, person);
    await open(page, "/");
    const isInView = () => more(page).evaluate((button) => button.getBoundingClientRect().top < window.innerHeight);
    const scrollBy = (distance: number) => page.evaluate((by) => window.scrollBy(0, by), distance);
    expect(await isInView()).toBe(true);
    await scrollBy(600);
    await expect.poll(isInView).toBe(false);
    await scrollBy(-60);
    await expect.poll(isInView).toBe(true);
    await scrollBy(600);
    await expect.poll(isInView).toBe(false);
    await page.keyboard.press("Shift+Tab");
    await more(page).focus();
    await expect.poll(isInView).toBe(true);
  });
});

test.describe("where the browser asks for English of Britain", () => {
  test.use({ locale: "en-GB" });

  test("dates are written as there, by server and browser alike", { tag: "@long" }, async ({
    page,
    signedIn: _,
    api,
  }) => {
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

test.describe("on a phone whose browser knows no popovers", () => {
  test.use({ viewport: { width: 390, height: 800 }, serviceWorkers: "block" });

  test("the sections are above the page, and no button does nothing", { tag: "@long" }, async ({
    page,
    signedIn: _,
  }) => {
    // As such a browser takes what it is sent.
    await page.addInitScript(() => Reflect.deleteProperty(HTMLElement.prototype, "hidePopover"));
    await page.route("**/*", async (route) => {
      const kind = route.request().resourceType();
      if (kind !== "document" && kind !== "stylesheet") return route.fallback();
      const answer = await route.fetch();
      const text = (await answer.text())
        .replaceAll(' popover="auto"', "")
        .replaceAll("popover-open", "popover-unknown");
      return route.fulfill({ response: answer, body: text });
    });
    await page.goto("/");
    for (const name of ["Favourites", "Trash"]) {
      await expect(sections(page).getByRole("link", { name, exact: true })).toBeVisible();
    }
    await expect(page.getByRole("button", { name: "More", exact: true })).toBeHidden();
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390);
    await sections(page).getByRole("link", { name: "Trash", exact: true }).click();
    await expect(page).toHaveURL("/trash");
  });
});
