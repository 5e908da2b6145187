import sharp from "sharp";
import { expect, test } from "#tests/support/fixtures.ts";
import type { TestFile } from "#tests/support/image-factory.ts";
import { makeLandscape } from "#tests/support/landscape.ts";
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
  await expect(first.getByRole("radio", { checked: true })).toHaveAccessibleName("Keep (proposed)");
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
