import { browserTranslations } from "#app/_messages/messages-provider.tsx";
import type { ChosenFile } from "./read-dropped-files.ts";

/*
 * What a phone shared with Skylight, see public/share-target-worker.js.
 */

const WORKER_PATH = "/share-target-worker.js";
const CACHE = "shared-files";
/** What nobody fetched for so long is not sent to whoever signs in next. */
const MAX_AGE_MS = 60 * 60 * 1000;

/** Has the browser take what is shared from now on. Where it cannot, sharing says so. */
export async function startShareTarget(): Promise<void> {
  await navigator.serviceWorker?.register(WORKER_PATH).catch(() => undefined);
}

/** The files that were shared and not fetched yet; each is given out once. */
export async function takeSharedFiles(now = Date.now()): Promise<ChosenFile[]> {
  if (!("caches" in globalThis) || !(await caches.has(CACHE))) return [];
  const cache = await caches.open(CACHE);
  const files: ChosenFile[] = [];
  for (const request of await cache.keys()) {
    const response = await cache.match(request);
    // Two pages that look at once share them between them.
    if (!(await cache.delete(request)) || !response) continue;
    const sharedAt = Number(new URL(request.url).pathname.split("/")[2]);
    if (!(now - sharedAt < MAX_AGE_MS)) continue;
    const name =
      decodeURIComponent(response.headers.get("file-name") ?? "") || browserTranslations("upload")("sharedPhoto");
    const blob = await response.blob();
    files.push({ file: new File([blob], name, { type: blob.type }), path: name });
  }
  return files;
}
