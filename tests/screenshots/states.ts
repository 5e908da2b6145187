import type { Page } from "@playwright/test";
import { smallPhoto, truncated } from "#tests/support/image-factory.ts";
import { rawZip } from "#tests/support/raw-zip.ts";
import { asPayload, holdOriginals, tiles } from "../e2e/library-steps.ts";
import type { ShownLibrary } from "./library.ts";
import type { Shot } from "./shots.ts";

/* Pages in the middle of something. No words are looked for, since they are translated. */

/** Presses a key on the first photo, and waits for what comes of it, which may be fetched only then. */
export const press = (key: string, awaited: string) => async (page: Page) => {
  await tiles(page).first().focus();
  await page.keyboard.press(key);
  await page.locator(awaited).first().waitFor();
};

/** Presses what has an icon, and waits for what comes of it. */
const pressIcon = async (page: Page, icon: string, awaited: string) => {
  await page.locator(`:is(button, [role=menuitem]):visible:has(.lucide-${icon})`).first().click();
  await page.locator(awaited).first().waitFor();
};

/** Selects the first photo and opens one of its dialogs: by a button of the bar, or by an item of its menu. */
const ask =
  (icon: string, isInMenu = false) =>
  async (page: Page) => {
    await press("x", "[role=toolbar]")(page);
    if (isInMenu) await pressIcon(page, "ellipsis", "[role=menu]");
    await pressIcon(page, icon, "[role=dialog]");
  };

const choose = async (page: Page, files: Parameters<typeof asPayload>[0][]) => {
  const chooser = page.waitForEvent("filechooser");
  await page.locator("header button:has(.lucide-upload)").first().click();
  await (await chooser).setFiles(files.map(asPayload));
};

/** No look uploads what another one has. */
let seed = 900;

const numbered = (count: number) =>
  Promise.all(
    Array.from({ length: count }, async (_, number) => ({
      ...(await smallPhoto(seed++)),
      fileName: `Holiday ${number + 1}.jpg`,
    })),
  );

/** Uploads that stop after the second, with one that is refused. */
const upload = async (page: Page) => {
  await holdOriginals(page, 2);
  await choose(page, [...(await numbered(6)), await truncated(await smallPhoto(seed++), 0.02)]);
  await page.locator("section.fixed li").nth(2).waitFor();
};

const stopHolding = (page: Page) => page.unrouteAll({ behavior: "ignoreErrors" });

const cut = async (page: Page) => {
  await page.context().setOffline(true);
  await page.locator("[role=status]:has(.lucide-cloud-off)").waitFor();
};
const restore = (page: Page) => page.context().setOffline(false);

export const states = ({ photo, shareId }: ShownLibrary): Shot[] => [
  { name: "library-end", path: "/", prepare: (page) => page.evaluate(() => window.scrollTo(0, 1_000_000)) },
  { name: "library-selection", path: "/", prepare: press("x", "[role=toolbar]") },
  { name: "library-selection-all", path: "/", prepare: press("Control+a", "[role=toolbar]") },
  { name: "library-jump", path: "/", prepare: press("g", "[role=dialog]") },
  { name: "library-keys", path: "/", prepare: press("?", "[role=dialog]") },
  { name: "library-trash-selection", path: "/trash", prepare: press("x", "[role=toolbar]") },
  { name: "library-trash-question", path: "/trash", prepare: press("Delete", "[role=alertdialog]") },
  { name: "library-toast", path: "/favourites", prepare: press("Delete", "[data-sonner-toast]") },
  { name: "dialog-album", path: "/added", prepare: ask("folder-plus") },
  { name: "dialog-share", path: "/added", prepare: ask("share-2") },
  { name: "dialog-time", path: "/added", prepare: ask("calendar-clock", true) },
  { name: "dialog-place", path: "/added", prepare: ask("map-pin", true) },
  { name: "dialog-untag", path: "/added", prepare: ask("tags", true) },
  {
    name: "library-account-menu",
    path: "/tags",
    prepare: (page) => page.locator("header button[aria-haspopup=menu]").last().click(),
  },
  { name: "library-offline", path: "/", prepare: cut, leave: restore },
  {
    name: "drop",
    path: "/albums",
    prepare: async (page) => {
      const over = { x: 400, y: 400, data: { items: [], files: ["/a.jpg"], dragOperationsMask: 1 } };
      const browser = await page.context().newCDPSession(page);
      for (const type of ["dragEnter", "dragOver"] as const)
        await browser.send("Input.dispatchDragEvent", { ...over, type });
    },
  },
  { name: "uploads", path: "/albums", prepare: upload, leave: stopHolding },
  {
    name: "uploads-resumed",
    path: "/albums",
    prepare: async (page) => {
      await upload(page);
      await page.reload();
      await page.locator("section:has(.lucide-x)").last().waitFor();
    },
    leave: stopHolding,
  },
  {
    name: "import",
    path: "/albums",
    prepare: async (page) => {
      const { body } = await smallPhoto(seed++);
      const zip = rawZip([
        { name: "Takeout/Google Photos/Summer/IMG_1.jpg", body },
        {
          name: "Takeout/Google Photos/Summer/IMG_1.jpg.json",
          body: JSON.stringify({ title: "IMG_1.jpg", photoTakenTime: { timestamp: "1700000000" } }),
        },
      ]);
      await choose(page, [{ fileName: "takeout.zip", contentType: "application/zip", body: zip } as never]);
      await page.locator("[role=dialog]").waitFor();
    },
  },
  {
    name: "phone-sections",
    path: "/",
    isOf: "phone",
    prepare: (page) => page.locator("button[popovertarget]:visible:has(.lucide-ellipsis)").click(),
  },
  { name: "share-changed", path: `/shares/${shareId}` },
  { name: "changes", path: "/changes" },
  { name: "viewer-enlarged", path: `/images/${photo}`, prepare: (page) => page.keyboard.press("z") },
  {
    name: "viewer-offline",
    path: `/images/${photo}`,
    prepare: cut,
    leave: restore,
  },
];
