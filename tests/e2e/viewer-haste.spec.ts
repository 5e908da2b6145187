import { expect, test } from "#tests/support/fixtures.ts";
import { expectPainted, havePhotos, openPhoto } from "./library-steps.ts";

/* Whoever is quicker than the network, and what becomes of that. */

test("ten quick presses lead ten photos on, though five are known and what follows is slow to come", {
  tag: "@long",
}, async ({ page, signedIn: _, api }) => {
  const photos = await havePhotos(api, 12);
  await openPhoto(page, `/images/${photos[0]?.id}`);
  await page.route("**/api/images/*/view*", async (route) => {
    await new Promise((resolve) => setTimeout(resolve, 300));
    // The test may be over by then.
    await route.continue().catch(() => undefined);
  });
  for (let press = 0; press < 10; press++) await page.keyboard.press("ArrowRight");
  await expect(page.getByRole("heading", { level: 1 })).toHaveText(photos[10]?.fileName ?? "");
  await expect(page).toHaveURL(`/images/${photos[10]?.id}`);
  // At the last one a press leads nowhere, then or later.
  for (let press = 0; press < 3; press++) await page.keyboard.press("ArrowRight");
  await expect(page).toHaveURL(`/images/${photos[11]?.id}`);
  await page.keyboard.press("ArrowLeft");
  await expect(page).toHaveURL(`/images/${photos[10]?.id}`);
});

test("a photo that does not load shows its preview, and is there once the network is back", { tag: "@long" }, async ({
  page,
  signedIn: _,
  api,
}) => {
  const photos = await havePhotos(api, 5);
  await openPhoto(page, `/images/${photos[0]?.id}`);
  const shown = page.locator("[data-shown]").getByRole("img");
  await expectPainted(shown);
  await page.route("**/*", (route) => route.abort("connectionrefused"));
  // Those next to the first have been fetched.
  for (let press = 0; press < 4; press++) await page.keyboard.press("ArrowRight");
  await expect(shown).toHaveAccessibleName(new RegExp(`${photos[4]?.fileName}$`));
  await expect(shown).toHaveCSS("background-image", /^url\("data:/);
  await expect(page.locator("[data-shown] img")).toHaveCount(0);
  await page.unrouteAll();
  await page.evaluate(() => window.dispatchEvent(new Event("online")));
  await expectPainted(shown);
  await expect(shown).toHaveCSS("background-image", "none");
});

test("of two quick presses the second one stays, whichever request the server hears first", { tag: "@long" }, async ({
  page,
  signedIn: _,
  api,
}) => {
  const [photo] = await havePhotos(api, 1);
  await openPhoto(page, `/images/${photo?.id}`);
  const { promise: isLet, resolve: letThrough } = Promise.withResolvers<void>();
  let patches = 0;
  await page.route(`**/api/images/${photo?.id}`, async (route) => {
    patches += 1;
    if (patches === 1) await isLet;
    await route.continue();
  });
  const heart = page.getByRole("button", { name: "Favourite", exact: true });
  await page.keyboard.press("l");
  await expect(heart).toHaveAttribute("aria-pressed", "true");
  await page.keyboard.press("l");
  await expect(heart).toHaveAttribute("aria-pressed", "false");
  const second = page.waitForResponse((response) => response.request().postData() === '{"favourite":false}');
  letThrough();
  expect((await second).ok()).toBe(true);
  await expect(heart).toHaveAttribute("aria-pressed", "false");
  const answer = await api.get(`/api/images/${photo?.id}`);
  expect((await answer.json()).image.favourite).toBe(false);
});

test("a photo becomes a favourite at once, also before all is known of it", async ({ page, signedIn: _, api }) => {
  const photos = await havePhotos(api, 2);
  await openPhoto(page, `/images/${photos[0]?.id}`);
  await page.route("**/api/images/*/view*", () => undefined);
  await page.keyboard.press("ArrowRight");
  await expect(page.getByRole("heading", { level: 1 })).toHaveText(photos[1]?.fileName ?? "");
  await page.keyboard.press("l");
  await expect(page.getByRole("button", { name: "Favourite", exact: true })).toHaveAttribute("aria-pressed", "true");
});

test("keys do the same with Caps Lock and on keyboards of other scripts; Escape leaves the zoom and then the viewer", {
  tag: "@long",
}, async ({ page, signedIn: _, api }) => {
  const photos = await havePhotos(api, 3);
  await openPhoto(page, `/images/${photos[0]?.id}`);
  const press = (key: string, code: string) =>
    page.evaluate(
      (init) => document.body.dispatchEvent(new KeyboardEvent("keydown", { ...init, bubbles: true, cancelable: true })),
      { key, code },
    );
  const heart = page.getByRole("button", { name: "Favourite", exact: true });
  await press("L", "KeyL");
  await expect(heart).toHaveAttribute("aria-pressed", "true");
  await press("д", "KeyL");
  await expect(heart).toHaveAttribute("aria-pressed", "false");

  // A photo that came later than the viewer hears keys after it.
  await page.keyboard.press("ArrowRight");
  await page.keyboard.press("ArrowRight");
  await expect(page).toHaveURL(`/images/${photos[2]?.id}`);
  await page.keyboard.press("z");
  await expect(page.locator("[data-zoomed=true]")).toHaveCount(1);
  await page.keyboard.press("Escape");
  await expect(page.locator("[data-zoomed=true]")).toHaveCount(0);
  await expect(page.getByRole("heading", { level: 1 })).toHaveText(photos[2]?.fileName ?? "");
  await page.keyboard.press("Backspace");
  await expect(page.getByRole("heading", { level: 1 })).toHaveText(photos[1]?.fileName ?? "");
  await page.keyboard.press("Escape");
  await expect(page).toHaveURL("/");
});
