import { expect, openSession, test } from "#tests/support/fixtures.ts";
import { jpegWithExif, pngWithAlpha, smallPhoto, truncated } from "#tests/support/image-factory.ts";
import { asPayload, haveImages, tiles } from "./library-steps.ts";

test.use({ locale: "de-DE" });

test("whose browser asks for German signs in, uploads and makes an album in German", async ({
  page,
  person,
  expectAccessible,
}) => {
  const problems: string[] = [];
  page.on("console", (message) => message.type() === "error" && problems.push(message.text()));
  await page.goto("/");
  await expect(page).toHaveTitle("Anmelden · Skylight");
  await expect(page.locator("html")).toHaveAttribute("lang", "de");
  await expectAccessible();
  await page.getByLabel("E-Mail").fill(person.email);
  await page.getByLabel("Passwort", { exact: true }).fill("nicht das Passwort");
  await page.getByRole("button", { name: "Anmelden" }).click();
  await expect(page.getByText("E-Mail-Adresse oder Passwort ist falsch.")).toBeVisible();
  await page.getByLabel("Passwort", { exact: true }).fill(person.password);
  await page.getByRole("button", { name: "Anmelden" }).click();
  await expect(page.getByRole("heading", { name: "Hier erscheinen deine Fotos" })).toBeVisible();
  await expectAccessible();

  const chooser = page.waitForEvent("filechooser");
  await page.getByRole("button", { name: "Hochladen", exact: true }).click();
  await (await chooser).setFiles([asPayload(await smallPhoto(1)), asPayload(await smallPhoto(2))]);
  await expect(tiles(page, "ready")).toHaveCount(2);
  await expect(page.getByRole("heading", { name: "2 Dateien hochgeladen" })).toBeVisible();
  await tiles(page).first().focus();
  await page.keyboard.press("x");
  await page.getByRole("button", { name: "Zu Album hinzufügen" }).click();
  await page.getByLabel("Album suchen oder anlegen").fill("Norwegen");
  await page.getByRole("button", { name: "Anlegen" }).click();
  await expect(page.getByText("zu Norwegen hinzugefügt")).toBeVisible();
  await page.getByRole("navigation", { name: "Bereiche" }).getByRole("link", { name: "Alben" }).click();
  await page.getByRole("link", { name: "Norwegen 1 Foto" }).click();
  await expect(page.getByRole("heading", { name: "Norwegen" })).toBeVisible();
  await expect(page.getByRole("button", { name: "Album löschen" })).toBeVisible();
  // What server and browser write differs nowhere: React would say so.
  expect(problems.filter((text) => !text.includes("status of 401"))).toEqual([]);
});

test("a file that fails says why in German", { tag: "@long" }, async ({ page, signedIn: _, api }) => {
  await haveImages(api, [{ ...truncated(await pngWithAlpha(), 0.01), fileName: "kaputt.png" }]);
  await page.goto("/");
  await expect(page.getByText("1 Datei ließ sich nicht lesen")).toBeVisible();
  await page.getByRole("link", { name: "Ansehen" }).click();
  await expect(page.getByRole("heading", { name: /beschädigt oder unvollständig/ })).toBeVisible();
  await page.getByRole("button", { name: "kaputt.png löschen" }).click();
  await expect(page.getByText("kaputt.png gelöscht")).toBeVisible();
});

test("a photo is looked at, shared and found in German", { tag: "@long" }, async ({
  page,
  signedIn: _,
  api,
  expectAccessible,
}) => {
  const [image] = await haveImages(api, [await jpegWithExif()]);
  await page.goto(`/images/${image?.id}`);
  await page.getByRole("button", { name: "Titel und Beschreibung hinzufügen" }).click();
  await page.getByLabel("Titel", { exact: true }).fill("Am Meer");
  await page.getByRole("button", { name: "Speichern" }).click();
  await expect(page.getByRole("button", { name: "Titel und Beschreibung bearbeiten" })).toBeVisible();
  await expectAccessible();
  await page.getByRole("button", { name: "Teilen" }).click();
  await page.getByRole("button", { name: "Link erstellen" }).click();
  await page.goto(await page.getByLabel("Link", { exact: true }).inputValue());
  await expect(page.getByRole("heading", { name: "Geteilte Fotos" })).toBeVisible();
  await expect(page.getByText("1 Foto", { exact: true })).toBeVisible();
  await page.goto("/search?from=2019-01-01&favourite=false");
  await expect(page.getByRole("link", { name: "Filter Seit 2019 entfernen" })).toBeVisible();
  await expect(page.getByRole("link", { name: "Filter Keine Favoriten entfernen" })).toBeVisible();
});

test("the account page switches the language, which stays", { tag: "@long" }, async ({ page, signedIn: _ }) => {
  await page.goto("/account?from=menu");
  await expect(page.getByRole("heading", { name: "Konto", exact: true })).toBeVisible();
  await page.getByRole("button", { name: "English" }).click();
  await expect(page.getByRole("heading", { name: "Account", exact: true })).toBeVisible();
  await expect(page).toHaveURL("/account?from=menu");
  await page.goto("/trash");
  await expect(page.getByRole("heading", { name: "The trash is empty" })).toBeVisible();
});

test("a link to reset a password survives the switch", { tag: "@long" }, async ({ page }) => {
  await page.goto("/reset-password#token");
  await expect(page.getByRole("heading", { name: "Wähle ein neues Passwort" })).toBeVisible();
  await page.getByRole("button", { name: "English" }).click();
  await expect(page.getByRole("heading", { name: "Choose a new password" })).toBeVisible();
  await expect(page).toHaveURL(/#token$/);
});

test.describe("without scripts", () => {
  test.use({ javaScriptEnabled: false });

  test("pages are German, and the language can be switched", { tag: "@long" }, async ({ page, person }) => {
    await page.goto("/sign-in?returnTo=%2Ftrash");
    await expect(page.getByRole("heading", { name: "Willkommen zurück" })).toBeVisible();
    await page.getByRole("button", { name: "English" }).click();
    await expect(page.getByRole("heading", { name: "Welcome back" })).toBeVisible();
    await expect(page).toHaveURL("/sign-in?returnTo=%2Ftrash");
    await openSession(page, person);
    await page.goto("/account");
    await page.getByRole("button", { name: "Deutsch" }).click();
    await expect(page.getByRole("heading", { name: "Konto", exact: true })).toBeVisible();
  });
});
