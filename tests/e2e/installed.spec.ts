import sharp from "sharp";
import { expect, test } from "#tests/support/fixtures.ts";
import { smallPhoto } from "#tests/support/image-factory.ts";
import { expectPainted, haveImage, open, tile, tiles } from "./library-steps.ts";

test.use({ serviceWorkers: "allow" });

test("the manifest says all that installing takes, and its icons are what it says", async ({ page, signedIn: _ }) => {
  await page.goto("/");
  const address = await page.locator("link[rel=manifest]").getAttribute("href");
  const manifest = await (await page.request.get(address ?? "")).json();
  expect(manifest).toMatchObject({ name: "Skylight", start_url: "/", display: "standalone" });
  const purposes = new Set<string>();
  for (const { src, type, sizes, purpose = "any" } of manifest.icons) {
    const response = await page.request.get(src);
    expect(response.headers()["content-type"]).toBe(type);
    purposes.add(purpose);
    if (type !== "image/png") continue;
    const { width, height } = await sharp(await response.body()).metadata();
    expect(`${width}x${height}`).toBe(sizes);
  }
  expect(purposes).toEqual(new Set(["any", "maskable"]));
  for (const { url } of manifest.shortcuts) expect((await page.request.get(url)).status()).toBe(200);
});

test("what a phone shares is uploaded when one says so", async ({ page, signedIn: _ }) => {
  await page.goto("/");
  const photo = await smallPhoto(1);
  await page.evaluate(() => navigator.serviceWorker.ready);
  await expect.poll(() => page.evaluate(() => navigator.serviceWorker.controller !== null)).toBe(true);
  await page.evaluate(
    ({ bytes, name }) => {
      const transfer = new DataTransfer();
      transfer.items.add(new File([new Uint8Array(bytes)], name, { type: "image/jpeg" }));
      const form = document.createElement("form");
      Object.assign(form, { method: "POST", action: "/share-target", enctype: "multipart/form-data" });
      const input = document.createElement("input");
      Object.assign(input, { type: "file", name: "files", multiple: true, files: transfer.files });
      form.append(input);
      document.body.append(form);
      form.submit();
    },
    { bytes: [...photo.body], name: photo.fileName },
  );
  await expect(page).toHaveURL("/");
  const offer = page.getByText("1 photo was shared with Skylight");
  await expect(offer).toBeVisible();
  await expect(tiles(page)).toHaveCount(0);
  await page.reload();
  await expect(offer).toBeVisible();
  await expect(tiles(page)).toHaveCount(0);
  await page.getByRole("button", { name: "Upload", exact: true }).last().click();
  await expectPainted(tile(page, photo.fileName).getByRole("img"));
  await page.reload();
  await expect(tiles(page)).toHaveCount(1);
  await expect(offer).toHaveCount(0);
});

test("a lost share is reported", { tag: "@long" }, async ({ page, signedIn: _ }) => {
  await page.goto("/?shared=lost");
  await expect(page.getByText("Couldn't add the photos you shared")).toBeVisible();
  await expect(page).toHaveURL("/");
});

test("offline, what is loaded stays and can be looked at, and no link leads out of the app", async ({
  page,
  signedIn: _,
  api,
  expectAccessible,
}) => {
  const photos = await Promise.all([1, 2, 3].map(smallPhoto));
  const ids: string[] = [];
  for (const photo of photos) ids.unshift((await haveImage(api, photo)).id);
  await open(page, "/");
  await tiles(page).first().click();
  await expect(page).toHaveURL(`/images/${ids[0]}`);
  const name = page.getByRole("heading", { level: 1 });
  await expect(name).toHaveText(photos[2]?.fileName ?? "");
  await expectPainted(page.getByRole("main").getByRole("img"));
  const spoken = await page.getByRole("status").filter({ hasText: /^$/ }).elementHandles();
  await page.context().setOffline(true);
  const notice = page.getByText("You are offline. What is loaded stays here.");
  await expect(notice).toBeVisible();
  // Screen readers hear what changes in an element that was there.
  const said = await Promise.all(spoken.map((one) => one.textContent()));
  expect(said).toContain("You are offline. What is loaded stays here.");
  await expectAccessible();
  await page.keyboard.press("ArrowRight");
  await expect(name).toHaveText(photos[1]?.fileName ?? "");
  await page.keyboard.press("Escape");
  await expect(tiles(page)).toHaveCount(3);
  await page.getByRole("link", { name: "Albums" }).first().click();
  await expect(page).toHaveURL("/");
  await page.context().setOffline(false);
  await expect(notice).toHaveCount(0);
  await page.getByRole("link", { name: "Albums" }).first().click();
  await expect(page).toHaveURL("/albums");
});

for (const [locale, title, retry] of [
  ["en-GB", "Skylight cannot be reached", "Try again"],
  ["de-DE", "Skylight ist nicht erreichbar", "Noch einmal versuchen"],
] as const) {
  test.describe(locale, { tag: locale === "en-GB" ? [] : "@long" }, () => {
    test.use({ locale });

    test("a page that is loaded offline says so, and is there again with the network", async ({
      page,
      signedIn: _,
      expectAccessible,
    }) => {
      await page.goto("/albums");
      await expect.poll(() => page.evaluate(() => caches.match("/offline").then(Boolean))).toBe(true);
      await page.evaluate(() => navigator.serviceWorker.ready.then(() => undefined));
      await page.context().setOffline(true);
      await page.reload();
      await expect(page.getByRole("heading", { level: 1 })).toHaveText(title);
      await expectAccessible();
      await page.getByRole("link", { name: retry }).click();
      await expect(page.getByRole("heading", { level: 1 })).toHaveText(title);
      await page.context().setOffline(false);
      await expect(page.getByRole("heading", { level: 1 })).not.toHaveText(title);
      await expect(page).toHaveURL("/albums");
    });
  });
}

test("what cannot be fetched offline takes nothing away: a selection stays, and its bar comes with the network", async ({
  page,
  signedIn: _,
  api,
}) => {
  await haveImage(api, await smallPhoto(1));
  await open(page, "/");
  await page.context().setOffline(true);
  await tiles(page).first().press("x");
  const problem = page.getByText("Skylight cannot be reached");
  await expect(problem).toBeVisible();
  await expect(page.getByRole("checkbox", { checked: true })).toHaveCount(1);
  await page.keyboard.press("g");
  await expect(problem).toHaveCount(2);
  await page.keyboard.press("?");
  await expect(problem).toHaveCount(3);
  await expect(tiles(page)).toHaveCount(1);
  await page.context().setOffline(false);
  await expect(page.getByRole("toolbar", { name: "Selection" })).toBeVisible({ timeout: 15_000 });
  await expect(page.getByRole("dialog")).toHaveCount(0);
  await page.keyboard.press("g");
  await expect(page.getByRole("dialog", { name: "Jump to" })).toBeVisible();
});

test("a computer without a network connection still reaches a server on the same machine", { tag: "@long" }, async ({
  page,
  signedIn: _,
}) => {
  await page.goto("/");
  await expect(page.getByRole("button", { name: "Upload", exact: true })).toBeEnabled();
  const asked = page.waitForResponse((response) => response.url().endsWith("/robots.txt"));
  await page.evaluate(() => {
    Object.defineProperty(navigator, "onLine", { get: () => false });
    window.dispatchEvent(new Event("offline"));
  });
  await asked;
  await expect(page.getByText("You are offline. What is loaded stays here.")).toHaveCount(0);
  await page.getByRole("link", { name: "Albums" }).first().click();
  await expect(page).toHaveURL("/albums");
});
