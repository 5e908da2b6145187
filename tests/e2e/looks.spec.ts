import type { Page } from "@playwright/test";
import { expect, test } from "#tests/support/fixtures.ts";
import { jpegWithExif, pngWithAlpha, smallPhoto, truncated } from "#tests/support/image-factory.ts";
import { haveImages, open, tiles } from "./library-steps.ts";

/** What a browser says about a page that breaks the security policy, or whose scripts fail. */
function collectComplaints(page: Page): string[] {
  const complaints: string[] = [];
  page.on("console", (message) => {
    if (message.type() === "error" || message.type() === "warning") complaints.push(message.text());
  });
  page.on("pageerror", (error) => complaints.push(error.message));
  return complaints;
}

for (const colorScheme of ["light", "dark"] as const) {
  // Colours are all that differs in the dark.
  const rules = colorScheme === "dark" ? ["color-contrast"] : undefined;
  test.describe(`in ${colorScheme}`, { tag: colorScheme === "dark" ? "@long" : [] }, () => {
    test.use({ colorScheme });

    test("pages for visitors are accessible and free of complaints", async ({ page, expectAccessible }) => {
      const complaints = collectComplaints(page);
      for (const path of ["/sign-in", "/register", "/docs/api", "/docs/api/uploads"]) {
        await page.goto(path);
        await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
        await expect(page.getByRole("main")).not.toContainText("`");
        await expectAccessible(page, rules);
      }
      expect(complaints).toEqual([]);
    });

    test("pages of the library are accessible and free of complaints", async ({
      page,
      signedIn: _,
      api,
      expectAccessible,
    }) => {
      const complaints = collectComplaints(page);
      await page.goto("/");
      await expect(page.getByRole("heading", { name: "Your photos will appear here" })).toBeVisible();
      await expectAccessible(page, rules);
      const [ready, failed, trashed] = await haveImages(api, [
        await jpegWithExif(),
        truncated(await pngWithAlpha(), 0.01),
        await smallPhoto(1),
      ]);
      await api.delete(`/api/images/${trashed?.id}`);
      await page.reload();
      await expect(tiles(page)).toHaveCount(1);
      await expectAccessible(page, rules);
      for (const path of [`/images/${ready?.id}`, `/images/${failed?.id}`, "/failed", "/trash", "/account"]) {
        await page.goto(path);
        await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
        await expectAccessible(page, rules);
      }
      await page.getByRole("button", { name: "Account menu" }).click();
      await expect(page.getByRole("menu")).toBeVisible();
      expect(complaints).toEqual([]);
    });
  });
}

test("dialog, menu and list of uploads are accessible", { tag: "@long" }, async ({
  page,
  signedIn: _,
  api,
  expectAccessible,
}) => {
  await haveImages(api, [await smallPhoto(1)]);
  await open(page, "/");
  await tiles(page).first().focus();
  await page.keyboard.press("x");
  await page.getByRole("button", { name: "Add to album" }).click();
  await expect(page.getByRole("dialog")).toBeVisible();
  await expectAccessible();
  await page.keyboard.press("Escape");
  await expect(page.getByRole("dialog")).toHaveCount(0);
  const chooser = page.waitForEvent("filechooser");
  await page.getByRole("button", { name: "Upload", exact: true }).click();
  await (await chooser).setFiles([{ name: "notes.txt", mimeType: "text/plain", buffer: Buffer.from("text") }]);
  await expect(page.getByRole("region", { name: "Uploads" })).toBeVisible();
  await expectAccessible();
});

test("a contrast theme shows where one is in a menu, which section is open and how much is stored", {
  tag: "@long",
}, async ({ page, signedIn: _, api }) => {
  await haveImages(api, [await smallPhoto(1)]);
  await page.emulateMedia({ forcedColors: "active" });
  await open(page, "/");
  const look = (one: Element) => {
    const { forcedColorAdjust, backgroundColor } = getComputedStyle(one) as CSSStyleDeclaration & {
      forcedColorAdjust: string;
    };
    return { forcedColorAdjust, backgroundColor };
  };
  const sections = page.getByRole("navigation", { name: "Sections" });
  const [current, other] = await Promise.all(
    ["Photos", "Albums"].map((name) => sections.getByRole("link", { name, exact: true }).evaluate(look)),
  );
  expect(current?.forcedColorAdjust).toBe("none");
  expect(current?.backgroundColor).not.toBe(other?.backgroundColor);
  const stored = sections.getByRole("link", { name: /^Storage used/ }).locator("span:empty");
  expect((await stored.evaluate(look)).forcedColorAdjust).toBe("none");

  await page.getByRole("button", { name: "Account menu" }).click();
  await page.keyboard.press("ArrowDown");
  const items = page.getByRole("menuitem");
  const looks = await Promise.all((await items.all()).map((item) => item.evaluate(look)));
  expect(looks.filter(({ forcedColorAdjust }) => forcedColorAdjust === "none")).toHaveLength(1);
});

test("the theme follows the system until one is chosen, and the choice stays", async ({ page, signedIn: _ }) => {
  await page.goto("/");
  const html = page.locator("html");
  await page.emulateMedia({ colorScheme: "dark" });
  await expect(html).toHaveClass(/dark/);
  await page.getByRole("button", { name: "Theme" }).click();
  await page.getByRole("menuitemradio", { name: "Light" }).click();
  await expect(html).not.toHaveClass(/dark/);
  await page.reload();
  await expect(html).not.toHaveClass(/dark/);
});

test.describe("on a phone", () => {
  test.use({ viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true });

  test("nothing is wider than the screen and every control is large enough for a finger", { tag: "@long" }, async ({
    page,
    signedIn: _,
    api,
  }) => {
    const images = await haveImages(api, [await jpegWithExif(), await smallPhoto(1)]);
    for (const path of ["/", `/images/${images[0]?.id}`, "/trash", "/account", "/docs/api", "/docs/api/schemas"]) {
      await page.goto(path);
      await expect(page.getByRole("heading", { level: 1 })).toBeAttached();
      expect(await page.evaluate(() => document.documentElement.scrollWidth), path).toBeLessThanOrEqual(390);
      const small = await page
        .getByRole("banner")
        .or(page.getByRole("navigation", { name: "Main sections" }))
        .getByRole("button")
        .evaluateAll(
          (buttons) =>
            buttons.map((button) => button.getBoundingClientRect()).filter(({ height }) => height < 44).length,
        );
      expect(small, path).toBe(0);
    }
  });
});

test("the first press of Tab offers to skip to the content", async ({ page, signedIn: _ }) => {
  await page.goto("/trash");
  await page.keyboard.press("Tab");
  await expect(page.getByRole("link", { name: "Skip to content" })).toBeFocused();
  await page.keyboard.press("Enter");
  await expect(page.getByRole("main")).toBeFocused();
});
