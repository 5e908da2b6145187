import type { Page } from "@playwright/test";
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
      const details = kind === "of rows" && name === "a phone" ? {} : { tag: "@long" };
      test(`${kind} on ${name}`, details, async ({ page, person, personId, cloud, baseURL }) => {
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
    // Some three pieces to a photo, so that each row is drawn while it is not full.
    await using slow = await startSlowServer(baseURL ?? "", pathname, { pieceBytes: 300, slowBytes: 40_000 });
    await watchLayoutShift(page);
    await page.goto(slow.url + pathname);
    await expect(page.getByRole("main").getByRole("listitem").first()).toBeVisible();
    await page.waitForLoadState("networkidle");
    expect(await listLayoutShifts(page)).toEqual([]);
  });
});

test.describe("the first page", () => {
  const PHOTOS = 300;
  const FIRST_TILES = 24;

  test.beforeEach(async ({ page, person, personId, cloud }) => {
    await seedIndex(cloud, personId, timelinePhotos(PHOTOS, DAY_MS * 2));
    await openSession(page, person);
  });

  const markTiles = () => {
    document.addEventListener("DOMContentLoaded", () => {
      for (const tile of document.querySelectorAll("[data-tile]")) tile.classList.add("of-server");
    });
  };

  /** How many tiles on the screen are the server's, and how many are not. */
  const countOnScreen = (page: Page) =>
    tiles(page).evaluateAll((all) => {
      const shown = all.map((tile) => ({ tile, box: tile.getBoundingClientRect() }));
      const onScreen = shown.filter(({ box }) => box.bottom > 0 && box.top < window.innerHeight);
      const kept = onScreen.filter(({ tile }) => tile.classList.contains("of-server")).length;
      return { kept, redrawn: onScreen.length - kept };
    });

  test("keeps its tiles and their previews when the scripts take it over", { tag: "@long" }, async ({ page }) => {
    // Pictures that never come: what is behind them is to be seen.
    await page.route(/\/thumbnails\//, () => {});
    await page.addInitScript(markTiles);
    await page.addInitScript(() => {
      new MutationObserver((changes) => {
        for (const { target } of changes) {
          if (target instanceof HTMLImageElement && !target.style.backgroundImage) target.dataset.lost = "true";
        }
      }).observe(document, { subtree: true, attributeFilter: ["style"] });
    });
    await page.goto("/", { waitUntil: "commit" });
    await expect(page.getByRole("slider", { name: "Month" })).toBeVisible();
    await page.evaluate(() => new Promise((resolve) => requestIdleCallback(resolve)));
    expect(await countOnScreen(page)).toEqual({ kept: expect.any(Number), redrawn: 0 });
    await expect(tiles(page).first()).toHaveClass(/of-server/);
    await expect(page.locator("[data-lost]")).toHaveCount(0);
  });

  test("keeps the tiles that are looked at where it was scrolled before the scripts came", async ({ page }) => {
    const { promise: isLet, resolve: letThrough } = Promise.withResolvers<void>();
    await page.route(/\/thumbnails\//, () => {});
    await page.route(/\.js$/, async (route) => {
      await isLet;
      await route.continue();
    });
    await page.addInitScript(markTiles);
    await page.goto("/", { waitUntil: "commit" });
    await expect(tiles(page).nth(90)).toBeAttached();
    await page.evaluate(() => window.scrollTo(0, 2_000));
    letThrough();
    await expect(page.getByRole("slider", { name: "Month" })).toBeVisible();
    await page.evaluate(() => new Promise((resolve) => requestIdleCallback(resolve)));
    expect(await page.evaluate(() => window.scrollY)).toBe(2_000);
    const { kept, redrawn } = await countOnScreen(page);
    expect(redrawn).toBe(0);
    expect(kept).toBeGreaterThan(5);
  });

  test("fades pictures in that one had to wait for", { tag: "@long" }, async ({ page }) => {
    const { body } = await smallPhoto(1);
    const { promise: isLet, resolve: letThrough } = Promise.withResolvers<void>();
    await page.route(/\/thumbnails\//, async (route) => {
      await isLet;
      await route.fulfill({ body, contentType: "image/jpeg" });
    });
    await page.emulateMedia({ reducedMotion: "no-preference" });
    await page.addInitScript(() => {
      document.addEventListener("animationend", ({ animationName }) => {
        if (animationName === "fade-out") document.documentElement.dataset.faded = "true";
      });
    });
    await page.goto("/", { waitUntil: "commit" });
    await expect(page.getByRole("slider", { name: "Month" })).toBeVisible();
    letThrough();
    await expect(page.locator("html[data-faded]")).toHaveCount(1);
    await expect(page.locator(".animate-fade-out")).toHaveCount(0);
  });

  test("has previews in its first tiles, asks for their pictures first, and knows where they come from", async ({
    page,
  }) => {
    const answer = await page.request.get("/");
    const html = await answer.text();
    const pictures = html.match(/(?<=data-tile="[^>]*>)<img [^>]*>/g) ?? [];
    expect(pictures.length).toBeGreaterThan(FIRST_TILES);
    const [early, late] = [pictures.slice(0, FIRST_TILES), pictures.slice(FIRST_TILES)];
    for (const tag of early) expect(tag).toMatch(/^(?!.*loading=).*data:image\/(bmp|png)/);
    for (const tag of late) expect(tag).toMatch(/^(?!.*data:image).*loading="lazy"/);
    const { origin } = new URL(/src="([^"]+)"/.exec(pictures[0] ?? "")?.[1] ?? "");
    expect(answer.headers().link).toContain(`<${origin}>; rel=preconnect`);
    // Months are linked for those without scripts only, so they are in the page once.
    expect(html.match(/\?month=2024-05/g)).toHaveLength(1);
  });

  test("brings no code that changes photos, nor any that reads what is left of uploads where nothing was uploaded", async ({
    page,
  }) => {
    const scripts: Promise<string>[] = [];
    page.on("response", (response) => {
      if (response.request().resourceType() === "script") scripts.push(response.text());
    });
    await page.goto("/", { waitUntil: "networkidle" });
    const code = (await Promise.all(scripts)).join("\n");
    expect(code).toContain("/share-target-worker.js");
    // An action of the API, what a tab says that takes files over, and the header of a shared file.
    for (const text of ["delete_permanently", ": taking over", '"file-name"']) expect(code, text).not.toContain(text);
  });
});
