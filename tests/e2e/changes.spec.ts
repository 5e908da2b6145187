import { expect, test } from "#tests/support/fixtures.ts";
import { smallPhoto } from "#tests/support/image-factory.ts";
import { haveImages, open, reload, tiles } from "./library-steps.ts";

test("a change that goes on is followed once, also after other pages and a reload, and can be stopped", {
  tag: "@long",
}, async ({ page, signedIn: _, api }) => {
  const ids = (await haveImages(api, [await smallPhoto(1), await smallPhoto(2)])).map(({ id }) => id);
  // Two photos are done at once; what more of them would answer stands in for them until the change is stopped.
  const going = { state: "running", total: 4_000, processed: 1_000 };
  await page.route("**/api/images/bulk", async (route) => {
    const answer = await route.fetch();
    const { change } = await answer.json();
    await route.fulfill({ status: 202, json: { change: { ...change, ...going } } });
  });
  await page.route("**/api/bulk-changes/*", async (route) => {
    const answer = await route.fetch();
    const { change } = await answer.json();
    if (route.request().method() === "DELETE") going.state = "cancelled";
    await route.fulfill({ json: { change: { ...change, ...going } } });
  });
  await open(page, "/");
  await tiles(page).first().focus();
  await page.keyboard.press("x");
  await page.getByRole("button", { name: "Add to favourites" }).click();
  // Before the reload the page goes by how many it asked for.
  const progress = page.getByText(/^1,?000 of [\d,]+ photos added to favourites$/);
  await expect(progress).toBeVisible();
  await page.getByRole("button", { name: "Account menu" }).click();
  await page.getByRole("menuitem", { name: "API" }).click();
  await expect(page).toHaveURL("/docs/api");
  await page.goBack();
  for (let poll = 0; poll < 3; poll++) await page.waitForResponse("**/api/bulk-changes/*");
  await expect(progress).toHaveCount(1);
  await reload(page);
  await expect(progress).toBeVisible();
  await page.getByRole("button", { name: "Stop" }).click();
  await expect(page.getByText("Stopped")).toBeVisible();
  await reload(page);
  await expect(tiles(page)).toHaveCount(ids.length);
  await expect(progress).toHaveCount(0);
});

test("what was just deleted is back on the timeline once that is undone in the list of changes", {
  tag: "@long",
}, async ({ page, signedIn: _, api }) => {
  await haveImages(api, [await smallPhoto(1), await smallPhoto(2)]);
  await open(page, "/");
  await expect(tiles(page)).toHaveCount(2);
  await tiles(page).first().focus();
  await page.keyboard.press("Delete");
  await expect(tiles(page)).toHaveCount(1);
  await page.getByRole("button", { name: "Account menu" }).click();
  await page.getByRole("menuitem", { name: "Recent changes" }).click();
  await page.getByRole("main").getByRole("button", { name: "Undo" }).click();
  await expect(page.getByText("changed back").first()).toBeVisible();
  await page.getByRole("link", { name: "Photos", exact: true }).first().click();
  await expect(tiles(page)).toHaveCount(2);
});

test("what was changed lately is listed, and undone from there", async ({
  page,
  signedIn: _,
  api,
  expectAccessible,
}) => {
  await page.goto("/changes");
  await expect(page.getByRole("heading", { name: "No changes yet" })).toBeVisible();
  const images = await haveImages(api, [await smallPhoto(1), await smallPhoto(2)]);
  const ids = images.map(({ id }) => id);
  await api.post("/api/images/bulk", { data: { action: "favourite", ids } });
  await open(page, "/");
  await page.getByRole("button", { name: "Account menu" }).click();
  await page.getByRole("menuitem", { name: "Recent changes" }).click();
  await expect(page.getByRole("heading", { name: "Recent changes", level: 1 })).toBeVisible();
  const rows = page.getByRole("main").getByRole("listitem");
  await expect(rows).toHaveCount(1);
  await expect(rows.first()).toContainText("2 photos added to favourites");
  await expectAccessible();
  await rows.first().getByRole("button", { name: "Undo" }).click();
  await expect(rows).toHaveCount(2);
  await expect(rows.first()).toContainText("2 photos changed back");
  await expect(rows.last()).toContainText("Undone");
  const { images: favourites } = await (await api.get("/api/images?favourite=true")).json();
  expect(favourites).toEqual([]);
});
