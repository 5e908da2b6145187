import { createHash } from "node:crypto";
import type { Browser, BrowserContextOptions, Page } from "@playwright/test";
import { MAX_UNDER_WAY } from "#lib/usage/usage.ts";
import { expect, openSession, registerPerson, test } from "#tests/support/fixtures.ts";
import { jpegWithExif, pngWithAlpha, smallPhoto, truncated } from "#tests/support/image-factory.ts";
import { asPayload, haveImages, isOriginalSent, tiles } from "./library-steps.ts";

/* Photos that others add: guests by a link, and users by an album that is shared with them. */

const phone: BrowserContextOptions = { viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true };

async function openPage(browser: Browser, baseURL: string | undefined, options: BrowserContextOptions): Promise<Page> {
  return (await browser.newContext({ baseURL: baseURL ?? "", ...options })).newPage();
}

const addedRows = (page: Page) => page.getByRole("list", { name: "Photos being added" }).getByRole("listitem");
const sharedPhotos = (page: Page) => page.locator("main a[href^='/s/'] img");

test("a guest adds photos on a phone, and the owner looks through them, removes them and brings them back", async ({
  page,
  signedIn: _,
  api,
  browser,
  baseURL,
  expectAccessible,
}) => {
  const { album } = await (await api.post("/api/albums", { data: { name: "Wedding" } })).json();
  await page.goto(`/albums/${album.id}`);
  await page.getByRole("button", { name: "Share" }).click();
  const dialog = page.getByRole("dialog", { name: "Share Wedding" });
  await expect(dialog.getByLabel("Title")).toHaveAttribute("placeholder", "Wedding");
  await dialog.getByLabel("Visitors can add photos").check();
  await dialog.getByLabel("Photo limit").fill("3");
  await expectAccessible();
  await dialog.getByRole("button", { name: "Create link" }).click();
  const link = await dialog.getByRole("textbox", { name: "Link" }).inputValue();

  const guest = await openPage(browser, baseURL, phone);
  await guest.goto(link);
  await expect(guest.getByText("There are no photos here now.")).toBeVisible();
  await guest.getByLabel("Your name (optional)").fill("Anna");
  const chooser = guest.waitForEvent("filechooser");
  await guest.getByRole("button", { name: "Add photos" }).tap();
  await (await chooser).setFiles([
    asPayload(await smallPhoto(1)),
    asPayload(await jpegWithExif()),
    { name: "notes.txt", mimeType: "text/plain", buffer: Buffer.from("no picture") },
  ]);
  await expect(guest.getByRole("status").filter({ hasText: "2 photos added, 1 could not be added" })).toBeVisible();
  await expect(addedRows(guest).filter({ hasText: "notes.txt" })).toContainText("This file type isn't supported.");
  await expect(sharedPhotos(guest)).toHaveCount(2);
  await expectAccessible(guest);

  // Another guest, who drops files: one that is there already, one that fits, and one more than may be added.
  const other = await openPage(browser, baseURL, { viewport: { width: 1280, height: 800 } });
  await other.goto(link);
  await expect(other.getByRole("button", { name: "Add photos" })).toBeEnabled();
  await dropFiles(other, [await smallPhoto(1), await smallPhoto(2), await smallPhoto(3)]);
  await expect(addedRows(other).filter({ hasText: "Already added" })).toHaveCount(1);
  await expect(addedRows(other).filter({ hasText: "As many photos have been added here as are allowed." })).toHaveCount(
    1,
  );
  await expect(sharedPhotos(other)).toHaveCount(3);

  await page.goto("/shares");
  await expectAccessible();
  await page.getByRole("link", { name: "3 photos added" }).click();
  const visitors = page.getByRole("list", { name: "Visitors" });
  await expect(visitors.getByRole("listitem")).toHaveCount(2);
  await expect(visitors.getByRole("listitem").filter({ hasText: "Anna" })).toContainText("2 photos");
  await expect(tiles(page)).toHaveCount(3);
  await expectAccessible();
  await visitors.getByRole("link", { name: "Anna" }).click();
  await expect(tiles(page)).toHaveCount(2);
  await page.getByRole("button", { name: "Delete all by Anna" }).click();
  await expect(page.getByText("2 photos deleted")).toBeVisible();
  await expect(visitors.getByRole("listitem")).toHaveCount(1);
  await expect(tiles(page)).toHaveCount(1);
  await page.getByRole("button", { name: "Undo" }).click();
  await expect(visitors.getByRole("listitem")).toHaveCount(2);
  await expect(tiles(page)).toHaveCount(2);
  for (const visitor of [guest, other]) await visitor.context().close();
});

test("a guest reads in their own language why a photo cannot be shown", { tag: "@long" }, async ({
  api,
  browser,
  baseURL,
}) => {
  const { album } = await (await api.post("/api/albums", { data: { name: "Wedding" } })).json();
  const { token } = await (await api.post("/api/shares", { data: { album: album.id, canAdd: true } })).json();
  const guest = await openPage(browser, baseURL, { ...phone, locale: "de-DE" });
  await guest.goto(`/s/${token}`);
  await guest.locator("input[type=file]").setInputFiles([asPayload(truncated(await pngWithAlpha(), 0.01))]);
  const row = guest.getByRole("list", { name: "Fotos, die hinzugefügt werden" }).getByRole("listitem");
  await expect(row).toContainText("Die Datei ist beschädigt", { timeout: 20_000 });
  await guest.context().close();
});

test("a guest who finds no place for another upload waits for one, and loses no photo", { tag: "@long" }, async ({
  api,
  browser,
  baseURL,
}) => {
  const { album } = await (await api.post("/api/albums", { data: { name: "Wedding" } })).json();
  const { token } = await (await api.post("/api/shares", { data: { album: album.id, canAdd: true } })).json();
  const guest = await openPage(browser, baseURL, phone);
  await guest.goto(`/s/${token}`);
  const announced = [];
  for (let count = 0; count < MAX_UNDER_WAY.guest; count++) {
    const { fileName, contentType, body } = await smallPhoto(10 + count);
    const sha256 = createHash("sha256").update(body).digest("hex");
    const data = { fileName, contentType, bytes: body.length, sha256 };
    const answer = await guest.request.post(`/api/shared/${token}/uploads`, { data });
    announced.push({ ...(await answer.json()).upload, body });
  }
  const refused = guest.waitForResponse((response) => response.status() === 409);
  await guest.locator("input[type=file]").setInputFiles([asPayload(await smallPhoto(1))]);
  await refused;
  await expect(addedRows(guest)).toHaveCount(1);
  await expect(addedRows(guest).getByText("Too many uploads are open at once.")).toHaveCount(0);
  const [{ url, headers, body }] = announced;
  expect((await fetch(url, { method: "PUT", headers, body })).status).toBe(200);
  await expect(guest.getByRole("status").filter({ hasText: "1 photo added" })).toBeVisible({ timeout: 20_000 });
  await guest.context().close();
});

test("a guest without a network waits for it, and nothing has to be tried again", async ({ api, browser, baseURL }) => {
  const { album } = await (await api.post("/api/albums", { data: { name: "Wedding" } })).json();
  const { token } = await (await api.post("/api/shares", { data: { album: album.id, canAdd: true } })).json();
  const guest = await openPage(browser, baseURL, phone);
  await guest.goto(`/s/${token}`);
  const choose = async (...files: Awaited<ReturnType<typeof smallPhoto>>[]) =>
    guest.locator("input[type=file]").setInputFiles(files.map(asPayload));
  await expect(guest.getByRole("button", { name: "Add photos" })).toBeEnabled();
  await choose(await smallPhoto(3));
  await expect(guest.getByRole("status").filter({ hasText: "1 photo added" })).toBeVisible({ timeout: 15_000 });
  await guest.context().setOffline(true);
  const waiting = await Promise.all([smallPhoto(1), smallPhoto(2)]);
  await choose(...waiting);
  for (const { fileName } of waiting)
    await expect(addedRows(guest).filter({ hasText: fileName })).toContainText("Waiting for the connection");
  await guest.context().setOffline(false);
  // Storage is away as well, once.
  let broken = 0;
  await guest.route(isOriginalSent, (route) => (broken++ === 0 ? route.abort("connectionfailed") : route.continue()));
  await expect(guest.getByRole("status").filter({ hasText: "3 photos added" })).toBeVisible({ timeout: 15_000 });
  await expect(guest.getByRole("button", { name: "Try again" })).toHaveCount(0);
  await guest.context().close();
});

test("once a link has ended a guest's photos are not offered one by one", async ({ api, browser, baseURL }) => {
  const { album } = await (await api.post("/api/albums", { data: { name: "Wedding" } })).json();
  const { token, share } = await (await api.post("/api/shares", { data: { album: album.id, canAdd: true } })).json();
  const guest = await openPage(browser, baseURL, phone);
  await guest.goto(`/s/${token}`);
  await expect(guest.getByRole("button", { name: "Add photos" })).toBeEnabled();
  expect((await api.delete(`/api/shares/${share.id}`)).ok()).toBe(true);
  let announced = 0;
  guest.on("request", (request) => {
    if (request.method() === "POST" && request.url().endsWith("/uploads")) announced += 1;
  });
  const photo = asPayload(await smallPhoto(1));
  const names = Array.from({ length: 12 }, (_, index) => ({ ...photo, name: `${index}.jpg` }));
  await guest.locator("input[type=file]").setInputFiles(names);
  await expect(addedRows(guest).filter({ hasText: "This link doesn't work" })).toHaveCount(12);
  expect(announced).toBe(1);
  await guest.context().close();
});

test("an album and the timeline are shared between two accounts, looked at, added to, left and revoked", {
  tag: "@long",
}, async ({ page, signedIn: _, person, api, request, browser, baseURL, expectAccessible }) => {
  const [inside] = await haveImages(api, [await smallPhoto(1), await smallPhoto(2)]);
  const { album } = await (await api.post("/api/albums", { data: { name: "Norway" } })).json();
  await api.post("/api/images/bulk", { data: { action: "add_to_album", album: album.id, ids: [inside?.id] } });
  const friend = await registerPerson(request);
  await page.goto(`/albums/${album.id}`);
  await page.getByRole("button", { name: "Share" }).click();
  const dialog = page.getByRole("dialog", { name: "Share Norway" });
  await dialog.getByLabel("Email address").fill(friend.email);
  await dialog.getByLabel("They can add photos").check();
  await dialog.getByRole("button", { name: "Share with this user" }).click();
  await expect(dialog.getByText(`If ${friend.email} has an account here`)).toBeVisible();
  await expectAccessible();

  const theirs = await openPage(browser, baseURL, phone);
  await openSession(theirs, friend);
  await theirs.goto("/shared");
  const shared = theirs.getByRole("list", { name: "Shared with me" });
  await expect(shared.getByRole("listitem")).toContainText(["you can add photos"]);
  await expectAccessible(theirs);
  await shared.getByRole("link", { name: "Norway" }).click();
  await expect(theirs.getByText(`shared by ${person.email}`)).toBeVisible();
  await expect(sharedPhotos(theirs)).toHaveCount(1);
  const chooser = theirs.waitForEvent("filechooser");
  await theirs.getByRole("button", { name: "Add photos" }).tap();
  await (await chooser).setFiles([asPayload(await smallPhoto(4))]);
  await expect(sharedPhotos(theirs)).toHaveCount(2);
  await expectAccessible(theirs);
  await sharedPhotos(theirs).first().tap();
  await expect(theirs.getByRole("link", { name: "All photos" })).toBeVisible();
  const path = new URL(theirs.url()).pathname;
  expect((await page.goto(path))?.status(), "its owner sees what they see").toBe(200);
  const nobody = await openPage(browser, baseURL, phone);
  expect((await nobody.goto(path))?.status(), "for anybody else it is not there").toBe(404);
  await nobody.context().close();

  await page.goto("/shares");
  await page.getByRole("button", { name: "Share your timeline" }).click();
  await page.getByRole("dialog").getByLabel("Email address").fill(friend.email);
  await page.getByRole("button", { name: "Share with this user" }).click();
  await expect(page.getByText(`If ${friend.email} has an account here`)).toBeVisible();
  await page.keyboard.press("Escape");
  const list = page.getByRole("list", { name: "Share links" });
  await expect(list.getByRole("listitem")).toHaveCount(2);
  await theirs.goto("/shared");
  await expect(shared.getByRole("listitem")).toHaveCount(2);
  await theirs.getByRole("button", { name: "Leave Norway" }).tap();
  await expect(shared.getByRole("listitem")).toHaveCount(1);
  await shared.getByRole("link", { name: `Timeline of ${person.email}` }).tap();
  await expect(sharedPhotos(theirs)).toHaveCount(3);
  await theirs.goto("/");
  await expect(tiles(theirs)).toHaveCount(0);

  await page.reload();
  await expect(list.getByRole("listitem")).toHaveCount(1);
  await page.getByRole("button", { name: `Revoke Your timeline for ${friend.email}` }).click();
  await expect(page.getByText(`No longer shared with ${friend.email}`)).toBeVisible();
  await theirs.goto("/shared");
  await expect(theirs.getByRole("heading", { name: "Nothing is shared with you" })).toBeVisible();
  await theirs.context().close();
});

test("a guest whose photos are still being sent is asked before a photo or another page takes them away", {
  tag: "@long",
}, async ({ page, api }) => {
  const [inside] = await haveImages(api, [await smallPhoto(1)]);
  const { album } = await (await api.post("/api/albums", { data: { name: "Wedding" } })).json();
  await api.post("/api/images/bulk", { data: { action: "add_to_album", album: album.id, ids: [inside?.id] } });
  const { url } = await (await api.post("/api/shares", { data: { album: album.id, canAdd: true } })).json();
  const { promise: isLet, resolve: letThrough } = Promise.withResolvers<void>();
  await page.route(isOriginalSent, async (route) => {
    await isLet;
    await route.continue();
  });
  await page.goto(url);
  const chooser = page.waitForEvent("filechooser");
  await page.getByRole("button", { name: "Add photos" }).click();
  await (await chooser).setFiles([asPayload(await smallPhoto(2)), asPayload(await smallPhoto(3))]);
  await expect(addedRows(page)).toHaveCount(2);
  const asked = page.waitForEvent("dialog");
  const pressing = sharedPhotos(page).first().click({ noWaitAfter: true });
  const dialog = await asked;
  expect(dialog.type()).toBe("beforeunload");
  await dialog.dismiss();
  await pressing;
  letThrough();
  await expect(page.getByRole("status").filter({ hasText: "2 photos added" })).toBeVisible({ timeout: 15_000 });
  await sharedPhotos(page).first().click();
  await expect(page.getByRole("link", { name: "All photos" })).toBeVisible();
});

/** Drops files on the middle of a page, as scripts see it. */
async function dropFiles(page: Page, files: Awaited<ReturnType<typeof smallPhoto>>[]): Promise<void> {
  const given = files.map(({ fileName, contentType, body }) => ({
    fileName,
    contentType,
    bytes: [...body],
  }));
  const transfer = await page.evaluateHandle((dropped) => {
    const data = new DataTransfer();
    for (const { fileName, contentType, bytes } of dropped) {
      data.items.add(new File([new Uint8Array(bytes)], fileName, { type: contentType }));
    }
    return data;
  }, given);
  for (const type of ["dragenter", "dragover", "drop"])
    await page.dispatchEvent("main", type, { dataTransfer: transfer });
}
