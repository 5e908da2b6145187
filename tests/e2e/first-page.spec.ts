import { expect, openSession, test } from "#tests/support/fixtures.ts";
import { smallPhoto } from "#tests/support/image-factory.ts";
import { listLayoutShifts, watchLayoutShift } from "#tests/support/layout-shift.ts";
import { seedIndex } from "#tests/support/seed-index.ts";
import { startSlowServer } from "#tests/support/slow-server.ts";
import { timelinePhotos } from "#tests/support/timeline-photos.ts";
import { tiles } from "./library-steps.ts";

const DAY_MS = 24 * 60 * 60 * 1000;

test.describe("nothing moves while a slow network brings the first page", () => {
  for (const [kind, distanceMs] of [
    ["of rows", DAY_MS / 8],
    ["of months side by side", DAY_MS * 16],
  ] as const) {
    for (const [name, viewport] of [
      ["a wide screen", { width: 1440, height: 900 }],
      ["a phone", { width: 390, height: 844 }],
    ] as const) {
      test(`${kind} on ${name}`, async ({ page, person, personId, cloud, baseURL }) => {
        await seedIndex(cloud, personId, timelinePhotos(300, distanceMs));
        const { body } = await smallPhoto(1);
        await page.route(/\/thumbnails\//, (route) => route.fulfill({ body, contentType: "image/jpeg" }));
        await page.setViewportSize(viewport);
        await openSession(page, person);
        await using slow = await startSlowServer(baseURL ?? "", "/");
        await watchLayoutShift(page);
        await page.goto(`${slow.url}/`);
        await expect(page.getByRole("slider", { name: "Month" })).toBeVisible();
        await expect(tiles(page).first().getByRole("img")).toBeVisible();
        await page.waitForLoadState("networkidle");
        expect(await listLayoutShifts(page)).toEqual([]);
      });
    }
  }

  test("of a shared link on a phone", async ({ page, api, personId, cloud, baseURL }) => {
    await seedIndex(cloud, personId, timelinePhotos(300, DAY_MS / 8));
    const { body } = await smallPhoto(1);
    await page.route(/\/thumbnails\//, (route) => route.fulfill({ body, contentType: "image/jpeg" }));
    await page.setViewportSize({ width: 390, height: 844 });
    const { url } = await (await api.post("/api/shares", { data: { query: { type: "image/jpeg" } } })).json();
    const { pathname } = new URL(url);
    await using slow = await startSlowServer(baseURL ?? "", pathname);
    await watchLayoutShift(page);
    await page.goto(slow.url + pathname);
    await expect(page.getByRole("main").getByRole("listitem").first()).toBeVisible();
    await page.waitForLoadState("networkidle");
    expect(await listLayoutShifts(page)).toEqual([]);
  });
});
