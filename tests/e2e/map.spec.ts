import type { APIRequestContext } from "@playwright/test";
import { expect, test } from "#tests/support/fixtures.ts";
import { smallPhoto } from "#tests/support/image-factory.ts";
import { haveImage, haveImages, open, tiles } from "./library-steps.ts";

const munich = { latitude: 48.137, longitude: 11.575 };
const nearby = { latitude: 48.17, longitude: 11.6 };
const sydney = { latitude: -33.85, longitude: 151.2 };

async function place(api: APIRequestContext, ids: string[], position: object): Promise<void> {
  const answer = await api.post("/api/images/bulk", { data: { action: "set_position", position, ids } });
  expect(answer.status(), await answer.text()).toBe(200);
}

test("clusters on the map part as it comes nearer, and lead to their photos, by keyboard alone", {
  tag: "@long",
}, async ({ page, signedIn: _, api, expectAccessible }) => {
  const photos = await haveImages(api, [await smallPhoto(1), await smallPhoto(2), await smallPhoto(3)]);
  const [one = "", two = "", three = ""] = photos.map(({ id }) => id);
  await place(api, [one], munich);
  await place(api, [two], nearby);
  await place(api, [three], sydney);
  await page.goto("/map");
  const markers = page.getByRole("list", { name: "Photos on the map" }).getByRole("link");
  await expect(markers).toHaveCount(2);
  await expect(markers.first()).toHaveAccessibleName("2 photos, Munich");
  await expect(page.locator("canvas[data-drawn]")).toBeVisible();
  await expectAccessible();
  await expect(page.getByRole("button", { name: "Show 3 photos" })).toBeVisible();

  await page.goto(`/map?at=${munich.latitude},${munich.longitude},8`);
  await expect(markers).toHaveCount(1);
  const map = page.getByRole("application", { name: /^Map of your photos/ });
  await map.focus();
  for (let step = 0; step < 4; step++) await page.keyboard.press("+");
  await expect(markers).toHaveCount(2);
  await expect(page).toHaveURL(/at=48\.1\d+,11\.5\d+,12\.00/);
  await page.keyboard.press("ArrowRight");
  await expect(page).not.toHaveURL(/,11\.575/);
  await page.keyboard.press("-");
  await page.goBack();
  await page.goto(`/map?at=${munich.latitude},${munich.longitude},8`);
  await markers.first().press("Enter");
  await expect(page).toHaveURL(/\/search\?box=/);
  await expect(page.getByRole("link", { name: "Remove filter Area on the map" })).toBeVisible();
  await expect(tiles(page)).toHaveCount(2);
});

test("an area drawn on the map is a filter", async ({ page, signedIn: _, api }) => {
  const photos = await haveImages(api, [await smallPhoto(1), await smallPhoto(2)]);
  await place(api, [photos[0]?.id ?? ""], munich);
  await place(api, [photos[1]?.id ?? ""], sydney);
  await page.goto(`/map?at=${munich.latitude},${munich.longitude},8`);
  await page.getByRole("button", { name: "Choose an area" }).click();
  const frame = await page.getByRole("application").boundingBox();
  const [x, y] = [(frame?.x ?? 0) + (frame?.width ?? 0) / 2, (frame?.y ?? 0) + (frame?.height ?? 0) / 2];
  await page.mouse.move(x - 100, y - 100);
  await page.mouse.down();
  await page.mouse.move(x + 100, y + 100, { steps: 3 });
  await page.mouse.up();
  await expect(page).toHaveURL(/\/search\?box=/);
  await expect(tiles(page)).toHaveCount(1);
});

test("a photo gets a place by name or by a press on the map, and gives it back", async ({
  page,
  signedIn: _,
  api,
  expectAccessible,
}) => {
  const { id } = await haveImage(api, await smallPhoto(1));
  await page.goto(`/images/${id}`);
  const details = page.getByRole("complementary", { name: "Details" });
  await details.getByRole("button", { name: "Change place" }).click();
  const dialog = page.getByRole("dialog", { name: "Place" });
  await expect(dialog.getByLabel("City")).toBeFocused();
  await dialog.getByLabel("City").fill("paris");
  await expect(dialog.getByRole("option").first()).toContainText("Île-de-France");
  await expectAccessible();
  await page.keyboard.press("Enter");
  await dialog.getByRole("button", { name: "Set place" }).click();
  await expect(details.getByText("Paris, Île-de-France, France")).toBeVisible();
  await expect(details.locator("canvas[data-drawn]")).toBeVisible();

  await details.getByRole("button", { name: "Change place" }).click();
  for (let step = 0; step < 5; step++) await dialog.getByRole("button", { name: "Zoom out" }).click();
  await dialog.getByRole("application").click({ position: { x: 100, y: 120 } });
  await dialog.getByRole("button", { name: "Set place" }).click();
  await expect(details.getByText("Paris, Île-de-France, France")).toHaveCount(0);
  await details.getByRole("button", { name: "Change place" }).click();
  await dialog.getByRole("button", { name: "As the file says" }).click();
  await expect(details.getByText("Set by you; only you can see this")).toHaveCount(0);
});

test("several photos get a place together, and undoing takes it away", { tag: "@long" }, async ({
  page,
  signedIn: _,
  api,
}) => {
  await haveImages(api, [await smallPhoto(1), await smallPhoto(2)]);
  await open(page, "/");
  await tiles(page).first().focus();
  await page.keyboard.press("x");
  await page.keyboard.press("ArrowRight");
  await page.keyboard.press("x");
  await page.getByRole("button", { name: "More actions" }).click();
  await page.getByRole("menuitem", { name: "Change place" }).click();
  const dialog = page.getByRole("dialog", { name: "Place" });
  await dialog.getByLabel("City").fill("sydney");
  await expect(dialog.getByRole("option").first()).toContainText("New South Wales");
  await page.keyboard.press("Enter");
  await dialog.getByRole("button", { name: "Set place" }).click();
  await expect(page.getByText("2 photos given a place")).toBeVisible();
  const located = async () => (await (await api.get("/api/images?city=Sydney")).json()).images.length;
  expect(await located()).toBe(2);
  await page.getByRole("button", { name: "Undo" }).click();
  await expect(page.getByText("2 photos changed back")).toBeVisible();
  expect(await located()).toBe(0);
});
