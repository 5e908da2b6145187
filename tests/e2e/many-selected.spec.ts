import { expect, openSession, test } from "#tests/support/fixtures.ts";
import { storeImages } from "#tests/support/store-images.ts";
import { open, tiles } from "./library-steps.ts";

const PHOTOS = 1_050;

test("more than a thousand photos selected by hand are one change: it continues when the tab is left, and is undone as one", {
  tag: "@long",
}, async ({ page, person, personId, cloud, api }) => {
  await storeImages(cloud.database, { id: personId }, PHOTOS, {
    takenAt: "2024-05-01T10:00:00",
    width: 60,
    height: 40,
  });
  await openSession(page, person);
  await open(page, "/");
  await tiles(page).first().focus();
  await page.keyboard.press("x");
  await page.keyboard.press("End");
  await expect(tiles(page).last()).toBeFocused();
  await page.keyboard.press("Shift+Space");
  const bar = page.getByRole("toolbar", { name: "Selection" });
  await expect(bar.getByText(/^1,?050 selected$/)).toBeVisible();
  const answer = page.waitForResponse("**/api/images/bulk");
  await bar.getByRole("button", { name: "Add to favourites" }).click();
  await answer;
  await page.reload();
  const changes = async () => (await (await api.get("/api/bulk-changes")).json()).changes;
  await expect
    .poll(changes, { timeout: 60_000 })
    .toMatchObject([{ action: "favourite", state: "done", total: PHOTOS, changed: PHOTOS }]);
  await expect(page.getByText("1,050 photos added to favourites")).toHaveCount(1);
  await page.getByRole("button", { name: "Undo" }).click();
  await expect(page.getByText("1,050 photos changed back")).toBeVisible({ timeout: 60_000 });
  expect(await changes()).toHaveLength(2);
  const countFavourites = async () => (await (await api.get("/api/timeline?favourite=true")).json()).total;
  await expect.poll(countFavourites).toBe(0);
});
