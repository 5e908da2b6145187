import { readFile } from "node:fs/promises";
import type { Locator } from "@playwright/test";
import sharp from "sharp";
import { expect, registerPerson, test } from "#tests/support/fixtures.ts";
import { heic } from "#tests/support/heic-factory.ts";
import {
  animatedGif,
  capture,
  jpegWithExif,
  pngWithAlpha,
  smallPhoto,
  tiff,
  truncated,
} from "#tests/support/image-factory.ts";
import { expectPainted, haveImage, haveImages, open, tiles } from "./library-steps.ts";

test("the page of a picture shows it upright with what is known of it", async ({ page, signedIn: _, api }) => {
  const photo = await jpegWithExif(6);
  const { id } = await haveImage(api, photo);
  await page.goto(`/images/${id}`);
  const picture = page.getByRole("main").getByRole("img", { name: photo.fileName });
  await expectPainted(picture);
  const box = await picture.boundingBox();
  expect((box?.width ?? 0) / (box?.height ?? 1)).toBeCloseTo(640 / 480, 1);
  const facts = page.getByRole("complementary", { name: "Details" });
  await expect(facts).toContainText("640 × 480 pixels");
  await expect(facts).toContainText("JPEG");
  await expect(facts).toContainText("Wed, May 1, 2024 at 10:00 AM (UTC+02:00)");
  await expect(facts).toContainText(capture.camera);
  await expect(facts).toContainText("52.50000° N, 13.40000° E");
  await facts.getByText("Processing record").click();
  await expect(facts.getByRole("listitem").filter({ hasText: "Ready" })).toBeVisible();
});

test("a favourite is one at once and after a reload, by button and by key", async ({ page, signedIn: _, api }) => {
  const { id } = await haveImage(api, await smallPhoto(1));
  await page.goto(`/images/${id}`);
  const favourite = page.getByRole("button", { name: "Favourite" });
  await expect(favourite).toHaveAttribute("aria-pressed", "false");
  const answered = () => page.waitForResponse((response) => response.request().method() === "PATCH");
  const added = answered();
  await favourite.click();
  await expect(favourite).toHaveAttribute("aria-pressed", "true");
  // What was changed is known to the next list, whichever server answers it.
  const changed = await (await added).headerValue("skylight-changes");
  const cookies = await page.context().cookies();
  expect(cookies.find(({ name }) => name === "skylight-changes")).toMatchObject({ value: changed, path: "/" });
  expect(changed).toContain(id);
  const favourites = async () => (await (await api.get("/api/images?favourite=true")).json()).images;
  await expect.poll(favourites).toMatchObject([{ id, favourite: true }]);
  await page.reload();
  await expect(favourite).toHaveAttribute("aria-pressed", "true");
  const removed = answered();
  await page.keyboard.press("l");
  await expect(favourite).toHaveAttribute("aria-pressed", "false");
  await removed;
  await expect.poll(favourites).toEqual([]);
});

test("the original is downloaded byte for byte under its own name", { tag: "@long" }, async ({
  page,
  signedIn: _,
  api,
}) => {
  const photo = { ...(await animatedGif()), fileName: "Größe & Ähre, 100 % (1).gif" };
  const { id } = await haveImage(api, photo);
  await page.goto(`/images/${id}`);
  const downloading = page.waitForEvent("download");
  await page.getByRole("button", { name: "Download" }).click();
  const download = await downloading;
  expect(download.suggestedFilename()).toBe(photo.fileName);
  expect((await readFile(await download.path())).equals(photo.body)).toBe(true);
  await expect(page).toHaveURL(`/images/${id}`);
});

test("a HEIC is shown upright, and downloaded as it is or as a JPEG", async ({ page, signedIn: _, api }) => {
  const file = await heic({ exifOrientation: 6 });
  const { id } = await haveImage(api, file);
  await page.goto(`/images/${id}`);
  const picture = page.getByRole("main").getByRole("img", { name: file.fileName });
  await expectPainted(picture);
  const box = await picture.boundingBox();
  expect((box?.width ?? 0) / (box?.height ?? 1)).toBeCloseTo(64 / 96, 1);
  const [original] = await Promise.all([
    page.waitForEvent("download"),
    page.getByRole("button", { name: "Download", exact: true }).click(),
  ]);
  expect(original.suggestedFilename()).toBe(file.fileName);
  expect((await readFile(await original.path())).equals(file.body)).toBe(true);
  const [jpeg] = await Promise.all([
    page.waitForEvent("download"),
    page.getByRole("button", { name: "Download as JPEG" }).click(),
  ]);
  const { format, width, height } = await sharp(await readFile(await jpeg.path())).metadata();
  expect({ format, width, height }).toEqual({ format: "jpeg", width: 64, height: 96 });
});

test("what not every program opens is downloaded as a JPEG as well", { tag: "@long" }, async ({
  page,
  signedIn: _,
  api,
}) => {
  const { id } = await haveImage(api, await tiff());
  await page.goto(`/images/${id}`);
  const downloading = page.waitForEvent("download");
  await page.getByRole("button", { name: "Download as JPEG" }).click();
  const download = await downloading;
  expect(download.suggestedFilename()).toBe("still.jpg");
  const { format, width, height } = await sharp(await readFile(await download.path())).metadata();
  expect({ format, width, height }).toEqual({ format: "jpeg", width: 640, height: 480 });
});

test("a photo without its end says so, and what is transparent lies on a checkerboard", { tag: "@long" }, async ({
  page,
  signedIn: _,
  api,
}) => {
  const whole = await jpegWithExif();
  const cut = { ...whole, body: whole.body.subarray(0, -20) };
  const [incomplete, transparent] = await haveImages(api, [cut, await pngWithAlpha()]);
  await page.goto(`/images/${incomplete?.id}`);
  const facts = page.getByRole("complementary", { name: "Details" });
  await expect(facts).toContainText("The end of this file is missing");
  await expect(facts).toContainText("Recorded by the camera");
  await expect(page.getByRole("button", { name: "Download as JPEG" })).toHaveCount(0);
  await page.goto(`/images/${transparent?.id}`);
  await expect(page.getByRole("main").getByRole("img")).toHaveCSS("background-image", /conic-gradient/);
  await expect(facts).not.toContainText("The end of this file is missing");
});

test("arrow keys and buttons lead through the gallery", { tag: "@long" }, async ({ page, signedIn: _, api }) => {
  const older = await haveImage(api, await jpegWithExif());
  const newer = await haveImage(api, await smallPhoto(1));
  await page.goto(`/images/${newer.id}`);
  await expect(page.getByRole("link", { name: "Previous photo" })).toHaveCount(0);
  // From then on keys are heard.
  await expect(page.getByRole("button", { name: "Download" })).toBeEnabled();
  await page.keyboard.press("i");
  await page.keyboard.press("ArrowRight");
  await expect(page).toHaveURL(`/images/${older.id}`);
  // The page of the other photo leaves what is shown as it was.
  await expect(page.getByRole("button", { name: "Details" })).toHaveAttribute("aria-pressed", "false");
  await page.getByRole("link", { name: "Previous photo" }).click();
  await expect(page).toHaveURL(`/images/${newer.id}`);
  await page.getByRole("link", { name: "Back to your photos" }).click();
  await expect(page).toHaveURL("/");
});

test("five presses lead five photos on, deleting goes on to the next, and Escape comes back to its tile", {
  tag: "@long",
}, async ({ page, signedIn: _, api }) => {
  const photos = await Promise.all([1, 2, 3, 4, 5, 6, 7].map(smallPhoto));
  const images: { id: string }[] = [];
  for (const photo of photos) images.unshift(await haveImage(api, photo));
  const ids = images.map(({ id }) => id);
  await page.goto(`/images/${ids[0]}`);
  const name = page.getByRole("heading", { level: 1 });
  await expect(page.getByRole("button", { name: "Download" })).toBeEnabled();
  for (let press = 0; press < 5; press++) await page.keyboard.press("ArrowRight");
  // Shown before its page has come.
  await expect(name).toHaveText(photos[1]?.fileName ?? "");
  await expectPainted(page.getByRole("main").getByRole("img"));
  await expect(page).toHaveURL(`/images/${ids[5]}`);
  await page.keyboard.press("Delete");
  await expect(name).toHaveText(photos[0]?.fileName ?? "");
  await expect(page).toHaveURL(`/images/${ids[6]}`);
  await expect(page.getByRole("link", { name: "Next photo" })).toHaveCount(0);
  await page.keyboard.press("ArrowLeft");
  await expect(page).toHaveURL(`/images/${ids[4]}`);
  await page.keyboard.press("Escape");
  await expect(page).toHaveURL("/");
  await expect(page.locator(`[data-tile="${ids[4]}"]`)).toBeFocused();
});

for (const width of [1400, 390]) {
  const details = width === 390 ? {} : { tag: "@long" };
  test(
    `the strip below a photo shows those around it and leads to them, ${width} px wide`,
    details,
    async ({ page, signedIn: _, api, expectAccessible }) => {
      await page.setViewportSize({ width, height: 844 });
      const images: { id: string; fileName: string }[] = [];
      for (const seed of [1, 2, 3, 4, 5]) {
        const photo = await smallPhoto(seed);
        images.unshift({ ...(await haveImage(api, photo)), fileName: photo.fileName });
      }
      const [first, second, third] = images;
      await page.goto(`/images/${second?.id}`);
      const strip = page.getByRole("navigation", { name: "Photos around this one" });
      await expect(strip.getByRole("link")).toHaveCount(images.length);
      const current = strip.locator("[aria-current]");
      await expect(current).toHaveAccessibleName(new RegExp(`\\d{4}, \\d{1,2}:\\d\\d\\s[AP]M, ${second?.fileName}$`));
      const middleOf = async (name = "") => {
        const box = await strip.getByRole("link", { name }).boundingBox();
        return (box?.x ?? 0) + (box?.width ?? 0) / 2;
      };
      const stage = await strip.boundingBox();
      const middle = (stage?.x ?? 0) + (stage?.width ?? 0) / 2;
      expect(await middleOf(second?.fileName)).toBeCloseTo(middle, -1);
      expect(await middleOf(first?.fileName)).toBeLessThan(middle);
      await expect(page.getByRole("button", { name: "Favourite", exact: true })).toBeEnabled();
      await strip.getByRole("link", { name: third?.fileName ?? "" }).click();
      await expect(page.getByRole("heading", { level: 1 })).toHaveText(third?.fileName ?? "");
      await expect(page).toHaveURL(`/images/${third?.id}`);
      await expect(current).toHaveAccessibleName(new RegExp(`, ${third?.fileName}$`));
      await expect.poll(() => middleOf(third?.fileName)).toBeCloseTo(middle, -1);
      await expectAccessible();
    },
  );
}

test("a photo is looked at closely by key, wheel and double click, in the original's pixels", async ({
  page,
  signedIn: _,
  api,
}) => {
  const { id } = await haveImage(api, await jpegWithExif());
  await page.goto(`/images/${id}`);
  const picture = page.getByRole("main").getByRole("img");
  await expectPainted(picture);
  await expect(page.getByRole("button", { name: "Download" })).toBeEnabled();
  const widthOf = async () => (await picture.boundingBox())?.width ?? 0;
  const width = await widthOf();
  await page.keyboard.press("z");
  await expect.poll(widthOf).toBeGreaterThan(width * 2);
  await expect(picture).toHaveAttribute("src", /\/originals?\/|\/uploads\//);
  await page.keyboard.press("z");
  await expect.poll(widthOf).toBe(width);
  await picture.dblclick();
  await expect.poll(widthOf).toBeGreaterThan(width * 2);
  await picture.dblclick();
  await page.mouse.move(400, 300);
  await page.mouse.wheel(0, -300);
  await expect.poll(widthOf).toBeGreaterThan(width * 1.5);

  await page.keyboard.press("Escape");
  await expect.poll(widthOf).toBe(width);
  await page.keyboard.press("z");
  await expect.poll(widthOf).toBeGreaterThan(width * 2);
  const leftOf = async () => (await picture.boundingBox())?.x ?? 0;
  const left = await leftOf();
  await page.keyboard.press("ArrowRight");
  await expect.poll(leftOf).toBeLessThan(left);
  await page.keyboard.press("ArrowLeft");
  await expect.poll(leftOf).toBeCloseTo(left, 0);

  // Two fingers on a trackpad that part to twice as far, as a browser tells of them.
  await page.keyboard.press("Escape");
  await expect.poll(widthOf).toBe(width);
  await picture.evaluate((one) => {
    for (let part = 0; part < 10; part++) {
      const init = { deltaY: -10 * Math.LN2, ctrlKey: true, bubbles: true, cancelable: true };
      one.dispatchEvent(new WheelEvent("wheel", init));
    }
  });
  await expect.poll(async () => (await widthOf()) / width).toBeCloseTo(2, 1);
});

test("deleting from the page of a picture leads back and can be undone there", { tag: "@long" }, async ({
  page,
  signedIn: _,
  api,
}) => {
  const photo = await smallPhoto(1);
  const { id } = await haveImage(api, photo);
  await page.goto(`/images/${id}`);
  await page.getByRole("button", { name: "Delete" }).click();
  await expect(page).toHaveURL("/");
  await expect(page.getByRole("heading", { name: "Your photos will appear here" })).toBeVisible();
  await page.getByRole("button", { name: "Undo" }).click();
  await expect(page.getByRole("main").getByRole("link", { name: photo.fileName })).toBeVisible();
});

test("a failed picture says why on its page", { tag: "@long" }, async ({ page, signedIn: _, api }) => {
  const [image] = await haveImages(api, [truncated(await pngWithAlpha(), 0.01)]);
  await page.goto(`/images/${image?.id}`);
  await expect(page.getByRole("main")).toContainText("The file is damaged or incomplete");
  await expect(page.getByRole("button", { name: "Retry" })).toHaveCount(0);
});

test("a picture of somebody else's does not exist", { tag: "@long" }, async ({
  page,
  signedIn: _,
  playwright,
  baseURL,
}) => {
  const request = await playwright.request.newContext({ baseURL: baseURL ?? "" });
  const stranger = await registerPerson(request);
  const theirs = await playwright.request.newContext({
    baseURL: baseURL ?? "",
    extraHTTPHeaders: { authorization: `Bearer ${stranger.token}` },
  });
  const { id } = await haveImage(theirs, await smallPhoto(1));
  const response = await page.goto(`/images/${id}`);
  expect(response?.status()).toBe(404);
  await expect(page.getByRole("heading", { name: "Page not found" })).toBeVisible();
  await Promise.all([request.dispose(), theirs.dispose()]);
});

test("a photo is turned by key and button, everywhere at once, and its original stays as it is", async ({
  page,
  signedIn: _,
  api,
}) => {
  const photo = await jpegWithExif();
  const { id } = await haveImage(api, photo);
  const ratioOf = async (picture: Locator) => {
    const { width = 0, height = 1 } = (await picture.boundingBox()) ?? {};
    return width / height;
  };
  await page.goto("/");
  const tile = page.locator(`[data-tile="${id}"]`);
  await expectPainted(tile.getByRole("img"));
  const [landscape, portrait] = [640 / 480, 480 / 640];
  await expect.poll(() => ratioOf(tile)).toBeCloseTo(landscape, 1);
  await tile.click();
  const picture = page.getByRole("main").getByRole("img", { name: photo.fileName });
  await expect(page.getByRole("button", { name: "Rotate" })).toBeEnabled();
  await page.keyboard.press("r");
  await expect.poll(() => ratioOf(picture)).toBeCloseTo(portrait, 1);
  await expect(page.getByText(`${photo.fileName} rotated`)).toBeVisible();
  await expect(page.getByRole("complementary", { name: "Details" })).toContainText("480 × 640 pixels");
  await page.keyboard.press("Escape");
  await expect(page).toHaveURL("/");
  await expect.poll(() => ratioOf(tile)).toBeCloseTo(portrait, 1);
  await expect.poll(() => ratioOf(tile.getByRole("img"))).toBeCloseTo(portrait, 1);
  await page.reload();
  await expectPainted(tile.getByRole("img"));
  await expect.poll(() => ratioOf(tile.getByRole("img"))).toBeCloseTo(portrait, 1);

  const { token } = await (await api.post("/api/shares", { data: { ids: [id] } })).json();
  await page.goto(`/s/${token}/${id}`);
  await expectPainted(page.getByRole("main").getByRole("img"));
  await expect.poll(() => ratioOf(page.getByRole("main").getByRole("img"))).toBeCloseTo(portrait, 1);

  await page.goto(`/images/${id}`);
  await expect(page.getByRole("button", { name: "Rotate" })).toBeEnabled();
  await page.getByRole("button", { name: "Rotate" }).click();
  await expect.poll(() => ratioOf(picture)).toBeCloseTo(landscape, 1);
  await page.getByRole("button", { name: "Undo" }).click();
  await expect.poll(() => ratioOf(picture)).toBeCloseTo(portrait, 1);
  await page.keyboard.press("Shift+R");
  await expect.poll(() => ratioOf(picture)).toBeCloseTo(landscape, 1);
  const rotation = async () => (await (await api.get(`/api/images/${id}`)).json()).image.rotation;
  await expect.poll(rotation).toBeUndefined();
  const original = await api.get(`/api/images/${id}/download`);
  expect((await original.body()).equals(photo.body)).toBe(true);
});

test("undoing a turn leaves what was changed since", { tag: "@long" }, async ({ page, signedIn: _, api }) => {
  const photo = await smallPhoto(1);
  const { id } = await haveImage(api, photo);
  await page.goto(`/images/${id}`);
  await expect(page.getByRole("button", { name: "Rotate" })).toBeEnabled();
  await page.keyboard.press("r");
  await expect(page.getByText(`${photo.fileName} rotated`)).toBeVisible();
  await page.keyboard.press("l");
  const favourite = page.getByRole("button", { name: "Favourite" });
  await expect(favourite).toHaveAttribute("aria-pressed", "true");
  await page.getByRole("button", { name: "Undo" }).first().click();
  await expect.poll(async () => (await (await api.get(`/api/images/${id}`)).json()).image.rotation).toBeUndefined();
  await expect(favourite).toHaveAttribute("aria-pressed", "true");
});

test("a photo that is left while it is being deleted leads nowhere", { tag: "@long" }, async ({
  page,
  signedIn: _,
  api,
}) => {
  const photos = await Promise.all([1, 2, 3].map(smallPhoto));
  for (const photo of photos) await haveImage(api, photo);
  await open(page, "/");
  let answer = () => {};
  const isAnswered = new Promise<void>((resolve) => {
    answer = resolve;
  });
  await page.route("**/api/images/bulk", async (route) => {
    await isAnswered;
    await route.continue();
  });
  await tiles(page).first().click();
  await expect(page.getByRole("button", { name: "Download" })).toBeEnabled();
  const deleted = page.waitForRequest("**/api/images/bulk");
  await page.keyboard.press("Delete");
  await deleted;
  await page.keyboard.press("Escape");
  await expect(page).toHaveURL("/");
  answer();
  await expect(page.getByText("deleted").first()).toBeVisible();
  await expect(tiles(page)).toHaveCount(2);
  await expect(page).toHaveURL("/");
});

test("the keys are listed behind ?, on every page, and not while typing", { tag: "@long" }, async ({
  page,
  signedIn: _,
  api,
  expectAccessible,
}) => {
  const { id } = await haveImage(api, await smallPhoto(1));
  const keys = page.getByRole("dialog", { name: "Keyboard shortcuts" });
  await open(page, "/albums");
  await page.keyboard.press("?");
  await expect(keys).toContainText("Rotate the other way");
  await expectAccessible();
  await page.keyboard.press("Escape");
  await expect(keys).toHaveCount(0);
  await page.getByRole("button", { name: "Account menu" }).click();
  await page.getByRole("menuitem", { name: "Keyboard shortcuts" }).click();
  await expect(keys).toBeVisible();
  await page.keyboard.press("Escape");
  await page.keyboard.press("/");
  await page.keyboard.type("?");
  await expect(page.getByRole("combobox", { name: /search/i })).toHaveValue("?");
  await expect(keys).toHaveCount(0);

  await page.goto(`/images/${id}`);
  await expect(page.getByRole("button", { name: "Download" })).toBeEnabled();
  await page.keyboard.press("?");
  await expect(keys).toBeVisible();
  // What lies under the dialog hears nothing.
  await page.keyboard.press("l");
  await page.keyboard.press("Escape");
  await expect(keys).toHaveCount(0);
  await expect(page).toHaveURL(`/images/${id}`);
  await expect(page.getByRole("button", { name: "Favourite" })).toHaveAttribute("aria-pressed", "false");
});
