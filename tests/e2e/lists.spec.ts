import { expect, openSession, test } from "#tests/support/fixtures.ts";
import { smallPhoto } from "#tests/support/image-factory.ts";
import { seedIndex } from "#tests/support/seed-index.ts";
import { timelineFileName, timelinePhotos } from "#tests/support/timeline-photos.ts";
import { asPayload, chooseFiles, haveImage, open, tile, tiles } from "./library-steps.ts";

const DISTANCE_MS = 3 * 60 * 60 * 1000;

test("what was added last is first, whenever it was taken, and what is added now joins it", { tag: "@long" }, async ({
  page,
  signedIn: _,
  api,
  expectAccessible,
}) => {
  const [first, second, third] = await Promise.all([1, 2, 3].map(smallPhoto));
  if (!first || !second || !third) throw new Error("Expected three photos");
  const newer = await haveImage(api, { ...first, fileName: "first.jpg" });
  const older = await haveImage(api, { ...second, fileName: "second.jpg" });
  await api.patch(`/api/images/${newer.id}`, { data: { takenAt: "2024-05-01T10:00:00" } });
  await api.patch(`/api/images/${older.id}`, { data: { takenAt: "2004-05-01T10:00:00" } });
  await page.goto("/");
  await page.getByRole("navigation", { name: "Sections" }).getByRole("link", { name: "Recently added" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Recently added" })).toBeVisible();
  await expect(tiles(page).getByRole("img")).toHaveCount(2);
  const order = () => tiles(page).evaluateAll((all) => all.map((one) => (one as HTMLElement).dataset.tile));
  expect(await order()).toEqual([older.id, newer.id]);
  await expectAccessible();

  await tiles(page).first().click();
  await page.getByRole("link", { name: "Next photo" }).click();
  await expect(page.getByRole("heading", { name: "first.jpg" })).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(page).toHaveURL("/added");
  await chooseFiles(page, [asPayload({ ...third, fileName: "third.jpg" })]);
  await expect(tiles(page)).toHaveCount(3);
  await expect(tile(page, "third.jpg")).toBeVisible();
  expect((await order()).slice(1)).toEqual([older.id, newer.id]);
});

test("every section of a new account is there, and says something", { tag: "@long" }, async ({ page, signedIn: _ }) => {
  await page.goto("/");
  const links = page.getByRole("navigation", { name: "Sections" }).getByRole("link");
  const paths = await links.evaluateAll((all) => all.map((one) => one.getAttribute("href") ?? ""));
  expect(paths).toContain("/added");
  for (const path of [...paths, "/trash", "/failed", "/shares", "/changes", "/search?q=sea"]) {
    const answer = await page.goto(path);
    expect(answer?.status(), path).toBe(200);
    await expect(page.getByRole("main").getByRole("heading").first(), path).toBeVisible();
    await expect(page.getByText("Something went wrong"), path).toHaveCount(0);
  }
});

test("every photo of a search is reached without scripts", { tag: "@long" }, async ({
  browser,
  page,
  person,
  personId,
  cloud,
}) => {
  const count = 260;
  await seedIndex(cloud, personId, timelinePhotos(count, DISTANCE_MS));
  await openSession(page, person);
  const storageState = await page.context().storageState();
  const context = await browser.newContext({ javaScriptEnabled: false, storageState });
  const plain = await context.newPage();
  await plain.route(/\/thumbnails\//, (route) => route.abort());
  await plain.goto("/search?type=image%2Fjpeg");
  const pages = plain.getByRole("navigation", { name: "Pages" });
  const seen = new Set<string>();
  for (;;) {
    await expect(plain.getByRole("heading", { level: 2 }).first()).toBeVisible();
    for (const one of await tiles(plain).all()) seen.add((await one.getAttribute("data-tile")) ?? "");
    const older = pages.getByRole("link", { name: "Older photos" });
    if ((await older.count()) === 0) break;
    await older.click();
    await expect(pages.getByRole("link", { name: "Newer photos" })).toBeVisible();
  }
  expect(seen.size).toBe(count);
  await plain.getByRole("navigation", { name: "Months" }).getByRole("link", { name: "December 2024" }).click();
  await expect(tile(plain, timelineFileName(0))).toBeVisible();

  // Another search begins at its newest photos, and keeps its filters.
  for (const place of ["start=100", "month=2024-11"]) {
    await plain.goto(`/search?type=image%2Fjpeg&${place}`);
    await expect(tile(plain, timelineFileName(0))).toHaveCount(0);
    const box = plain.getByRole("combobox", { name: "Search photos" });
    await box.fill("img");
    await box.press("Enter");
    await expect(plain).toHaveURL("/search?q=img&type=image%2Fjpeg");
    await expect(tile(plain, timelineFileName(0))).toBeVisible();
  }
  await context.close();
});

test("a page in the middle of a month begins at its photos with scripts too", { tag: "@long" }, async ({
  page,
  person,
  personId,
  cloud,
}) => {
  await seedIndex(cloud, personId, timelinePhotos(260, DISTANCE_MS));
  await openSession(page, person);
  await page.route(/\/thumbnails\//, (route) => route.abort());
  await open(page, "/?start=200");
  await expect(page.getByRole("heading", { name: "December 2024" })).toBeInViewport();
  await expect(tiles(page).first()).toBeVisible();
});
