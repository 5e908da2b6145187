import type { Page } from "@playwright/test";
import { expect, test } from "#tests/support/fixtures.ts";
import { jpegWithExif, pngWithAlpha, smallPhoto } from "#tests/support/image-factory.ts";
import {
  asPayload,
  chooseFiles,
  dropPaths,
  expectPainted,
  haveImage,
  holdOriginals,
  isOriginalSent,
  tile,
  tiles,
  uploadRow,
  writeFiles,
} from "./library-steps.ts";

test("a chosen file appears at once and turns into its thumbnail without a reload", async ({ page, signedIn: _ }) => {
  await page.goto("/");
  const photo = await jpegWithExif();
  await chooseFiles(page, [asPayload(photo)]);
  // A reload would take this mark away.
  await page.evaluate(() => document.body.setAttribute("data-loaded-once", ""));
  await expect(tile(page, photo.fileName)).toBeVisible();
  await expect(tiles(page, "ready")).toHaveCount(1);
  await expectPainted(tile(page, photo.fileName).getByRole("img"));
  await expect(uploadRow(page, photo.fileName)).toContainText("Uploaded");
  await expect(page.locator("body[data-loaded-once]")).toBeAttached();
});

test("nothing moves while pictures arrive and are processed", async ({ page, signedIn: _ }) => {
  await page.goto("/");
  await page.evaluate(() => {
    const seen = window as unknown as { shift: number };
    seen.shift = 0;
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries()) {
        const { value, hadRecentInput } = entry as unknown as { value: number; hadRecentInput: boolean };
        if (!hadRecentInput) seen.shift += value;
      }
    }).observe({ type: "layout-shift", buffered: true });
  });
  const photos = await Promise.all([1, 2, 3].map(smallPhoto));
  await chooseFiles(page, photos.map(asPayload));
  await expect(tiles(page, "ready")).toHaveCount(3);
  for (const picture of await tiles(page).getByRole("img").all()) await expectPainted(picture);
  const duringUpload = await page.evaluate(() => (window as unknown as { shift: number }).shift);
  // The first tile takes the place of the empty library's invitation; from then on each stands where it appeared.
  expect(duringUpload).toBeLessThan(0.05);
});

test("files can be dropped anywhere on the page, and pictures pasted", async ({ page, signedIn: _ }, testInfo) => {
  await page.goto("/");
  const photo = await pngWithAlpha();
  await dropPaths(page, await writeFiles(testInfo.outputPath("dropped"), [photo]));
  await expect(tile(page, photo.fileName)).toBeVisible();
  await expect(tiles(page, "ready")).toHaveCount(1);

  await paste(page);
  await expect(tiles(page, "ready")).toHaveCount(2);
  await expect(tile(page, "Pasted")).toBeVisible();
});

test(
  "a dropped folder of more than a hundred files arrives whole",
  { tag: "@long" },
  async ({ page, signedIn: _, api }, testInfo) => {
    await page.goto("/");
    test.setTimeout(300_000);
    const photos = await Promise.all(Array.from({ length: 120 }, (_unused, index) => smallPhoto(index)));
    const folder = testInfo.outputPath("holiday");
    await writeFiles(
      folder,
      photos.slice(0, 110).map((photo, index) => ({ ...photo, fileName: `${index}-${photo.fileName}` })),
    );
    await writeFiles(
      testInfo.outputPath("holiday/deeper/still"),
      photos.slice(110).map((photo, index) => ({ ...photo, fileName: `deep-${index}-${photo.fileName}` })),
    );
    await dropPaths(page, [folder]);
    const uploads = page.getByRole("region", { name: "Uploads" });
    await expect(uploads.getByRole("heading")).toHaveText("120 files uploaded", { timeout: 120_000 });
    await expect
      .poll(async () => (await (await api.get("/api/timeline?status=ready")).json()).total, { timeout: 120_000 })
      .toBe(120);
    // All that is drawn, which is what is near the screen.
    await expect(tiles(page, "processing")).toHaveCount(0, { timeout: 60_000 });
    expect(await tiles(page, "ready").count()).toBeGreaterThan(20);
    expect((await (await api.get("/api/usage")).json()).imageCount).toBe(120);
  },
);

async function paste(page: Page): Promise<void> {
  const { body } = await smallPhoto(1);
  await expect(page.getByRole("button", { name: "Upload", exact: true })).toBeEnabled();
  await page.evaluate((base64) => {
    const bytes = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
    const clipboardData = new DataTransfer();
    clipboardData.items.add(new File([bytes], "image.png", { type: "image/jpeg" }));
    document.dispatchEvent(new ClipboardEvent("paste", { clipboardData, bubbles: true }));
  }, body.toString("base64"));
}

test.describe("on a computer whose clock is 14 hours ahead of UTC", () => {
  test.use({ timezoneId: "Pacific/Kiritimati" });

  test("a pasted picture is of the time that its clock shows", { tag: "@long" }, async ({ page, signedIn: _, api }) => {
    await page.goto("/");
    await paste(page);
    await expect(tiles(page, "ready")).toHaveCount(1);
    const { images } = await (await api.get("/api/images")).json();
    const [{ takenAt, takenAtSource }] = images;
    expect(takenAtSource).toBe("file_name");
    const there = Date.now() + 14 * 60 * 60 * 1000;
    expect(Math.abs(Date.parse(`${takenAt}Z`) - there)).toBeLessThan(5 * 60 * 1000);
  });
});

test("an upload can be cancelled and taken up again", { tag: "@long" }, async ({ page, signedIn: _ }) => {
  await page.goto("/");
  const photo = await smallPhoto(1);
  const sent = Promise.withResolvers<void>();
  await page.route(isOriginalSent, () => sent.resolve());
  await chooseFiles(page, [asPayload(photo)]);
  await sent.promise;
  await page.getByRole("button", { name: `Cancel ${photo.fileName}` }).click();
  await expect(uploadRow(page, photo.fileName)).toContainText("Cancelled");
  await expect(tiles(page)).toHaveCount(0);
  await page.unroute(isOriginalSent);
  await page.getByRole("button", { name: `Retry ${photo.fileName}` }).click();
  await expect(uploadRow(page, photo.fileName)).toContainText("Uploaded");
  await expect(tiles(page, "ready")).toHaveCount(1);
});

test("cancelling all stops what is under way and what waits", { tag: "@long" }, async ({ page, signedIn: _ }) => {
  await page.goto("/");
  const photos = await Promise.all(Array.from({ length: 8 }, (_unused, index) => smallPhoto(index)));
  await page.route(isOriginalSent, () => {});
  await chooseFiles(
    page,
    photos.map((photo, index) => asPayload({ ...photo, fileName: `${index}.jpg` })),
  );
  await expect(page.getByRole("heading", { name: "0 of 8 uploaded" })).toBeVisible();
  await page.getByRole("button", { name: "Cancel all" }).click();
  await expect(page.getByRole("heading", { name: "Uploads cancelled" })).toBeVisible();
});

test("a file that is here already is not sent again, what cannot be taken is refused with the reason", async ({
  page,
  signedIn: _,
  api,
}) => {
  const photo = await smallPhoto(1);
  await haveImage(api, photo);
  await page.goto("/");
  let sent = 0;
  await page.route(isOriginalSent, (route) => {
    sent += 1;
    return route.continue();
  });
  await chooseFiles(page, [{ ...asPayload(photo), name: "the same under another name.jpg" }]);
  await expect(uploadRow(page, "the same under another name.jpg")).toContainText("Already in your library");
  await expect(tiles(page)).toHaveCount(1);
  expect(sent).toBe(0);

  const other = await smallPhoto(2);
  await chooseFiles(page, [
    { name: "notes.txt", mimeType: "text/plain", buffer: Buffer.from("not a picture") },
    { name: "empty.jpg", mimeType: "image/jpeg", buffer: Buffer.alloc(0) },
    asPayload(other),
  ]);
  await expect(uploadRow(page, "notes.txt")).toContainText("This file type isn't supported");
  await expect(uploadRow(page, "empty.jpg")).toContainText("The file is empty.");
  await expect(uploadRow(page, other.fileName)).toContainText("Uploaded");
  await expect(page.getByRole("button", { name: "Retry notes.txt" })).toHaveCount(0);
});

test("files that are no photos are left out of a folder, named and counted, and are no error", async ({
  page,
  signedIn: _,
}, testInfo) => {
  await page.goto("/");
  const folder = testInfo.outputPath("card");
  const [photo, other] = [await smallPhoto(1), Buffer.from("not a picture")];
  await writeFiles(folder, [
    photo,
    ...["clip.mp4", "IMG_0001.CR2", "notes.txt"].map((fileName) => ({ fileName, body: other })),
  ]);
  await dropPaths(page, [folder]);
  await expect(uploadRow(page, photo.fileName)).toContainText("Uploaded");
  await expect(uploadRow(page, "clip.mp4")).toContainText("Videos are not supported yet.");
  await expect(uploadRow(page, "IMG_0001.CR2")).toContainText("Raw camera files are not supported yet.");
  await expect(uploadRow(page, "notes.txt")).toContainText("This file type isn't supported");
  const uploads = page.getByRole("region", { name: "Uploads" });
  await expect(uploads.getByRole("heading")).toHaveText("1 file uploaded");
  await expect(uploads).toContainText("3 left out");
  await expect(tiles(page)).toHaveCount(1);
});

test("uploads go on while other pages are looked at", async ({ page, signedIn: _ }) => {
  await page.goto("/");
  const photo = await smallPhoto(1);
  const held = Promise.withResolvers<void>();
  await page.route(isOriginalSent, async (route) => {
    await held.promise;
    await route.continue();
  });
  await chooseFiles(page, [asPayload(photo)]);
  await page.getByRole("link", { name: "Trash" }).first().click();
  await expect(page.getByRole("heading", { name: "Trash", exact: true })).toBeVisible();
  held.resolve();
  await expect(uploadRow(page, photo.fileName)).toContainText("Uploaded");
  await page.getByRole("link", { name: "Photos", exact: true }).first().click();
  await expect(tiles(page, "ready")).toHaveCount(1);
});

/** Reloads in spite of the question that the browser asks while files are being sent. */
async function reloadAnyway(page: Page): Promise<void> {
  page.once("dialog", (dialog) => void dialog.accept());
  await page.reload();
  await page.unrouteAll({ behavior: "ignoreErrors" });
}

test(
  "after a reload the missing files of a folder are asked for, and only those are sent",
  { tag: "@long" },
  async ({ page, signedIn: _, api, expectAccessible }, testInfo) => {
    await page.goto("/");
    const photos = await Promise.all([1, 2, 3].map(smallPhoto));
    const folder = testInfo.outputPath("holiday");
    await writeFiles(folder, photos);
    await holdOriginals(page, 1);
    await expect(page.getByRole("button", { name: "Upload", exact: true })).toBeEnabled();
    const chooser = page.waitForEvent("filechooser");
    await page.getByRole("button", { name: "Choose a folder" }).click();
    await (await chooser).setFiles(folder);
    await expect(page.getByRole("region", { name: "Uploads" }).getByText(/^Uploaded/)).toHaveCount(1);
    await reloadAnyway(page);
    const offer = page.getByRole("region", { name: "Unfinished uploads" });
    await expect(offer).toContainText("2 files not uploaded yet");
    await expectAccessible();
    const sent: string[] = [];
    page.on("request", (request) => isOriginalSent(new URL(request.url())) && sent.push(request.url()));
    await expect(offer.getByRole("button", { name: "Choose the folder again" })).toBeVisible();
    await page.getByLabel("Files that are missing").setInputFiles(folder);
    await expect(tiles(page, "ready")).toHaveCount(3);
    expect(sent).toHaveLength(2);
    await expect.poll(async () => (await (await api.get("/api/images")).json()).images.length).toBe(3);
    await page.reload();
    await expect(page.getByRole("button", { name: "Upload", exact: true })).toBeEnabled();
    await expect(tiles(page)).toHaveCount(3);
    await expect(offer).toHaveCount(0);
  },
);

test("where the browser knows where the files are, uploads go on alone after a reload", async ({
  page,
  signedIn: _,
}, testInfo) => {
  await page.goto("/");
  const photos = await Promise.all([1, 2, 3].map(smallPhoto));
  // Files in the page's private storage act as files that the browser may read again without asking.
  await page.addInitScript(() => {
    const proto = DataTransferItem.prototype as unknown as { getAsFileSystemHandle: () => Promise<FileSystemHandle> };
    proto.getAsFileSystemHandle = async function (this: DataTransferItem) {
      const file = this.getAsFile();
      const folder = await navigator.storage.getDirectory();
      const handle = await folder.getFileHandle(file?.name ?? "", { create: true });
      const writable = await handle.createWritable();
      await writable.write(file ?? "");
      await writable.close();
      return handle;
    };
  });
  await page.reload();
  await holdOriginals(page, 1);
  await dropPaths(page, await writeFiles(testInfo.outputPath("dropped"), photos));
  await expect(page.getByRole("region", { name: "Uploads" }).getByText(/^Uploaded/)).toHaveCount(1);
  await reloadAnyway(page);
  await expect(tiles(page, "ready")).toHaveCount(3);
  await expect(page.getByRole("region", { name: "Unfinished uploads" })).toHaveCount(0);
});

test("a second tab offers nothing that the first one is sending, and what is discarded is forgotten", {
  tag: "@long",
}, async ({ page, signedIn: _ }) => {
  await page.goto("/");
  await holdOriginals(page, 0);
  await chooseFiles(page, [asPayload(await smallPhoto(1))]);
  await expect(uploadRow(page, "photo-1.jpg")).toBeVisible();
  const other = await page.context().newPage();
  await other.goto("/");
  const offer = (tab: Page) => tab.getByRole("region", { name: "Unfinished uploads" });
  await expect(other.getByRole("button", { name: "Upload", exact: true })).toBeEnabled();
  await other.waitForLoadState("networkidle");
  await expect(offer(other)).toHaveCount(0);
  await page.close({ runBeforeUnload: false });
  await other.reload();
  await expect(offer(other)).toContainText("1 file not uploaded yet");
  await expect(offer(other).getByRole("button", { name: "Choose the files again" })).toBeVisible();
  await offer(other).getByRole("button", { name: "Discard" }).click();
  await expect(offer(other)).toHaveCount(0);
  await other.reload();
  await other.waitForLoadState("networkidle");
  await expect(offer(other)).toHaveCount(0);
});

test("the end of the list stays below the photos that come in", { tag: "@long" }, async ({ page, signedIn: _ }) => {
  await page.goto("/");
  await chooseFiles(page, [asPayload(await smallPhoto(0))]);
  await expect(page.getByText("That's all: 1 photo")).toBeVisible();
  await expect(tiles(page).getByRole("img")).toHaveCount(1);
  const more = Array.from({ length: 11 }, (_, index) => smallPhoto(index + 1));
  await chooseFiles(page, (await Promise.all(more)).map(asPayload));
  await expect(tiles(page).getByRole("img")).toHaveCount(12);
  const end = await page.getByText("That's all: 12 photos").boundingBox();
  const boxes = await Promise.all((await tiles(page).all()).map((one) => one.boundingBox()));
  const bottom = Math.max(...boxes.map((box) => (box ? box.y + box.height : 0)));
  expect(end?.y).toBeGreaterThan(bottom);
});
