import type { Page } from "@playwright/test";
import { findUserByEmail } from "#lib/accounts/user-repository.ts";
import type { Database } from "#lib/database/database.ts";
import { renditionKey } from "#lib/images/object-keys.ts";
import { recipe } from "#lib/images/recipe.ts";
import { writeObject } from "#lib/storage/objects.ts";
import type { Storage } from "#lib/storage/storage.ts";
import type { ApiSession } from "#tests/support/api-session.ts";
import { makeLandscape } from "#tests/support/landscape.ts";
import { storeImages } from "#tests/support/store-images.ts";
import { median } from "./statistics.ts";

const PHOTOS = 14;
const STEPS = 10;
const SLOWER_CPU = 4;
/** Time to fetch and decode the pictures beside the one shown. */
const PRELOAD_MS = 1_500;

/** Puts photos with real pictures into the library of a session. Returns the id of the newest. */
export async function storePhotos(
  { database, storage }: { database: Database; storage: Storage },
  session: ApiSession,
): Promise<string> {
  const user = await findUserByEmail(database, session.email);
  if (!user) throw new Error("Expected the user that was just registered");
  const sizes = { large: { width: 1600, height: 1067 }, medium: { width: 512, height: 341 } };
  const rendition = ({ width, height }: typeof sizes.large) => ({ width, height, bytes: 1 });
  const ids = await storeImages(database, user, PHOTOS, {
    width: 6000,
    height: 4000,
    recipeVersion: recipe.version,
    renditions: { large: rendition(sizes.large), medium: rendition(sizes.medium) },
  });
  for (const [seed, id] of ids.entries()) {
    for (const [name, size] of Object.entries(sizes)) {
      const body = await makeLandscape(seed, size, new Date());
      await writeObject(storage, renditionKey(user.id, id, name), body, { contentType: "image/jpeg" });
    }
  }
  return ids.toSorted().at(-1) ?? "";
}

/**
 * From a press of the arrow key until the next photo, which was preloaded, stands; milliseconds on a CPU a quarter as
 * fast.
 */
export async function measureNextPhoto(page: Page, id: string): Promise<number> {
  await page.goto(`/images/${id}`);
  await page.locator("main h1").waitFor();
  await page.waitForLoadState("networkidle");
  const browser = await page.context().newCDPSession(page);
  await browser.send("Emulation.setCPUThrottlingRate", { rate: SLOWER_CPU });
  const times: number[] = [];
  for (let step = 0; step < STEPS; step++) {
    await page.waitForTimeout(PRELOAD_MS);
    times.push(await page.evaluate(stepOn));
  }
  return Math.round(median(times));
}

/** Milliseconds until another picture than before is loaded, decoded and in a frame. */
async function stepOn(): Promise<number> {
  const find = () => document.querySelector<HTMLImageElement>("[data-shown] img");
  const before = find()?.src;
  const startedAt = performance.now();
  document.body.dispatchEvent(new KeyboardEvent("keydown", { key: "ArrowRight", bubbles: true, cancelable: true }));
  const frame = () => new Promise((resolve) => requestAnimationFrame(resolve));
  let picture = find();
  while (!picture || picture.src === before || !picture.complete || picture.naturalWidth === 0) {
    await frame();
    picture = find();
  }
  await picture.decode();
  await frame();
  return performance.now() - startedAt;
}
