import type { Locator, Page } from "@playwright/test";
import { expect, test } from "#tests/support/fixtures.ts";
import { jpegWithExif } from "#tests/support/image-factory.ts";
import { expectPainted, haveImage, havePhotos, letUrlsExpire, open, openPhoto, tiles } from "./library-steps.ts";

const tileOf = (page: Page, id: string | undefined) => page.locator(`[data-tile="${id}"]`);
const details = (page: Page) => page.getByRole("complementary", { name: "Details" });

test("what is known of the photo before cannot be changed while that of the next is on its way", {
  tag: "@long",
}, async ({ page, signedIn: _, api }) => {
  const [first, second] = await havePhotos(api, 2);
  await api.patch(`/api/images/${first?.id}`, { data: { title: "The first" } });
  await openPhoto(page, `/images/${first?.id}`);
  const { promise: isLet, resolve: letThrough } = Promise.withResolvers<void>();
  await page.route("**/api/images/*/view*", async (route) => {
    await isLet;
    await route.continue();
  });
  const asked = page.waitForRequest("**/api/images/*/view*");
  await page.keyboard.press("ArrowRight");
  await asked;
  await expect(page.getByRole("heading", { level: 1 })).toHaveText(second?.fileName ?? "");
  await expect(page.locator("[inert]:not([aria-hidden])")).toContainText("The first");
  letThrough();
  await expect(page.locator("[inert]:not([aria-hidden])")).toHaveCount(0);
  await expect(details(page)).not.toContainText("The first");
  await expect(details(page)).toContainText(second?.fileName ?? "");
});

test("the viewer stays one from photo to photo: focus, zoom and title go on, and Back leads to the gallery", async ({
  page,
  signedIn: _,
  api,
}) => {
  const photos = await havePhotos(api, 4);
  await open(page, "/");
  await tiles(page).first().click();
  await expect(page.locator("[data-shown]").getByRole("img")).toHaveAccessibleName(
    new RegExp(`, ${photos[0]?.fileName}$`),
  );
  await expect(page.getByText("Photo 1 of 4", { exact: true })).toBeAttached();
  const next = page.getByRole("link", { name: "Next photo" });
  await next.focus();
  for (const { id } of photos.slice(1, 3)) {
    await page.keyboard.press("Enter");
    await expect(page).toHaveURL(`/images/${id}`);
    await expect(details(page)).toContainText("Uploaded");
    await expect(next).toBeFocused();
  }
  await expect(page).toHaveTitle(`${photos[2]?.fileName} · Skylight`);
  await expect(page.getByText(/^Photo 3 of 4: /)).toContainText(photos[2]?.fileName ?? "");
  await page.keyboard.press("ArrowRight");
  await page.keyboard.press("z");
  await expect(page).toHaveURL(`/images/${photos[3]?.id}`);
  await expect(details(page)).toContainText(photos[3]?.fileName ?? "");
  await expect(page.locator("[data-zoomed]")).toHaveAttribute("data-zoomed", "true");

  await page.goBack();
  await expect(tileOf(page, photos[3]?.id)).toBeFocused();
  // The history has the page of the photo that it began with, and the address of the last.
  await page.goForward();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText(photos[3]?.fileName ?? "");
  await expect(details(page)).toContainText(photos[3]?.fileName ?? "");
  await page.reload();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText(photos[3]?.fileName ?? "");
});

test("photos are deleted one after the other without waiting, and one that cannot be comes back", async ({
  page,
  signedIn: _,
  api,
}) => {
  const photos = await havePhotos(api, 4);
  const name = (at: number) => photos[at]?.fileName ?? "";
  const heading = page.getByRole("heading", { level: 1 });
  await openPhoto(page, `/images/${photos[0]?.id}`);
  const { promise: isLet, resolve: letThrough } = Promise.withResolvers<void>();
  await page.route("**/api/images/bulk", async (route) => {
    await isLet;
    const isSecond = route
      .request()
      .postData()
      ?.includes(photos[1]?.id ?? "?");
    const problem = { type: "about:blank", title: "Service Unavailable", status: 503, detail: "Please try again." };
    const body = JSON.stringify({ ...problem, code: "unavailable" });
    if (isSecond) await route.fulfill({ status: 503, contentType: "application/problem+json", body });
    else await route.continue();
  });
  await page.keyboard.press("Delete");
  await expect(heading).toHaveText(name(1));
  await page.keyboard.press("Delete");
  await expect(heading).toHaveText(name(2));
  await expect(page).toHaveURL(`/images/${photos[2]?.id}`);
  await expect(details(page)).toContainText(name(2));
  await expect(page.getByRole("link", { name: "Previous photo" })).toHaveCount(0);
  letThrough();
  await expect(page.getByRole("link", { name: "Previous photo" })).toBeVisible();
  await page.keyboard.press("ArrowLeft");
  await expect(heading).toHaveText(name(1));
  await expect(page.getByRole("link", { name: "Previous photo" })).toHaveCount(0);
  await expect.poll(async () => (await (await api.get("/api/images?trashed=true")).json()).images.length).toBe(1);
});

test("a slideshow gives the photo that one leafed to as much time as any", { tag: "@long" }, async ({
  page,
  signedIn: _,
  api,
}) => {
  const photos = await havePhotos(api, 4);
  await page.clock.install();
  await openPhoto(page, `/images/${photos[0]?.id}`);
  await page.clock.pauseAt(Date.now() + 60_000);
  const name = page.getByRole("heading", { level: 1 });
  await page.keyboard.press("s");
  await page.clock.runFor(3_800);
  await page.keyboard.press("ArrowRight");
  await page.clock.runFor(3_800);
  await expect(name).toHaveText(photos[1]?.fileName ?? "");
  await page.clock.runFor(400);
  await expect(name).toHaveText(photos[2]?.fileName ?? "");
  await page.clock.runFor(4_000);
  await expect(name).toHaveText(photos[3]?.fileName ?? "");
});

test("details that were hidden stay so, and what was changed is there when one comes back by the history", {
  tag: "@long",
}, async ({ page, signedIn: _, api }) => {
  const [first] = await havePhotos(api, 2);
  await open(page, "/");
  await tiles(page).first().click();
  await expect(details(page)).toBeVisible();
  await details(page).getByRole("button", { name: "Edit title and caption" }).click();
  await details(page).getByLabel("Title").fill("Changed here");
  await details(page).getByRole("button", { name: "Save" }).click();
  await expect(details(page)).toContainText("Changed here");
  await page.getByRole("button", { name: "Details" }).click();
  await expect(details(page)).toBeHidden();
  await page.goBack();
  await expect(tileOf(page, first?.id)).toBeFocused();
  await page.goForward();
  await expect(page.getByRole("button", { name: "Download" })).toBeEnabled();
  await page.reload();
  await expect(details(page)).toBeHidden();
  await page.getByRole("button", { name: "Details" }).click();
  await expect(details(page)).toContainText("Changed here");
});

for (const list of ["album", "search", "favourites", "archive"] as const) {
  const details = list === "album" ? {} : { tag: "@long" };
  test(
    `Escape and Back from a photo of ${list} lead to its tile there, and to no place of another list`,
    details,
    async ({ page, signedIn: _, api }) => {
      const photos = await havePhotos(api, 3);
      const ids = photos.map(({ id }) => id);
      let path = `/${list}`;
      if (list === "album") {
        const { album } = await (await api.post("/api/albums", { data: { name: "Bergen" } })).json();
        await api.post("/api/images/bulk", { data: { action: "add_to_album", album: album.id, ids } });
        path = `/albums/${album.id}`;
      }
      for (const id of ids) {
        if (list === "search") await api.patch(`/api/images/${id}`, { data: { title: "Harbour" } });
        if (list === "favourites") await api.patch(`/api/images/${id}`, { data: { favourite: true } });
        if (list === "archive") await api.patch(`/api/images/${id}`, { data: { archived: true } });
      }
      if (list === "search") path = "/search?q=harbour";
      await open(page, path);
      await expect(tiles(page)).toHaveCount(3);
      await tiles(page).first().click();
      // Albums have a button of that name as well.
      await expect(page).toHaveURL(/\/images\//);
      await expect(page.getByRole("button", { name: "Download" })).toBeEnabled();
      await page.keyboard.press("ArrowRight");
      await expect(page).toHaveURL(new RegExp(`/images/${ids[1]}`));
      await page.keyboard.press("Escape");
      await expect(page).toHaveURL(path);
      await expect(tileOf(page, ids[1])).toBeFocused();

      await page.keyboard.press("Enter");
      await expect(page).toHaveURL(/\/images\//);
      await expect(page.getByRole("button", { name: "Download" })).toBeEnabled();
      await page.keyboard.press("ArrowRight");
      await expect(page).toHaveURL(new RegExp(`/images/${ids[2]}`));
      await page.goBack();
      await expect(page).toHaveURL(path);
      await expect(tileOf(page, ids[2])).toBeFocused();
      if (list === "archive") return;
      await page.getByRole("link", { name: "Photos", exact: true }).first().click();
      await expect(page).toHaveURL("/");
      await expect(tiles(page)).toHaveCount(3);
      await expect(page.locator("[data-tile]:focus")).toHaveCount(0);
    },
  );
}

test("a list that stands open for hours has new URLs by itself, as the timeline has", { tag: "@long" }, async ({
  page,
  signedIn: _,
  api,
}) => {
  const { id } = await haveImage(api, await jpegWithExif());
  await api.patch(`/api/images/${id}`, { data: { favourite: true } });
  await letUrlsExpire(page);
  await page.goto("/favourites");
  await expectPainted(tiles(page).getByRole("img"));
});

test("a server that is away replaces nothing: what is loaded stays, the rest waits and says so", {
  tag: "@long",
}, async ({ page, signedIn: _, api }) => {
  const photos = await havePhotos(api, 3);
  await open(page, "/");
  await tiles(page).first().click();
  await expect(page.getByRole("button", { name: "Rotate" })).toBeEnabled();
  await expectPainted(page.getByRole("main").getByRole("img"));
  // Gone with the first page that the browser loads anew.
  await page.evaluate(() => document.documentElement.setAttribute("data-same", ""));
  const expectSame = () => expect(page.locator("html[data-same]")).toHaveCount(1);
  await page.route("**/*", (route) => route.abort("connectionrefused"));

  await page.keyboard.press("r");
  await expect(page.getByText("Couldn't rotate")).toBeVisible();
  const notice = page.getByText("Skylight can't be reached. What is loaded stays here.");
  await expect(notice).toBeVisible();
  await page.keyboard.press("ArrowRight");
  await expect(page.getByRole("heading", { level: 1 })).toHaveText(photos[1]?.fileName ?? "");
  await expect(page.getByText("Details need a connection.")).toBeVisible();
  await expectSame();
  await page.keyboard.press("Escape");
  await expect(tiles(page)).toHaveCount(3);
  await page.getByRole("combobox", { name: /search/i }).fill("harbour");
  await page.keyboard.press("Enter");
  await page.getByRole("link", { name: "Albums" }).first().click();
  await expectSame();
  await expect(page).toHaveURL("/");

  await page.unrouteAll();
  await expect(notice).toHaveCount(0);
  // What waited happens.
  await expect(page).toHaveURL("/search?q=harbour");
  await expectSame();
});

/** Has the page keep which photos fly, from where and to where, and how long that takes. */
function watchFlights(page: Page): Promise<void> {
  return page.evaluate(() => {
    const flights: object[] = [];
    Object.assign(window, { flights });
    new MutationObserver((changes) => {
      for (const node of changes.flatMap(({ addedNodes }) => [...addedNodes])) {
        if (!(node instanceof HTMLElement) || node.dataset.flying === undefined) continue;
        const effect = node.getAnimations()[0]?.effect as KeyframeEffect;
        const [from, to] = effect
          .getKeyframes()
          .map(({ left, width }) => [left, width].map((px) => Number.parseInt(`${px}`, 10)));
        flights.push({ id: node.dataset.flying, ms: effect.getTiming().duration, from, to });
      }
    }).observe(document.body, { childList: true });
  });
}

test("a photo grows out of its tile and the last one seen shrinks back into its own, unless motion is unwanted", {
  tag: "@long",
}, async ({ page, signedIn: _, api }) => {
  const photos = await havePhotos(api, 2);
  await page.emulateMedia({ reducedMotion: "no-preference" });
  await open(page, "/");
  await expectPainted(tileOf(page, photos[0]?.id).getByRole("img"));
  await expectPainted(tileOf(page, photos[1]?.id).getByRole("img"));
  await watchFlights(page);
  const boxOf = async (what: Locator) => {
    const { x = 0, width = 0 } = (await what.boundingBox()) ?? {};
    return [x, width].map(Math.floor);
  };
  const flights = () => page.evaluate(() => (window as unknown as { flights: object[] }).flights);
  const tile = await boxOf(tileOf(page, photos[0]?.id));
  await tileOf(page, photos[0]?.id).click();
  const picture = page.locator("[data-shown]").getByRole("img");
  await expect(picture).toHaveAccessibleName(new RegExp(`${photos[0]?.fileName}$`));
  expect(await flights()).toEqual([{ id: photos[0]?.id, ms: 180, from: tile, to: await boxOf(picture) }]);
  await expect(page.locator("[data-flying]")).toHaveCount(0);

  await expect(page.getByRole("button", { name: "Download" })).toBeEnabled();
  await page.keyboard.press("ArrowRight");
  await expect(picture).toHaveAccessibleName(new RegExp(`${photos[1]?.fileName}$`));
  await expectPainted(picture);
  const seen = await boxOf(picture);
  await page.keyboard.press("Escape");
  await expect(tileOf(page, photos[1]?.id)).toBeFocused();
  const back = { id: photos[1]?.id, ms: 180, from: seen, to: await boxOf(tileOf(page, photos[1]?.id)) };
  await expect.poll(flights).toEqual([expect.anything(), back]);

  await page.emulateMedia({ reducedMotion: "reduce" });
  await page.keyboard.press("Enter");
  await expect(picture).toHaveAccessibleName(new RegExp(`${photos[1]?.fileName}$`));
  expect(await flights()).toHaveLength(2);
});

test("controls fade when nobody moves, and are back with any move or key; what is being used stays", {
  tag: "@long",
}, async ({ page, signedIn: _, api }) => {
  const photos = await havePhotos(api, 2);
  await page.clock.install();
  await openPhoto(page, `/images/${photos[0]?.id}`);
  const main = page.getByRole("main");
  const bar = main.locator("[data-controls]").first();
  const next = page.getByRole("link", { name: "Next photo" });
  await page.mouse.move(400, 400);
  await page.clock.fastForward(2_500);
  await expect(bar).toHaveCSS("opacity", "0");
  await expect(next).toHaveCSS("opacity", "0");
  await expect(details(page)).toBeVisible();
  await page.mouse.move(410, 400);
  await expect(bar).toHaveCSS("opacity", "1");

  await page.clock.fastForward(2_500);
  await expect(bar).toHaveCSS("opacity", "0");
  await page.keyboard.press("ArrowRight");
  await expect(page.getByRole("heading", { level: 1 })).toHaveText(photos[1]?.fileName ?? "");
  await expect(bar).toHaveCSS("opacity", "1");

  /** Ten idle seconds later, once that is drawn. */
  const rest = async () => {
    await page.clock.fastForward(10_000);
    await page.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve))));
  };
  await page.getByRole("button", { name: "Favourite", exact: true }).focus();
  await page.keyboard.press("Tab");
  await rest();
  await expect(main).not.toHaveAttribute("data-idle");
  await page.keyboard.press("?");
  await expect(page.getByRole("dialog")).toBeVisible();
  await rest();
  await expect(main).not.toHaveAttribute("data-idle");
});
