import { readFile } from "node:fs/promises";
import type { APIRequestContext, Browser, Page } from "@playwright/test";
import sharp from "sharp";
import { expect, test } from "#tests/support/fixtures.ts";
import { jpegWithExif, smallPhoto } from "#tests/support/image-factory.ts";
import { haveImages, open, tiles } from "./library-steps.ts";

/** Long enough for a link to be made. */
const EXPIRES_MS = 1_500;

/** A link to some of a person's photos. */
async function makeShare(api: APIRequestContext, given: object): Promise<{ id: string; url: string; token: string }> {
  const answer = await api.post("/api/shares", { data: given });
  expect(answer.status(), await answer.text()).toBe(201);
  const { share, url, token } = await answer.json();
  return { id: share.id, token, url: new URL(url).pathname };
}

/** A browser that nobody is signed in to: a phone without scripts. */
async function openPhone(browser: Browser, baseURL: string | undefined): Promise<Page> {
  const context = await browser.newContext({
    baseURL: baseURL ?? "",
    javaScriptEnabled: false,
    viewport: { width: 390, height: 844 },
  });
  return context.newPage();
}

const loadedPictures = (page: Page) =>
  expect
    .poll(() =>
      page.locator("main img").evaluateAll((all) => all.every((one) => (one as HTMLImageElement).naturalWidth > 0)),
    )
    .toBe(true);

test("a visitor looks at shared photos on a phone without scripts and without an account", async ({
  browser,
  baseURL,
  api,
}) => {
  const images = await haveImages(api, [await smallPhoto(1), await smallPhoto(2), await jpegWithExif()]);
  const ids = images.slice(0, 2).map(({ id }) => id);
  const { url, token } = await makeShare(api, { ids, title: "Norway", withOriginals: true });
  const phone = await openPhone(browser, baseURL);
  const answer = await phone.goto(url);
  expect(answer?.headers()).toMatchObject({ "referrer-policy": "no-referrer" });
  expect(answer?.headers()["x-robots-tag"]).toContain("noindex");
  await expect(phone.getByRole("heading", { name: "Norway" })).toBeVisible();
  await expect(phone.locator("meta[property='og:title']")).toHaveAttribute("content", "Norway");
  await expect(phone.locator("meta[property='og:image']")).toHaveCount(1);
  await expect(phone.locator("meta[name=robots]")).toHaveAttribute("content", /noindex/);
  await expect(phone.getByRole("main").getByRole("listitem").getByRole("link")).toHaveCount(2);
  await loadedPictures(phone);
  await phone.getByRole("main").getByRole("listitem").getByRole("link").first().click();
  await loadedPictures(phone);
  await phone.getByRole("link", { name: "Next photo" }).click();
  await expect(phone.getByRole("link", { name: "Previous photo" })).toBeVisible();
  const download = phone.waitForEvent("download");
  await phone.getByRole("link", { name: "Download" }).click();
  expect((await download).suggestedFilename()).toMatch(/\.jpg$/);
  const file = await readFile(await (await download).path());
  expect((await sharp(file).metadata()).exif).toBeUndefined();
  await phone.getByRole("link", { name: "All photos" }).click();
  await expect(phone.getByRole("heading", { name: "Norway" })).toBeVisible();

  const other = images.find(({ id }) => !ids.includes(id));
  expect((await phone.goto(`${url}/${other?.id}`))?.status()).toBe(404);
  await expect(phone.getByRole("heading", { name: "This link doesn't work" })).toBeVisible();
  const bare = await phone.context().request.get(`/api/shared/${token}/images/${other?.id}/url`);
  expect(bare.status()).toBe(404);
  await phone.context().close();
});

test("a page that stays open gets new URLs before those of its pictures end", { tag: "@long" }, async ({
  page,
  api,
}) => {
  const [image] = await haveImages(api, [await smallPhoto(1)]);
  const { url } = await makeShare(api, { ids: [image?.id] });
  await page.clock.install();
  await page.goto(url);
  await expect(page.getByRole("main").getByRole("listitem").getByRole("link")).toHaveCount(1);
  // Its timer is there once the page has come to life.
  await expect(async () => {
    const renewal = page.waitForResponse((response) => response.url().includes("_rsc="), { timeout: 5_000 });
    await page.clock.fastForward("10:00");
    expect((await renewal).status()).toBe(200);
  }).toPass();
});

test("a password opens a link by a plain form, which leaves no trace in the address", async ({
  browser,
  baseURL,
  api,
}) => {
  const [image] = await haveImages(api, [await smallPhoto(1)]);
  const { url, id } = await makeShare(api, { ids: [image?.id], title: "Norway", password: "fjord and sea" });
  const phone = await openPhone(browser, baseURL);
  await phone.goto(url);
  await expect(phone.locator("meta[property^='og:']")).toHaveCount(0);
  await expect(phone.getByText("Norway")).toHaveCount(0);
  await phone.getByLabel("Password", { exact: true }).fill("wrong password");
  await phone.getByRole("button", { name: "Show the photos" }).click();
  await expect(phone.getByText("Incorrect password.")).toBeVisible();
  await phone.getByLabel("Password", { exact: true }).fill("fjord and sea");
  await phone.getByRole("button", { name: "Show the photos" }).click();
  await expect(phone.getByRole("heading", { name: "Norway" })).toBeVisible();
  expect(new URL(phone.url()).pathname + new URL(phone.url()).search).toBe(url);
  const cookies = await phone.context().cookies();
  expect(cookies.map(({ path, httpOnly }) => ({ path, httpOnly }))).toEqual(
    expect.arrayContaining([{ path: url, httpOnly: true }]),
  );
  await phone.getByRole("main").getByRole("listitem").getByRole("link").click();
  await loadedPictures(phone);

  await api.patch(`/api/shares/${id}`, { data: { password: "another password" } });
  await phone.goto(url);
  await expect(phone.getByRole("button", { name: "Show the photos" })).toBeVisible();
  await phone.context().close();
});

test("visits run out, and links that ended in any way look alike", async ({ browser, baseURL, api }) => {
  const [image] = await haveImages(api, [await smallPhoto(1)]);
  const ids = [image?.id];
  const limited = await makeShare(api, { ids, maxVisits: 1 });
  const first = await openPhone(browser, baseURL);
  // Looking at the link, as programs do that make previews, is no visit.
  await first.goto(limited.url);
  await first.goto(limited.url);
  await first.getByRole("button", { name: "Show the photos" }).click();
  await expect(first.getByRole("main").getByRole("listitem").getByRole("link")).toHaveCount(1);
  await first.reload();
  await expect(first.getByRole("main").getByRole("listitem").getByRole("link")).toHaveCount(1);

  const revoked = await makeShare(api, { ids });
  expect((await api.delete(`/api/shares/${revoked.id}`)).status()).toBe(204);
  const second = await openPhone(browser, baseURL);
  const expiring = await makeShare(api, { ids, expiresAt: new Date(Date.now() + EXPIRES_MS).toISOString() });
  await expect.poll(async () => (await second.goto(expiring.url))?.status()).toBe(404);
  const seen: string[] = [];
  for (const path of [limited.url, revoked.url, expiring.url, "/s/wrong", `/s/${"A".repeat(24)}`]) {
    expect((await second.goto(path))?.status()).toBe(404);
    seen.push(await second.locator("body").innerText());
  }
  expect(seen[0]).toContain("This link doesn't work");
  expect(new Set(seen).size).toBe(1);
  for (const phone of [first, second]) await phone.context().close();
});

test("a button that is pressed twice is one visit", async ({ browser, baseURL, api }) => {
  const [image] = await haveImages(api, [await smallPhoto(1)]);
  const { id, url } = await makeShare(api, { ids: [image?.id], maxVisits: 1 });
  const context = await browser.newContext({ baseURL: baseURL ?? "" });
  const visitor = await context.newPage();
  await visitor.goto(url);
  await expect(visitor.locator("form[data-once]")).toBeVisible();
  await visitor.getByRole("button", { name: "Show the photos" }).dblclick();
  await expect(visitor.getByRole("main").getByRole("listitem").getByRole("link")).toHaveCount(1);
  const { share } = await (await api.get(`/api/shares/${id}`)).json();
  expect(share.visits).toBe(1);
  await context.close();
});

test("an owner shares selected photos and an album", async ({
  page,
  signedIn: _,
  api,
  browser,
  baseURL,
  expectAccessible,
}) => {
  const images = await haveImages(api, [await smallPhoto(1), await smallPhoto(2)]);
  const { album } = await (await api.post("/api/albums", { data: { name: "Norway" } })).json();
  await api.post("/api/images/bulk", { data: { action: "add_to_album", album: album.id, ids: [images[0]?.id] } });
  await open(page, "/");
  await tiles(page).first().focus();
  await page.keyboard.press("x");
  await page.getByRole("toolbar", { name: "Selection" }).getByRole("button", { name: "Share" }).click();
  const dialog = page.getByRole("dialog", { name: "Share 1 photo" });
  await dialog.getByLabel("Title").fill("One of two");
  await dialog.getByLabel("Visitors can download").uncheck();
  await expectAccessible();
  await dialog.getByRole("button", { name: "Create link" }).click();
  await expect(dialog.getByRole("img", { name: "QR code of the link" })).toBeVisible();
  await expectAccessible();
  const link = await dialog.getByRole("textbox", { name: "Link" }).inputValue();
  await dialog.getByRole("button", { name: "Close" }).click();

  const context = await browser.newContext({ baseURL: baseURL ?? "" });
  const visitor = await context.newPage();
  await visitor.goto(link);
  await expect(visitor.getByRole("heading", { name: "One of two" })).toBeVisible();
  await expectAccessible(visitor);
  await visitor.getByRole("main").getByRole("listitem").getByRole("link").click();
  await expect(visitor.getByRole("link", { name: "All photos" })).toBeVisible();
  await expect(visitor.getByRole("link", { name: "Download" })).toHaveCount(0);
  await expectAccessible(visitor);
  await visitor.keyboard.press("Escape");
  await expect(visitor.getByRole("heading", { name: "One of two" })).toBeVisible();

  await page.goto(`/albums/${album.id}`);
  await page.getByRole("button", { name: "Share" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Create link" }).click();
  await expect(page.getByRole("textbox", { name: "Link" })).toHaveValue(/\/s\/[\w-]{24}$/);
  await page.keyboard.press("Escape");
  await context.close();
});

test("a frozen album shows visitors nothing that was added later, by no way", { tag: "@long" }, async ({
  page,
  signedIn: _,
  api,
  browser,
  baseURL,
}) => {
  const [early, later] = await haveImages(api, [await smallPhoto(1), await smallPhoto(2)]);
  const { album } = await (await api.post("/api/albums", { data: { name: "Norway" } })).json();
  const change = async (action: string, id: string | undefined) => {
    const answer = await api.post("/api/images/bulk", { data: { action, album: album.id, ids: [id] } });
    expect(answer.ok(), await answer.text()).toBe(true);
  };
  await change("add_to_album", early?.id);
  await page.goto(`/albums/${album.id}`);
  await page.getByRole("button", { name: "Share" }).click();
  const dialog = page.getByRole("dialog");
  const frozen = dialog.getByLabel("Only photos currently in the album");
  await dialog.getByLabel("Visitors can add photos").check();
  await expect(frozen).toBeDisabled();
  await dialog.getByLabel("Visitors can add photos").uncheck();
  await frozen.check();
  await expect(dialog.getByLabel("Visitors can add photos")).toBeDisabled();
  await dialog.getByLabel("Allow downloading originals").check();
  await dialog.getByRole("button", { name: "Create link" }).click();
  const link = new URL(await dialog.getByRole("textbox", { name: "Link" }).inputValue()).pathname;
  await change("add_to_album", later?.id);

  const phone = await openPhone(browser, baseURL);
  await phone.goto(link);
  await expect(phone.getByRole("main").getByRole("listitem").getByRole("link")).toHaveCount(1);
  await phone.goto(`${link}?files=1`);
  await expect(phone.getByRole("main").getByRole("listitem")).toHaveCount(1);
  const shared = `/api/shared/${link.split("/").at(-1)}`;
  const images = async () => (await (await phone.request.get(`${shared}/images`)).json()).images;
  expect(await images()).toEqual([expect.objectContaining({ id: early?.id })]);
  const ways = (id: string | undefined) => [
    `${link}/${id}`,
    `${shared}/images/${id}/url?variant=thumbnail`,
    `${shared}/images/${id}/url?variant=original`,
    `${shared}/images/${id}/download`,
  ];
  const statuses = (id: string | undefined) =>
    Promise.all(ways(id).map(async (way) => (await phone.request.get(way)).status()));
  expect(await statuses(early?.id)).toEqual([200, 200, 200, 200]);
  expect(await statuses(later?.id)).toEqual([404, 404, 404, 404]);
  await page.goto("/shares");
  const item = page.getByRole("list", { name: "Share links" }).getByRole("listitem");
  await expect(item).toContainText("1 photo ·");
  await expect(item).toContainText("only photos added by");

  await change("remove_from_album", early?.id);
  expect(await images()).toEqual([]);
  expect(await statuses(early?.id)).toEqual([404, 404, 404, 404]);
  await phone.context().close();
});

test("the list of shares names what each of them shows, with a title and without", { tag: "@long" }, async ({
  page,
  signedIn: _,
  api,
  expectAccessible,
}) => {
  const images = await haveImages(api, [await smallPhoto(1), await smallPhoto(2)]);
  const ids = images.map(({ id }) => id);
  const [first] = ids;
  await api.patch(`/api/images/${first}`, { data: { title: "Fjord", favourite: true } });
  const { album } = await (await api.post("/api/albums", { data: { name: "Norway" } })).json();
  await api.post("/api/images/bulk", { data: { action: "add_to_album", album: album.id, ids } });
  const made = [
    { query: {} },
    { query: { q: "fjord", favourite: "true" } },
    { query: { from: "2021-05-01", to: "2021-06-01" }, title: "In May" },
    { ids: [first] },
    { ids },
    { ids, title: "For Ada" },
    { album: album.id },
    { album: album.id, title: "Our summer" },
  ];
  for (const given of made) await makeShare(api, given);
  await page.goto("/shares");
  const items = page.getByRole("list", { name: "Share links" }).getByRole("listitem");
  await expect(items).toHaveText([
    /^Our summer\s*Norway · 2 photos · with downloads/,
    /^Norway\s*2 photos · with downloads/,
    /^For Ada\s*2 photos · with downloads/,
    /^2 photos\s*with downloads/,
    /^Fjord\s*1 photo · with downloads/,
    /^In May\s*Search: May 2021 · 0 photos/,
    /^Search: fjord, Favourites\s*1 photo · with downloads/,
    /^All your photos\s*2 photos · with downloads/,
  ]);
  await expectAccessible();
  await items.nth(6).getByRole("link", { name: "Search: fjord, Favourites", exact: true }).click();
  await expect(page).toHaveURL(/\/search\?q=fjord&favourite=true$/);
  await expect(tiles(page)).toHaveCount(1);
  await api.delete(`/api/albums/${album.id}`);
  await page.goto("/shares");
  await expect(items.nth(1)).toHaveText(/^Deleted album\s*0 photos/);
});

test("an owner sees all links with their visits, changes one, and revokes it", async ({
  page,
  signedIn: _,
  api,
  browser,
  baseURL,
  expectAccessible,
}) => {
  const [image] = await haveImages(api, [await smallPhoto(1)]);
  const ids = [image?.id];
  const link = (await makeShare(api, { ids, title: "One of two" })).url;
  await makeShare(api, { ids, title: "Norway" });
  const context = await browser.newContext({ baseURL: baseURL ?? "" });
  const visitor = await context.newPage();
  await visitor.goto(link);
  await expect(visitor.getByRole("heading", { name: "One of two" })).toBeVisible();
  await page.goto("/");
  await page.getByRole("navigation", { name: "Sections" }).getByRole("link", { name: "Shares" }).click();
  const list = page.getByRole("list", { name: "Share links" });
  await expect(list.getByRole("listitem")).toHaveCount(2);
  await expect(list.getByRole("listitem").first()).toContainText("Norway");
  const item = list.getByRole("listitem").filter({ hasText: "One of two" });
  await expect(item).toContainText("1 visit");
  await expectAccessible();
  await item.getByRole("button", { name: "Change One of two" }).click();
  const form = page.getByRole("dialog", { name: "Change One of two" });
  await expect(form.getByText("can't show the link and its QR code again")).toBeVisible();
  await form.getByLabel("Require a password").check();
  await form.getByLabel("Password", { exact: true }).fill("fjord and sea");
  await expectAccessible();
  await form.getByRole("button", { name: "Save" }).click();
  await expect(item.getByRole("img", { name: "With a password" })).toBeVisible();
  await visitor.goto(link);
  await expect(visitor.getByRole("button", { name: "Show the photos" })).toBeVisible();
  await expectAccessible(visitor);

  await item.getByRole("button", { name: "Revoke One of two" }).click();
  await page.getByRole("alertdialog").getByRole("button", { name: "Revoke link" }).click();
  await expect(list.getByRole("listitem")).toHaveCount(1);
  expect((await visitor.goto(link))?.status()).toBe(404);
  await expectAccessible(visitor);
  await context.close();
});
