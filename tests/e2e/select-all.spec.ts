import type { APIRequestContext } from "@playwright/test";
import { expect, test } from "#tests/support/fixtures.ts";
import { smallPhoto } from "#tests/support/image-factory.ts";
import { haveImages, open, tiles } from "./library-steps.ts";

const countOf = async (api: APIRequestContext, query: string) =>
  (await (await api.get(`/api/images?${query}`)).json()).images.length;

test("all photos of a search are changed at once, and changed back", async ({
  page,
  signedIn: _,
  api,
  expectAccessible,
}) => {
  const photos = await haveImages(api, [await smallPhoto(1), await smallPhoto(2), await smallPhoto(3)]);
  const found = photos.slice(0, 2).map(({ id }) => id);
  for (const id of found) await api.patch(`/api/images/${id}`, { data: { title: "Sunset" } });
  await open(page, "/search?q=sunset");
  await expect(tiles(page)).toHaveCount(2);
  await tiles(page).first().focus();
  await page.keyboard.press("x");
  await page.getByRole("button", { name: "More actions" }).click();
  await page.getByRole("menuitem", { name: "Select all 2" }).click();
  const bar = page.getByRole("toolbar", { name: "Selection" });
  await expect(bar.getByText("All 2 selected")).toBeVisible();
  await expect(page.getByRole("checkbox", { checked: true })).toHaveCount(2);
  await expectAccessible();
  await tiles(page).first().focus();
  await page.keyboard.press("x");
  await expect(bar.getByText(/^1\b/)).toBeVisible();
  await page.keyboard.press("x");
  await expect(bar.getByText("All 2 selected")).toBeVisible();
  await bar.getByRole("button", { name: "Share" }).click();
  await page.getByRole("dialog", { name: "Share 2 photos" }).getByRole("button", { name: "Create link" }).click();
  await expect(page.getByRole("textbox", { name: "Link" })).toBeVisible();
  const { shares } = await (await api.get("/api/shares")).json();
  expect(shares).toMatchObject([{ kind: "selection", count: 2 }]);
  await page.getByRole("dialog").getByRole("button", { name: "Close" }).click();
  await bar.getByRole("button", { name: "Add to favourites" }).click();
  await expect(page.getByText("2 photos added to favourites")).toBeVisible();
  expect(await countOf(api, "favourite=true")).toBe(2);
  await page.getByRole("button", { name: "Undo" }).click();
  await expect(page.getByText("2 photos changed back")).toBeVisible();
  expect(await countOf(api, "favourite=true")).toBe(0);
});

test("one that is touched is left out of all, and is not what is deleted", { tag: "@long" }, async ({
  page,
  signedIn: _,
  api,
}) => {
  const photos = await haveImages(api, [await smallPhoto(1), await smallPhoto(2), await smallPhoto(3)]);
  await open(page, "/");
  await expect(tiles(page)).toHaveCount(photos.length);
  await page.keyboard.press("Control+a");
  const bar = page.getByRole("toolbar", { name: "Selection" });
  await expect(bar.getByText("All 3 selected")).toBeVisible();
  const kept = await tiles(page).nth(1).getAttribute("data-tile");
  await tiles(page).nth(1).click();
  await expect(bar.getByText(/^2\b/)).toBeVisible();
  await expect(page.getByRole("checkbox", { checked: true })).toHaveCount(2);
  await expect(bar.getByRole("button", { name: "Share" })).toHaveCount(0);
  await page.keyboard.press("Delete");
  await expect(page.getByText("2 photos deleted")).toBeVisible();
  await expect(tiles(page)).toHaveCount(1);
  await expect(tiles(page)).toHaveAttribute("data-tile", kept ?? "");
  await page.getByRole("button", { name: "Undo" }).click();
  await expect(tiles(page)).toHaveCount(3);
});

test("all photos of a month are deleted, by keyboard alone, and come back", async ({ page, signedIn: _, api }) => {
  const photos = await haveImages(api, [await smallPhoto(1), await smallPhoto(2), await smallPhoto(3)]);
  const [one, two, three] = photos.map(({ id }) => id);
  const dates = {
    [one ?? ""]: "2021-05-01T10:00:00",
    [two ?? ""]: "2021-05-31T23:59:59",
    [three ?? ""]: "2021-06-01T00:00:00",
  };
  for (const [id, takenAt] of Object.entries(dates)) await api.patch(`/api/images/${id}`, { data: { takenAt } });
  await open(page, "/");
  await expect(tiles(page)).toHaveCount(3);
  await page.getByRole("button", { name: "Select all of May 2021" }).press("Enter");
  const bar = page.getByRole("toolbar", { name: "Selection" });
  await expect(bar.getByText("All 2 selected")).toBeVisible();
  await expect(page.getByRole("checkbox", { checked: true })).toHaveCount(2);
  await tiles(page).last().focus();
  await page.keyboard.press("Delete");
  await expect(page.getByText("2 photos deleted")).toBeVisible();
  await expect(tiles(page)).toHaveCount(1);
  expect(await countOf(api, "trashed=true")).toBe(2);
  await page.getByRole("button", { name: "Undo" }).click();
  await expect(tiles(page)).toHaveCount(3);
});

test("all of an album, of the archive, of the favourites and of a tag are taken out of it", { tag: "@long" }, async ({
  page,
  signedIn: _,
  api,
}) => {
  const ids = (await haveImages(api, [await smallPhoto(1), await smallPhoto(2)])).map(({ id }) => id);
  const { album } = await (await api.post("/api/albums", { data: { name: "Norway" } })).json();
  const { tag } = await (await api.post("/api/tags", { data: { name: "Sea" } })).json();
  const change = (data: object) => api.post("/api/images/bulk", { data: { ...data, ids } });
  await change({ action: "add_to_album", album: album.id });
  await change({ action: "add_tag", tag: tag.id });
  await change({ action: "favourite" });
  await change({ action: "archive" });
  const bar = page.getByRole("toolbar", { name: "Selection" });
  const selectAll = async (path: string) => {
    await open(page, path);
    await tiles(page).first().focus();
    await page.keyboard.press("x");
    await page.getByRole("button", { name: "More actions" }).click();
    await page.getByRole("menuitem", { name: "Select all 2" }).click();
    await expect(bar.getByText("All 2 selected")).toBeVisible();
  };
  await selectAll(`/search?tag=${tag.id}`);
  await page.getByRole("button", { name: "More actions" }).click();
  await page.getByRole("menuitem", { name: "Remove tag" }).click();
  await page.getByRole("dialog").getByLabel("Tag", { exact: true }).fill("sea");
  await page.keyboard.press("Enter");
  await expect(page.getByText("2 photos removed from the tag “Sea”")).toBeVisible();
  for (const [path, button, told] of [
    [`/albums/${album.id}`, "Remove from album", "2 photos removed from Norway"],
    ["/favourites", "Remove from favourites", "2 photos removed from favourites"],
    ["/archive", "Move out of archive", "2 photos moved out of the archive"],
  ] as const) {
    await selectAll(path);
    await bar.getByRole("button", { name: button }).click();
    await expect(page.getByText(told)).toBeVisible();
    await expect(tiles(page)).toHaveCount(0);
  }
  for (const query of [`tag=${tag.id}`, `album=${album.id}`, "favourite=true", "archived=true"]) {
    expect(await countOf(api, query)).toBe(0);
  }
});
