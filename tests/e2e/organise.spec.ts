import { expect, test } from "#tests/support/fixtures.ts";
import { jpegWithExif, smallPhoto } from "#tests/support/image-factory.ts";
import { haveImage, haveImages, open, tiles } from "./library-steps.ts";

test("title, caption and tags are edited where a photo is read, by keyboard alone", async ({
  page,
  signedIn: _,
  api,
  expectAccessible,
}) => {
  const { id } = await haveImage(api, await smallPhoto(1));
  await api.post("/api/tags", { data: { name: "Seaside" } });
  const { album } = await (await api.post("/api/albums", { data: { name: "Norway" } })).json();
  await api.post("/api/images/bulk", { data: { action: "add_to_album", album: album.id, ids: [id] } });
  await page.goto(`/images/${id}`);
  const details = page.getByRole("complementary", { name: "Details" });
  await expect(details.getByRole("link", { name: "Norway" })).toHaveAttribute("href", `/albums/${album.id}`);

  // A key pressed before the page is ready is lost on a button that waits for it.
  await expect(details.getByRole("button", { name: "Edit title and caption" })).toBeEnabled();
  await details.getByRole("button", { name: "Edit title and caption" }).press("Enter");
  await expect(details.getByLabel("Title")).toBeFocused();
  await page.keyboard.type("Sunset over Bergen");
  await page.keyboard.press("Tab");
  await page.keyboard.press("Control+a");
  await page.keyboard.type("The last evening");
  await expectAccessible();
  await page.keyboard.press("Tab");
  await page.keyboard.press("Enter");
  await expect(details.getByText("Sunset over Bergen")).toBeVisible();

  await details.getByLabel("Add a tag").focus();
  await expect(details.getByRole("option", { name: "Seaside" })).toBeVisible();
  await page.keyboard.type("sea");
  await expect(details.getByRole("option")).toHaveText(["Seaside", "New tag “sea”"]);
  await expectAccessible();
  await page.keyboard.press("Enter");
  await expect(details.getByRole("link", { name: "Seaside" })).toBeVisible();
  await details.getByLabel("Add a tag").pressSequentially("Evening light");
  await page.keyboard.press("Enter");
  await expect(details.getByRole("link", { name: "Evening light" })).toBeVisible();
  await details.getByRole("button", { name: "Remove tag Seaside" }).press("Enter");
  await expect(details.getByRole("link", { name: "Seaside" })).toHaveCount(0);
  await page.reload();
  await expect(details.getByText("The last evening")).toBeVisible();
  await expect(details.getByRole("link", { name: "Evening light" })).toBeVisible();
  await details.getByRole("link", { name: "Evening light" }).click();
  await expect(page).toHaveURL(/\/search\?tag=/);
  await expect(page.getByRole("link", { name: "Remove filter Evening light" })).toBeVisible();
  await expect(tiles(page)).toHaveCount(1);
});

test("photos that are archived leave the timeline and come back by undoing", async ({
  page,
  signedIn: _,
  api,
  expectAccessible,
}) => {
  await haveImages(api, [await smallPhoto(1), await smallPhoto(2)]);
  await open(page, "/");
  await tiles(page).first().focus();
  await page.keyboard.press("x");
  await page.getByRole("button", { name: "Archive" }).click();
  await expect(tiles(page)).toHaveCount(1);
  await page.getByRole("button", { name: "Undo" }).last().click();
  await expect(tiles(page)).toHaveCount(2);
  await tiles(page).first().focus();
  await page.keyboard.press("x");
  await page.getByRole("button", { name: "Archive" }).click();
  await expect(tiles(page)).toHaveCount(1);
  await page.getByRole("navigation", { name: "Sections" }).getByRole("link", { name: "Albums" }).click();
  await page.getByRole("link", { name: "Archive" }).click();
  await expect(page.getByRole("heading", { name: "Archive" })).toBeVisible();
  await expect(tiles(page)).toHaveCount(1);
  await expectAccessible();
  await tiles(page).first().click();
  await page.getByRole("button", { name: "Move out of archive" }).click();
  await expect(page.getByRole("button", { name: "Archive", exact: true })).toBeVisible();
  await page.goto("/archive");
  await expect(page.getByRole("heading", { name: "Nothing archived" })).toBeVisible();
});

test.describe("on a phone", () => {
  test.use({ viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true });

  test("several photos get a tag from the selection", async ({ page, signedIn: _, api, expectAccessible }) => {
    const images = await haveImages(api, [await smallPhoto(1), await smallPhoto(2)]);
    await open(page, "/");
    for (const { id } of images) await page.locator(`[data-tile="${id}"]`).press("x");
    await page.getByRole("button", { name: "More actions" }).click();
    await page.getByRole("menuitem", { name: "Add tag" }).click();
    const dialog = page.getByRole("dialog", { name: "Add tag" });
    await dialog.getByLabel("Tag").fill("Sea");
    await expect(dialog.getByRole("option", { name: "New tag “Sea”" })).toBeVisible();
    await expectAccessible();
    await page.keyboard.press("Enter");
    await expect(page.getByText("2 photos tagged “Sea”")).toBeVisible();
    await page.goto("/tags");
    await expect(page.getByRole("link", { name: "Sea 2 photos" })).toBeVisible();
    await expectAccessible();
  });
});

test("tags are renamed, merged and deleted; their photos stay", { tag: "@long" }, async ({
  page,
  signedIn: _,
  api,
  expectAccessible,
}) => {
  const { id } = await haveImage(api, await smallPhoto(1));
  for (const name of ["Sea", "Ocean", "Hill"]) {
    const { tag } = await (await api.post("/api/tags", { data: { name } })).json();
    if (name !== "Hill") await api.post("/api/images/bulk", { data: { action: "add_tag", tag: tag.id, ids: [id] } });
  }
  await page.goto("/tags");
  await expectAccessible();
  await page.getByRole("button", { name: "Change tag Hill" }).click();
  await page.getByRole("menuitem", { name: "Rename" }).click();
  await page.getByLabel("Name of the tag").fill("Mountain");
  await page.keyboard.press("Enter");
  await expect(page.getByRole("link", { name: "Mountain 0 photos" })).toBeVisible();
  await page.getByRole("button", { name: "Change tag Sea" }).click();
  await page.getByRole("menuitem", { name: "Merge into another tag" }).click();
  await page.getByRole("dialog").getByLabel("Tag").fill("oc");
  await expect(page.getByRole("option", { name: "Ocean" })).toBeVisible();
  await page.keyboard.press("Enter");
  await page.getByRole("alertdialog").getByRole("button", { name: "Merge" }).click();
  await expect(page.getByRole("link", { name: "Sea" })).toHaveCount(0);
  await expect(page.getByRole("link", { name: "Ocean 1 photo" })).toBeVisible();
  await page.getByRole("button", { name: "Undo" }).click();
  await expect(page.getByRole("link", { name: "Sea 1 photo" })).toBeVisible();
  await page.getByRole("button", { name: "Change tag Mountain" }).click();
  await page.getByRole("menuitem", { name: "Delete" }).click();
  await page.getByRole("alertdialog").getByRole("button", { name: "Delete tag" }).click();
  await expect(page.getByRole("link", { name: "Mountain" })).toHaveCount(0);
  await page.goto("/");
  await expect(tiles(page)).toHaveCount(1);
});

test("a search is typed, completed, narrowed and widened again", async ({
  page,
  signedIn: _,
  api,
  expectAccessible,
}) => {
  const [first, second] = await haveImages(api, [await jpegWithExif(), await smallPhoto(1)]);
  await api.patch(`/api/images/${first?.id}`, { data: { title: "Harbour of Bergen" } });
  await api.patch(`/api/images/${second?.id}`, { data: { title: "Harbour of Oslo" } });
  const { tag } = await (await api.post("/api/tags", { data: { name: "Seaside" } })).json();
  await api.post("/api/images/bulk", { data: { action: "add_tag", tag: tag.id, ids: [first?.id, second?.id] } });
  await open(page, "/trash");
  await page.keyboard.press("/");
  await page.keyboard.type("harbour sea");
  await expect(page.getByRole("option", { name: "Seaside Tag" })).toBeVisible();
  await expectAccessible();
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("Enter");
  await expect(page.getByRole("heading", { name: "Photos with “harbour”" })).toBeVisible();
  await expect(page.getByRole("link", { name: "Remove filter Seaside" })).toBeVisible();
  await expect(tiles(page)).toHaveCount(2);
  await expect(page.getByText("2 photos", { exact: true })).toBeVisible();
  await expectAccessible();

  await page.getByRole("button", { name: "Year" }).click();
  await page.getByRole("menuitem", { name: "2024 1" }).click();
  await expect(page.getByRole("link", { name: "Remove filter 2024" })).toBeVisible();
  await expect(tiles(page)).toHaveCount(1);
  await page.reload();
  await expect(tiles(page)).toHaveCount(1);
  await page.goBack();
  await expect(tiles(page)).toHaveCount(2);

  // What is typed next keeps the filters.
  await page.getByRole("heading", { name: "Photos with “harbour”" }).click();
  await page.keyboard.press("/");
  await page.getByRole("banner").getByLabel("Search photos").fill("harbour may 2024");
  await page.keyboard.press("Enter");
  await expect(page.getByRole("link", { name: "Remove filter May 2024" })).toBeVisible();
  await expect(page.getByRole("link", { name: "Remove filter Seaside" })).toBeVisible();
  await expect(tiles(page)).toHaveCount(1);
  await page.getByRole("link", { name: "Remove filter May 2024" }).click();
  await expect(tiles(page)).toHaveCount(2);
  await page.getByRole("link", { name: "Remove filter Seaside" }).click();
  await expect(page).toHaveURL(/\/search\?q=harbour$/);

  await page.getByRole("button", { name: "Save search" }).click();
  await expect(page.getByRole("dialog").getByLabel("Name")).toHaveValue("harbour");
  await page.keyboard.type("Harbours");
  await expectAccessible();
  await page.keyboard.press("Enter");
  await expect(page.getByText("“Harbours” is saved beside your albums")).toBeVisible();
  await page.goto("/albums");
  await expectAccessible();
  await page.getByRole("button", { name: "Delete saved search Harbours" }).click();
  await expect(page.getByRole("link", { name: "Harbours" })).toHaveCount(0);
  await page.getByRole("button", { name: "Undo" }).click();
  await page.getByRole("main").getByRole("link", { name: "Harbours" }).click();
  await expect(page).toHaveURL(/\/search\?q=harbour$/);
  await expect(tiles(page)).toHaveCount(2);
});

test("a time is changed in the viewer, shifted for several, and given back to the file", { tag: "@long" }, async ({
  page,
  signedIn: _,
  api,
  expectAccessible,
}) => {
  const { id } = await haveImage(api, await jpegWithExif());
  await page.goto(`/images/${id}`);
  const details = page.getByRole("complementary", { name: "Details" });
  await details.getByRole("button", { name: "Change date and time" }).click();
  await expect(details.getByLabel("Local time")).toHaveValue(/^2024-05-01T10:00/);
  await details.getByLabel("Local time").fill("2023-02-03T08:15:00");
  await details.getByLabel("Time zone").selectOption("+09:00");
  await expectAccessible();
  await details.getByRole("button", { name: "Save" }).click();
  await expect(details).toContainText("Fri, February 3, 2023 at 8:15 AM (UTC+09:00)");
  await expect(details).toContainText("Set by you");

  await open(page, "/");
  await expect(page.getByRole("heading", { name: "February 2023" })).toBeVisible();
  await tiles(page).first().focus();
  await page.keyboard.press("x");
  await page.getByRole("button", { name: "More actions" }).click();
  await page.getByRole("menuitem", { name: "Change date and time" }).click();
  await page.getByLabel("Days").fill("60");
  await expectAccessible();
  await page.getByRole("button", { name: "Change", exact: true }).click();
  await expect(page.getByRole("heading", { name: "April 2023" })).toBeVisible();
  await page.getByRole("button", { name: "Undo" }).last().click();
  await expect(page.getByRole("heading", { name: "February 2023" })).toBeVisible();

  await page.goto(`/images/${id}`);
  await details.getByRole("button", { name: "Change date and time" }).click();
  await details.getByRole("button", { name: "As the file says" }).click();
  await expect(details).toContainText("Wed, May 1, 2024 at 10:00 AM (UTC+02:00)");
});

test("a photo that is opened from a search leads to the others of it, and back", { tag: "@long" }, async ({
  page,
  signedIn: _,
  api,
}) => {
  const images = await haveImages(api, [await smallPhoto(1), await smallPhoto(2), await smallPhoto(3)]);
  const [first, second, third] = images;
  for (const image of [first, third]) await api.patch(`/api/images/${image?.id}`, { data: { title: "Harbour" } });
  await page.goto("/search?q=harbour");
  // Comes after the photos: nothing moves any more.
  await expect(page.getByText("2 photos", { exact: true })).toBeVisible();
  await tiles(page).first().click();
  const title = page.getByRole("complementary", { name: "Details" }).getByText("Harbour");
  await expect(title).toBeVisible();
  const next = page.getByRole("link", { name: "Next photo" });
  await next.click();
  await expect(next).toHaveCount(0);
  await expect(page).not.toHaveURL(new RegExp(second?.id ?? "no id"));
  await expect(title).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(page).toHaveURL(/\/search\?q=harbour$/);
});

test.describe("where it is another day than in UTC", () => {
  const timezoneId = new Date().getUTCHours() < 11 ? "Pacific/Pago_Pago" : "Pacific/Kiritimati";
  test.use({ timezoneId });

  test("yesterday is that of the reader", { tag: "@long" }, async ({ page, signedIn: _, api }) => {
    const [image, other] = await haveImages(api, [await smallPhoto(1), await smallPhoto(2)]);
    await api.patch(`/api/images/${other?.id}`, { data: { takenAt: "2020-01-01T12:00:00" } });
    const yesterday = new Intl.DateTimeFormat("sv-SE", { timeZone: timezoneId, dateStyle: "short" }).format(
      Date.now() - 24 * 60 * 60 * 1000,
    );
    await api.patch(`/api/images/${image?.id}`, { data: { takenAt: `${yesterday}T00:00:01` } });
    await open(page, "/");
    await page.goto("/search?q=yesterday");
    await expect(tiles(page)).toHaveCount(1);
  });
});
