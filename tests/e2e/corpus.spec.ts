import { expect, test } from "#tests/support/fixtures.ts";
import { healthyFiles, smallPhoto, type TestFile, truncated } from "#tests/support/image-factory.ts";
import { corpusFiles } from "#tests/support/photo-corpus.ts";
import { asPayload, chooseFiles, expectPainted, tile, tiles, uploadRow } from "./library-steps.ts";

const good = corpusFiles("good");
const hostile = corpusFiles("hostile");

test("every kind of picture becomes ready", { tag: "@long" }, async ({ page, signedIn: _, api }) => {
  await page.goto("/");
  const files = await healthyFiles();
  await chooseFiles(page, named(files).map(asPayload));
  // One camera took eight of them at the same moment, so they are one stack.
  await expect(tiles(page, "ready")).toHaveCount(files.length - 7, { timeout: 45_000 });
  const countReady = async () => (await (await api.get("/api/images?limit=100&status=ready")).json()).images.length;
  await expect.poll(countReady).toBe(files.length);
});

test("all good photos, uploaded in one go, become ready", { tag: "@long" }, async ({ page, signedIn: _ }) => {
  await page.goto("/");
  test.skip(good.length === 0, "The real photos are not at hand: set SKYLIGHT_PHOTOS to their folder.");
  test.setTimeout(120_000);
  // Only what is near the screen is drawn, and how high the rows are depends on when each shape became known.
  await page.setViewportSize({ width: 1280, height: 2400 });
  await chooseFiles(page, good.map(asPayload));
  await expect(tiles(page, "ready")).toHaveCount(good.length, { timeout: 90_000 });
  await page.reload();
  await expect(tiles(page, "ready")).toHaveCount(good.length);
  await expectPainted(tiles(page).first().getByRole("img"));
});

test("hostile files end, each with a picture or a reason, and uploading goes on after them", { tag: "@long" }, async ({
  page,
  signedIn: _,
  api,
}) => {
  await page.goto("/");
  test.setTimeout(180_000);
  const broken = truncated(await smallPhoto(1), 0.5);
  const files = hostile.length > 0 ? hostile : [{ ...broken, fileName: "broken.jpg" }];
  await chooseFiles(page, files.map(asPayload));
  const uploads = page.getByRole("region", { name: "Uploads" });
  await expect(uploads.getByRole("button", { name: "Close the list" })).toBeVisible({ timeout: 60_000 });
  await expect(tiles(page, "processing")).toHaveCount(0, { timeout: 120_000 });
  await expect
    .poll(async () => {
      const { images } = await (await api.get("/api/images?limit=200")).json();
      return images.filter(({ status }: { status: string }) => status !== "ready" && status !== "failed").length;
    })
    .toBe(0);
  const { images } = await (await api.get("/api/images?limit=200&status=failed")).json();
  for (const image of images) expect(image.failure.message, image.fileName).toMatch(/\w+/);
  const healthy = { ...(await smallPhoto(2)), fileName: "afterwards.jpg" };
  await chooseFiles(page, [asPayload(healthy)]);
  await expect(uploadRow(page, "afterwards.jpg")).toContainText("Uploaded");
  await expectPainted(tile(page, "afterwards.jpg").getByRole("img"));
});

/** Several made pictures may bear one name; told apart by a number, their rows and tiles can be. */
function named(files: TestFile[]): TestFile[] {
  return files.map((file, index) => ({ ...file, fileName: `${index} ${file.fileName}` }));
}
