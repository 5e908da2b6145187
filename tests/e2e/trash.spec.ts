import type { APIRequestContext, Page } from "@playwright/test";
import { expect, openSession, type Person, test } from "#tests/support/fixtures.ts";
import { smallPhoto } from "#tests/support/image-factory.ts";
import { storeImages } from "#tests/support/store-images.ts";
import { expectPainted, open, tiles } from "./library-steps.ts";

interface World {
  page: Page;
  api: APIRequestContext;
  cloud: { database: Parameters<typeof storeImages>[0] };
  person: Person;
  personId: string;
}

/** Signs in to a library with so many photos, all in the trash. Returns their ids, the last one deleted first. */
async function haveTrashed({ page, api, cloud, person, personId }: World, count: number): Promise<string[]> {
  const { body } = await smallPhoto(1);
  await page.route(/\/thumbnails\//, (route) => route.fulfill({ body, contentType: "image/jpeg" }));
  const pictures = {
    width: 300,
    height: 200,
    renditions: { medium: { width: 300, height: 200, bytes: 900 } },
    recipeVersion: "1",
  };
  const ids = await storeImages(cloud.database, { id: personId }, count, pictures);
  for (const id of ids) expect((await api.delete(`/api/images/${id}`)).status()).toBe(200);
  await openSession(page, person);
  return ids.reverse();
}

const tileOf = (page: Page, id: string | undefined) => page.locator(`[data-tile="${id}"]`);

test("chosen photos of the trash come back, or go for good", async ({
  page,
  api,
  cloud,
  person,
  personId,
  expectAccessible,
}) => {
  const [kept, gone, left] = await haveTrashed({ page, api, cloud, person, personId }, 3);
  await open(page, "/trash");
  await expect(tiles(page)).toHaveCount(3);
  await expectPainted(tileOf(page, kept).getByRole("img"));
  await expect(page.getByText("30 days left")).toHaveCount(3);
  await expectAccessible();

  const bar = page.getByRole("toolbar", { name: "Selection" });
  await tileOf(page, kept).focus();
  await page.keyboard.press("x");
  await bar.getByRole("button", { name: "Restore" }).click();
  await expect(page.getByText(`${kept}.jpg restored`)).toBeVisible();
  await expect(tiles(page)).toHaveCount(2);

  await tileOf(page, gone).focus();
  await page.keyboard.press("Delete");
  await page.getByRole("alertdialog").getByRole("button", { name: "Delete permanently" }).click();
  await expect(tiles(page)).toHaveCount(1);
  await expect(tileOf(page, left)).toBeFocused();
  expect((await api.get(`/api/images/${gone}`)).status()).toBe(404);

  await page.getByRole("link", { name: "Photos", exact: true }).first().click();
  await expectPainted(tileOf(page, kept).getByRole("img"));
});

test("all of the trash is restored and put back, and then emptied", async ({ page, api, cloud, person, personId }) => {
  await haveTrashed({ page, api, cloud, person, personId }, 2);
  await open(page, "/trash");
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

test("a photo of the trash says so, leads to the others there, and comes back", async ({
  page,
  api,
  cloud,
  person,
  personId,
}) => {
  const [last, first] = await haveTrashed({ page, api, cloud, person, personId }, 2);
  await open(page, "/trash");
  await expect(tiles(page)).toHaveCount(2);
  expect(await tiles(page).first().getAttribute("data-tile")).toBe(last);
  await tileOf(page, last).click();
  await expect(page.getByText("In the trash. Deleted permanently in 30 days.")).toBeVisible();
  await page.getByRole("link", { name: "Next photo" }).click();
  await expect(page.getByRole("heading", { name: `${first}.jpg` })).toBeVisible();
  await page.getByRole("button", { name: "Restore" }).click();
  await expect(page.getByText(`${first}.jpg restored`)).toBeVisible();
  await expect(page.getByText("In the trash.")).toHaveCount(0);
  await page.keyboard.press("Escape");
  await expect(page).toHaveURL("/");
  await expect(tileOf(page, first)).toBeVisible();
});
