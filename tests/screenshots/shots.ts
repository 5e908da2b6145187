import type { Page } from "@playwright/test";
import { adminPages } from "../e2e/admin-steps.ts";
import type { ShownLibrary } from "./library.ts";

/** One picture: of a page, or of a state that it is brought to. No words are looked for, since they are translated. */
export interface Shot {
  name: string;
  path: string;
  prepare?: (page: Page) => Promise<void>;
  /** Ends what `prepare` began and would be in the way of the next one. */
  leave?: (page: Page) => Promise<void>;
  /** Where it is to be had; everywhere unless said. */
  isOf?: "phone";
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
  { name: "viewer", path: `/images/${photo}`, prepare: wake },
  { name: "viewer-details", path: `/images/${photo}`, prepare: (page) => page.keyboard.press("i") },
  { name: "viewer-failed", path: `/images/${failed}`, prepare: wake },
  { name: "viewer-trashed", path: `/images/${trashed}?trashed=true&sort=trashed`, prepare: wake },
  ...toShots("is", adminPages),
];
