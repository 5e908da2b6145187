import { readFile } from "node:fs/promises";
import type { APIRequestContext, Page } from "@playwright/test";
import { catalogueSchema } from "#lib/imports/skylight-catalogue.ts";
import { expect, test } from "#tests/support/fixtures.ts";
import { jpegWithExif, smallPhoto, type TestFile } from "#tests/support/image-factory.ts";
import { readZip } from "#tests/support/unzip.ts";
import { haveImages, open, tiles } from "./library-steps.ts";

/** As in browsers that write no files: the zip is a download like any other. */
const withoutPicker = (page: Page) =>
  page.addInitScript(() => Object.defineProperty(window, "showSaveFilePicker", { value: undefined }));

/** Presses what starts a download, and reads the zip that comes. */
async function downloadZip(page: Page, press: () => Promise<void>) {
  const [download] = await Promise.all([page.waitForEvent("download"), press()]);
  return { name: download.suggestedFilename(), entries: readZip(await readFile(await download.path())) };
}

async function haveAlbum(api: APIRequestContext, name: string, files: TestFile[]): Promise<string> {
  const images = await haveImages(api, files);
  const { album } = await (await api.post("/api/albums", { data: { name } })).json();
  const data = { action: "add_to_album", album: album.id, ids: images.map(({ id }) => id) };
  expect((await api.post("/api/images/bulk", { data })).ok()).toBe(true);
  return album.id;
}

test("an album is downloaded as one zip of its originals", async ({ page, signedIn: _, api }) => {
  await withoutPicker(page);
  const dated = await jpegWithExif();
  const [one, two] = [await smallPhoto(1), await smallPhoto(2)];
  const sameName = { ...two, fileName: one.fileName };
  const album = await haveAlbum(api, "Norway: May", [dated, one, sameName]);
  await page.goto(`/albums/${album}`);
  const { name, entries } = await downloadZip(page, () => page.getByRole("button", { name: "Download all" }).click());
  expect(name).toBe("Norway_ May.zip");
  expect(entries).toHaveLength(3);
  const byName = new Map(entries.map((entry) => [entry.name, entry]));
  expect(byName.get(dated.fileName)?.content.equals(dated.body)).toBe(true);
  const { takenAt } = (await (await api.get("/api/images?q=&limit=200")).json()).images.find(
    ({ fileName }: { fileName: string }) => fileName === dated.fileName,
  );
  expect(byName.get(dated.fileName)?.time.slice(0, 16)).toBe(takenAt.slice(0, 16));
  const others = [one.fileName, one.fileName.replace(".jpg", " (2).jpg")].map((each) => byName.get(each)?.content);
  expect(others.filter((content) => content?.equals(one.body) || content?.equals(two.body))).toHaveLength(2);
  expect(others[0]?.equals(others[1] ?? Buffer.alloc(0))).toBe(false);
});

test("selected photos are written straight into the file that was chosen", { tag: "@long" }, async ({
  page,
  signedIn: _,
  api,
}) => {
  await page.addInitScript(() => {
    const picker = async ({ suggestedName }: { suggestedName: string }) =>
      (await navigator.storage.getDirectory()).getFileHandle(suggestedName, { create: true });
    Object.assign(window, { showSaveFilePicker: picker });
  });
  const files = [await jpegWithExif(), await smallPhoto(1)];
  await haveImages(api, files);
  await open(page, "/");
  await expect(tiles(page, "ready")).toHaveCount(2);
  await tiles(page).first().focus();
  await page.keyboard.press("x");
  await tiles(page)
    .nth(1)
    .click({ modifiers: ["Shift"] });
  await page.getByRole("toolbar", { name: "Selection" }).getByRole("button", { name: "Download" }).click();
  await expect(page.getByText("Photos downloaded", { exact: true })).toBeVisible();
  const bytes = await page.evaluate(async () => {
    const handle = await (await navigator.storage.getDirectory()).getFileHandle("Photos.zip");
    return [...new Uint8Array(await (await handle.getFile()).arrayBuffer())];
  });
  const entries = readZip(Buffer.from(bytes));
  expect(
    entries.map(({ name }) => name.split("/")).every(([month]) => /^(\d{4}-\d{2}|undated)$/.test(month ?? "")),
  ).toBe(true);
  expect(entries.map(({ content }) => content.length).sort()).toEqual(files.map(({ body }) => body.length).sort());
});

test("everything is exported as one zip with sidecars and a catalogue", async ({ page, signedIn: _, api }) => {
  await withoutPicker(page);
  const files = [await smallPhoto(1), await jpegWithExif()];
  const [image] = await haveImages(api, files);
  await api.patch(`/api/images/${image?.id}`, { data: { title: "Over the sea", archived: true } });
  await page.goto("/account");
  const press = () => page.getByRole("button", { name: "Export everything" }).click();
  const { name, entries } = await downloadZip(page, press);
  expect(name).toBe("Skylight export.zip");
  const byName = new Map(entries.map((entry) => [entry.name, entry.content]));
  const catalogue = catalogueSchema.parse(JSON.parse(String(byName.get("skylight.json"))));
  expect(catalogue.images).toHaveLength(2);
  for (const { file, fileName } of catalogue.images) {
    expect(byName.get(file)?.equals(files.find((each) => each.fileName === fileName)?.body ?? Buffer.alloc(0))).toBe(
      true,
    );
  }
  const archived = catalogue.images.find(({ id }) => id === image?.id);
  expect(archived).toMatchObject({ title: "Over the sea", archived: true });
  expect(String(byName.get(`${archived?.file}.xmp`))).toContain("Over the sea");

  const { album } = await (await api.post("/api/albums", { data: { name: "Norway" } })).json();
  await api.post("/api/images/bulk", { data: { action: "add_to_album", album: album.id, ids: [image?.id] } });
  await page.getByLabel("Folders").selectOption("Folders by album");
  const { entries: byAlbum } = await downloadZip(page, press);
  const folders = byAlbum.filter(({ name: path }) => path.endsWith(".jpg")).map(({ name: path }) => path.split("/")[0]);
  expect(folders.sort()).toEqual([expect.stringMatching(/^(\d{4}-\d{2}|undated)$/), "Norway"]);
});

test("visitors of a share download all of it, and without scripts one by one", async ({
  page,
  browser,
  baseURL,
  api,
}) => {
  await withoutPicker(page);
  const images = await haveImages(api, [await smallPhoto(1), await smallPhoto(2)]);
  const data = { ids: images.map(({ id }) => id), title: "Norway" };
  const { token } = await (await api.post("/api/shares", { data })).json();
  await page.goto(`/s/${token}`);
  const { name, entries } = await downloadZip(page, () => page.getByRole("button", { name: "Download all" }).click());
  expect(name).toBe("Norway.zip");
  expect(new Set(entries.map((entry) => entry.name)).size).toBe(2);
  for (const { content } of entries) expect(content.length).toBeGreaterThan(50);

  const context = await browser.newContext({ baseURL: baseURL ?? "", javaScriptEnabled: false });
  const phone = await context.newPage();
  await phone.goto(`/s/${token}`);
  await phone.getByRole("link", { name: "Download all" }).click();
  const links = phone.getByRole("main").getByRole("listitem").getByRole("link");
  await expect(links).toHaveCount(2);
  const [file] = await Promise.all([phone.waitForEvent("download"), links.first().click()]);
  expect((await readFile(await file.path())).length).toBeGreaterThan(50);

  const locked = await (await api.post("/api/shares", { data: { ...data, canDownload: false } })).json();
  await phone.goto(`/s/${locked.token}?files=1`);
  await expect(phone.getByRole("main").getByRole("img")).toHaveCount(2);
  await expect(phone.getByRole("link", { name: "Download all" })).toHaveCount(0);
  await context.close();
});
