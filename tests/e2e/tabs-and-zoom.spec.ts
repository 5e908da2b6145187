import { expect, test } from "#tests/support/fixtures.ts";
import { smallPhoto } from "#tests/support/image-factory.ts";
import { asPayload, chooseFiles, haveImages, open, tile, tiles } from "./library-steps.ts";

test("two tabs show once, at its place, what a third one uploads", { tag: "@long" }, async ({
  context,
  page,
  signedIn: _,
  api,
}) => {
  const photos = await Promise.all([1, 2, 3, 4].map(smallPhoto));
  await haveImages(api, photos.slice(0, 1));
  const watching = [page, await context.newPage()];
  for (const tab of watching) {
    await tab.goto("/");
    await expect(tiles(tab, "ready")).toHaveCount(1);
  }
  const third = await context.newPage();
  await open(third, "/albums");
  await chooseFiles(third, photos.slice(1).map(asPayload));
  for (const tab of watching) {
    await tab.bringToFront();
    await expect(tiles(tab, "ready")).toHaveCount(4);
    for (const { fileName } of photos) await expect(tile(tab, fileName)).toHaveCount(1);
  }
});

// A screen of 1,440 by 900 at 200 %.
test.describe("at 200 %", { tag: "@long" }, () => {
  test.use({ viewport: { width: 720, height: 450 } });

  test("bar, dialog, uploads and viewer fit, and every button of theirs can be reached", async ({
    page,
    signedIn: _,
    api,
    expectAccessible,
  }) => {
    const [image] = await haveImages(api, [await smallPhoto(1)]);
    const isWide = () => page.evaluate(() => document.documentElement.scrollWidth > window.innerWidth);
    await open(page, "/");
    await tiles(page).first().press("x");
    const bar = page.getByRole("toolbar", { name: "Selection" });
    await bar.getByRole("button", { name: "Share" }).click();
    const dialog = page.getByRole("dialog");
    await dialog.getByRole("button", { name: "Create link" }).scrollIntoViewIfNeeded();
    await expect(dialog.getByRole("button", { name: "Create link" })).toBeInViewport({ ratio: 1 });
    await page.keyboard.press("Escape");
    await expect(dialog).toHaveCount(0);
    for (const button of await bar.getByRole("button").filter({ visible: true }).all()) {
      await button.scrollIntoViewIfNeeded();
      await expect(button).toBeInViewport({ ratio: 1 });
    }
    await page.keyboard.press("Escape");
    await chooseFiles(page, [asPayload(await smallPhoto(2))]);
    const uploads = page.getByRole("region", { name: "Uploads" });
    await expect(uploads.getByRole("heading")).toBeInViewport({ ratio: 1 });
    expect(await isWide()).toBe(false);
    await expectAccessible();

    await page.goto(`/images/${image?.id}`);
    for (const name of ["Download", "Delete"]) {
      await page.mouse.move(300, 200);
      await page.mouse.move(310, 210);
      await expect(page.getByRole("button", { name })).toBeInViewport({ ratio: 1 });
    }
    await page.keyboard.press("i");
    await expect(page.getByText("48 × 32").first()).toBeVisible();
    expect(await isWide()).toBe(false);
  });
});
