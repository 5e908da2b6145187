/** As public/share-target-worker.js has it. */
const CACHE = "offline-page";
const PATH = "/offline";
const MAX_AGE_MS = 7 * 24 * 3_600_000;

/** Caches the offline page in the language of the current page; again after a week, or in another language. */
export async function keepOfflinePage(): Promise<void> {
  const cache = await caches.open(CACHE);
  const headers = (await cache.match(PATH))?.headers;
  const isFresh = Date.now() - Date.parse(headers?.get("date") ?? "") < MAX_AGE_MS;
  if (!isFresh || headers?.get("content-language") !== document.documentElement.lang) await cache.add(PATH);
}
