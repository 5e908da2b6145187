import { hash } from "node:crypto";
import sharp from "sharp";
import { expect, test } from "#tests/support/fixtures.ts";
import type { TestFile } from "#tests/support/image-factory.ts";
import { makeLandscape } from "#tests/support/landscape.ts";
import { storeImages } from "#tests/support/store-images.ts";
import { haveImages } from "./library-steps.ts";

/** A landscape, and it again smaller. */
async function twoSizes(seed: number): Promise<TestFile[]> {
  const large = await makeLandscape(seed, { width: 800, height: 600 }, new Date("2024-05-01T10:00:00Z"));
  const small = await sharp(large).resize(400).jpeg({ quality: 80 }).toBuffer();
  return [
    { fileName: `small-${seed}.jpg`, contentType: "image/jpeg", body: small },
    { fileName: `large-${seed}.jpg`, contentType: "image/jpeg", body: large },
  ];
}

test("photos that look alike are resolved one by one or together, and come back by undoing", async ({
  page,
  signedIn: _,
  api,
  expectAccessible,
}) => {
  await haveImages(api, [...(await twoSizes(1)), ...(await twoSizes(7))]);
  await page.goto("/duplicates");
  const groups = page.getByRole("group", { name: /look alike/ });
  await expect(groups).toHaveCount(2);
  const first = groups.filter({ hasText: "large-1.jpg" });
  await expect(first.getByRole("radio", { checked: true })).toHaveAccessibleName("Keep (suggested)");
  await expectAccessible();

  await first.getByRole("radio", { checked: false }).check();
  await first.getByRole("button", { name: /^Delete the other one/ }).click();
  await expect(groups).toHaveCount(1);
  const names = async (query: string) => {
    const { images } = await (await api.get(`/api/images?${query}`)).json();
    return images.map(({ fileName }: { fileName: string }) => fileName).sort();
  };
  expect(await names("trashed=true")).toEqual(["large-1.jpg"]);
  await page.getByRole("button", { name: "Undo" }).click();
  await expect(groups).toHaveCount(2);

  await page.getByRole("button", { name: "Keep the best of each" }).click();
  await page.getByRole("alertdialog").getByRole("button", { name: "Delete" }).click();
  await expect(page.getByText("No duplicates")).toBeVisible();
  expect(await names("")).toEqual(["large-1.jpg", "large-7.jpg"]);
});

test("many groups come page by page, and all of them are resolved at once, also those on other pages", {
  tag: "@long",
}, async ({ page, signedIn: _, personId, cloud, api, expectAccessible }) => {
  const GROUPS = 33;
  for (let group = 1; group <= GROUPS; group++) {
    // Far from each other, which numbers that follow each other are not.
    const perceptualHash = hash("sha256", String(group)).slice(0, 16);
    await storeImages(cloud.database, { id: personId }, 2, { perceptualHash, width: 40, height: 30 });
  }
  await page.goto("/duplicates");
  const groups = page.getByRole("group", { name: /look alike/ });
  await expect(groups).toHaveCount(30);
  await expect(page.getByText("1–30 of 33 groups")).toBeVisible();
  await expectAccessible();
  await page.getByRole("link", { name: "Next page" }).click();
  await expect(groups).toHaveCount(3);
  await expect(page.getByText("31–33 of 33 groups")).toBeVisible();
  await expect(page.getByRole("link", { name: "Next page" })).toHaveCount(0);

  await page.getByRole("button", { name: "Keep the best of each" }).click();
  await page.getByRole("alertdialog").getByRole("button", { name: "Delete" }).click();
  await expect(page.getByText("33 photos deleted")).toBeVisible();
  await expect(page.getByText("No duplicates")).toBeVisible();
  const { changes } = await (await api.get("/api/bulk-changes")).json();
  expect(changes).toMatchObject([{ action: "trash", total: GROUPS, changed: GROUPS }]);
  await page.getByRole("button", { name: "Undo" }).click();
  await expect(page.getByText("31–33 of 33 groups")).toBeVisible();

  // What was last on the last page leads to the page before it.
  for (let left = 3; left > 0; left--) {
    await groups
      .first()
      .getByRole("button", { name: /^Delete the other one/ })
      .click();
    await expect(page.getByRole("status").filter({ hasText: `${GROUPS - 4 + left} groups` })).toBeVisible();
  }
  await expect(groups).toHaveCount(30);
});
