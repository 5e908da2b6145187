import { fileURLToPath } from "node:url";
import { expect, test } from "#tests/support/fixtures.ts";
import { makeLandscape } from "#tests/support/landscape.ts";

/* Remakes the README's picture: UPDATE_SCREENSHOTS=1 npm run test:e2e -- screenshot */

const target = fileURLToPath(new URL("../../docs/images/gallery.png", import.meta.url));
const PICTURES = 14;
const shapes = [
  { width: 1200, height: 800 },
  { width: 800, height: 1000 },
  { width: 1400, height: 700 },
  { width: 1000, height: 1000 },
] as const;

test("a small library looks like one", { tag: "@long" }, async ({ page, signedIn, api }) => {
  expect(signedIn.email).toBeTruthy();
  for (let seed = 0; seed < PICTURES; seed++) {
    const takenAt = new Date(Date.UTC(2026, 6 - Math.floor(seed / 8), 20 - seed, 12));
    const buffer = await makeLandscape(seed, shapes[(seed * 3) % shapes.length] ?? shapes[0], takenAt);
    const file = { name: `landscape-${seed + 1}.jpg`, mimeType: "image/jpeg", buffer };
    expect((await api.post("/api/upload", { multipart: { file } })).status()).toBe(202);
  }
  await expect
    .poll(async () => (await (await api.get("/api/images?status=ready")).json()).images.length)
    .toBe(PICTURES);

  await page.setViewportSize({ width: 1280, height: 800 });
  await page.goto("/");
  const pictures = page.getByRole("main").locator("img");
  await expect(pictures.first()).toBeVisible();
  // What is drawn is loaded, whether or not it has been scrolled to.
  await expect
    .poll(() => pictures.evaluateAll((all) => all.every((one) => (one as HTMLImageElement).naturalWidth > 0)))
    .toBe(true);
  expect(await pictures.count()).toBeGreaterThan(PICTURES / 2);
  await expect(page.getByRole("heading", { name: "July 2026" })).toBeVisible();
  if (process.env.UPDATE_SCREENSHOTS) {
    await page.evaluate(() => window.scrollTo(0, 0));
    await page.screenshot({ path: target, animations: "disabled" });
  }
});
