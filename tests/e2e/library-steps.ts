import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { APIRequestContext, Locator, Page } from "@playwright/test";
import PQueue from "p-queue";
import { expect } from "#tests/support/fixtures.ts";
import { smallPhoto, type TestFile } from "#tests/support/image-factory.ts";

/* What people do in the library, for tests that are about something else. */

const CONCURRENCY = 4;

type Payload = { name: string; mimeType: string; buffer: Buffer };

export function asPayload({ fileName, contentType, body }: TestFile): Payload {
  return { name: fileName, mimeType: contentType, buffer: body };
}

/** Chooses files with the Upload button. */
export async function chooseFiles(page: Page, files: Payload[]): Promise<void> {
  const chooser = page.waitForEvent("filechooser");
  await page.getByRole("button", { name: "Upload", exact: true }).click();
  await (await chooser).setFiles(files);
}

/** Loads the page anew and waits until it hears keys. */
export async function reload(page: Page): Promise<void> {
  await page.reload();
  await hearsKeys(page);
}

/** Opens a page and waits until it hears keys. */
export async function open(page: Page, path: string): Promise<void> {
  await page.goto(path);
  await hearsKeys(page);
}

function hearsKeys(page: Page): Promise<void> {
  return expect(page.getByRole("button", { name: "Upload", exact: true })).toBeEnabled();
}

/** Files beyond what setFiles takes as bytes stand on disk first. Returns their paths. */
export async function writeFiles(folder: string, files: Pick<TestFile, "fileName" | "body">[]): Promise<string[]> {
  await mkdir(folder, { recursive: true });
  return Promise.all(
    files.map(async ({ fileName, body }) => {
      const path = join(folder, fileName);
      await writeFile(path, body);
      return path;
    }),
  );
}

/** Drops files and folders from disk on the middle of the page, the way the browser itself hands them over. */
export async function dropPaths(page: Page, paths: string[]): Promise<void> {
  await expect(page.getByRole("button", { name: "Upload", exact: true })).toBeEnabled();
  await dropAgain(page, paths);
}

/** The same on a page that has taken something before, whatever covers it. */
export async function dropAgain(page: Page, paths: string[]): Promise<void> {
  const browser = await page.context().newCDPSession(page);
  const event = { x: 400, y: 400, data: { items: [], files: paths, dragOperationsMask: 1 } };
  await browser.send("Input.dispatchDragEvent", { ...event, type: "dragEnter" });
  await browser.send("Input.dispatchDragEvent", { ...event, type: "dragOver" });
  await expect(page.getByText("Drop to upload")).toBeVisible();
  await browser.send("Input.dispatchDragEvent", { ...event, type: "drop" });
}

/** Imports what was chosen, once it has been read, as the dialog proposes it. */
export async function startImport(page: Page): Promise<void> {
  await page
    .getByRole("dialog", { name: "Import" })
    .getByRole("button", { name: /^Import \d/ })
    .click();
}

/** The tiles of the gallery, in reading order, optionally only those in one state. */
export function tiles(page: Page, status?: "ready" | "failed" | "processing"): Locator {
  return page.locator(status ? `[data-tile][data-status=${status}]` : "[data-tile]");
}

export function tile(page: Page, fileName: string): Locator {
  return page.getByRole("main").getByRole("link", { name: fileName });
}

/** The row of a file in the list of uploads. */
export function uploadRow(page: Page, fileName: string): Locator {
  return page.getByRole("region", { name: "Uploads" }).getByRole("listitem").filter({ hasText: fileName });
}

/** The PUT of an original to storage. */
export const isOriginalSent = (url: URL) => url.pathname.includes("/uploads/") && url.pathname.endsWith("/original");

/** Lets so many originals through to storage and keeps the others waiting, as a slow network does. */
export async function holdOriginals(page: Page, passing: number): Promise<void> {
  let sent = 0;
  await page.route(isOriginalSent, async (route) => {
    sent += 1;
    if (sent <= passing) await route.continue();
  });
}

interface StoredImage {
  id: string;
  status: string;
}

/** Uploads through the API and waits until the image is ready or failed. Returns it. */
export async function haveImage(api: APIRequestContext, file: TestFile): Promise<StoredImage> {
  const image = await sendImage(api, file);
  let latest = image;
  await expect
    .poll(async () => {
      latest = (await (await api.get(`/api/images/${image.id}`)).json()).image;
      return latest.status;
    })
    .toMatch(/ready|failed/);
  return latest;
}

/** Uploads several through the API, some concurrently. Returns them in the order of the files. */
export function haveImages(api: APIRequestContext, files: TestFile[]): Promise<StoredImage[]> {
  return mapConcurrently(files, (file) => haveImage(api, file));
}

/** Uploads as haveImages does, for tests to which it is the same whether the images are ready yet. */
export function sendImages(api: APIRequestContext, files: TestFile[]): Promise<StoredImage[]> {
  return mapConcurrently(files, (file) => sendImage(api, file));
}

async function sendImage(api: APIRequestContext, file: TestFile): Promise<StoredImage> {
  const answer = await api.post("/api/upload", { multipart: { file: asPayload(file) } });
  expect(answer.status(), await answer.text()).toBe(202);
  return (await answer.json()).image;
}

function mapConcurrently<Item, Result>(items: Item[], run: (item: Item) => Promise<Result>): Promise<Result[]> {
  const queue = new PQueue({ concurrency: CONCURRENCY });
  return Promise.all(items.map((item) => queue.add(() => run(item))));
}

/** Whether a picture has really been painted from bytes, not merely placed. */
export async function expectPainted(picture: Locator): Promise<void> {
  await expect
    .poll(() => picture.evaluate((image) => image instanceof HTMLImageElement && image.complete && image.naturalWidth))
    .toBeGreaterThan(0);
}

/** Photos in the order of the timeline: the one uploaded last comes first. */
export async function havePhotos(api: APIRequestContext, count: number): Promise<{ id: string; fileName: string }[]> {
  const images: { id: string; fileName: string }[] = [];
  for (let seed = 1; seed <= count; seed++) {
    const photo = await smallPhoto(seed);
    images.unshift({ ...(await haveImage(api, photo)), fileName: photo.fileName });
  }
  return images;
}

export async function openPhoto(page: Page, path: string): Promise<void> {
  await page.goto(path);
  await expect(page.getByRole("button", { name: "Favourite", exact: true })).toBeEnabled();
}

/** Refuses the URLs of pictures that a page has, as storage does when they have expired; new ones work. */
export async function letUrlsExpire(page: Page): Promise<void> {
  const renewed = "&renewed";
  await page.route(/\/thumbnails\//, (route) => {
    const url = route.request().url();
    return url.endsWith(renewed)
      ? route.continue({ url: url.slice(0, -renewed.length) })
      : route.fulfill({ status: 403 });
  });
  await page.route("**/api/images/lookup", async (route) => {
    const response = await route.fetch();
    const body = (await response.text()).replaceAll(/"(url":"[^"]+)"/g, `"$1${renewed}"`);
    await route.fulfill({ response, body });
  });
}
