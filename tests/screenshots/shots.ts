import type { Page } from "@playwright/test";
import { adminPages } from "../e2e/admin-steps.ts";
import { tiles } from "../e2e/library-steps.ts";
import type { ShownLibrary } from "./library.ts";

/** One picture: of a page, or of a state that it is brought to. No words are looked for, since they are translated. */
export interface Shot {
  name: string;
  path: string;
  prepare?: (page: Page) => Promise<void>;
}

const toShots = (prefix: string, paths: string[]): Shot[] =>
  paths.map((path) => ({ name: `${prefix}${path.replaceAll(/\W+/g, "-")}`.replace(/-$/, "-home"), path }));

/** What nobody has signed in to. */
export const visitorPages = ({ share, locked, photo }: ShownLibrary): Shot[] => [
  ...toShots("visitor", ["/sign-in", "/register", "/reset-password", "/docs/api", "/docs/api/uploads"]),
  { name: "visitor-no-such-page", path: "/no/such/page" },
  { name: "visitor-share", path: share },
  { name: "visitor-share-photo", path: `${share}/${photo}` },
  { name: "visitor-share-locked", path: locked },
  { name: "visitor-share-dead", path: "/s/dead" },
];

/** Of a new account. */
export const emptyPages: Shot[] = [
  ...toShots("empty", [
    "/",
    "/added",
    "/albums",
    "/favourites",
    "/archive",
    "/map",
    "/duplicates",
    "/tags",
    "/search",
    "/shares",
    "/shared",
    "/failed",
    "/trash",
    "/account",
  ]),
  { name: "empty-search-without-photos", path: "/search?q=nothing" },
];

/** Presses a key on the first photo, and waits for what comes of it, which may be fetched only then. */
const press = (key: string, awaited: string) => async (page: Page) => {
  await tiles(page).first().focus();
  await page.keyboard.press(key);
  await page.locator(awaited).first().waitFor();
};

/** Brings back the controls of the viewer, which fade while a page settles. */
const wake = async (page: Page) => {
  await page.mouse.move(100, 300);
  await page.mouse.move(110, 310);
};

/** Of an account with photos, whose owner is an admin. */
export const filledPages = ({ photo, trashed, failed, album }: ShownLibrary): Shot[] => [
  ...toShots("library", [
    "/",
    "/added",
    "/albums",
    `/favourites`,
    "/archive",
    "/map",
    "/duplicates",
    "/tags",
    "/search",
    "/shares",
    "/shared",
    "/failed",
    "/trash",
    "/account",
  ]),
  { name: "library-album", path: `/albums/${album}` },
  { name: "library-search-found", path: "/search?q=2026&favourite=true" },
  { name: "library-end", path: "/", prepare: (page) => page.evaluate(() => window.scrollTo(0, 1_000_000)) },
  { name: "library-selection", path: "/", prepare: press("x", "[role=toolbar]") },
  { name: "library-jump", path: "/", prepare: press("g", "[role=dialog]") },
  { name: "library-keys", path: "/", prepare: press("?", "[role=dialog]") },
  { name: "library-trash-selection", path: "/trash", prepare: press("x", "[role=toolbar]") },
  { name: "library-trash-question", path: "/trash", prepare: press("Delete", "[role=alertdialog]") },
  { name: "library-toast", path: "/favourites", prepare: press("Delete", "[data-sonner-toast]") },
  {
    name: "library-account-menu",
    path: "/tags",
    prepare: (page) => page.locator("header button[aria-haspopup=menu]").last().click(),
  },
  { name: "viewer", path: `/images/${photo}`, prepare: wake },
  { name: "viewer-details", path: `/images/${photo}`, prepare: (page) => page.keyboard.press("i") },
  { name: "viewer-failed", path: `/images/${failed}`, prepare: wake },
  { name: "viewer-trashed", path: `/images/${trashed}?trashed=true&sort=trashed`, prepare: wake },
  ...toShots("is", adminPages),
];
