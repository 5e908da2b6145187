import type { Page } from "@playwright/test";
import { expect, test } from "#tests/support/fixtures.ts";
import { pngWithAlpha, smallPhoto, truncated } from "#tests/support/image-factory.ts";
import {
  asPayload,
  chooseFiles,
  expectPainted,
  haveImages,
  holdOriginals,
  open,
  tiles,
  uploadRow,
  writeFiles,
} from "./library-steps.ts";

/* What the list of uploads says, and where it is. */

const panel = (page: Page) => page.getByRole("region", { name: "Uploads" });

async function photos(count: number) {
  const files = await Promise.all(Array.from({ length: count }, (_unused, index) => smallPhoto(index)));
  return files.map((file, index) => asPayload({ ...file, fileName: `${index}.jpg` }));
}

/** Files that only their first bytes say what they are. */
async function unnamedPhotos(count: number) {
  const { body } = await smallPhoto(1);
  const mimeType = "application/octet-stream";
  return Array.from({ length: count }, (_unused, index) => ({ name: `scan ${index}`, mimeType, buffer: body }));
}

/** Keeps the page from reading in files, as a slow disk does. Resolves to how to let it. */
async function holdReading(page: Page): Promise<() => Promise<void>> {
  const gate = await page.evaluateHandle(() => {
    const { promise, resolve } = Promise.withResolvers<void>();
    const read = Blob.prototype.arrayBuffer;
    Blob.prototype.arrayBuffer = async function (this: Blob) {
      await promise;
      return read.call(this);
    };
    return { open: resolve };
  });
  return () => gate.evaluate(({ open }) => open());
}

test("it says how many of how many, and shows what arrived with a link to it", async ({
  page,
  signedIn: _,
  expectAccessible,
}) => {
  await page.goto("/");
  await holdOriginals(page, 2);
  await chooseFiles(page, await photos(5));
  await expect(panel(page).getByRole("heading")).toHaveText("2 of 5 uploaded");
  const arrived = panel(page)
    .getByRole("listitem")
    .filter({ has: page.getByRole("link") });
  await expect(arrived).toHaveCount(2);
  await expect(arrived.locator("img")).toHaveCount(2);
  await expectPainted(arrived.locator("img").first());
  await expectAccessible();
  // Once the list has been asked for them, their one size that it draws is all that is known of them.
  const drawn = (await tiles(page, "ready").getByRole("img").first().getAttribute("src")) ?? "";
  await expect(arrived.locator(`img[src="${drawn}"]`)).toHaveCount(1);
  await arrived.getByRole("link").first().click();
  await expect(page).toHaveURL(/\/images\//);
  await expect(panel(page).getByRole("heading")).toHaveText("2 of 5 uploaded");
});

test("uploads go on while one is on pages outside the library, which the browser does not close unasked", {
  tag: "@long",
}, async ({ page, signedIn: _ }) => {
  await page.goto("/");
  await holdOriginals(page, 1);
  await chooseFiles(page, await photos(3));
  await expect(panel(page).getByRole("heading")).toHaveText("1 of 3 uploaded");
  await page.getByRole("button", { name: "Account menu" }).click();
  await page.getByRole("menuitem", { name: "API" }).click();
  await expect(page).toHaveURL("/docs/api");
  const asked = page.waitForEvent("dialog");
  await page.close({ runBeforeUnload: true });
  const dialog = await asked;
  expect(dialog.type()).toBe("beforeunload");
  await dialog.dismiss();
  await page.goBack();
  await expect(panel(page).getByRole("heading")).toHaveText("1 of 3 uploaded");
  await panel(page).getByRole("button", { name: "Cancel all" }).click();
  await expect(panel(page)).toContainText("2 cancelled");
});

test("cancelling all ends what is still being looked at too", { tag: "@long" }, async ({ page, signedIn: _ }) => {
  await page.goto("/");
  await page.route("**/api/uploads", () => undefined);
  const letRead = await holdReading(page);
  // As many as are looked at together, so that the others are looked at after them.
  const named = (await unnamedPhotos(1_000)).map((photo) => ({ ...photo, name: `${photo.name}.jpg` }));
  await chooseFiles(page, [...named, ...(await unnamedPhotos(40))]);
  await expect(panel(page).getByRole("heading")).toHaveText("0 of 1,000 uploaded");
  await panel(page).getByRole("button", { name: "Cancel all" }).click();
  await expect(panel(page).getByRole("heading")).toHaveText("Uploads cancelled");
  await letRead();
  await expect(panel(page)).toContainText("1,040 cancelled");
  await chooseFiles(page, await photos(1));
  await expect(panel(page).getByRole("heading")).toHaveText("0 of 1 uploaded");
  // What had not been looked at is tried again with the rest.
  await panel(page).getByRole("button", { name: "Retry all" }).click();
  await expect(panel(page).getByRole("heading")).toHaveText("0 of 1,041 uploaded");
  await panel(page).getByRole("button", { name: "Cancel all" }).click();
  await expect(panel(page)).toContainText("1,041 cancelled");
});

test("the browser does not close while chosen files are still being looked at", async ({ page, signedIn: _ }) => {
  await page.goto("/");
  const letRead = await holdReading(page);
  await chooseFiles(page, await unnamedPhotos(1));
  const asked = page.waitForEvent("dialog");
  await page.close({ runBeforeUnload: true });
  const dialog = await asked;
  expect(dialog.type()).toBe("beforeunload");
  await dialog.dismiss();
  await letRead();
  await expect(panel(page).getByRole("heading")).toHaveText("1 file uploaded");
});

test("it closes by itself when all went well, and not while it is used", { tag: "@long" }, async ({
  page,
  signedIn: _,
}) => {
  await page.clock.install();
  await page.goto("/");
  // What is left out is no error.
  const system = { name: "Thumbs.db", mimeType: "", buffer: Buffer.from("no picture") };
  await chooseFiles(page, [...(await photos(2)), system]);
  await expect(panel(page)).toContainText("1 left out");
  await panel(page).hover();
  await page.clock.fastForward("01:00");
  await expect(panel(page)).toBeVisible();
  await page.mouse.move(5, 300);
  // Its timer starts when it has heard of the pointer.
  await expect(async () => {
    await page.clock.fastForward("00:09");
    await expect(panel(page)).toHaveCount(0, { timeout: 1_000 });
  }).toPass();
  await expect(tiles(page, "ready")).toHaveCount(2);
});

test("a file of which no photo could be made counts as failed", { tag: "@long" }, async ({
  page,
  signedIn: _,
  expectAccessible,
}) => {
  await page.goto("/");
  const broken = { ...truncated(await pngWithAlpha(), 0.01), fileName: "broken.png" };
  await chooseFiles(page, [...(await photos(1)), asPayload(broken)]);
  await expect(uploadRow(page, "broken.png")).toContainText("damaged or incomplete", { timeout: 15_000 });
  await expect(panel(page).getByRole("heading")).toHaveText("1 file uploaded");
  await expect(panel(page)).toContainText("1 failed");
  await expectAccessible();
  await panel(page).getByRole("link", { name: "Review" }).click();
  await expect(page).toHaveURL(/\/failed/);
});

test(
  "a folder can be chosen when there are photos already",
  { tag: "@long" },
  async ({ page, signedIn: _, api }, testInfo) => {
    await haveImages(api, [await smallPhoto(1)]);
    await open(page, "/");
    const folder = testInfo.outputPath("holiday");
    await writeFiles(folder, [await smallPhoto(2), await smallPhoto(3)]);
    await page.getByRole("button", { name: "More ways to add photos" }).click();
    const chooser = page.waitForEvent("filechooser");
    await page.getByRole("menuitem", { name: "Choose a folder" }).click();
    await (await chooser).setFiles(folder);
    await expect(tiles(page, "ready")).toHaveCount(3);
  },
);

test.describe("on a phone", () => {
  test.use({ viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true });

  test("list, toast and the bar at the foot do not cover each other", { tag: "@long" }, async ({
    page,
    signedIn: _,
    api,
  }) => {
    await haveImages(api, [await smallPhoto(8)]);
    await open(page, "/");
    await holdOriginals(page, 1);
    await chooseFiles(page, await photos(5));
    await expect(panel(page).getByRole("heading")).toHaveText("1 of 5 uploaded");
    await expect(panel(page).getByRole("list")).toHaveCount(0);
    await tiles(page, "ready").last().press("x");
    await page.keyboard.press("Delete");
    const toast = page.getByRole("listitem").filter({ has: page.getByRole("button", { name: "Undo" }) });
    await expect(toast).toBeVisible();
    const bar = page.getByRole("navigation", { name: "Main sections" });
    const button = page.getByRole("button", { name: "Upload", exact: true });
    for (const isOpen of [false, true]) {
      if (isOpen) await panel(page).getByRole("button", { name: "Show the list" }).click();
      const [sheet, foot] = [await panel(page).boundingBox(), await bar.boundingBox()];
      expect((sheet?.y ?? 0) + (sheet?.height ?? 0)).toBeLessThanOrEqual(foot?.y ?? 0);
      const round = await button.boundingBox();
      expect((round?.y ?? 0) + (round?.height ?? 0)).toBeLessThanOrEqual(sheet?.y ?? 0);
      await expect
        .poll(async () => {
          const box = await toast.boundingBox();
          return (box?.y ?? 0) + (box?.height ?? 0);
        })
        .toBeLessThanOrEqual(round?.y ?? 0);
    }
  });
});
