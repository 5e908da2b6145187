import { failProcessing, restartProcessing } from "#lib/images/image-repository.ts";
import { expect, test } from "#tests/support/fixtures.ts";
import { gifOfManyFrames, jpegWithExif, pngWithAlpha, smallPhoto, truncated } from "#tests/support/image-factory.ts";
import {
  asPayload,
  chooseFiles,
  expectPainted,
  haveImage,
  haveImages,
  havePhotos,
  letUrlsExpire,
  open,
  tile,
  tiles,
} from "./library-steps.ts";

test("pictures stand under the month they were taken in, newest first", async ({ page, signedIn: _, api }) => {
  const old = await jpegWithExif();
  const recent = await smallPhoto(1);
  await haveImage(api, recent);
  await haveImage(api, old);
  await page.goto("/");
  await expect(tiles(page).getByRole("img")).toHaveCount(2);
  expect(
    await tiles(page)
      .getByRole("img")
      .evaluateAll((images) => images.map((image) => image.getAttribute("alt")?.split(", ").at(-1))),
  ).toEqual([recent.fileName, old.fileName]);
  const may = page.getByRole("region", { name: "May 2024" }).getByRole("link", { name: old.fileName });
  await expect(may).toBeVisible();
  // Months of few photos stand side by side, and none covers another.
  const [here, there] = await Promise.all([tile(page, recent.fileName).boundingBox(), may.boundingBox()]);
  expect(there?.y).toBe(here?.y);
  expect(there?.x).toBeGreaterThanOrEqual((here?.x ?? 0) + (here?.width ?? Infinity));
});

test("a page asks for no other page before its link is pressed", { tag: "@long" }, async ({ page, signedIn: _ }) => {
  const asked: string[] = [];
  page.on("request", (request) => request.headers().rsc === undefined || asked.push(new URL(request.url()).pathname));
  await page.goto("/");
  await page.waitForLoadState("networkidle");
  expect(asked).toEqual([]);
  await page.getByRole("navigation", { name: "Sections" }).getByRole("link", { name: "Albums" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Albums" })).toBeVisible();
  expect(asked).toEqual(["/albums"]);
});

test("the gallery is there without scripts, with a blurred preview under every picture", async ({
  browser,
  page,
  signedIn: _,
  api,
}) => {
  await haveImage(api, await jpegWithExif());
  const context = await browser.newContext({
    javaScriptEnabled: false,
    storageState: await page.context().storageState(),
  });
  const plain = await context.newPage();
  await plain.goto("/");
  const picture = tiles(plain).getByRole("img");
  await expect(picture).toBeVisible();
  await expect(picture).toHaveCSS("background-image", /data:image\/bmp/);
  await context.close();
});

test("a picture whose URL has expired gets a new one by itself", async ({ page, signedIn: _, api }) => {
  const photo = await jpegWithExif();
  await haveImage(api, photo);
  await letUrlsExpire(page);
  await page.goto("/");
  await expectPainted(tile(page, photo.fileName).getByRole("img"));
});

test("a picture that storage did not bring for a while is loaded from the same URL", { tag: "@long" }, async ({
  page,
  signedIn: _,
  api,
}) => {
  const photo = await jpegWithExif();
  await haveImage(api, photo);
  await page.route(/\/thumbnails\//, (route) => route.fulfill({ status: 503 }));
  const lookup = page.waitForResponse("**/api/images/lookup");
  await page.goto("/");
  const { images } = await (await lookup).json();
  await page.unroute(/\/thumbnails\//);
  const picture = tile(page, photo.fileName).getByRole("img");
  await expectPainted(picture);
  await expect(picture).toHaveAttribute("src", images[0].renditions.medium.url);
});

test("keys lead from tile to tile, open one and come back, and delete it, which can be undone", async ({
  page,
  signedIn: _,
  api,
}) => {
  const images = await haveImages(api, await Promise.all([1, 2, 3].map(smallPhoto)));
  await open(page, "/");
  await expect(tiles(page)).toHaveCount(3);
  await tiles(page).first().focus();
  await page.keyboard.press("ArrowRight");
  await expect(tiles(page).nth(1)).toBeFocused();
  await page.keyboard.press("End");
  await expect(tiles(page).nth(2)).toBeFocused();
  await page.keyboard.press("ArrowLeft");
  const opened = await tiles(page).nth(1).getAttribute("data-tile");
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(`/images/${opened}`);
  expect(images.map(({ id }) => id)).toContain(opened);
  await expect(page.getByRole("button", { name: "Download" })).toBeEnabled();
  await page.keyboard.press("Escape");
  await expect(page).toHaveURL("/");
  await expect(tiles(page).nth(1)).toBeFocused();
  // Nothing is asked.
  await page.keyboard.press("Delete");
  await expect(tiles(page)).toHaveCount(2);
  await page.getByRole("button", { name: "Undo" }).click();
  await expect(tiles(page)).toHaveCount(3);
  await expect.poll(async () => (await (await api.get("/api/images")).json()).images.length).toBe(3);
});

test("several pictures are selected with Shift and deleted together", { tag: "@long" }, async ({
  page,
  signedIn: _,
  api,
}) => {
  const photos = await Promise.all([1, 2, 3, 4].map(smallPhoto));
  await haveImages(
    api,
    photos.map((photo, index) => ({ ...photo, fileName: `photo ${index}.jpg` })),
  );
  await open(page, "/");
  await expect(tiles(page)).toHaveCount(4);
  await tiles(page).first().focus();
  await page.keyboard.press("x");
  await tiles(page)
    .nth(2)
    .click({ modifiers: ["Shift"] });
  await expect(page.getByRole("toolbar").getByText("3 selected")).toBeVisible();
  await page.getByRole("toolbar", { name: "Selection" }).getByRole("button", { name: "Delete" }).click();
  await expect(tiles(page)).toHaveCount(1);
  await expect(page.getByText("3 photos deleted")).toBeVisible();
});

test("whatever the bar of a selection does, the focus stays among the photos", { tag: "@long" }, async ({
  page,
  signedIn: _,
  api,
}) => {
  const photos = await havePhotos(api, 5);
  await open(page, "/");
  await expect(tiles(page)).toHaveCount(5);
  const bar = page.getByRole("toolbar", { name: "Selection" });
  const name = (number: number) => photos[number]?.fileName ?? "";
  const press = async (button: string) => {
    await bar.getByRole("button", { name: button }).focus();
    await page.keyboard.press("Enter");
    await expect(bar).toHaveCount(0);
  };
  await tile(page, name(0)).press("x");
  await press("Delete");
  await expect(tile(page, name(1))).toBeFocused();
  await tile(page, name(1)).press("x");
  await press("Archive");
  await expect(tiles(page)).toHaveCount(3);
  await expect(page.locator("[data-tile]:focus")).toHaveCount(1);
  await tile(page, name(3)).press("x");
  await press("Clear selection");
  await expect(tile(page, name(3))).toBeFocused();
  // The key does the same from within the bar.
  await tile(page, name(3)).press("x");
  await bar.getByRole("button", { name: "Archive" }).focus();
  await page.keyboard.press("Delete");
  await expect(tile(page, name(4))).toBeFocused();
});

test("files that failed are one strip above the photos, which leads to why and what helps", async ({
  page,
  signedIn: _,
  api,
  expectAccessible,
}) => {
  const hopeless = { ...truncated(await pngWithAlpha(), 0.01), fileName: "broken.png" };
  const tooLong = { ...gifOfManyFrames(), fileName: "endless.gif" };
  await haveImages(api, [hopeless, tooLong, await smallPhoto(1)]);
  await page.goto("/");
  await expect(page.getByText("2 files could not be read")).toBeVisible();
  await expect(tiles(page)).toHaveCount(1);
  await expectAccessible();
  await page.getByRole("link", { name: "Review" }).click();
  const damaged = page.getByRole("heading", { name: "damaged or incomplete" });
  await expect(damaged).toBeVisible();
  await expect(page.getByRole("heading", { name: "more frames" })).toBeVisible();
  // Neither would end differently another time.
  await expect(page.getByRole("button", { name: "Retry" })).toHaveCount(0);
  await expectAccessible();
  await page.getByRole("button", { name: "Delete broken.png" }).click();
  await expect(damaged).toHaveCount(0);
  await page.getByRole("link", { name: "Photos", exact: true }).first().click();
  await expect(page.getByText("1 file could not be read")).toBeVisible();
});

test("the first file that fails moves no photo while some are selected", { tag: "@long" }, async ({
  page,
  signedIn: _,
  api,
}) => {
  const photo = await smallPhoto(1);
  await haveImage(api, photo);
  await open(page, "/");
  await tile(page, photo.fileName).press("x");
  const before = await tile(page, photo.fileName).boundingBox();
  await chooseFiles(page, [asPayload({ ...truncated(await pngWithAlpha(), 0.01), fileName: "broken.png" })]);
  await expect(page.getByRole("region", { name: "Uploads" }).getByRole("link", { name: "Review" })).toBeVisible();
  await expect(tiles(page)).toHaveCount(1);
  expect(await tile(page, photo.fileName).boundingBox()).toEqual(before);
  const strip = page.getByText("1 file could not be read");
  await expect(strip).toHaveCount(0);
  await page.keyboard.press("Escape");
  await expect(strip).toBeVisible();
});

test("what failed by our fault is retried, and a file that fails leaves the photos without a reload", async ({
  page,
  signedIn: _,
  api,
  cloud,
  personId,
}) => {
  const { id } = await haveImage(api, { ...truncated(await pngWithAlpha(), 0.01), fileName: "unlucky.png" });
  // As if the worker had run out of time.
  const [image, at] = [{ ownerId: personId, imageId: id }, new Date().toISOString()];
  await restartProcessing(cloud.database, image, at);
  await failProcessing(cloud.database, image, "timed_out", at);
  await open(page, "/failed");
  await expect(page.getByRole("heading", { name: "took too long" })).toBeVisible();
  const retried = page.waitForResponse((response) => response.url().endsWith("/retry"));
  await page.getByRole("button", { name: "Retry 1 file" }).click();
  expect((await retried).ok()).toBe(true);
  await page.getByRole("link", { name: "Photos", exact: true }).first().click();
  await expect(page.getByText("1 file could not be read")).toBeVisible({ timeout: 15_000 });
  await expect(tiles(page)).toHaveCount(0);
  await chooseFiles(page, [asPayload({ ...truncated(await pngWithAlpha(), 0.02), fileName: "also broken.png" })]);
  await expect(page.getByText("2 files could not be read")).toBeVisible({ timeout: 15_000 });
  await expect(tiles(page)).toHaveCount(0);
});

test("photos of this day in earlier years are above the others, by the day that it is where one is", async ({
  page,
  signedIn: _,
  api,
  baseURL,
  expectAccessible,
}) => {
  const [old, older] = await haveImages(api, [await smallPhoto(1), await smallPhoto(2)]);
  // Far from UTC, so that it is often another day there.
  const zone = "Pacific/Kiritimati";
  const [year = "", ...day] = new Intl.DateTimeFormat("sv-SE", { timeZone: zone }).format(new Date()).split("-");
  const yearsAgo = (years: number) => [Number(year) - years, ...day].join("-");
  await api.patch(`/api/images/${old?.id}`, { data: { takenAt: `${yearsAgo(1)}T10:00:00` } });
  await api.patch(`/api/images/${older?.id}`, { data: { takenAt: `${yearsAgo(4)}T23:59:59` } });
  await page.context().addCookies([{ name: "Skylight-Zone", value: zone, url: baseURL ?? "" }]);
  await page.goto("/");
  const memories = page.getByRole("region", { name: "On this day" });
  await expect(memories.getByRole("link")).toHaveText(["1 year ago1 photo", "4 years ago1 photo"]);
  await expectAccessible();
  await memories.getByRole("link", { name: "4 years ago" }).click();
  await expect(page).toHaveURL(`/search?from=${yearsAgo(4)}&to=${nextDay(yearsAgo(4))}`);
  await expect(tiles(page)).toHaveCount(1);
  await expect(page.locator(`[data-tile="${older?.id}"]`)).toBeVisible();
});

function nextDay(date: string): string {
  return new Date(Date.parse(date) + 24 * 60 * 60 * 1000).toISOString().slice(0, date.length);
}
