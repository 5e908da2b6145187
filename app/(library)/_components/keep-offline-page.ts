/** As public/share-target-worker.js has it. */
const CACHE = "offline-page";
const PATH = "/offline";
const MAX_AGE_MS = 7 * 24 * 3_600_000;

/** Keeps the page that stands in for others while the server cannot be reached, in the language of the page. */
export async function keepOfflinePage(): Promise<void> {
  const cache = await caches.open(CACHE);
  const headers = (await cache.match(PATH))?.headers;
  const isFresh = Date.now() - Date.parse(headers?.get("date") ?? "") < MAX_AGE_MS;
  if (!isFresh || headers?.get("content-language") !== document.documentElement.lang) await cache.add(PATH);
}
