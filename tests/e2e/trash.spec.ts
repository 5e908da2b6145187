import type { APIRequestContext, Page } from "@playwright/test";
import { expect, test } from "#tests/support/fixtures.ts";
import { smallPhoto } from "#tests/support/image-factory.ts";
import { expectPainted, haveImages, open, tiles } from "./library-steps.ts";

/** Photos that are all in the trash, the last one deleted first. */
async function haveTrashed({ page, api }: { page: Page; api: APIRequestContext }, count: number) {
  const files = await Promise.all(Array.from({ length: count }, (_, number) => smallPhoto(number + 1)));
  const images = await haveImages(api, files);
  for (const { id } of images) expect((await api.delete(`/api/images/${id}`)).status()).toBe(200);
  await open(page, "/trash");
  return images.map(({ id }, at) => ({ id, fileName: files[at]?.fileName ?? "" })).reverse();
}

const tileOf = (page: Page, id: string | undefined) => page.locator(`[data-tile="${id}"]`);

test("chosen photos of the trash come back, or go for good", async ({ page, api, expectAccessible, signedIn: _ }) => {
  const [kept, gone, left] = await haveTrashed({ page, api }, 3);
  await expect(tiles(page)).toHaveCount(3);
  await expectPainted(tileOf(page, kept?.id).getByRole("img"));
  await expect(page.getByText("30 days left")).toHaveCount(3);
  await expectAccessible();

  const bar = page.getByRole("toolbar", { name: "Selection" });
  await tileOf(page, kept?.id).focus();
  await page.keyboard.press("x");
  await bar.getByRole("button", { name: "Restore" }).click();
  await expect(page.getByText(`${kept?.fileName} restored`)).toBeVisible();
  await expect(tiles(page)).toHaveCount(2);

  await tileOf(page, gone?.id).focus();
  await page.keyboard.press("Delete");
  await page.getByRole("alertdialog").getByRole("button", { name: "Delete permanently" }).click();
  await expect(tiles(page)).toHaveCount(1);
  await expect(tileOf(page, left?.id)).toBeFocused();
  expect((await api.get(`/api/images/${gone?.id}`)).status()).toBe(404);

  await page.getByRole("link", { name: "Photos", exact: true }).first().click();
  await expectPainted(tileOf(page, kept?.id).getByRole("img"));
});

test("all of the trash is restored and put back, and then emptied", { tag: "@long" }, async ({
  page,
  api,
  signedIn: _,
}) => {
  await haveTrashed({ page, api }, 2);
  await page.getByRole("button", { name: "Restore all" }).click();
  await expect(page.getByRole("heading", { name: "The trash is empty" })).toBeVisible();
  await page.getByRole("button", { name: "Undo" }).click();
  await expect(tiles(page)).toHaveCount(2);
  await page.getByRole("button", { name: "Empty trash" }).click();
  await expect(page.getByRole("alertdialog")).toContainText("Delete 2 photos permanently?");
  await page.getByRole("alertdialog").getByRole("button", { name: "Delete permanently" }).click();
  await expect(page.getByRole("heading", { name: "The trash is empty" })).toBeVisible();
  await expect(page.getByRole("button", { name: "Empty trash" })).toHaveCount(0);
  expect((await (await api.get("/api/images?trashed=true")).json()).images).toEqual([]);
});

test("all photos that are selected in the trash are back on the timeline", { tag: "@long" }, async ({
  page,
  api,
  signedIn: _,
}) => {
  await haveImages(api, await Promise.all([1, 2, 3].map(smallPhoto)));
  await open(page, "/");
  await expect(tiles(page)).toHaveCount(3);
  await tiles(page).first().focus();
  for (const left of [2, 1]) {
    await page.keyboard.press("Delete");
    await expect(tiles(page)).toHaveCount(left);
  }
  await page.getByRole("link", { name: "Trash" }).first().click();
  await expect(tiles(page)).toHaveCount(2);
  await tiles(page).first().focus();
  await page.keyboard.press("Control+a");
  await page.getByRole("toolbar", { name: "Selection" }).getByRole("button", { name: "Restore" }).click();
  await expect(page.getByRole("heading", { name: "The trash is empty" })).toBeVisible();
  await page.getByRole("link", { name: "Photos", exact: true }).first().click();
  await expect(tiles(page)).toHaveCount(3);
});

test("a photo of the trash says so, leads to the others there, and comes back", { tag: "@long" }, async ({
  page,
  api,
  signedIn: _,
}) => {
  const [last, first] = await haveTrashed({ page, api }, 2);
  await expect(tiles(page)).toHaveCount(2);
  expect(await tiles(page).first().getAttribute("data-tile")).toBe(last?.id);
  await tileOf(page, last?.id).click();
  await expect(page.getByText("In the trash. Deleted permanently in 30 days.")).toBeVisible();
  await page.getByRole("link", { name: "Next photo" }).click();
  await expect(page.getByRole("heading", { name: first?.fileName ?? "" })).toBeVisible();
  await page.getByRole("button", { name: "Restore" }).click();
  await expect(page.getByText(`${first?.fileName} restored`)).toBeVisible();
  await expect(page.getByText("In the trash.")).toHaveCount(0);
  await expect(page).toHaveURL(`/images/${first?.id}`);
  await page.keyboard.press("Escape");
  await expect(page).toHaveURL("/");
  await expect(tileOf(page, first?.id)).toBeVisible();
});
