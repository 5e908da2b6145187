import type { APIRequestContext } from "@playwright/test";
import { pngWithAlpha, truncated } from "#tests/support/image-factory.ts";
import { makeLandscape } from "#tests/support/landscape.ts";
import { haveImages } from "../e2e/library-steps.ts";

const PHOTOS = 40;
const DAYS_APART = 6;
const DAY_MS = 24 * 60 * 60 * 1000;
const NEWEST_MS = Date.UTC(2026, 6, 20, 18, 30);
const shapes = [
  { width: 1200, height: 800 },
  { width: 800, height: 1000 },
  { width: 1400, height: 700 },
  { width: 1000, height: 1000 },
  { width: 1600, height: 900 },
];

/** Where the pictures of a library are to be seen. */
export interface ShownLibrary {
  photo: string;
  trashed: string;
  failed: string;
  album: string;
  share: string;
  /** Of the owner's page about it. */
  shareId: string;
  locked: string;
}

/** Fills a library with what its pages show: albums, tags, places, favourites, shares, and what went wrong. */
export async function haveLibrary(api: APIRequestContext): Promise<ShownLibrary> {
  const files = await Promise.all(
    Array.from({ length: PHOTOS }, async (_, seed) => {
      const takenAt = new Date(NEWEST_MS - seed * DAYS_APART * DAY_MS);
      const shape = shapes[(seed * 3) % shapes.length] ?? { width: 1200, height: 800 };
      const body = await makeLandscape(seed, shape, takenAt);
      return { fileName: `DSC_${String(4_200 - seed)}.jpg`, contentType: "image/jpeg" as const, body };
    }),
  );
  const photos = (await haveImages(api, files)).map(({ id }) => id);
  const yearsAgo = await Promise.all(
    [1, 2, 3].map(async (years) => {
      const takenAt = new Date();
      takenAt.setUTCFullYear(takenAt.getUTCFullYear() - years);
      const body = await makeLandscape(PHOTOS + years, { width: 1200, height: 800 }, takenAt);
      return { fileName: `Back then ${years}.jpg`, contentType: "image/jpeg" as const, body };
    }),
  );
  await haveImages(api, yearsAgo);
  const [failed] = await haveImages(api, [truncated(await pngWithAlpha(), 0.01)]);
  const post = async (path: string, data: object) => {
    const answer = await api.post(path, { data });
    if (!answer.ok()) throw new Error(`Expected success from ${path} but received ${await answer.text()}`);
    return answer.json();
  };
  const change = (action: string, ids: string[], more = {}) => post("/api/images/bulk", { action, ids, ...more });

  const { album } = await post("/api/albums", { name: "A week by the sea" });
  await post("/api/albums", { name: "Nothing in it yet" });
  await change("add_to_album", photos.slice(0, 12), { album: album.id });
  const { tag } = await post("/api/tags", { name: "Mountains" });
  await change("add_tag", photos.slice(3, 9), { tag: tag.id });
  // One is deleted in each look, for its toast.
  await change("favourite", photos.slice(5, 15));
  await change("archive", photos.slice(20, 24));
  await change("stack", photos.slice(14, 17));
  const bergen = { latitude: 60.39, longitude: 5.32 };
  await change("set_position", photos.slice(0, 8), { position: bergen });
  await change("set_position", photos.slice(8, 13), { position: { latitude: -33.86, longitude: 151.21 } });
  await change("trash", photos.slice(30, 35));
  await post("/api/searches", { name: "Favourites of 2026", query: "favourite=true&from=2026-01-01" });
  const title = { title: "First light", caption: "After the storm the whole bay was still." };
  await api.patch(`/api/images/${photos[1]}`, { data: title });

  const share = await post("/api/shares", { album: album.id });
  const locked = await post("/api/shares", { ids: photos.slice(0, 3), password: "correct horse", title: "Three" });
  return {
    photo: photos[1] ?? "",
    trashed: photos[30] ?? "",
    failed: failed?.id ?? "",
    album: album.id,
    share: new URL(share.url).pathname,
    shareId: share.share.id,
    locked: new URL(locked.url).pathname,
  };
}
