import pMap from "p-map";
import { expect, test } from "#tests/support/fixtures.ts";
import { smallPhoto } from "#tests/support/image-factory.ts";
import { haveImages, open, tiles } from "./library-steps.ts";

test("photos are put into a new album, found there, and taken out again", async ({
  page,
  signedIn: _,
  api,
  expectAccessible,
}) => {
  await haveImages(api, [await smallPhoto(1), await smallPhoto(2)]);
  await open(page, "/");
  await expect(tiles(page)).toHaveCount(2);
  await tiles(page).first().focus();
  await page.keyboard.press("x");
  await page.getByRole("button", { name: "Add to album" }).click();
  await page.getByLabel("Find or create an album").fill("Norway");
  await expectAccessible();
  await page.getByRole("button", { name: "Create" }).click();
  await expect(page.getByText("added to Norway")).toBeVisible();

  await page.getByRole("navigation", { name: "Sections" }).getByRole("link", { name: "Albums" }).click();
  await expect(page.getByRole("link", { name: "Norway 1 photo" })).toBeVisible();
  await expectAccessible();
  await page.getByRole("link", { name: "Norway 1 photo" }).click();
  await expect(page.getByRole("heading", { name: "Norway" })).toBeVisible();
  await expect(tiles(page)).toHaveCount(1);
  await expectAccessible();
  await tiles(page).first().focus();
  await page.keyboard.press("x");
  await page.getByRole("button", { name: "Remove from album" }).click();
  await expect(tiles(page)).toHaveCount(0);
  await expect(page.getByText("0 photos", { exact: true })).toBeVisible();
  await page.getByRole("button", { name: "Undo" }).last().click();
  await expect(tiles(page)).toHaveCount(1);
});

test("a photo that is archived from an album stays in it", { tag: "@long" }, async ({ page, signedIn: _, api }) => {
  const [image] = await haveImages(api, [await smallPhoto(1)]);
  const { album } = await (await api.post("/api/albums", { data: { name: "Sea" } })).json();
  await api.post("/api/images/bulk", { data: { action: "add_to_album", album: album.id, ids: [image?.id] } });
  await open(page, `/albums/${album.id}`);
  await tiles(page).first().click();
  await page.getByRole("button", { name: "Archive" }).click();
  await expect(page.getByRole("button", { name: "Move out of archive" })).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(page).toHaveURL(`/albums/${album.id}`);
  await expect(tiles(page)).toHaveCount(1);
});

test("an album is renamed, described and deleted; its photos stay", async ({ page, signedIn: _, api }) => {
  const [image] = await haveImages(api, [await smallPhoto(1)]);
  const { album } = await (await api.post("/api/albums", { data: { name: "Sea" } })).json();
  await api.post("/api/images/bulk", { data: { action: "add_to_album", album: album.id, ids: [image?.id] } });
  await page.goto(`/albums/${album.id}`);
  await page.getByRole("button", { name: "Edit" }).click();
  await page.getByLabel("Name", { exact: true }).fill("Baltic Sea");
  await page.getByLabel("Description").fill("A week in June");
  await page.getByRole("button", { name: "Save" }).click();
  await expect(page.getByRole("heading", { name: "Baltic Sea" })).toBeVisible();
  await expect(page.getByText("A week in June")).toBeVisible();
  await page.getByRole("button", { name: "Delete album" }).click();
  await page.getByRole("alertdialog").getByRole("button", { name: "Delete album" }).click();
  await expect(page).toHaveURL(/\/albums$/);
  await expect(page.getByRole("heading", { name: "No albums yet" })).toBeVisible();
  await page.goto("/");
  await expect(tiles(page)).toHaveCount(1);
});

test("one of many albums is found by typing, with the keyboard alone", { tag: "@long" }, async ({
  page,
  signedIn: _,
  api,
}) => {
  const [image] = await haveImages(api, [await smallPhoto(1)]);
  const names = ["Summer in Norway", ...Array.from({ length: 119 }, (_unused, index) => `Album ${index}`)];
  await pMap(names, (name) => api.post("/api/albums", { data: { name } }), { concurrency: 8 });
  await open(page, "/");
  await tiles(page).first().press("x");
  await page.getByRole("button", { name: "Add to album" }).press("Enter");
  const dialog = page.getByRole("dialog", { name: "Add to album" });
  await expect(dialog.getByRole("option")).toHaveCount(100);
  await expect(dialog).toContainText("20 more albums");
  await page.keyboard.type("nor");
  await expect(dialog.getByRole("option")).toHaveText([/Summer in Norway/]);
  await page.keyboard.press("Enter");
  await expect(page.getByText("added to Summer in Norway")).toBeVisible();
  expect((await (await api.get(`/api/images/${image?.id}`)).json()).image.albumIds).toHaveLength(1);
});

test("an album is put into another, and shows the photo that was chosen for its cover", { tag: "@long" }, async ({
  page,
  signedIn: _,
  api,
  expectAccessible,
}) => {
  const images = await haveImages(api, [await smallPhoto(1), await smallPhoto(2)]);
  const create = async (name: string) => (await (await api.post("/api/albums", { data: { name } })).json()).album.id;
  const [travel, norway] = [await create("Travel"), await create("Norway")];
  const ids = images.map(({ id }) => id);
  await api.post("/api/images/bulk", { data: { action: "add_to_album", album: norway, ids } });
  await open(page, `/albums/${norway}`);
  await page.getByRole("button", { name: "Edit" }).click();
  const inAlbum = page.getByRole("combobox", { name: "In the album" });
  await inAlbum.fill("trav");
  await expect(page.getByRole("option")).toHaveText(["Travel"]);
  await expectAccessible();
  await inAlbum.press("Enter");
  await expect(inAlbum).toHaveValue("Travel");
  await page.getByRole("button", { name: "Save" }).click();
  await page.getByRole("link", { name: "In Travel" }).click();
  await expect(page).toHaveURL(new RegExp(travel));
  await expect(page.getByRole("region", { name: "Albums in Travel" }).getByRole("link")).toHaveText(/Norway/);
  await page.goto("/albums");
  await expect(page.getByRole("link", { name: "Travel 0 photos · 1 album" })).toBeVisible();
  await expect(page.getByRole("link", { name: /Norway/ })).toHaveCount(0);

  await open(page, `/albums/${norway}`);
  await tiles(page).last().focus();
  await page.keyboard.press("x");
  await page.getByRole("button", { name: "More actions" }).click();
  await page.getByRole("menuitem", { name: "Make album cover" }).click();
  await expect(page.getByText("On the cover of Norway")).toBeVisible();
  const { album } = await (await api.get(`/api/albums/${norway}`)).json();
  expect(album).toMatchObject({ parentId: travel, coverId: album.cover.id });
  expect(ids).toContain(album.coverId);
  await open(page, `/albums/${norway}`);
  await page.getByRole("button", { name: "Edit" }).click();
  await page.getByLabel("Newest photo on the cover").check();
  await page.getByRole("button", { name: "Save" }).click();
  await expect(page.getByRole("button", { name: "Edit" })).toBeVisible();
  expect((await (await api.get(`/api/albums/${norway}`)).json()).album).not.toHaveProperty("coverId");
});

test("a search from anywhere finds photos by words, and says when there are none", async ({
  page,
  signedIn: _,
  api,
  expectAccessible,
}) => {
  const [image] = await haveImages(api, [await smallPhoto(1), await smallPhoto(2)]);
  await api.patch(`/api/images/${image?.id}`, { data: { title: "Sunset over Bergen" } });
  await open(page, "/trash");
  await page.keyboard.press("/");
  await page.keyboard.type("bergen suns");
  await page.keyboard.press("Enter");
  await expect(page.getByRole("heading", { name: "Photos with “bergen suns”" })).toBeVisible();
  await expect(tiles(page)).toHaveCount(1);
  await expectAccessible();
  await page.goto(`/images/${image?.id}`);
  await expect(page.getByRole("heading", { name: "Sunset over Bergen" })).toBeVisible();
  await page.goto("/search?q=nothing+of+the+kind");
  await expect(page.getByRole("heading", { name: "No photos found" })).toBeVisible();
});

test("favourites are a list of their own", async ({ page, signedIn: _, api }) => {
  const images = await haveImages(api, [await smallPhoto(1), await smallPhoto(2)]);
  await api.patch(`/api/images/${images[0]?.id}`, { data: { favourite: true } });
  await page.goto("/favourites");
  await expect(tiles(page)).toHaveCount(1);
  // From then on keys are heard.
  await expect(page.getByRole("button", { name: "Upload", exact: true })).toBeEnabled();
  await tiles(page).first().focus();
  await page.keyboard.press("x");
  await page.getByRole("button", { name: "Remove from favourites" }).click();
  await expect(page.getByText("removed from favourites")).toBeVisible();
});

test.describe("on a small phone", () => {
  test.use({ viewport: { width: 320, height: 640 }, hasTouch: true, isMobile: true });

  test("the bar of a selection in an album is no wider than the screen", { tag: "@long" }, async ({
    page,
    signedIn: _,
    api,
  }) => {
    const images = await haveImages(api, [await smallPhoto(1), await smallPhoto(2)]);
    const { album } = await (await api.post("/api/albums", { data: { name: "Norway" } })).json();
    const ids = images.map(({ id }) => id);
    await api.post("/api/images/bulk", { data: { action: "add_to_album", album: album.id, ids } });
    await open(page, `/albums/${album.id}`);
    await tiles(page).first().press("x");
    const { x = 0, width = 0 } = (await page.getByRole("button", { name: "Clear selection" }).boundingBox()) ?? {};
    expect(x + width).toBeLessThanOrEqual(320);
    await page.getByRole("button", { name: "More actions" }).click();
    await page.getByRole("menuitem", { name: "Remove from album" }).click();
    await expect(tiles(page)).toHaveCount(1);
  });
});
