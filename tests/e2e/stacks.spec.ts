import { expect, test } from "#tests/support/fixtures.ts";
import { jpegWithExif, smallPhoto } from "#tests/support/image-factory.ts";
import { haveImages, open, tile, tiles } from "./library-steps.ts";

test("a burst is one tile; its photos are looked at, another is put on top, and it is taken apart and made again", async ({
  page,
  signedIn: _,
  api,
  expectAccessible,
}) => {
  // One camera took them at one moment, and the first is the largest.
  const burst = [await jpegWithExif(1, 900, 600), await jpegWithExif(3), await jpegWithExif(6)];
  await haveImages(api, [...burst, await smallPhoto(1)]);
  await open(page, "/");
  await expect(tiles(page)).toHaveCount(2);
  await expect(page.getByText("Stack of 3 photos")).toBeAttached();
  await expectAccessible();

  await tile(page, "orientation-1.jpg").click();
  await page.getByRole("link", { name: "Stack of 3 photos" }).click();
  const strip = page.getByRole("navigation", { name: "Photos around this one" });
  await expect(strip.getByRole("link")).toHaveCount(3);
  await expect(page.getByText("Top photo of its stack")).toBeVisible();
  await expectAccessible();
  await strip.getByRole("link", { name: "orientation-6.jpg" }).click();
  await page.getByRole("button", { name: "Make this the top photo" }).click();
  await expect(page.getByText("orientation-6.jpg put on top of its stack")).toBeVisible();
  await expect(page.getByText("Top photo of its stack")).toBeVisible();
  await page.getByRole("link", { name: "Back to your photos" }).click();
  await expect(tile(page, "orientation-6.jpg")).toBeVisible();
  await expect(tiles(page)).toHaveCount(2);

  const choose = (name: string) => page.getByRole("checkbox", { name: `Select ${name}` }).check({ force: true });
  const toolbar = page.getByRole("toolbar", { name: "Selection" });
  const undo = (what: string) =>
    page.getByRole("listitem").filter({ hasText: what }).getByRole("button", { name: "Undo" }).click();
  const more = async (action: string) => {
    await toolbar.getByRole("button", { name: "More actions" }).click();
    await page.getByRole("menuitem", { name: action, exact: true }).click();
  };
  await choose("orientation-6.jpg");
  await expect(toolbar).toContainText("3 photos selected");
  await more("Unstack");
  await expect(page.getByText("3 photos unstacked")).toBeVisible();
  await expect(tiles(page)).toHaveCount(4);
  await undo("unstacked");
  await expect(tiles(page)).toHaveCount(2);

  await choose("orientation-6.jpg");
  await choose("photo-1.jpg");
  await more("Stack");
  await expect(page.getByText("4 photos stacked")).toBeVisible();
  await expect(tiles(page)).toHaveCount(1);
  await tiles(page).focus();
  await page.keyboard.press("Delete");
  await expect(page.getByText("4 photos deleted")).toBeVisible();
  await expect(tiles(page)).toHaveCount(0);
  await undo("deleted");
  await expect(page.getByText("Stack of 4 photos")).toBeAttached();
  await expect(tiles(page)).toHaveCount(1);
});
