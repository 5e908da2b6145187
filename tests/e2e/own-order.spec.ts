import type { Page } from "@playwright/test";
import { expect, openSession, test } from "#tests/support/fixtures.ts";
import { smallPhoto } from "#tests/support/image-factory.ts";
import { seedIndex } from "#tests/support/seed-index.ts";
import { timelineFileName, timelinePhotos } from "#tests/support/timeline-photos.ts";
import { haveImages, open, tile, tiles } from "./library-steps.ts";

type Api = Parameters<typeof haveImages>[0];

/** An album with photos of these numbers, added in their order. */
async function haveAlbum(api: Api, numbers: number[]): Promise<string> {
  const images = await haveImages(api, await Promise.all(numbers.map(smallPhoto)));
  const { album } = await (await api.post("/api/albums", { data: { name: "Norway" } })).json();
  const ids = images.map(({ id }) => id);
  await api.post("/api/images/bulk", { data: { action: "add_to_album", album: album.id, ids } });
  return album.id;
}

const setOwnOrder = (api: Api, id: string) => api.patch(`/api/albums/${id}`, { data: { hasOwnOrder: true } });

/** Numbers of the photos that are shown, in reading order. */
async function shownOrder(page: Page): Promise<string> {
  const names = await tiles(page)
    .locator("img")
    .evaluateAll((images) => images.map((one) => one.getAttribute("alt")));
  return names.map((name) => /photo-(\d)/.exec(name ?? "")?.[1]).join("");
}

const expectOrder = (page: Page, order: string) => expect.poll(() => shownOrder(page)).toBe(order);

async function edgeOf(page: Page, number: number, part: number): Promise<[number, number]> {
  const { x = 0, y = 0, width = 0, height = 0 } = (await tile(page, `photo-${number}.jpg`).boundingBox()) ?? {};
  return [x + width * part, y + height / 2];
}

test("an album gets an order of its own by its menu, and photos are moved by keys, which is undone at once", async ({
  page,
  signedIn: _,
  api,
  expectAccessible,
}) => {
  const album = await haveAlbum(api, [3, 1, 2, 4]);
  await open(page, `/albums/${album}`);
  await page.getByRole("button", { name: "Order: By time" }).click();
  await page.getByRole("menuitemradio", { name: "Custom order" }).click();
  await expect(page.getByRole("button", { name: "Order: Custom order" })).toBeFocused();
  await expectOrder(page, "3124");
  await expect(page.getByRole("main").getByRole("heading", { level: 2 })).toHaveCount(0);
  await expectAccessible();

  await tile(page, "photo-3.jpg").focus();
  await page.keyboard.press("Alt+ArrowRight");
  await page.keyboard.press("Alt+ArrowRight");
  await expectOrder(page, "1234");
  await expect(tile(page, "photo-3.jpg")).toBeFocused();
  // Two steps are one move.
  await expect(page.getByText("photo-3.jpg moved in Norway")).toHaveCount(1);
  await open(page, `/albums/${album}`);
  await expectOrder(page, "1234");

  await tile(page, "photo-4.jpg").focus();
  await page.keyboard.press("Alt+Home");
  await expectOrder(page, "4123");
  await expect(tile(page, "photo-4.jpg")).toBeFocused();
  await page.getByRole("button", { name: "Undo" }).click();
  await expectOrder(page, "1234");

  await tile(page, "photo-2.jpg").click();
  await expect(page.getByRole("button", { name: "Download" })).toBeEnabled();
  await page.keyboard.press("Escape");
  await expect(page).toHaveURL(`/albums/${album}`);
  await expectOrder(page, "1234");
});

test("a mouse drags one photo or those that are selected; Escape lets go; the menu moves to an end", {
  tag: "@long",
}, async ({ page, signedIn: _, api }) => {
  const album = await haveAlbum(api, [1, 2, 3, 4]);
  await setOwnOrder(api, album);
  await open(page, `/albums/${album}`);
  await expectOrder(page, "1234");
  const drag = async (from: number, to: number, part: number) => {
    await page.mouse.move(...(await edgeOf(page, from, 0.5)));
    await page.mouse.down();
    await page.mouse.move(...(await edgeOf(page, to, part)), { steps: 6 });
  };
  await drag(1, 3, 0.8);
  await expect(page.locator("[data-drop=after]")).toHaveCount(1);
  await page.mouse.up();
  await expectOrder(page, "2314");
  await expect(page.getByText("photo-1.jpg moved in Norway")).toBeVisible();

  await drag(4, 2, 0.2);
  await page.keyboard.press("Escape");
  await expect(page.locator("[data-drop]")).toHaveCount(0);
  await page.mouse.up();
  await expectOrder(page, "2314");

  // Let go outside of the browser, which hears nothing of it.
  await page.mouse.move(...(await edgeOf(page, 4, 0.5)));
  await page.mouse.down();
  await tile(page, "photo-2.jpg").dispatchEvent("pointermove", { bubbles: true, buttons: 0, pointerType: "mouse" });
  await page.mouse.move(...(await edgeOf(page, 2, 0.2)), { steps: 6 });
  await expect(page.locator("[data-drop]")).toHaveCount(0);
  await page.mouse.up();
  await expectOrder(page, "2314");

  await tile(page, "photo-1.jpg").press("x");
  await tile(page, "photo-4.jpg").press("x");
  await drag(4, 2, 0.2);
  await page.mouse.up();
  await expectOrder(page, "1423");
  await page.getByRole("button", { name: "More actions" }).click();
  await page.getByRole("menuitem", { name: "Move to the end" }).click();
  await expectOrder(page, "2314");
  await expect(page.getByText("2 photos moved in Norway").last()).toBeVisible();
  await open(page, `/albums/${album}`);
  await expectOrder(page, "2314");
});

test("the viewer and a link follow the order, and a photo comes back to its place from the trash", {
  tag: "@long",
}, async ({ page, signedIn: _, api }) => {
  const album = await haveAlbum(api, [2, 1, 3]);
  await setOwnOrder(api, album);
  await open(page, `/albums/${album}`);
  await tile(page, "photo-2.jpg").press("Enter");
  await expect(page).toHaveURL(/\/images\//);
  for (const name of ["photo-1.jpg", "photo-3.jpg"]) {
    await page.getByRole("link", { name: "Next photo" }).click();
    await expect(page).toHaveTitle(new RegExp(name));
  }
  await expect(page.getByRole("link", { name: "Next photo" })).toHaveCount(0);
  await page.goBack();
  await expectOrder(page, "213");
  await tile(page, "photo-1.jpg").focus();
  await page.keyboard.press("Delete");
  await expectOrder(page, "23");
  await page.getByRole("button", { name: "Undo" }).click();
  await expectOrder(page, "213");

  const { url } = await (await api.post("/api/shares", { data: { album } })).json();
  await page.goto(new URL(url).pathname);
  const names = page.getByRole("main").getByRole("listitem").getByRole("img");
  await expect(names).toHaveCount(3);
  expect(await names.evaluateAll((images) => images.map((one) => one.getAttribute("alt")).join())).toBe(
    "photo-2.jpg,photo-1.jpg,photo-3.jpg",
  );
});

test("of an album of 10,000 in its own order only what is looked at is loaded", { tag: "@long" }, async ({
  page,
  person,
  personId,
  cloud,
}) => {
  const PHOTOS = 10_000;
  const album = "01JAAAAAAAAAAAAAAAAAAAAAAA";
  const photos = [...timelinePhotos(PHOTOS, 3_600_000)].map((change, number) => ({
    ...change,
    // The oldest first, which is the opposite of the order by time.
    listed: { ...(change.listed as object), l: [[album, PHOTOS - number, 0]] },
  }));
  const listed = { n: "Everything", ow: 1, d: 0 };
  await seedIndex(cloud, personId, [
    { kind: "album", id: album, revision: 1, changedAtMs: 1, listed },
    ...photos,
  ] as never);
  const { body } = await smallPhoto(1);
  await page.route(/\/thumbnails\//, (route) => route.fulfill({ body, contentType: "image/jpeg" }));
  let chunks = 0;
  page.on("request", (request) => {
    if (request.url().includes("/api/timeline/chunk")) chunks += 1;
  });
  await openSession(page, person);
  await open(page, `/albums/${album}`);
  await expect(tiles(page).first()).toHaveAttribute("href", new RegExp(`album=${album}&sort=position`));
  await expect(tile(page, timelineFileName(PHOTOS - 1))).toBeVisible();
  await tiles(page).first().focus();
  await page.keyboard.press("End");
  await expect(tile(page, timelineFileName(0))).toBeFocused();
  expect(chunks).toBeLessThan(8);
});
