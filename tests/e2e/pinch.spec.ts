import { expect, test } from "#tests/support/fixtures.ts";
import { smallPhoto } from "#tests/support/image-factory.ts";
import { expectPainted, haveImage } from "./library-steps.ts";
import { pinch } from "./touch-steps.ts";

test.use({ viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true });

test("two fingers enlarge a photo as far as they part, and make it small again", async ({ page, signedIn: _, api }) => {
  const photo = await smallPhoto(1);
  const { id } = await haveImage(api, photo);
  await page.goto(`/images/${id}`);
  await expect(page.getByRole("button", { name: "Favourite", exact: true })).toBeEnabled();
  const picture = page.getByRole("main").getByRole("img", { name: photo.fileName });
  await expectPainted(picture);
  const widthOf = async () => (await picture.boundingBox())?.width ?? 0;
  const width = await widthOf();
  const stage = page.locator("[data-zoomed]");
  await pinch(page, stage, 80, 240);
  await expect(stage).toHaveAttribute("data-zoomed", "true");
  await expect.poll(async () => (await widthOf()) / width).toBeCloseTo(3, 1);
  await pinch(page, stage, 240, 60);
  await expect(stage).toHaveAttribute("data-zoomed", "false");
  await expect(page).toHaveURL(new RegExp(id));
});

test("two fingers bring the map nearer, and farther away", { tag: "@long" }, async ({ page, signedIn: _, api }) => {
  const { id } = await haveImage(api, await smallPhoto(1));
  const position = { latitude: 48.137, longitude: 11.575 };
  await api.post("/api/images/bulk", { data: { action: "set_position", position, ids: [id] } });
  // Away from the photo, whose marker is a link.
  await page.goto("/map?at=48.137,-20,4");
  await expect(page.locator("canvas[data-drawn]")).toBeVisible();
  const map = page.getByRole("application", { name: /^Map of your photos/ });
  await pinch(page, map, 60, 240);
  await expect(page).toHaveURL(/at=48\.\d+,-\d+\.\d+,(5\.9|6\.0)/);
  await pinch(page, map, 240, 60);
  await expect(page).toHaveURL(/at=48\.\d+,-\d+\.\d+,(3\.9|4\.0)/);
});
