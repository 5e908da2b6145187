import { runAdminCommand } from "#tests/support/admin-command.ts";
import { logIn } from "#tests/support/api-session.ts";
import { describeLibrary } from "#tests/support/described-library.ts";
import { expect, registerPerson, test } from "#tests/support/fixtures.ts";
import { makeTakeout } from "#tests/support/german-takeout.ts";
import { smallPhoto } from "#tests/support/image-factory.ts";
import { rawZip } from "#tests/support/raw-zip.ts";
import { compareTakeout, expectedRows, exportZips } from "#tests/support/shared-exports.ts";
import {
  asPayload,
  chooseFiles,
  dropAgain,
  dropPaths,
  startImport,
  tile,
  tiles,
  uploadRow,
  writeFiles,
} from "./library-steps.ts";

test("dropped zips of a Takeout become photos, albums and tags", async ({
  page,
  signedIn: _,
  baseURL,
  person,
}, testInfo) => {
  await page.goto("/");
  test.setTimeout(180_000);
  await dropPaths(page, await makeTakeout(testInfo.outputPath("takeout")));
  await startImport(page);
  await expect(page.getByText("4 photos described")).toBeVisible({ timeout: 60_000 });
  await expect(page.getByText("1 album and 1 tag made")).toBeVisible();
  await expect(uploadRow(page, "weg.jpg")).toContainText("In the trash.");
  await expect(uploadRow(page, "IMG_2(1).jpg").filter({ hasText: "2,000" })).toBeVisible();
  await expect(tile(page, "IMG_1.jpg")).toBeVisible();
  await expect(tiles(page, "ready").first()).toBeVisible();

  const library = [...(await describeLibrary(await logIn(baseURL ?? "", person))).values()];
  const byName = Object.fromEntries(library.map((image) => [image.fileName, image]));
  expect(byName["IMG_1.jpg"]).toMatchObject({
    caption: "Kuchen",
    takenAt: "2023-06-01T12:00:00+02:00",
    favourite: true,
    albumNames: ["Omas 80."],
    tagNames: ["Oma"],
  });
  expect(byName["IMG_1-bearbeitet.jpg"]).toMatchObject({ caption: "Kuchen", albumNames: [] });
  expect(byName["IMG_2.jpg"]).toMatchObject({ archived: true });
  expect(byName["IMG_3.jpg"]).toMatchObject({ albumNames: ["Omas 80."] });
});

test(
  "before an export comes in it is said what will come, and the options change it",
  { tag: "@long" },
  async ({ page, signedIn: _, baseURL, person, expectAccessible }, testInfo) => {
    await page.goto("/");
    test.setTimeout(180_000);
    const [first = "", second = ""] = await makeTakeout(testInfo.outputPath("takeout"));
    const chooser = page.waitForEvent("filechooser");
    await page.getByRole("button", { name: "Import an export" }).click();
    await (await chooser).setFiles(first);
    const dialog = page.getByRole("dialog", { name: "Import" });
    await expect(dialog).toContainText("4 photos found");
    await expect(dialog).not.toContainText("Albums: Omas 80.");
    await page.keyboard.press("Escape");
    await expect(dialog).toHaveCount(0);
    await expect(page.getByRole("button", { name: "Hide the list" })).toHaveCount(0);

    // The other part may be dropped on the dialog.
    await dropPaths(page, [first]);
    await expect(dialog).toContainText("4 photos found");
    await dropAgain(page, [second]);
    await expect(dialog).toContainText("5 photos found");
    await expect(dialog).toContainText("Albums: Omas 80.");
    await expect(dialog).toContainText("1 photo is archived.");
    await dialog.getByText("2 files left out").click();
    await expect(dialog.getByRole("listitem").filter({ hasText: "weg.jpg" })).toContainText("In the trash.");
    await dialog.getByText("Options").click();
    await expectAccessible();
    await dialog.getByLabel("Include trash").check();
    await expect(dialog).toContainText("6 photos found");
    await dialog.getByLabel("Archived photos").selectOption({ label: "Skip" });
    await expect(dialog).toContainText("5 photos found");
    await dialog.getByLabel("People").uncheck();
    await dialog.getByLabel("Put all photos into an album").fill("Everything");
    await expect(dialog).toContainText("Albums: Everything, Omas 80.");
    await dialog.getByRole("button", { name: "Import 5 photos" }).click();
    await expect(page.getByText("4 photos described")).toBeVisible({ timeout: 60_000 });

    const library = [...(await describeLibrary(await logIn(baseURL ?? "", person))).values()];
    const albumsByName = Object.fromEntries(library.map((image) => [image.fileName, image.albumNames.toSorted()]));
    expect(albumsByName).toEqual({
      "IMG_1.jpg": ["Everything", "Omas 80."],
      "IMG_1-bearbeitet.jpg": ["Everything"],
      "IMG_3.jpg": ["Everything", "Omas 80."],
      "weg.jpg": ["Everything"],
    });
    expect(library.flatMap(({ tagNames }) => tagNames)).toEqual([]);
  },
);

test("an export without photos says so, and nothing of it is imported", { tag: "@long" }, async ({
  page,
  signedIn: _,
}) => {
  await page.goto("/");
  await chooseFiles(page, [
    { name: "notes.zip", mimeType: "application/zip", buffer: rawZip([{ name: "a.txt", body: "nothing" }]) },
  ]);
  const dialog = page.getByRole("dialog", { name: "Import" });
  await expect(dialog).toContainText("No photos to import");
  await expect(dialog.getByRole("button", { name: "Import" })).toBeDisabled();
  await dialog.getByText("1 file left out").click();
  await expect(dialog.getByRole("listitem")).toContainText("a.txt");
});

test(
  "a dropped folder with sidecars is read as the command reads it",
  { tag: "@long" },
  async ({ page, signedIn: _ }, testInfo) => {
    await page.goto("/");
    const photo = await smallPhoto(1);
    const sidecar = { title: "Beach.jpg", description: "At the sea", photoTakenTime: { timestamp: "1560000000" } };
    const folder = testInfo.outputPath("folder");
    await writeFiles(folder, [
      photo,
      { fileName: `${photo.fileName}.json`, body: Buffer.from(JSON.stringify(sidecar)) },
      { fileName: "lonely.jpg.json", body: Buffer.from(JSON.stringify(sidecar)) },
    ]);
    await dropPaths(page, [folder]);
    await startImport(page);
    await expect(page.getByText("1 photo described")).toBeVisible({ timeout: 30_000 });
    await expect(uploadRow(page, "lonely.jpg.json")).toContainText("The photo for this sidecar is missing.");
    await tile(page, "Beach.jpg").click();
    await expect(page.getByText("At the sea")).toBeVisible();
  },
);

test(
  "photos that come in when they are tried again are described too",
  { tag: "@long" },
  async ({ page, signedIn: _ }, testInfo) => {
    await page.goto("/");
    const photo = await smallPhoto(1);
    const folder = testInfo.outputPath("folder");
    const sidecar = { title: "Beach.jpg", description: "At the sea", photoTakenTime: { timestamp: "1560000000" } };
    await writeFiles(folder, [
      photo,
      { fileName: `${photo.fileName}.json`, body: Buffer.from(JSON.stringify(sidecar)) },
    ]);
    const isOriginalSent = (url: URL) => url.pathname.includes("/uploads/") && url.pathname.endsWith("/original");
    await page.route(isOriginalSent, (route) =>
      route.fulfill({ status: 400, headers: { "access-control-allow-origin": "*" } }),
    );
    await dropPaths(page, [folder]);
    await startImport(page);
    const retry = page.getByRole("button", { name: "Retry all" });
    await expect(retry).toBeVisible();
    await page.unroute(isOriginalSent);
    await retry.click();
    await expect(page.getByText("1 photo described")).toBeVisible({ timeout: 30_000 });
  },
);

test("what is wrong with a chosen zip is said, and what is good in it comes in", async ({ page, signedIn: _ }) => {
  await page.goto("/");
  const { body } = await smallPhoto(2);
  const zip = rawZip([
    { name: "good.jpg", body },
    { name: "secret.jpg", body, flags: 1 },
    { name: "liar.jpg", body: Buffer.concat([body, body]), isDeflated: true, statedBytes: body.length },
  ]);
  await chooseFiles(page, [
    { name: "photos.zip", mimeType: "application/zip", buffer: zip },
    { name: "cut.zip", mimeType: "application/zip", buffer: zip.subarray(0, -30) },
  ]);
  await startImport(page);
  await expect(uploadRow(page, "good.jpg")).toContainText("Uploaded");
  await expect(uploadRow(page, "secret.jpg")).toContainText("It is encrypted.");
  await expect(uploadRow(page, "liar.jpg")).toContainText("damaged");
  await expect(uploadRow(page, "cut.zip")).toContainText("damaged or incomplete");
  await expect(tiles(page, "ready")).toHaveCount(1);
});

test("the Takeout that stays out of the repository comes in as its table says", { tag: "@long" }, async ({
  page,
  signedIn: _,
  baseURL,
  person,
}) => {
  await page.goto("/");
  test.skip(expectedRows("takeout").length === 0, "The exports are not at hand: set SKYLIGHT_EXPORTS to their folder.");
  test.setTimeout(300_000);
  await dropPaths(page, exportZips());
  await startImport(page);
  await expect(page.getByText(/\d+ photos described/)).toBeVisible({ timeout: 240_000 });
  const { found, expected } = await compareTakeout(await describeLibrary(await logIn(baseURL ?? "", person)));
  expect(found).toEqual(expected);
});

test("when the import dialog cannot be fetched, what is chosen next is uploaded, and the export can be tried again", {
  tag: "@long",
}, async ({ page, signedIn: _ }) => {
  await page.goto("/");
  const photo = await smallPhoto(1);
  await chooseFiles(page, [asPayload(photo)]);
  await expect(tiles(page, "ready")).toHaveCount(1);
  // Draws the first toast, for which code is fetched too.
  await tile(page, photo.fileName).focus();
  await page.keyboard.press("Delete");
  await expect(page.getByRole("button", { name: "Undo" })).toBeVisible();

  const { body } = await smallPhoto(2);
  const zip = { name: "a.zip", mimeType: "application/zip", buffer: rawZip([{ name: "in-zip.jpg", body }]) };
  const isCode = (url: URL) => url.pathname.endsWith(".js");
  await page.route(isCode, (route) => route.abort("connectionfailed"));
  await chooseFiles(page, [zip]);
  await expect(page.getByText("Nothing was imported")).toBeVisible();
  await page.unroute(isCode);
  await chooseFiles(page, [asPayload(await smallPhoto(3))]);
  await expect(tiles(page, "ready")).toHaveCount(1);
  await page.getByRole("button", { name: "Try again" }).click();
  await startImport(page);
  await expect(uploadRow(page, "in-zip.jpg")).toContainText("Uploaded");
});

test(
  "an export that is larger than what is free is said to be",
  { tag: "@long" },
  async ({ page, signedIn: _, person, request }, testInfo) => {
    await page.goto("/");
    const zips = await makeTakeout(testInfo.outputPath("takeout"));
    const admin = await registerPerson(request);
    await runAdminCommand("grant", admin.email);
    const headers = { authorization: `Bearer ${admin.token}` };
    const found = await request.get(`/api/admin/users?search=${encodeURIComponent(person.email)}`, { headers });
    const [{ id }] = (await found.json()).users;
    const changed = await request.patch(`/api/admin/users/${id}`, { headers, data: { quotaBytes: 1024 } });
    expect(changed.status()).toBe(200);
    const chooser = page.waitForEvent("filechooser");
    await page.getByRole("button", { name: "Import an export" }).click();
    await (await chooser).setFiles(zips);
    const dialog = page.getByRole("dialog", { name: "Import" });
    await expect(dialog).toContainText("5 photos found");
    await expect(dialog).toContainText("Only 1 KB of your storage is free.");
  },
);
