import { mkdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { type BrowserContextOptions, devices, type Page } from "@playwright/test";
import { runAdminCommand } from "#tests/support/admin-command.ts";
import { expect, openSession, type Person, registerPerson, test } from "#tests/support/fixtures.ts";
import { haveLibrary, type ShownLibrary } from "./library.ts";
import { emptyPages, filledPages, type Shot, visitorPages } from "./shots.ts";
import { states } from "./states.ts";

/* Makes pictures of every page and state in `screenshots/`, a folder for each look: npm run screenshots */

const FOLDER = fileURLToPath(new URL("../../screenshots/", import.meta.url));
const TIMEOUT_MS = 15 * 60_000;
const wide = { viewport: { width: 1400, height: 900 } };
const phone = { ...devices["Pixel 7"], viewport: { width: 390, height: 844 } };

const looks: Record<string, BrowserContextOptions> = {
  wide,
  "very-wide": { viewport: { width: 2560, height: 1440 } },
  tablet: { viewport: { width: 768, height: 1024 } },
  phone,
  dark: { ...wide, colorScheme: "dark" },
  "dark-phone": { ...phone, colorScheme: "dark" },
  contrast: { ...wide, forcedColors: "active" },
  german: { ...wide, locale: "de-DE" },
  "german-phone": { ...phone, locale: "de-DE" },
};

let library: ShownLibrary;
let owner: Person;
let newcomer: Person;

test.describe.configure({ mode: "serial", timeout: TIMEOUT_MS });

test("a library to look at", async ({ api, person, request }) => {
  await rm(FOLDER, { recursive: true, force: true });
  owner = person;
  newcomer = await registerPerson(request);
  await runAdminCommand("grant", owner.email);
  library = await haveLibrary(api);
});

for (const [look, options] of Object.entries(looks)) {
  test(look, async ({ browser, baseURL }) => {
    const folder = join(FOLDER, look);
    await mkdir(folder, { recursive: true });
    const shoot = async (shots: Shot[], person?: Person) => {
      const context = await browser.newContext({ reducedMotion: "reduce", ...options, baseURL: baseURL ?? "" });
      const page = await context.newPage();
      // The question of a page that is left while it uploads.
      page.on("dialog", (dialog) => void dialog.accept());
      if (person) await openSession(page, person);
      for (const shot of shots) {
        if (shot.isOf && !look.endsWith(shot.isOf)) continue;
        await page.goto(shot.path);
        await settle(page);
        await shot.prepare?.(page);
        await settle(page);
        await page.screenshot({ path: join(folder, `${shot.name}.png`), animations: "disabled" });
        await shot.leave?.(page);
      }
      await context.close();
    };
    await shoot(visitorPages(library));
    await shoot(emptyPages, newcomer);
    await shoot(filledPages(library), owner);
    await shoot(states(library), owner);
  });
}

/** Waits until nothing is fetched any more, and what is on the screen is painted. */
async function settle(page: Page): Promise<void> {
  await page.waitForLoadState("networkidle");
  await expect
    .poll(() =>
      page.locator("img:visible").evaluateAll((all) => all.every((one) => (one as HTMLImageElement).complete)),
    )
    .toBe(true);
}
