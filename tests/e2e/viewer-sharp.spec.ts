import { expect, test } from "#tests/support/fixtures.ts";
import { quarters } from "#tests/support/image-factory.ts";
import { expectPainted, haveImage, openPhoto } from "./library-steps.ts";

test("a photo is looked at with as many pixels as a large screen has for it, and with those of a rendition elsewhere", async ({
  page,
  signedIn: _,
  api,
}) => {
  const body = await quarters(3000, 2000).jpeg({ quality: 60 }).toBuffer();
  const { id } = await haveImage(api, { fileName: "large.jpg", contentType: "image/jpeg", body });
  const shown = page.locator("[data-shown]").getByRole("img");
  // Of the file itself: an element counts in units of the width that it was chosen for.
  const pixels = () =>
    shown.evaluate(async (image: HTMLImageElement) => {
      const file = new Image();
      file.src = image.currentSrc;
      await file.decode();
      return file.naturalWidth;
    });

  const originals: string[] = [];
  page.on("request", (request) => {
    if (request.url().includes("variant=original")) originals.push(request.url());
  });
  await page.setViewportSize({ width: 1400, height: 900 });
  await openPhoto(page, `/images/${id}`);
  await expectPainted(shown);
  expect(await pixels()).toBeLessThan(3000);
  await page.setViewportSize({ width: 2600, height: 1700 });
  await expect(shown).not.toHaveAttribute("srcset");
  expect(originals).toHaveLength(1);
  expect(await pixels()).toBe(3000);
});
